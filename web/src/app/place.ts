function told(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

/** The path that the server's application is mounted at; empty at the root of its origin. */
export function root(): string {
  return told('chatkit-root');
}

/** Where a path of the server's application is, which may be below another's. */
export function onServer(path: string): string {
  return root() + path;
}

/** The path of the server's where the protocol is spoken: with the assistant of this page, where it is one's own page. */
export function endpoint(): string {
  const name = told('chatkit-assistant');
  return name === '' ? '/chatkit' : `/chatkit/${name}`;
}

/** The path of the server's that tells a page what it has to know of its assistant. */
export function clientPath(): string {
  const name = told('chatkit-assistant');
  return name === '' ? '/api/client' : `/api/client/${name}`;
}

/** The path of an assistant's page, this one's by default: without a thread or a slash at its end. */
export function pagePath(name = told('chatkit-assistant')): string {
  return name === '' ? root() : onServer(`/a/${name}`);
}
