import { type RefObject, useLayoutEffect, useRef } from 'react';

/** A ref to what the last render saw, for callbacks that outlive their render. */
export function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value);
  useLayoutEffect(() => {
    ref.current = value;
  });
  return ref;
}
