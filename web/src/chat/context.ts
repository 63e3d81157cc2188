import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Translator } from '../i18n';
import type { ConversationState, Observable } from '../state';
import type { Chat } from './model';

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('A view of the chat is drawn outside of it.');
  return chat;
}

/** A part of an observable's value; draws again when that part is another one. */
export function useObservable<T, Part = T>(
  observable: Observable<T>,
  select: (value: T) => Part = (value) => value as unknown as Part,
): Part {
  const part = select(observable.value);
  const drawn = useRef({ part, select });
  drawn.current = { part, select };
  const [, redraw] = useState<object>();
  useLayoutEffect(() => {
    const check = () => {
      const { part: shown, select: current } = drawn.current;
      if (!Object.is(current(observable.value), shown)) redraw({});
    };
    check();
    return observable.subscribe(check);
  }, [observable]);
  return part;
}

export function useTranslator(): Translator {
  return useObservable(useChat().translator);
}

/** A part of the state of the conversation that is shown. */
export function useConversation<Part>(select: (state: ConversationState) => Part): Part {
  const conversation = useObservable(useChat().session.current);
  return useObservable(conversation.state, select);
}
