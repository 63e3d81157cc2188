/** Whether an address is one that a picture may be loaded from, and a link to it may lead to. */
export function isPictureUrl(url: string): boolean {
  return /^(?:https?:\/\/|data:image\/|blob:)/i.test(url) || /^\/(?!\/)/.test(url);
}
