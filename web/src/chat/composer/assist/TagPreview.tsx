import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useChat, useObservable, useTranslator } from '../../context';
import { entityOf } from '../../model';
import { tagAtPoint } from '../text/geometry';
import { EntityDetails } from './EntityDetails';
import { Popover } from './Popover';

interface TagPreviewProps {
  field: RefObject<HTMLTextAreaElement | null>;
  layer: RefObject<HTMLDivElement | null>;
}

/** How long a pointer rests on a tag before it shows more, in milliseconds. */
const REST = 250;

/** Shows what a tag in the text stands for while the pointer or the cursor is at it, and opens it. */
export function TagPreview({ field, layer }: TagPreviewProps) {
  const { composer, entities } = useChat();
  const { t } = useTranslator();
  const { text, tags } = useObservable(composer.state);
  const [index, setIndex] = useState<number | null>(null);
  const placed = index === null ? undefined : tags[index];

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hovered: number | null = null;
    const entityAt = (number: number) => {
      const { state } = composer;
      const tag = state.value.tags[number];
      return tag ? entityOf(state.value.text, tag) : null;
    };
    const at = ({ clientX, clientY }: MouseEvent) =>
      layer.current ? tagAtPoint(layer.current, clientX, clientY) : null;
    const hide = () => {
      clearTimeout(timer);
      hovered = null;
      setIndex(null);
    };
    /** @param find Called after the rest: the cursor may still be on its way. */
    const show = (find: () => number | null) => {
      clearTimeout(timer);
      timer = setTimeout(() => setIndex(find()), REST);
    };
    const point = (event: PointerEvent) => {
      const number = event.type === 'pointerleave' ? null : at(event);
      if (event.pointerType === 'touch' || number === hovered) return;
      hovered = number;
      const entity = number === null ? null : entityAt(number);
      element.toggleAttribute('data-over-link', entity !== null && entities.canClick(entity));
      if (number === null) hide();
      else show(() => number);
    };
    const click = (event: MouseEvent) => {
      const number = at(event);
      const entity = number === null ? null : entityAt(number);
      if (entity) entities.click(entity);
    };
    const atCursor = () => {
      const { selectionStart: start, selectionEnd: end } = element;
      const number = composer.state.value.tags.findIndex((tag) =>
        start === end
          ? tag.start === start || tag.end === end
          : tag.start === start && tag.end === end,
      );
      return number === -1 ? null : number;
    };
    const keyDown = (event: KeyboardEvent) => {
      const number = atCursor();
      const entity = number === null ? null : entityAt(number);
      if (event.key === 'Enter' && event.altKey && entity) {
        event.preventDefault();
        entities.click(entity);
      } else if (event.key === 'Escape') hide();
    };
    const keyUp = ({ key }: KeyboardEvent) => {
      if (/^(Arrow|Home|End)/.test(key)) show(atCursor);
    };
    element.addEventListener('pointermove', point);
    element.addEventListener('pointerleave', point);
    element.addEventListener('click', click);
    element.addEventListener('keydown', keyDown);
    element.addEventListener('keyup', keyUp);
    element.addEventListener('input', hide);
    element.addEventListener('blur', hide);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('pointermove', point);
      element.removeEventListener('pointerleave', point);
      element.removeEventListener('click', click);
      element.removeEventListener('keydown', keyDown);
      element.removeEventListener('keyup', keyUp);
      element.removeEventListener('input', hide);
      element.removeEventListener('blur', hide);
    };
  }, [composer, entities, field, layer]);

  if (!placed || index === null) return null;
  const entity = entityOf(text, placed);
  return (
    <Popover
      key={index}
      anchor={() => layer.current?.querySelectorAll('mark')[index]?.getBoundingClientRect()}
    >
      <EntityDetails entity={entity} />
      {entities.canClick(entity) && <p class="ck-menu-note">{t('entity.open')}</p>}
    </Popover>
  );
}
