import { getAck } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { replay } from './recorded.ts';

/**
 * Encrypt.Suite: as recorded, else as mss110 7.3.37 and mss210 report it. `mrskey` means a key made of uuid, account
 * key and MAC.
 */
export const suite: Behaviour = (core, request) =>
  request.method === 'GET'
    ? (replay(core, request) ?? getAck({ suite: { ka: 'ecdhe256', se: 'mrskey', ds: '' } }))
    : undefined;
