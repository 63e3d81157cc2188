export { registerFonts } from './fonts';
export { adoptRules, HostVariables } from './sheets';
export { colorSchemeOf, themeVariables } from './theme';
