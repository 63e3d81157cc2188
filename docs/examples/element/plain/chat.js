const chat = document.querySelector('openai-chatkit');

// On the server's own origin a visitor is let in with a cookie.
await fetch('/api/auth/guest', { method: 'POST' });

// The script loads on its own: until it is there, the element has no methods.
await customElements.whenDefined('openai-chatkit');
chat.addEventListener('chatkit.error', ({ detail }) => console.error(detail.error));
chat.setOptions({
  api: { url: '/chatkit', domainKey: 'any' },
  startScreen: {
    greeting: 'What is there to do?',
    prompts: [{ label: 'Show my tasks', prompt: 'Show all my tasks' }],
  },
});
