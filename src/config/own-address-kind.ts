import { isIP } from 'node:net';
import { isLocalAddress } from '../local-address.ts';
import type { Kind } from './kinds.ts';

/** An address of this computer. */
export const OWN_ADDRESS: Kind<string> = {
  json: { type: 'string' },
  read: value => (typeof value === 'string' && isIP(value) !== 0 && isLocalAddress(value) ? value : undefined),
  needs: () => 'an address of this computer in the local network is needed, such as "192.168.1.10"',
};
