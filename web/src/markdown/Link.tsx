import type { ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { MarkdownHostContext } from './host';
import { hostOf, isAllowedImage, parseDeeplink, safeHref } from './urls';

interface LinkProps {
  url: string;
  title: string | null;
  children: ComponentChildren;
}

/** A link to where links may lead; other addresses leave the text alone. */
export function LinkTo({ url, title, children }: LinkProps) {
  const { onDeeplink } = useContext(MarkdownHostContext);
  const href = safeHref(url);
  if (href === null) return <>{children}</>;
  const deeplink = parseDeeplink(href);
  if (deeplink) {
    const follow = (event: Event) => {
      event.preventDefault();
      onDeeplink(deeplink);
    };
    return (
      <a href={href} title={title ?? undefined} onClick={follow}>
        {children}
      </a>
    );
  }
  return (
    <a href={href} title={title ?? undefined} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

interface ImageProps {
  url: string;
  title: string | null;
  alt: string;
}

/**
 * An image from where images may come from; otherwise, and where it cannot be loaded, a link to it that
 * says where it would come from.
 */
export function Image({ url, title, alt }: ImageProps) {
  const { imageDomains, t } = useContext(MarkdownHostContext);
  const [broken, setBroken] = useState<string | null>(null);
  if (url !== broken && isAllowedImage(url, imageDomains)) {
    return (
      <img
        onError={() => setBroken(url)}
        src={url}
        alt={alt}
        title={title ?? undefined}
        loading="lazy"
        decoding="async"
        referrerpolicy="no-referrer"
      />
    );
  }
  const host = hostOf(url);
  if (host === null) return <>{alt}</>;
  return (
    <LinkTo url={url} title={title}>
      {alt === '' ? t('markdown.image', { host }) : t('markdown.image.named', { name: alt, host })}
    </LinkTo>
  );
}
