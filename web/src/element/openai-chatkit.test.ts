import { readFileSync } from 'node:fs';
import { expect, expectTypeOf, it } from 'vitest';
import { ChatKitElement } from './element';
import type { OpenChatKit } from './openai-chatkit';

const LIFECYCLE = /^(constructor|\w+Callback)$/;

it('declares every public method, and no other', () => {
  expectTypeOf<ChatKitElement>().toExtend<OpenChatKit>();
  const contract = readFileSync('node_modules/@openai/chatkit/types/index.d.ts', 'utf8');
  const ours = readFileSync('src/element/openai-chatkit.ts', 'utf8');
  const declared = (source: string, name: string) => {
    const body = source.split(`interface ${name} extends`)[1]?.split(/^\}/m)[0] ?? '';
    return [...body.matchAll(/^ {2}(\w+)(?:<.*>)?\(/gm)].map(([, method]) => method);
  };
  const there = Object.getOwnPropertyNames(ChatKitElement.prototype);
  expect(there.filter((name) => !LIFECYCLE.test(name)).sort()).toEqual(
    [
      ...declared(contract, 'OpenAIChatKit').filter((name) => !/EventListener$/.test(name ?? '')),
      ...declared(ours, 'OpenChatKit'),
    ].sort(),
  );
});
