import { Component, computed, signal } from '@angular/core';
import type { ChatKitOptions } from '@openai/chatkit';
import { ChatKit } from './chatkit';

@Component({
  selector: 'app-root',
  imports: [ChatKit],
  template: `
    <label><input type="checkbox" (change)="isDark.set(!isDark())" /> Dark</label>
    <output>{{ threadId() === null ? 'A new chat' : 'A saved chat' }}</output>
    @if (isIn()) {
      <app-chatkit [options]="options()" (threadChange)="threadId.set($event)" />
    }
  `,
})
export class App {
  protected readonly isIn = signal(false);
  protected readonly isDark = signal(false);
  protected readonly threadId = signal<string | null>(null);
  protected readonly options = computed(
    (): ChatKitOptions => ({
      api: { url: '/chatkit', domainKey: 'any' },
      theme: { colorScheme: this.isDark() ? 'dark' : 'light' },
    }),
  );

  constructor() {
    // On the server's own origin a visitor is let in with a cookie.
    void fetch('/api/auth/guest', { method: 'POST' }).then(() => this.isIn.set(true));
  }
}
