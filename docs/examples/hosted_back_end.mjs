import { createServer } from 'node:http';
import OpenAI from 'openai';

// The address and the key come from OPENAI_BASE_URL and OPENAI_API_KEY.
const client = new OpenAI();

/** Answers a page's `getClientSecret`; whose page it is, your own sign-in knows. */
export function serve(userOf, port) {
  const server = createServer(async (request, response) => {
    try {
      const session = await client.beta.chatkit.sessions.create({
        user: userOf(request),
        workflow: { id: 'tasks' },
      });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ client_secret: session.client_secret }));
    } catch (error) {
      console.error(error);
      response.statusCode = 502;
      response.end();
    }
  });
  return server.listen(port, '127.0.0.1');
}
