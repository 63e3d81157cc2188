// The server of the page, and the hand that writes its answer.
const bench = (() => {
  const encoder = new TextEncoder();
  const created_at = '2026-01-01T00:00:00Z';
  let controller;
  let isOpen = false;
  let marks = 0;
  let written = '';

  const send = (...events) => {
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    controller.enqueue(encoder.encode(text));
  };
  const update = (value) => send({ type: 'thread.item.updated', item_id: 'answer', update: value });
  const delta = (text) =>
    update({ type: 'assistant_message.content_part.text_delta', content_index: 0, delta: text });
  const message = (text) => ({
    id: 'answer',
    thread_id: 'thread',
    created_at,
    type: 'assistant_message',
    content: text === null ? [] : [{ type: 'output_text', text, annotations: [] }],
  });
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

  const answer = () => {
    const body = new ReadableStream({
      start: (given) => {
        controller = given;
      },
    });
    const thread = { id: 'thread', created_at, status: { type: 'active' }, metadata: {} };
    const user = {
      id: 'question',
      thread_id: 'thread',
      created_at,
      type: 'user_message',
      content: [{ type: 'input_text', text: 'Go' }],
      attachments: [],
      inference_options: {},
    };
    send(
      { type: 'stream_options', stream_options: { allow_cancel: true } },
      { type: 'thread.created', thread: { ...thread, items: { data: [], has_more: false } } },
      { type: 'thread.item.done', item: user },
      { type: 'thread.item.added', item: message(null) },
    );
    isOpen = true;
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  };

  const fetch = async (_url, { body }) => {
    const { type } = JSON.parse(body);
    return type === 'threads.create' ? answer() : Response.json({ data: [], has_more: false });
  };

  /** Ready to write in. */
  const open = async (options = {}) => {
    await customElements.whenDefined('openai-chatkit');
    const element = document.querySelector('openai-chatkit');
    const ready = new Promise((resolve) => {
      element.addEventListener('chatkit.ready', resolve, { once: true });
    });
    element.setOptions({
      api: { url: '/chatkit', domainKey: 'any', fetch },
      thread: { autoScroll: true },
      ...options,
    });
    await ready;
    return element;
  };

  const start = async (options = {}) => {
    const element = await open(options);
    await element.sendUserMessage({ text: 'Go' });
    while (!isOpen) await frame();
    await frame();
  };

  /** Waits until what was sent is on the screen. */
  const drawn = async (end) => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    for (let count = 0; count < 600; count += 1) {
      await frame();
      if (root.querySelector('.ck-assistant')?.textContent.includes(end)) break;
    }
    await frame();
  };

  /** At full speed: everything is there at once, in pieces of so many characters. */
  const flood = async (text, size) => {
    marks += 1;
    const end = `end${marks}end`;
    const all = `${text} ${end} `;
    for (let at = 0; at < all.length; at += size) {
      delta(all.slice(at, at + size));
      // As a network does, in pieces: the sending is not what is measured.
      if (at % (50 * size) === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    await drawn(end);
    written += all;
  };

  /** A piece for each frame of the screen. */
  const drip = async (text, size) => {
    for (let at = 0; at < text.length; at += size) {
      delta(text.slice(at, at + size));
      await frame();
    }
    written += text;
  };

  const end = async () => {
    send({ type: 'thread.item.done', item: message(written) });
    controller.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
  };

  return { open, start, flood, drip, end };
})();
