import { told } from '../question.ts';
import type { Behaviour } from './behaviour.ts';

/** Encrypt.Suite: what mss110 7.3.37 and mss210 tell. `mrskey` means a key made of uuid, account key and MAC. */
export const suite: Behaviour = (_core, { method }) =>
  method === 'GET' ? told({ suite: { ka: 'ecdhe256', se: 'mrskey', ds: '' } }) : undefined;
