/**
 * Preact runs effects after the next frame, or by a timer where no frame comes. That timer may
 * outlive the document of a test file, and then finds no `cancelAnimationFrame`; frames do not.
 */

import { options } from 'preact';

declare module 'preact' {
  interface Options {
    requestAnimationFrame?(effects: () => void): void;
  }
}

options.requestAnimationFrame = (effects) => {
  requestAnimationFrame(() => setTimeout(effects));
};
