import { vi } from 'vitest';

/** A microphone in the hands of a test, in the place of the browser's. */
export class FakeMicrophone {
  readonly tracks: FakeTrack[] = [];
  readonly recorders: FakeRecorder[] = [];
  /** What the user says to the browser's question; null while they have not said anything. */
  #answer: ((stream: MediaStream) => void) | null = null;
  #refuse: ((error: unknown) => void) | null = null;
  /** What was said, as the recorder hands it out. */
  audio = new Blob(['speech'], { type: 'audio/webm' });

  constructor() {
    const microphone = this;
    class Recorder extends FakeRecorder {
      static isTypeSupported(type: string): boolean {
        return type.startsWith('audio/mp4');
      }

      constructor(_stream: MediaStream, options: { mimeType?: string }) {
        super(microphone, options.mimeType ?? '');
        microphone.recorders.push(this);
      }
    }
    vi.stubGlobal('MediaRecorder', Recorder);
    const getUserMedia = () =>
      new Promise<MediaStream>((resolve, reject) => {
        this.#answer = resolve;
        this.#refuse = reject;
      });
    Object.defineProperty(navigator, 'mediaDevices', {
      configurable: true,
      value: { getUserMedia },
    });
  }

  allow(): void {
    const track = new FakeTrack();
    this.tracks.push(track);
    this.#answer?.({ getTracks: () => [track] } as unknown as MediaStream);
  }

  refuse(name: string): void {
    this.#refuse?.(new DOMException('No.', name));
  }

  /** Whether the browser shows that somebody listens. */
  get isOn(): boolean {
    return this.tracks.some((track) => !track.stopped);
  }

  remove(): void {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, 'mediaDevices');
  }
}

class FakeTrack extends EventTarget {
  stopped = false;

  stop(): void {
    this.stopped = true;
  }
}

class FakeRecorder extends EventTarget {
  state: 'inactive' | 'recording' = 'inactive';
  readonly mimeType: string;
  readonly #microphone: FakeMicrophone;

  constructor(microphone: FakeMicrophone, mimeType: string) {
    super();
    this.#microphone = microphone;
    this.mimeType = mimeType;
  }

  start(): void {
    this.state = 'recording';
  }

  stop(): void {
    this.state = 'inactive';
    const data = this.#microphone.audio;
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
    this.dispatchEvent(new Event('stop'));
  }
}
