import { useState } from 'react';
import { ActionLog } from './ActionLog';
import { type Reply, useActionLog } from './actions';
import type { Modes } from './address';
import { Editor } from './Editor';
import { formatJson } from './json';
import { ModeBar } from './ModeBar';
import { Stage } from './Stage';
import type { Sample } from './samples';
import { useDraft } from './useDraft';

interface WorkbenchProps {
  sample: Sample;
  modes: Modes;
  onModes: (modes: Modes) => void;
}

/** One sample: what it looks like, what it is made of, and what it asks for. */
export function Workbench({ sample, modes, onModes }: WorkbenchProps) {
  const draft = useDraft(sample);
  const { log, take, clear } = useActionLog();
  const [reply, setReply] = useState<Reply>('succeed');
  return (
    <>
      <main>
        <h1>{sample.title}</h1>
        <ModeBar modes={modes} onChange={onModes} />
        {draft.problems.length > 0 && (
          <ul className="problems" aria-label="Problems">
            {draft.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
        <h2 className="unseen">Result</h2>
        <Stage widget={draft.widget} modes={modes} onAction={(detail) => take(detail, reply)} />
      </main>
      <aside aria-label="Source and actions">
        {draft.dataText !== null && (
          <Editor
            label="Data"
            text={draft.dataText}
            edited={draft.isDataEdited}
            onChange={draft.editData}
            onReset={() => draft.editData(null)}
          >
            {sample.schema && (
              <details>
                <summary>Schema</summary>
                <pre>{formatJson(sample.schema)}</pre>
              </details>
            )}
          </Editor>
        )}
        <Editor
          label="Widget"
          text={draft.widgetText}
          edited={draft.isWidgetEdited}
          onChange={draft.editWidget}
          onReset={() => draft.editWidget(null)}
        />
        <ActionLog log={log} reply={reply} onReply={setReply} onClear={clear} />
      </aside>
    </>
  );
}
