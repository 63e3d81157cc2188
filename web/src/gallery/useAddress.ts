import { useEffect, useState } from 'react';
import { type Address, type Modes, readAddress, writeAddress } from './address';

/** What the address says, and a way to change how the sample is shown. */
export function useAddress(): [Address, (name: string, modes: Modes) => void] {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const read = () => setAddress(readAddress(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const show = (name: string, modes: Modes) => {
    // No step of the history for each look at the same sample.
    history.replaceState(null, '', writeAddress({ name, modes }));
    setAddress({ name, modes });
  };
  return [address, show];
}
