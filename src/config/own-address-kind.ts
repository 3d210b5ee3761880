import { isIP } from 'node:net';
import { isLocalAddress } from '../local-address.ts';
import type { Kind } from './kinds.ts';

/** An address of this computer. */
export const OWN_ADDRESS: Kind<string> = {
  json: { type: 'string' },
  read: value => (typeof value === 'string' && isIP(value) !== 0 && isLocalAddress(value) ? value : undefined),
  needs:
    () =>
    ({ needs }) =>
      needs.ownAddress,
};
