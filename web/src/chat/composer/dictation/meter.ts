/** Between two readings, in milliseconds. */
const INTERVAL = 70;

/**
 * Measures how loud it is, for as long as it is not stopped.
 *
 * @param onLevel Called with the level, from 0 (silence) to 1.
 * @returns Stops it.
 */
export function startMeter(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  let last = 0;
  const read = (now: number) => {
    frame = requestAnimationFrame(read);
    if (now - last < INTERVAL) return;
    last = now;
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudness(samples));
  };
  frame = requestAnimationFrame(read);
  return () => {
    cancelAnimationFrame(frame);
    void context.close();
  };
}

/** On a scale that speech fills: from -50 dB to -10 dB. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-10);
  return Math.min(1, Math.max(0, (decibels + 50) / 40));
}
