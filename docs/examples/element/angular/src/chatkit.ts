import {
  afterRenderEffect,
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  type ElementRef,
  input,
  output,
  viewChild,
} from '@angular/core';
import type { ChatKitEvents, ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';

/** The element as a component: `<app-chatkit [options]="…" (threadChange)="…" />`. */
@Component({
  selector: 'app-chatkit',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: '<openai-chatkit #chat (chatkit.thread.change)="tellThread($event)"></openai-chatkit>',
})
export class ChatKit {
  readonly options = input.required<ChatKitOptions>();
  readonly threadChange = output<string | null>();
  private readonly chat = viewChild.required<ElementRef<OpenAIChatKit>>('chat');

  constructor() {
    // Not when the page is rendered on a server. Options are always set as a whole.
    afterRenderEffect(async () => {
      const [chat, options] = [this.chat().nativeElement, this.options()];
      await customElements.whenDefined('openai-chatkit');
      chat.setOptions(options);
    });
  }

  protected tellThread(event: Event): void {
    const { detail } = event as ChatKitEvents['chatkit.thread.change'];
    this.threadChange.emit(detail.threadId);
  }
}
