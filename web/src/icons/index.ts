export { Icon, type IconProps } from './Icon';
export type { NamedIcon } from './names';
