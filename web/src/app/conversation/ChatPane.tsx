import { ChatKit } from '@openai/chatkit-react';
import { useEffect, useState } from 'react';
import { Failure } from '../ui/Failure';
import { Skeleton } from '../ui/Skeleton';
import type { Conversation } from './useConversation';

/** How long the element's script may take before the page says that it is missing, in ms. */
const PATIENCE = 15_000;

export function ChatPane({ conversation }: { conversation: Conversation }) {
  const script = useElementScript();
  return (
    <>
      <ChatKit control={conversation.control} className="chat" />
      {script === 'loading' && (
        <div className="chat-cover">
          <Skeleton rows={3} label="Loading the chat" />
        </div>
      )}
      {script === 'missing' && (
        <div className="chat-cover">
          <Failure
            title="The chat could not be loaded"
            error={new Error('Its script did not arrive. The server may be restarting.')}
            onRetry={() => window.location.reload()}
          />
        </div>
      )}
    </>
  );
}

function useElementScript(): 'loading' | 'here' | 'missing' {
  const [state, setState] = useState<'loading' | 'here' | 'missing'>(() =>
    customElements.get('openai-chatkit') ? 'here' : 'loading',
  );
  useEffect(() => {
    let mounted = true;
    const timer = setTimeout(() => setState((now) => (now === 'here' ? now : 'missing')), PATIENCE);
    void customElements.whenDefined('openai-chatkit').then(() => {
      clearTimeout(timer);
      if (mounted) setState('here');
    });
    return () => {
      mounted = false;
      clearTimeout(timer);
    };
  }, []);
  return state;
}
