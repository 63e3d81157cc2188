import { type Attachment, toError } from '../../../protocol';
import { type Failure, failureOf, Observable } from '../../../state';
import type { Composer } from '../../model/composer';
import type { DraftKey } from '../../model/drafts';
import { admit, type Limits, type Refusal } from './limits';
import { Transfers, type TransfersConfig } from './transfers';

/** A file on its way to the server, as it was chosen here. */
export interface Upload {
  readonly key: number;
  /** The draft that it is attached to. */
  readonly draft: DraftKey;
  readonly file: File;
  readonly status: 'waiting' | 'uploading' | 'failed' | 'done';
  /** The part that was sent, from 0 to 1; null where that is not known. */
  readonly progress: number | null;
  /** What the server made of it, once it is done. */
  readonly attachment: Attachment | null;
  readonly failure: Failure | null;
}

/** What is to be said about the files: some were not taken, or keep the message from being sent. */
export type UploadNotice =
  | { readonly type: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly type: 'unsent' };

interface UploadsState {
  /** Of the draft that is shown, in the order in which they were chosen. */
  readonly shown: readonly Upload[];
  readonly notice: UploadNotice | null;
  /** The message goes as soon as its files are there. */
  readonly sendsWhenDone: boolean;
}

interface UploadsConfig extends TransfersConfig {
  /** What may be attached; null where nothing may. */
  readonly limits: () => Limits | null;
  readonly composer: Composer;
}

/** How many files are sent at once: the conversation needs connections too. */
const PARALLEL = 3;

/**
 * Brings files to the server and attaches them to the draft that they were chosen for, which may no
 * longer be the one that is shown when they arrive.
 */
export class Uploads {
  readonly state = new Observable<UploadsState>({ shown: [], notice: null, sendsWhenDone: false });
  /** The file field while it is drawn. */
  picker: HTMLInputElement | null = null;
  readonly #config: UploadsConfig;
  readonly #transfers: Transfers;
  readonly #running = new Map<number, AbortController>();
  #all: readonly Upload[] = [];
  #draft: DraftKey = null;
  #send: (() => void) | null = null;
  #keys = 0;

  constructor(config: UploadsConfig) {
    this.#config = config;
    this.#transfers = new Transfers(config);
  }

  /** Whether files can be attached at the moment. */
  get enabled(): boolean {
    return this.#config.limits() !== null;
  }

  /** Whether the files of the draft that is shown are all there. */
  get status(): 'done' | 'uploading' | 'failed' {
    const { shown } = this.state.value;
    if (shown.some(({ status }) => status === 'failed')) return 'failed';
    return shown.every(({ status }) => status === 'done') ? 'done' : 'uploading';
  }

  /**
   * Attaches files to the draft that is shown.
   *
   * @param folders Names of folders that came along; they cannot be attached.
   * @returns The keys of the files that were taken, and why the others were not.
   */
  add(
    files: readonly File[],
    folders: readonly string[] = [],
  ): { readonly keys: readonly number[]; readonly refused: readonly Refusal[] } {
    const limits = this.#config.limits();
    if (!limits) return { keys: [], refused: [] };
    this.#forgetTaken();
    const undone = this.state.value.shown.filter(({ status }) => status !== 'done').length;
    const attached = this.#config.composer.state.value.attachments.length + undone;
    const { admitted, refused } = admit(files, attached, limits);
    const refusals = [
      ...folders.map((name) => ({ name, reason: 'folder' as const, limit: 0 })),
      ...refused,
    ];
    const added = admitted.map((file) => this.#upload(file));
    this.#all = [...this.#all, ...added];
    this.#show({ notice: refusals.length === 0 ? null : { type: 'refused', refusals } });
    this.#startNext();
    return { keys: added.map(({ key }) => key), refused: refusals };
  }

  /** Takes a file out, wherever it is on its way; the server forgets it. */
  remove(key: number): void {
    const upload = this.#all.find((one) => one.key === key);
    if (!upload) return;
    this.#all = this.#all.filter((one) => one !== upload);
    this.#running.get(key)?.abort();
    const { attachment } = upload;
    if (attachment) {
      this.detach(attachment.id);
      void this.#transfers.discard(attachment.id);
    }
    this.#show();
    this.#settle();
  }

  /** Takes an attachment out that was not chosen here; to delete it is not ours. */
  detach(attachmentId: string): void {
    const { composer } = this.#config;
    const attachments = composer.state.value.attachments.filter(({ id }) => id !== attachmentId);
    composer.set({ attachments });
  }

  retry(key: number): void {
    this.#change(key, { status: 'waiting', failure: null, progress: null });
    this.#show({ notice: null });
    this.#startNext();
  }

  dismiss(): void {
    this.#show({ notice: null });
  }

  /** Says that the message cannot go because of a file that failed. */
  complain(): void {
    this.#show({ notice: { type: 'unsent' } });
  }

  /** Has the message sent when its files are there; one that fails keeps it where it is. */
  sendWhenDone(send: () => void): void {
    this.#send = send;
    this.#show({ sendsWhenDone: true, notice: null });
  }

  /** The message stays after all. */
  hold(): void {
    this.#send = null;
    this.#show({ sendsWhenDone: false });
  }

  /** These files, without those that were taken out, once none of them is on its way. */
  settled(keys: readonly number[]): Promise<readonly Upload[]> {
    const asked = () => this.#all.filter(({ key }) => keys.includes(key));
    const isSettled = () => asked().every(({ status }) => status === 'done' || status === 'failed');
    if (isSettled()) return Promise.resolve(asked());
    return new Promise((resolve) => {
      const unsubscribe = this.state.subscribe(() => {
        if (!isSettled()) return;
        unsubscribe();
        resolve(asked());
      });
    });
  }

  /** Another draft is shown: called after the composer has it. */
  switchTo(draft: DraftKey): void {
    this.#draft = draft;
    this.#send = null;
    this.#show({ sendsWhenDone: false, notice: null });
  }

  /** The draft that is shown belongs to a thread now. */
  becomes(draft: DraftKey): void {
    const before = this.#draft;
    this.#draft = draft;
    this.#all = this.#all.map((one) => (one.draft === before ? { ...one, draft } : one));
    this.#show();
  }

  /** The composer was emptied: what it had belongs to a message now. */
  forget(): void {
    this.#forgetTaken();
    this.#show({ notice: null });
  }

  #upload(file: File): Upload {
    this.#keys += 1;
    return {
      key: this.#keys,
      draft: this.#draft,
      file,
      status: 'waiting',
      progress: null,
      attachment: null,
      failure: null,
    };
  }

  #startNext(): void {
    for (const { key, file, status } of this.#all) {
      if (this.#running.size >= PARALLEL) return;
      if (status === 'waiting' && !this.#running.has(key)) void this.#run(key, file);
    }
  }

  async #run(key: number, file: File): Promise<void> {
    const control = new AbortController();
    const { signal } = control;
    this.#running.set(key, control);
    this.#change(key, { status: 'uploading' });
    try {
      const onProgress = (progress: number) => this.#change(key, { progress });
      const attachment = await this.#transfers.send(file, signal, onProgress);
      this.#change(key, { status: 'done', progress: 1, attachment });
      const upload = this.#all.find((one) => one.key === key);
      if (upload) this.#attach(upload.draft);
    } catch (thrown) {
      if (!signal.aborted) this.#fail(key, toError(thrown));
    } finally {
      this.#running.delete(key);
      this.#settle();
      this.#startNext();
    }
  }

  #fail(key: number, error: Error): void {
    this.#change(key, { status: 'failed', progress: null, failure: failureOf(error, null) });
    this.#config.emit({ type: 'error', error });
  }

  /** Puts what has arrived for a draft into it, in the order of choice. */
  #attach(draft: DraftKey): void {
    const arrived = this.#all.flatMap((one) =>
      one.draft === draft && one.attachment ? one.attachment : [],
    );
    const ours = new Set(arrived.map(({ id }) => id));
    this.#config.composer.attach(draft, (attachments) => [
      ...attachments.filter(({ id }) => !ours.has(id)),
      ...arrived,
    ]);
  }

  /** Sends the message that waits for its files, if nothing keeps it any more. */
  #settle(): void {
    const send = this.#send;
    if (!send || this.status === 'uploading') return;
    this.hold();
    if (this.status === 'failed') this.complain();
    else send();
  }

  /** Drops what the draft that is shown no longer has. */
  #forgetTaken(): void {
    const { attachments } = this.#config.composer.state.value;
    const has = (id: string | undefined) => attachments.some((one) => one.id === id);
    this.#all = this.#all.filter(
      ({ draft, status, attachment }) =>
        draft !== this.#draft || status !== 'done' || has(attachment?.id),
    );
  }

  #change(key: number, change: Partial<Upload>): void {
    this.#all = this.#all.map((one) => (one.key === key ? { ...one, ...change } : one));
    this.#show();
  }

  #show(change: Partial<UploadsState> = {}): void {
    const shown = this.#all.filter(({ draft }) => draft === this.#draft);
    this.state.set({ ...this.state.value, ...change, shown });
  }
}
