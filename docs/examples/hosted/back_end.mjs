// The same back end on Node. It reads OPENAI_API_KEY and OPENAI_BASE_URL, as the client does.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import OpenAI from 'openai';

const { PAGE = 'page.html', WORKFLOW_ID = 'wf_68e1a3c5', PORT = '3000' } = process.env;
const client = new OpenAI();

const server = createServer(async (request, response) => {
  const visitor = /(?:^|; )visitor=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (request.method === 'GET' && request.url === '/') {
    // A cookie in the place of a real sign-in.
    if (!visitor) {
      response.setHeader('Set-Cookie', `visitor=${randomUUID()}; Path=/; HttpOnly; SameSite=Lax`);
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(await readFile(PAGE));
  } else if (request.method === 'POST' && request.url === '/api/chatkit/session' && visitor) {
    try {
      const session = await client.beta.chatkit.sessions.create({
        user: visitor,
        workflow: { id: WORKFLOW_ID },
        chatkit_configuration: { file_upload: { enabled: true } },
      });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ client_secret: session.client_secret }));
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  } else {
    response.writeHead(visitor ? 404 : 401).end();
  }
});
server.listen(Number(PORT), '127.0.0.1');
