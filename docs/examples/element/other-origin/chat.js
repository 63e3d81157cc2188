const chat = document.querySelector('openai-chatkit');
const { server } = chat.dataset;

// Cookies of the server are not sent from here: who it is goes into each request. A page with users
// of its own gets a token for them from its own backend instead.
const guest = await fetch(`${server}/api/auth/guest`, { method: 'POST' });
const { token } = await guest.json();

await customElements.whenDefined('openai-chatkit');
chat.setOptions({
  api: {
    url: `${server}/chatkit`,
    domainKey: 'any',
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('Authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    },
  },
});
