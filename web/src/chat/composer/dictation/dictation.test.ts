import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customTransport, ProtocolClient } from '../../../protocol';
import { FakeServer, refuse } from '../../../protocol/testing/fake-server';
import type { SessionEvent } from '../../../state';
import { Dictation, MAX_LENGTH } from './dictation';
import { FakeMicrophone } from './testing';

let microphone: FakeMicrophone;
let server: FakeServer;
let dictation: Dictation;
let inserted: string[];
let events: SessionEvent[];

beforeEach(() => {
  microphone = new FakeMicrophone();
  server = new FakeServer().on('input.transcribe', () => ({ text: ' Buy milk. ' }));
  inserted = [];
  events = [];
  const transport = customTransport('/chatkit', server.fetch);
  dictation = new Dictation({
    client: new ProtocolClient({ transport: () => transport, locale: () => 'en' }),
    insert: (text) => inserted.push(text),
    emit: (event) => events.push(event),
  });
});

afterEach(() => {
  dictation.cancel();
  microphone.remove();
  vi.useRealTimers();
});

const status = () => dictation.state.value.status;
const is = (wanted: string) => vi.waitFor(() => expect(status()).toBe(wanted));

async function recording(): Promise<void> {
  void dictation.start();
  microphone.allow();
  await is('recording');
}

describe('a dictation', () => {
  it('asks for the microphone, records, and has what was said written down', async () => {
    void dictation.start();
    expect(status()).toBe('asking');
    microphone.allow();
    await is('recording');
    expect(microphone.isOn).toBe(true);
    dictation.accept();
    await is('idle');
    expect(microphone.isOn).toBe(false);
    expect(server.requests[0]?.params).toEqual({
      audio_base64: btoa('speech'),
      mime_type: 'audio/mp4',
    });
    expect(inserted).toEqual(['Buy milk.']);
    expect(events).toEqual([]);
  });

  it('ends by itself after some minutes, with what was said', async () => {
    vi.useFakeTimers();
    void dictation.start();
    microphone.allow();
    await vi.advanceTimersByTimeAsync(MAX_LENGTH - 1);
    expect(status()).toBe('recording');
    await vi.advanceTimersByTimeAsync(1);
    await is('idle');
    expect(inserted).toEqual(['Buy milk.']);
  });

  it('takes what was said until the microphone was pulled out', async () => {
    await recording();
    microphone.tracks[0]?.dispatchEvent(new Event('ended'));
    await is('idle');
    expect(inserted).toEqual(['Buy milk.']);
  });

  it('is not begun twice', async () => {
    await recording();
    await dictation.start();
    expect(microphone.recorders).toHaveLength(1);
  });
});

describe('a dictation that is given up', () => {
  it('lets go a microphone that is allowed only afterwards', async () => {
    void dictation.start();
    dictation.cancel();
    microphone.allow();
    await vi.waitFor(() => expect(microphone.tracks).toHaveLength(1));
    await vi.waitFor(() => expect(microphone.isOn).toBe(false));
    expect(status()).toBe('idle');
    expect(microphone.recorders).toEqual([]);
  });

  it('sends nothing of a recording', async () => {
    await recording();
    dictation.cancel();
    expect(microphone.isOn).toBe(false);
    await new Promise((resolve) => setTimeout(resolve));
    expect(status()).toBe('idle');
    expect(server.requests).toEqual([]);
  });

  it('takes no text that comes too late', async () => {
    let answer: (text: object) => void = () => undefined;
    server.on('input.transcribe', () => new Promise((resolve) => (answer = resolve)));
    await recording();
    dictation.accept();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    dictation.cancel();
    answer({ text: 'Too late' });
    await new Promise((resolve) => setTimeout(resolve));
    expect(server.requests[0]?.signal?.aborted).toBe(true);
    expect(inserted).toEqual([]);
    expect(status()).toBe('idle');
  });

  it('does not disturb the next one', async () => {
    await recording();
    dictation.cancel();
    await recording();
    expect(microphone.tracks.map(({ stopped }) => stopped)).toEqual([true, false]);
    dictation.accept();
    await is('idle');
    expect(inserted).toEqual(['Buy milk.']);
  });
});

describe('a dictation that fails', () => {
  const failure = () => {
    const { value } = dictation.state;
    return value.status === 'failed' ? { ...value.problem, canRetry: value.canRetry } : null;
  };

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'no_device'],
    ['NotReadableError', 'device'],
  ])('says what is wrong with the microphone: %s is %s', async (name, reason) => {
    void dictation.start();
    microphone.refuse(name);
    await is('failed');
    expect(failure()).toMatchObject({ reason, canRetry: false });
    expect(events).toMatchObject([{ type: 'error' }]);
    dictation.dismiss();
    expect(status()).toBe('idle');
  });

  it('keeps what was said for one more attempt', async () => {
    server.on('input.transcribe', () => refuse(503, 'unavailable', 'Down for a moment.'));
    await recording();
    dictation.accept();
    await is('failed');
    expect(failure()).toEqual({
      reason: 'server',
      message: 'Down for a moment.',
      requestId: 'req_refused',
      canRetry: true,
    });
    expect(microphone.isOn).toBe(false);

    server.on('input.transcribe', () => ({ text: 'Buy milk.' }));
    await dictation.retry();
    expect(inserted).toEqual(['Buy milk.']);
    expect(server.requests[1]?.params).toEqual(server.requests[0]?.params);
  });

  it('gives up after the second attempt', async () => {
    server.on('input.transcribe', () => refuse(503, 'unavailable', 'Down.'));
    await recording();
    dictation.accept();
    await is('failed');
    await dictation.retry();
    expect(failure()).toMatchObject({ canRetry: false });
    await dictation.retry();
    expect(server.requests).toHaveLength(2);
  });

  it('does not offer again what the server cannot do, or what nobody said', async () => {
    server.on('input.transcribe', () => refuse(501, 'not_supported', 'No dictation here.'));
    await recording();
    dictation.accept();
    await is('failed');
    expect(failure()).toMatchObject({ reason: 'unsupported', canRetry: false });

    server.on('input.transcribe', () => ({ text: '  ' }));
    await recording();
    dictation.accept();
    await is('failed');
    expect(failure()).toMatchObject({ reason: 'silent', canRetry: false });
    expect(events).toHaveLength(1);
  });

  it('sends no empty recording', async () => {
    microphone.audio = new Blob([]);
    await recording();
    dictation.accept();
    await is('failed');
    expect(failure()).toMatchObject({ reason: 'silent' });
    expect(server.requests).toEqual([]);
  });
});
