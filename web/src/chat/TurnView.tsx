import { Component, type ComponentChildren } from 'preact';
import { useTranslator } from './context';
import { ItemView } from './items/ItemView';
import { TurnActions } from './TurnActions';
import { sameTurn, type Turn } from './turns';

interface TurnViewProps {
  turn: Turn;
  /** The message of the user that the turn answers. */
  answers: string | null;
  /** It is the last one, and nothing more will come to it. */
  isLast: boolean;
  isComplete: boolean;
}

/** A turn of the conversation. Drawn again only when something in it changed. */
export class TurnView extends Component<TurnViewProps> {
  override shouldComponentUpdate(next: Readonly<TurnViewProps>): boolean {
    const { turn, answers, isLast, isComplete } = this.props;
    return (
      !sameTurn(next.turn, turn) ||
      next.answers !== answers ||
      next.isLast !== isLast ||
      next.isComplete !== isComplete
    );
  }

  override render({ turn, answers, isLast, isComplete }: TurnViewProps): ComponentChildren {
    return (
      <section
        class="ck-turn"
        part={`turn ${turn.author}-turn`}
        data-author={turn.author}
        data-turn={turn.key}
        data-last={isLast ? '' : undefined}
      >
        <Heading author={turn.author} />
        {turn.entries.map((entry) => (
          <ItemView key={entry.key} entry={entry} />
        ))}
        {turn.author === 'assistant' && isComplete && <TurnActions turn={turn} answers={answers} />}
      </section>
    );
  }
}

function Heading({ author }: { author: Turn['author'] }) {
  const { t } = useTranslator();
  return <h3 class="ck-sr">{t(author === 'user' ? 'turn.user' : 'turn.assistant')}</h3>;
}
