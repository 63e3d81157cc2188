import { ChatKitElement } from './element';

const NAME = 'openai-chatkit';

// The script may be on the page twice, or another implementation may be there first.
if (!customElements.get(NAME)) customElements.define(NAME, ChatKitElement);
