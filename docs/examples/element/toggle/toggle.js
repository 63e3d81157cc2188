const panel = document.getElementById('chat');
const button = document.querySelector('[popovertarget=chat]');
const chat = panel.querySelector('openai-chatkit');
let started = false;

function close() {
  panel.hidePopover();
  button.focus();
}

// Nothing is asked of the server before somebody wants to chat.
async function start() {
  if (started) return;
  started = true;
  await fetch('/api/auth/guest', { method: 'POST' });
  await customElements.whenDefined('openai-chatkit');
  chat.setOptions({
    api: { url: '/chatkit', domainKey: 'any' },
    header: { rightAction: { icon: 'close', onClick: close } },
  });
}

panel.addEventListener('toggle', async ({ newState }) => {
  if (newState !== 'open') return;
  await start();
  await chat.focusComposer();
});

// The panel is not closed by a press beside it, which may be meant for the page, but by Escape.
panel.addEventListener('keydown', ({ key, defaultPrevented }) => {
  if (key === 'Escape' && !defaultPrevented) close();
});
