import markdown from '../../markdown/markdown.css?inline';
import base from '../../theme/base.css?inline';
import tokens from '../../theme/tokens.css?inline';
import widgets from '../../widgets/widgets.css?inline';
import own from './widget.css?inline';

/** All rules of the shadow root of `<chatkit-widget>`. */
export const styles = [tokens, base, own, markdown, widgets].join('\n');
