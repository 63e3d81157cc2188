import { useLayoutEffect, useRef } from 'preact/hooks';
import { useChat, useObservable, useTranslator } from '../../context';
import { AttachmentTile } from './AttachmentTile';
import { type Tile, tilesOf } from './tiles';

/** The files that go along with the message. */
export function AttachmentTray() {
  const chat = useChat();
  const { composer, uploads } = chat;
  const { t } = useTranslator();
  const attachments = useObservable(composer.state, (state) => state.attachments);
  const { shown, notice } = useObservable(uploads.state);
  const tiles = tilesOf(attachments, shown);
  const list = useRef<HTMLUListElement>(null);
  const count = useRef(0);
  useLayoutEffect(() => {
    // What was just chosen is in view, where there are more than fit.
    if (tiles.length > count.current)
      list.current?.lastElementChild?.scrollIntoView?.({ block: 'nearest' });
    count.current = tiles.length;
  }, [tiles.length]);
  useLayoutEffect(() => {
    // So is what keeps the message back.
    if (notice?.type === 'unsent')
      list.current?.querySelector('[data-status=failed]')?.scrollIntoView?.({ block: 'nearest' });
  }, [notice]);
  if (tiles.length === 0) return null;

  const remove = (tile: Tile, button: HTMLElement) => {
    const item = button.closest('li');
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    if (tile.upload) uploads.remove(tile.upload.key);
    else uploads.detach(tile.key);
    // The button that had the focus is gone: on to that of the neighbour, or back to the text.
    const target = next?.querySelector<HTMLElement>('button:last-of-type');
    (target ?? composer.input)?.focus();
  };
  return (
    <ul ref={list} class="ck-files" part="attachments" aria-label={t('item.attachments')}>
      {tiles.map((tile) => (
        <AttachmentTile
          key={tile.key}
          tile={tile}
          onRemove={(button) => remove(tile, button)}
          onRetry={() => tile.upload && uploads.retry(tile.upload.key)}
        />
      ))}
    </ul>
  );
}
