import { ChatKitWidgetElement } from './element';

const NAME = 'chatkit-widget';

// The script may be on the page twice.
if (!customElements.get(NAME)) customElements.define(NAME, ChatKitWidgetElement);
