const chat = document.querySelector('openai-chatkit');

// The composer takes the browser's selection when the user goes there to write of it.
let selected = '';
document.addEventListener('selectionchange', () => {
  if (document.activeElement !== chat) selected = String(document.getSelection());
});

const tools = {
  get_selection: () => ({ text: selected.slice(0, 20_000) }),
  switch_theme({ theme }) {
    document.documentElement.dataset.theme = theme;
    return { theme };
  },
};

customElements.whenDefined('openai-chatkit').then(() => {
  chat.setOptions({
    api: {
      url: '/chatkit',
      domainKey: 'local',
      // The agent is offered the tools that are named here, and no others.
      fetch(input, init) {
        const headers = new Headers(init?.headers);
        headers.set('X-Client-Tools', Object.keys(tools).join(', '));
        return fetch(input, { ...init, headers });
      },
    },
    onClientTool({ name, params }) {
      if (!Object.hasOwn(tools, name)) throw new Error(`This page has no tool ${name}.`);
      return tools[name](params);
    },
  });
});

chat.addEventListener('chatkit.effect', ({ detail: { name, data } }) => {
  if (name === 'tasks.open') location.hash = data.task_id;
});
