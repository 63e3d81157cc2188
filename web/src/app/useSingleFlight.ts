import { useCallback, useRef } from 'react';

export type SingleFlight = (whenBusy: 'again' | 'once', job: () => Promise<void>) => void;

/**
 * Runs one job at a time. Asked while one runs, it runs once more after it (`again`: what is
 * under way may have been answered too early) or not at all (`once`).
 */
export function useSingleFlight(): SingleFlight {
  const state = useRef({ running: false, again: false });
  return useCallback<SingleFlight>((whenBusy, job) => {
    const flight = state.current;
    if (flight.running) {
      flight.again ||= whenBusy === 'again';
      return;
    }
    flight.running = true;
    const run = async () => {
      do {
        flight.again = false;
        await job();
      } while (flight.again);
      flight.running = false;
    };
    void run();
  }, []);
}
