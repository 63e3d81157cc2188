import beyond from '../chat/beyond.css?inline';
import chat from '../chat/chat.css?inline';
import attachments from '../chat/composer/attachments/attachments.css?inline';
import composer from '../chat/composer/composer.css?inline';
import dictation from '../chat/composer/dictation/dictation.css?inline';
import menu from '../chat/composer/menu/menu.css?inline';
import items from '../chat/items/items.css?inline';
import print from '../chat/print/print.css?inline';
import thread from '../chat/thread.css?inline';
import markdown from '../markdown/markdown.css?inline';
import base from '../theme/base.css?inline';
import tokens from '../theme/tokens.css?inline';
import widgets from '../widgets/widgets.css?inline';

/** All rules of the element's shadow root. */
export const styles = [
  tokens,
  base,
  chat,
  thread,
  items,
  composer,
  menu,
  attachments,
  dictation,
  beyond,
  markdown,
  widgets,
  // It takes back what the others say.
  print,
].join('\n');
