'use client';

import { ChatKit, useChatKit } from '@openai/chatkit-react';
import { useState } from 'react';

/** Lets the visitor in when the chat first asks for something: on a server nothing is asked. */
let signingIn: Promise<Response> | undefined;

const signedIn: typeof fetch = async (input, init) => {
  signingIn ??= fetch('/api/auth/guest', { method: 'POST' });
  await signingIn;
  return fetch(input, init);
};

export function Chat() {
  const [threadId, setThreadId] = useState<string | null>(null);
  const { control } = useChatKit({
    api: { url: '/chatkit', domainKey: 'any', fetch: signedIn },
    onThreadChange: ({ threadId }) => setThreadId(threadId),
    onError: ({ error }) => console.error(error),
  });
  return (
    <>
      <output>{threadId === null ? 'A new chat' : 'A saved chat'}</output>
      <ChatKit control={control} className="chat" />
    </>
  );
}
