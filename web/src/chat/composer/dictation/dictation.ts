import { ChatKitError, type ProtocolClient, toError } from '../../../protocol';
import { Observable, type SessionEvent } from '../../../state';
import { type Recording, record } from './recording';

/** How long one may speak at a time, in milliseconds: what was said by then is written down. */
export const MAX_LENGTH = 5 * 60_000;

/** What kept speech from becoming text. */
export interface DictationProblem {
  readonly reason:
    | 'denied'
    | 'no_device'
    | 'device'
    | 'silent'
    | 'unsupported'
    | 'network'
    | 'server';
  /** In the server's words, if it said something. */
  readonly message: string | null;
  readonly requestId: string | null;
}

export type DictationState =
  | { readonly status: 'idle' }
  /** The browser asks the user for the microphone. */
  | { readonly status: 'asking' }
  /** `startedAt` is of the clock of `performance.now`. */
  | { readonly status: 'recording'; readonly stream: MediaStream; readonly startedAt: number }
  | { readonly status: 'transcribing' }
  | {
      readonly status: 'failed';
      readonly problem: DictationProblem;
      /** What was said is kept, to be sent once more. */
      readonly canRetry: boolean;
    };

export interface DictationConfig {
  readonly client: Pick<ProtocolClient, 'request'>;
  /** Takes in what was said. */
  readonly insert: (text: string) => void;
  readonly emit: (event: SessionEvent) => void;
}

/** What browsers call it when there is no microphone for us; anything else is its own failure. */
const DEVICE_PROBLEMS: Readonly<Record<string, 'denied' | 'no_device'>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no_device',
  OverconstrainedError: 'no_device',
};

/** Statuses after which the same audio would be refused again. */
const FINAL_STATUS = new Set([400, 413, 415, 422, 501]);

/**
 * Turns speech into text: asks for the microphone, records, and has the server write it down.
 *
 * Whatever ends it, the microphone is let go.
 */
export class Dictation {
  readonly state = new Observable<DictationState>({ status: 'idle' });
  readonly #config: DictationConfig;
  /** Ends what is going on; another one for each attempt. */
  #control = new AbortController();
  #recording: Recording | null = null;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #audio: Blob | null = null;

  constructor(config: DictationConfig) {
    this.#config = config;
  }

  /** Whether the microphone or the server is at work. */
  get active(): boolean {
    const { status } = this.state.value;
    return status !== 'idle' && status !== 'failed';
  }

  /** Asks for the microphone, if need be, and records. */
  async start(): Promise<void> {
    if (this.active) return;
    const { signal } = this.#renew();
    this.#audio = null;
    this.state.set({ status: 'asking' });
    try {
      const recording = await record(signal);
      this.#recording = recording;
      const { stream } = recording;
      this.state.set({ status: 'recording', stream, startedAt: performance.now() });
      this.#limit = setTimeout(() => this.accept(), MAX_LENGTH);
      const audio = await recording.done;
      if (signal.aborted) return;
      this.#letGo();
      await this.#transcribe(audio, signal, true);
    } catch (thrown) {
      if (signal.aborted) return;
      this.#letGo();
      this.#fail(thrown, deviceProblem(thrown), false);
    }
  }

  /** Ends the recording, and has what was said written down. */
  accept(): void {
    this.#recording?.stop();
  }

  /** Gives up, at any stage; nothing of it is kept. */
  cancel(): void {
    this.#control.abort();
    this.#letGo();
    this.#audio = null;
    this.state.set({ status: 'idle' });
  }

  /** Sends what was said once more. */
  async retry(): Promise<void> {
    const audio = this.#audio;
    if (!audio || this.active) return;
    this.#audio = null;
    await this.#transcribe(audio, this.#renew().signal, false);
  }

  dismiss(): void {
    if (this.state.value.status === 'failed') this.cancel();
  }

  async #transcribe(audio: Blob, signal: AbortSignal, isFirst: boolean): Promise<void> {
    this.state.set({ status: 'transcribing' });
    const mime_type = audio.type || 'audio/webm';
    try {
      if (audio.size === 0) throw new ChatKitError('silent', 'Nothing was recorded.');
      const audio_base64 = await base64Of(audio);
      signal.throwIfAborted();
      const params = { audio_base64, mime_type };
      const { data } = await this.#config.client.request('input.transcribe', params, signal);
      // A fetch of the page's own may not know of the signal.
      signal.throwIfAborted();
      const text = typeof data?.text === 'string' ? data.text.trim() : '';
      if (text === '') throw new ChatKitError('silent', 'Nothing was understood.');
      this.state.set({ status: 'idle' });
      this.#config.insert(text);
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = serverProblem(thrown);
      const isFinal = thrown instanceof ChatKitError && FINAL_STATUS.has(thrown.status);
      const canRetry = isFirst && !isFinal && problem.reason !== 'silent';
      if (canRetry) this.#audio = audio;
      this.#fail(thrown, problem, canRetry);
    }
  }

  #fail(thrown: unknown, problem: DictationProblem, canRetry: boolean): void {
    this.state.set({ status: 'failed', problem, canRetry });
    if (problem.reason !== 'silent') this.#config.emit({ type: 'error', error: toError(thrown) });
  }

  #renew(): AbortController {
    this.#control.abort();
    this.#control = new AbortController();
    return this.#control;
  }

  #letGo(): void {
    clearTimeout(this.#limit);
    this.#recording?.release();
    this.#recording = null;
  }
}

function serverProblem(thrown: unknown): DictationProblem {
  if (!(thrown instanceof ChatKitError))
    return { reason: 'server', message: null, requestId: null };
  const { code, status, requestId } = thrown;
  if (code === 'silent') return { reason: 'silent', message: null, requestId };
  if (code === 'network_error') return { reason: 'network', message: null, requestId };
  if (status === 501) return { reason: 'unsupported', message: null, requestId };
  return { reason: 'server', message: thrown.message, requestId };
}

function deviceProblem(thrown: unknown): DictationProblem {
  const name = thrown instanceof DOMException ? thrown.name : '';
  const reason = DEVICE_PROBLEMS[name] ?? 'device';
  return { reason, message: null, requestId: null };
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
