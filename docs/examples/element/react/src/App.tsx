import { ChatKit, useChatKit } from '@openai/chatkit-react';
import { useEffect, useState } from 'react';

export function App() {
  const [isIn, setIsIn] = useState(false);
  useEffect(() => {
    // On the server's own origin a visitor is let in with a cookie.
    void fetch('/api/auth/guest', { method: 'POST' }).then(() => setIsIn(true));
  }, []);
  return isIn ? <Chat /> : <p>One moment…</p>;
}

function Chat() {
  const [threadId, setThreadId] = useState<string | null>(null);
  const { control, sendUserMessage } = useChatKit({
    api: { url: '/chatkit', domainKey: 'any' },
    onThreadChange: ({ threadId }) => setThreadId(threadId),
    onError: ({ error }) => console.error(error),
  });
  return (
    <>
      <nav>
        <button type="button" onClick={() => sendUserMessage({ text: 'Show all my tasks' })}>
          Show my tasks
        </button>
        <output>{threadId === null ? 'A new chat' : 'A saved chat'}</output>
      </nav>
      <ChatKit control={control} className="chat" />
    </>
  );
}
