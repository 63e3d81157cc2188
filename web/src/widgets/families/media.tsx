import { useState } from 'preact/hooks';
import { Icon as Drawing } from '../../icons';
import { surfaceColor, textColor } from '../colors';
import { blockReaders, blockStyle, flex, set } from '../css';
import { useAllowedImage } from '../pictures';
import { flag, imageUrl, oneOf, type Props, readers, renderer, text, type WireOf } from '../props';

const iconReaders = readers<WireOf<'Icon'>>()({
  name: text,
  color: textColor,
  size: oneOf('xs', 'sm', 'md', 'lg', 'xl', '2xl', '3xl'),
});

function IconView({ name = '', color, size }: Props<typeof iconReaders>) {
  return (
    <span class="ck-w-icon" data-size={size} style={set('color', color)}>
      <Drawing name={name} />
    </span>
  );
}

/** `flex` and `background` are the Python SDK's; the JS types do not have them. */
type WireImage = WireOf<'Image'> & { flex?: unknown; background?: unknown };

const imageReaders = readers<WireImage>()({
  ...blockReaders,
  src: imageUrl,
  alt: text,
  frame: flag,
  fit: oneOf('cover', 'contain', 'fill', 'scale-down', 'none'),
  position: oneOf(
    'top left',
    'top',
    'top right',
    'left',
    'center',
    'right',
    'bottom left',
    'bottom',
    'bottom right',
  ),
  flush: flag,
  background: surfaceColor,
  flex,
});

function ImageView(props: Props<typeof imageReaders>) {
  const [failed, setFailed] = useState<string>();
  const src = useAllowedImage(props.src);
  const style = {
    ...blockStyle(props),
    ...set('objectFit', props.fit),
    ...set('objectPosition', props.position),
    ...set('background', props.background),
    ...set('flex', props.flex),
  };
  const flags = { 'data-frame': props.frame || undefined, 'data-flush': props.flush || undefined };
  if (!src || failed === src) {
    return (
      <span
        class="ck-w-image ck-w-image-missing"
        style={style}
        {...flags}
        {...(props.alt ? { role: 'img', 'aria-label': props.alt } : {})}
      >
        <Drawing name="lucide:image-off" />
      </span>
    );
  }
  return (
    <img
      class="ck-w-image"
      src={src}
      alt={props.alt ?? ''}
      style={style}
      {...flags}
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => setFailed(src)}
    />
  );
}

export const Icon = renderer(iconReaders, IconView, { size: 'md' });
export const Image = renderer(imageReaders, ImageView);
