/**
 * Ties the chat to an app that shows this page in a web view, by messages in JSON.
 *
 * From the app: `{ type: 'start', token, colorScheme }`, `{ type: 'send', text }`.
 * To the app: `{ type: 'loaded' }`, `{ type: 'ready' }`, `{ type: 'thread', threadId }`,
 * `{ type: 'link', name, data }`, `{ type: 'error', message }`.
 */
const app = window.ReactNativeWebView;
const chat = document.querySelector('openai-chatkit');
const tell = (message) => app?.postMessage(JSON.stringify(message));

chat.addEventListener('chatkit.ready', () => tell({ type: 'ready' }));
chat.addEventListener('chatkit.thread.change', ({ detail }) =>
  tell({ type: 'thread', threadId: detail.threadId }),
);
chat.addEventListener('chatkit.deeplink', ({ detail }) => tell({ type: 'link', ...detail }));
chat.addEventListener('chatkit.error', ({ detail }) =>
  tell({ type: 'error', message: detail.error.message }),
);

const commands = {
  start: ({ token, colorScheme }) =>
    chat.setOptions({
      api: {
        url: '/chatkit',
        domainKey: 'any',
        fetch: (input, init) => {
          const headers = new Headers(init?.headers);
          headers.set('Authorization', `Bearer ${token}`);
          return fetch(input, { ...init, headers });
        },
      },
      theme: { colorScheme },
    }),
  send: ({ text }) => chat.sendUserMessage({ text }),
};

async function receive({ data }) {
  // Other things on a page send messages too.
  if (typeof data !== 'string' || !data.startsWith('{')) return;
  const message = JSON.parse(data);
  try {
    await commands[message.type]?.(message);
  } catch (error) {
    tell({ type: 'error', message: error.message });
  }
}

await customElements.whenDefined('openai-chatkit');
// iOS sends to the window, Android to the document.
window.addEventListener('message', receive);
document.addEventListener('message', receive);
tell({ type: 'loaded' });
