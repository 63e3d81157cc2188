/** What servers take, the best first. */
const MIME_TYPES = [
  'audio/webm;codecs=opus',
  'audio/webm',
  'audio/mp4',
  'audio/ogg;codecs=opus',
] as const;

/** Speech that is being recorded. */
export interface Recording {
  readonly stream: MediaStream;
  /** The audio, once the recording was stopped or the microphone went away. */
  readonly done: Promise<Blob>;
  readonly stop: () => void;
  /** Lets the microphone go. */
  readonly release: () => void;
}

/**
 * Records what the microphone hears, from when the user lets it on.
 *
 * @throws DOMException when there is no microphone, or the user does not let it; an AbortError when
 *   the signal said so meanwhile: the microphone is let go then, too.
 */
export async function record(signal: AbortSignal): Promise<Recording> {
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  try {
    signal.throwIfAborted();
    const mimeType = MIME_TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, {
      ...(mimeType ? { mimeType } : {}),
      // Enough for speech; five minutes of it are little more than a megabyte.
      audioBitsPerSecond: 32_000,
    });
    const stop = () => {
      if (recorder.state !== 'inactive') recorder.stop();
    };
    const done = collect(recorder);
    // Unplugged, or no longer allowed: what was said until then counts.
    for (const track of stream.getTracks()) track.addEventListener('ended', stop);
    signal.addEventListener('abort', stop, { once: true });
    recorder.start();
    return { stream, done, stop, release };
  } catch (error) {
    release();
    throw error;
  }
}

function collect(recorder: MediaRecorder): Promise<Blob> {
  const parts: Blob[] = [];
  return new Promise((resolve, reject) => {
    recorder.addEventListener('dataavailable', ({ data }) => {
      if (data.size > 0) parts.push(data);
    });
    recorder.addEventListener('stop', () => resolve(new Blob(parts, { type: recorder.mimeType })));
    recorder.addEventListener('error', (event) =>
      reject((event as Event & { error?: unknown }).error ?? new Error('The recording failed.')),
    );
  });
}
