import { newKey } from '../../setup/key-rules.ts';
import type { Action } from '../spec.ts';

/** `key`. */
export const key: Action = call => {
  const fresh = newKey();
  call.print({ key: fresh }, () => fresh);
  return Promise.resolve();
};
