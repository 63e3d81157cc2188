import { useContext } from 'preact/hooks';
import { DocumentContext, footnoteId, referenceId } from './context';
import { MarkdownHostContext } from './host';
import { normalizeLabel } from './syntax/labels';

/** The number of a footnote, which leads to what it says. */
export function FootnoteReference({ label }: { label: string }) {
  const { definitions, id } = useContext(DocumentContext);
  const { t } = useContext(MarkdownHostContext);
  const number = definitions.footnotes.get(normalizeLabel(label)) ?? 0;
  return (
    <sup class="ck-md-note">
      <a
        href={`#${footnoteId(id, number)}`}
        id={referenceId(id, number)}
        aria-label={t('markdown.footnote', { label: number })}
        onClick={(event) => goTo(event, footnoteId(id, number))}
      >
        {number}
      </a>
    </sup>
  );
}

/** Addresses with a hash lead to places of the page, not to those of a shadow root. */
export function goTo(event: MouseEvent, id: string): void {
  event.preventDefault();
  const root = (event.currentTarget as Element).getRootNode() as Document | ShadowRoot;
  const target = root.getElementById(id);
  target?.scrollIntoView({ block: 'nearest' });
  target?.focus({ preventScroll: true });
}
