import type { LoggedAction, Reply } from './actions';
import { REPLIES } from './actions';
import { formatJson } from './json';
import { Segments } from './Segments';

interface ActionLogProps {
  log: readonly LoggedAction[];
  reply: Reply;
  onReply: (reply: Reply) => void;
  onClear: () => void;
}

/** What the widget has asked for, and how it is answered. */
export function ActionLog({ log, reply, onReply, onClear }: ActionLogProps) {
  return (
    <section className="log" aria-label="Actions">
      <div className="head">
        <h2>Actions</h2>
        <button type="button" disabled={log.length === 0} onClick={onClear}>
          Clear
        </button>
      </div>
      <Segments label="Reply" choices={REPLIES} value={reply} onChange={onReply} />
      {log.length === 0 && <p className="quiet">What the widget’s controls send appears here.</p>}
      <ol aria-live="polite">
        {log.map(({ id, type, payload, state, settle }) => (
          <li key={id} data-state={state}>
            <div className="head">
              <code>{type}</code>
              <span className="state">{state}</span>
              {state === 'waiting' && reply === 'by hand' && (
                <>
                  <button type="button" onClick={() => settle(true)}>
                    Succeed
                  </button>
                  <button type="button" onClick={() => settle(false)}>
                    Fail
                  </button>
                </>
              )}
            </div>
            {payload !== undefined && <pre>{formatJson(payload)}</pre>}
          </li>
        ))}
      </ol>
    </section>
  );
}
