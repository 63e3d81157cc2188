import {
  type Attachment,
  ChatKitError,
  type ProtocolClient,
  toError,
  type UploadRoute,
  uploadFile,
} from '../../../protocol';
import type { SessionEvent } from '../../../state';

export interface TransfersConfig {
  readonly client: Pick<ProtocolClient, 'locale' | 'request'>;
  /** The way to the server, as the options are at the moment; null where there is none. */
  readonly route: () => UploadRoute | null;
  readonly emit: (event: SessionEvent) => void;
}

/** Brings single files to the server, and leaves nothing there of those that are given up. */
export class Transfers {
  readonly #config: TransfersConfig;

  constructor(config: TransfersConfig) {
    this.#config = config;
  }

  /**
   * Brings a file to the server.
   *
   * @throws ChatKitError when that failed; an AbortError when the signal said so.
   */
  async send(
    file: File,
    signal: AbortSignal,
    onProgress: (part: number) => void,
  ): Promise<Attachment> {
    const { client, route } = this.#config;
    const way = route();
    if (!way) throw new ChatKitError('invalid_option', 'The option api.uploadStrategy is missing.');
    let created: string | null = null;
    const onCreated = (id: string) => {
      created = id;
    };
    try {
      const attachment = await uploadFile(client, way, file, { signal, onProgress, onCreated });
      created = attachment.id;
      // The answer may come after the file was given up.
      signal.throwIfAborted();
      return attachment;
    } catch (error) {
      if (created !== null) void this.discard(created);
      throw error;
    }
  }

  /** Has the server forget a file. Nobody misses it, so a failure is only worth knowing. */
  async discard(attachmentId: string): Promise<void> {
    const { client, emit } = this.#config;
    try {
      await client.request('attachments.delete', { attachment_id: attachmentId });
    } catch (thrown) {
      const data = { attachment_id: attachmentId, message: toError(thrown).message };
      emit({ type: 'log', name: 'attachment.delete.failed', data });
    }
  }
}
