import { Component, type ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Icon } from '../../icons';
import { Markdown } from '../../markdown';
import type { Entry } from '../../state';
import { Widget } from '../../widgets';
import { Boundary } from '../Boundary';
import { useChat, useConversation, useTranslator } from '../context';
import { lazy } from '../lazy';
import type { Chat } from '../model';
import { AssistantMessage } from './AssistantMessage';
import { GeneratedImage } from './GeneratedImage';
import { TaskView } from './Task';
import { ToolCall } from './ToolCall';
import { UserMessage } from './UserMessage';
import { useAllowedImages } from './useAllowedImages';
import { WorkflowView } from './Workflow';
import { widgetLabels } from './widgetLabels';

const Questions = lazy((later) => later.Questions);

interface ItemProps {
  entry: Entry;
}

/** One item of a thread. Drawn again only when it changed. */
export class ItemView extends Component<ItemProps> {
  override shouldComponentUpdate(next: Readonly<ItemProps>): boolean {
    return next.entry !== this.props.entry;
  }

  override render({ entry }: ItemProps): ComponentChildren {
    return (
      <div
        class="ck-item"
        part="item"
        data-item-id={entry.item.id}
        data-item-type={entry.item.type}
      >
        <Guarded entry={entry} />
      </div>
    );
  }
}

function Guarded({ entry }: ItemProps) {
  const chat = useChat();
  const { t } = useTranslator();
  return (
    <Boundary
      resetKey={entry.item}
      onError={(error) => chat.emit({ type: 'error', error })}
      fallback={<Quiet>{t('error.crash')}</Quiet>}
    >
      <Content entry={entry} />
    </Boundary>
  );
}

function Content({ entry: { item, status, key } }: ItemProps): ComponentChildren {
  const chat = useChat();
  const translator = useTranslator();
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const allowsImage = useAllowedImages();
  switch (item.type) {
    case 'user_message':
      return <UserMessage item={item} status={status} entryKey={key} />;
    case 'assistant_message':
      return <AssistantMessage item={item} streaming={status === 'open'} />;
    case 'widget':
      return (
        <Widget
          key={item.id}
          widget={item.widget}
          itemId={item.id}
          disabled={isBusy}
          dispatch={chat.act}
          Markdown={Markdown}
          labels={widgetLabels(translator)}
          locale={translator.locale}
          allowsImage={allowsImage}
        />
      );
    case 'workflow':
      return <WorkflowView workflow={item.workflow} running={status === 'open'} />;
    case 'task':
      return <TaskView task={item.task} status={status === 'open' ? 'loading' : 'none'} />;
    case 'generated_image':
      return <GeneratedImage item={item} status={status} />;
    case 'structured_input':
      return <Questions item={item} />;
    case 'client_tool_call':
      return <ToolCall item={item} />;
    case 'end_of_turn':
    case 'hidden_context_item':
    case 'sdk_hidden_context':
      return null;
    default:
      return <Unknown type={(item satisfies never as Entry['item']).type} />;
  }
}

/** The types of items that each chat could not show, said once. */
const reported = new WeakMap<Chat, Set<string>>();

/** An item that this version cannot show as it is meant. */
function Unknown({ type }: { type: string }) {
  const chat = useChat();
  const { t } = useTranslator();
  useEffect(() => {
    const types = reported.get(chat) ?? new Set();
    reported.set(chat, types);
    if (!types.has(type)) chat.emit({ type: 'log', name: 'item.unknown', data: { type } });
    types.add(type);
  }, [chat, type]);
  return <Quiet>{t('item.unknown')}</Quiet>;
}

function Quiet({ children }: { children: ComponentChildren }) {
  return (
    <p class="ck-quiet" part="fallback">
      <Icon name="info" size={16} />
      {children}
    </p>
  );
}
