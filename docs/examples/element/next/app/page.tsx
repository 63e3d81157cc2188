import { Chat } from './chat';

/** Rendered on the server, the chat's tag with it; the chat itself begins in the browser. */
export default function Page() {
  return (
    <main>
      <h1>Our assistant</h1>
      <Chat />
    </main>
  );
}
