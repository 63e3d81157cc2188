import { useContext } from 'preact/hooks';
import { Icon } from '../icons';
import { Blocks } from './Blocks';
import { DocumentContext, footnoteId, referenceId } from './context';
import { goTo } from './FootnoteReference';
import { MarkdownHostContext } from './host';
import type { Footnote } from './syntax/nodes';

interface FootnotesProps {
  notes: readonly Footnote[];
}

/** What the footnotes of a text say, below it. */
export function Footnotes({ notes }: FootnotesProps) {
  const { id } = useContext(DocumentContext);
  const { t } = useContext(MarkdownHostContext);
  return (
    <section class="ck-md-notes" aria-label={t('markdown.footnotes')}>
      <ol>
        {notes.map((note, index) => (
          <li key={note.label} id={footnoteId(id, index + 1)} tabIndex={-1} dir="auto">
            <Blocks blocks={note.children} open={false} />
            <a
              class="ck-md-back"
              href={`#${referenceId(id, index + 1)}`}
              aria-label={t('markdown.footnote.back', { label: index + 1 })}
              onClick={(event) => goTo(event, referenceId(id, index + 1))}
            >
              <Icon name="lucide:arrow-up" size="0.9em" />
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
