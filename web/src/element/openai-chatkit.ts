import type { OpenAIChatKit } from '@openai/chatkit';

/**
 * `<openai-chatkit>` as pages see it: the public contract, and what this element has beyond it.
 * The npm package's type declaration is made of this file, so it takes types from the contract only.
 */
export interface OpenChatKit extends OpenAIChatKit {}

declare global {
  interface HTMLElementTagNameMap {
    'openai-chatkit': OpenChatKit;
  }
}
