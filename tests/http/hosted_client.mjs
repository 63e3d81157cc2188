// The hosted API by the official Node client: `node hosted_client.mjs URL KEY LIMITED_KEY`.
// A test starts it; the script of the server's model has three answers.

import assert from 'node:assert/strict';
import OpenAI from 'openai';

const [url, apiKey, limitedKey] = process.argv.slice(2);
const connect = (key) => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const { sessions, threads } = connect(apiKey).beta.chatkit;

/** What a page sends with its client secret; the events of the answer, or its JSON. */
async function ask(secret, type, params) {
  const response = await fetch(`${url}/chatkit`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}` },
    body: JSON.stringify({ type, params }),
  });
  const text = await response.text();
  if (!response.ok || !response.headers.get('content-type').startsWith('text/event-stream')) {
    return { status: response.status, body: JSON.parse(text) };
  }
  const frames = text.split('\n\n').filter((frame) => frame.startsWith('data: '));
  return { status: 200, body: frames.map((frame) => JSON.parse(frame.slice(6))) };
}

async function collect(pages) {
  const found = [];
  for await (const row of pages) found.push(row);
  return found;
}

// Create, and use the secret.
const session = await sessions.create({
  user: 'ada',
  workflow: { id: 'tasks', state_variables: { plan: 'gold' } },
  chatkit_configuration: { history: { recent_threads: 5 } },
  expires_after: { anchor: 'created_at', seconds: 60 },
  rate_limits: { max_requests_per_1_minute: 100 },
});
assert.equal(session.object, 'chatkit.session');
assert.equal(session.status, 'active');
assert.equal(session.workflow.state_variables.plan, 'gold');
assert.equal(session.chatkit_configuration.history.recent_threads, 5);
assert.equal(session.chatkit_configuration.file_upload.enabled, false);
const seconds = session.expires_at - Date.now() / 1000;
assert.ok(seconds > 0 && seconds <= 60, `${seconds} seconds`);

const made = [];
for (const text of ['one', 'two', 'three']) {
  const input = {
    content: [{ type: 'input_text', text }],
    attachments: [],
    inference_options: {},
  };
  const { body } = await ask(session.client_secret, 'threads.create', { input });
  made.push(body[0].thread.id);
}

// Cancel.
assert.equal((await sessions.cancel(session.id)).status, 'cancelled');
const { status, body } = await ask(session.client_secret, 'threads.list', {});
assert.equal(status, 401, JSON.stringify(body));

// Threads and items, with pages followed by the client.
assert.deepEqual(
  (await collect(threads.list({ user: 'ada', limit: 2 }))).map((thread) => thread.id),
  made.toReversed(),
);
const [first] = await collect(threads.list({ order: 'asc', limit: 1 }));
assert.equal(first.id, made[0]);
assert.deepEqual(first.status, { type: 'active' });
assert.equal((await threads.retrieve(first.id)).user, 'ada');
const said = await collect(threads.listItems(first.id, { order: 'asc', limit: 1 }));
assert.deepEqual(
  said.map((item) => [item.type, item.content[0].text]),
  [
    ['chatkit.user_message', 'one'],
    ['chatkit.assistant_message', 'Yes.'],
  ],
);

// Delete.
assert.deepEqual(await threads.delete(first.id), {
  id: first.id,
  object: 'chatkit.thread.deleted',
  deleted: true,
});
await assert.rejects(threads.retrieve(first.id), OpenAI.NotFoundError);

// Errors.
await assert.rejects(sessions.create({ user: '', workflow: { id: 'tasks' } }), (error) => {
  assert.ok(error instanceof OpenAI.BadRequestError);
  assert.equal(error.param, 'user');
  assert.equal(error.code, 'invalid_request');
  assert.equal(error.type, 'invalid_request_error');
  assert.ok(error.requestID?.startsWith('req_'));
  return true;
});
await assert.rejects(
  sessions.create({ user: 'ada', workflow: { id: 'wf_unknown' } }),
  OpenAI.NotFoundError,
);
await assert.rejects(connect('ck_unknown').beta.chatkit.threads.list(), (error) => {
  assert.ok(error instanceof OpenAI.AuthenticationError);
  assert.equal(error.code, 'invalid_api_key');
  return true;
});
await assert.rejects(
  connect(limitedKey).beta.chatkit.threads.list(),
  OpenAI.PermissionDeniedError,
);
console.log('done');
