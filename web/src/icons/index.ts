export type { NamedIcon } from './drawings';
export { Icon, type IconProps } from './Icon';
