import { randomBytes } from 'node:crypto';
import type { Action } from '../spec.ts';

/** `key`: as long as those that Meross gives, and as hard to guess. */
export const key: Action = call => {
  const fresh = randomBytes(16).toString('hex');
  call.print({ key: fresh }, () => fresh);
  return Promise.resolve();
};
