import 'openchatkit-element';

// The element is part of this bundle, and its chunks are chunks of it: no other script is loaded.
await fetch('/api/auth/guest', { method: 'POST' });

const chat = document.createElement('openai-chatkit');
chat.setOptions({ api: { url: '/chatkit', domainKey: 'any' } });
document.body.append(chat);
