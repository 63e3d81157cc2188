import { Star } from 'lucide';
import type { Drawing } from './bundled';

/** The same drawing with its outline filled. */
const filled = (drawing: Drawing): Drawing =>
  drawing.map(([tag, attributes]) => [tag, { ...attributes, fill: 'currentColor' }]);

export const dot: Drawing = [
  ['circle', { cx: 12, cy: 12, r: 4, fill: 'currentColor', stroke: 'none' }],
];

export const circleCheckFilled: Drawing = [
  [
    'path',
    {
      // A disc with the tick cut out, so that it reads on any background.
      d: 'M12 1.5a10.5 10.5 0 1 0 0 21 10.5 10.5 0 0 0 0-21Zm4.9 8.4-5.6 5.6a1.1 1.1 0 0 1-1.6 0l-2.6-2.6a1.1 1.1 0 0 1 1.6-1.6l1.8 1.8 4.8-4.8a1.1 1.1 0 0 1 1.6 1.6Z',
      fill: 'currentColor',
      'fill-rule': 'evenodd',
      stroke: 'none',
    },
  ],
];

export const verticalEllipsisInCircle: Drawing = [
  ['circle', { cx: 12, cy: 12, r: 10 }],
  ['path', { d: 'M12 8h.01' }],
  ['path', { d: 'M12 12h.01' }],
  ['path', { d: 'M12 16h.01' }],
];

/** Two sprigs that meet at the foot. */
export const wreath: Drawing = [
  ['path', { d: 'M12 20.5c-4.6 0-8-3.4-8-8 0-3.1 1.2-5.7 3.2-7.5' }],
  ['path', { d: 'M12 20.5c4.6 0 8-3.4 8-8 0-3.1-1.2-5.7-3.2-7.5' }],
  ['path', { d: 'M4.2 11C2.7 10 2 8.6 2 6.8 3.7 7.4 4.6 8.7 4.7 10.5' }],
  ['path', { d: 'M19.8 11c1.5-1 2.2-2.4 2.2-4.2-1.7.6-2.6 1.9-2.7 3.7' }],
  ['path', { d: 'M5.4 16.5c-1.8-.1-3-.9-3.8-2.4 1.8-.3 3.1.3 4.1 1.8' }],
  ['path', { d: 'M18.6 16.5c1.8-.1 3-.9 3.8-2.4-1.8-.3-3.1.3-4.1 1.8' }],
  ['path', { d: 'M7.3 5C6.9 3.7 7.2 2.6 8.2 1.5c.9 1.3.9 2.5.1 3.7' }],
  ['path', { d: 'M16.7 5c.4-1.3.1-2.4-.9-3.5-.9 1.3-.9 2.5-.1 3.7' }],
];

export const starFilled: Drawing = filled(Star);
