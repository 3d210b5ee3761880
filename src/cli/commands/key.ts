import { newKey } from '../../setup/key-rules.ts';
import type { CommandAction } from '../command-spec.ts';

/** `key`. */
export const key: CommandAction = call => {
  const fresh = newKey();
  call.print({ key: fresh }, () => fresh);
  return Promise.resolve();
};
