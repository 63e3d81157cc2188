import { useEnv } from './env';
import { warnOnce } from './warn';

/** The address of a picture, if its host is allowed. What is in the page itself is asked of no host. */
export function useAllowedImage(src: string | undefined): string | undefined {
  const { allowsImage } = useEnv();
  if (src === undefined || /^(?:data|blob):/i.test(src) || allowsImage(src)) return src;
  warnOnce(`Pictures of ${new URL(src).host} are not allowed here.`);
  return undefined;
}
