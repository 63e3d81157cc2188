/** Has the page be what the server makes of it below a path, or for one assistant. */
export function standAt(root: string, assistant = ''): void {
  leaveSite();
  for (const [name, content] of [
    ['chatkit-root', root],
    ['chatkit-assistant', assistant],
  ] as const) {
    if (content === '') continue;
    const told = document.createElement('meta');
    told.name = name;
    told.content = content;
    document.head.append(told);
  }
}

/** Has it be the page at the root of an origin again. */
export function leaveSite(): void {
  for (const told of document.querySelectorAll('meta[name^="chatkit-"]')) told.remove();
}
