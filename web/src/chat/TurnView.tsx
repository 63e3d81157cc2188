import { Component, type ComponentChildren } from 'preact';
import type { Entry } from '../state';
import { useChat, useObservable, useTranslator } from './context';
import { dayName } from './days';
import { BranchedFrom, EditMessage } from './editing/lazily';
import { ItemView } from './items/ItemView';
import { TurnActions } from './TurnActions';
import { sameTurn, type Turn } from './turns';
import { UserActions } from './UserActions';

interface TurnViewProps {
  turn: Turn;
  /** The message of the user that the turn answers. */
  answers: string | null;
  /** It is the last one, and nothing more will come to it. */
  isLast: boolean;
  isComplete: boolean;
  /** In milliseconds since the epoch, if a day begins with this turn. */
  day: number | null;
  /** The thread went its own way after this turn. */
  isBranchPoint: boolean;
}

/** A turn of the conversation. Drawn again only when something in it changed. */
export class TurnView extends Component<TurnViewProps> {
  override shouldComponentUpdate(next: Readonly<TurnViewProps>): boolean {
    const { turn, answers, isLast, isComplete, day, isBranchPoint } = this.props;
    return (
      !sameTurn(next.turn, turn) ||
      next.answers !== answers ||
      next.isLast !== isLast ||
      next.isComplete !== isComplete ||
      next.day !== day ||
      next.isBranchPoint !== isBranchPoint
    );
  }

  override render(props: TurnViewProps): ComponentChildren {
    const { turn, answers, isLast, isComplete, day, isBranchPoint } = props;
    return (
      <section
        class="ck-turn"
        part={`turn ${turn.author}-turn`}
        data-author={turn.author}
        data-turn={turn.key}
        data-last={isLast ? '' : undefined}
        tabIndex={-1}
      >
        {day !== null && <Day moment={day} />}
        <Heading author={turn.author} />
        {turn.author === 'user' ? (
          turn.entries.map((entry) => <UserEntry key={entry.key} entry={entry} />)
        ) : (
          <>
            {turn.entries.map((entry) => (
              <ItemView key={entry.key} entry={entry} />
            ))}
            {isComplete && <TurnActions turn={turn} answers={answers} />}
          </>
        )}
        {isBranchPoint && <BranchedFrom />}
      </section>
    );
  }
}

function Heading({ author }: { author: Turn['author'] }) {
  const { t } = useTranslator();
  return <h3 class="ck-sr">{t(author === 'user' ? 'turn.user' : 'turn.assistant')}</h3>;
}

function Day({ moment }: { moment: number }) {
  const date = new Date(moment);
  return (
    <p class="ck-day" part="day">
      <time dateTime={date.toISOString()}>{dayName(date, new Date(), useTranslator())}</time>
    </p>
  );
}

function UserEntry({ entry }: { entry: Entry }) {
  const chat = useChat();
  const { item, status } = entry;
  const isEdited = useObservable(chat.editing.itemId, (id) => id === item.id);
  if (item.type !== 'user_message') return <ItemView entry={entry} />;
  if (isEdited) return <EditMessage item={item} />;
  return (
    <>
      <ItemView entry={entry} />
      {status === 'done' && <UserActions item={item} />}
    </>
  );
}
