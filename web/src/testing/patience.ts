/** What is waited for comes late where the machine is busy: a second, the default, is not enough. */

import { vi } from 'vitest';

const PATIENCE = 10_000;

const { waitFor } = vi;

vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE, ...options });
