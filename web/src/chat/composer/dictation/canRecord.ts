/** Whether this browser can record here: without a secure context it cannot. */
export function canRecord(): boolean {
  return (
    typeof MediaRecorder === 'function' &&
    typeof globalThis.navigator?.mediaDevices?.getUserMedia === 'function'
  );
}
