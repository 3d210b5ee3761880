import { type Account, readAccount } from '../account.ts';
import { keyOf } from '../envelope.ts';
import { isObject } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { setAck, type PlugReply, errorReply } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { hasOnlyKey } from './payload-key.ts';

// The code of a refused key has not been published.
const refused = 5000;

/**
 * Config.Key: the key and user of the plug, and its broker. The SETACK is signed with the new key already (seen in
 * pairing mode: two published captures; on a LAN it is a guess). Hangs up on a malformed payload (our guess).
 */
export const configKey: Behaviour = (core, request) => {
  if (request.method !== 'SET' || !hasOnlyKey(request, 'key')) return undefined;
  const wanted = request.payload['key'];
  const account = isObject(wanted) ? readAccount(wanted, core.account) : undefined;
  if (account === undefined) return undefined;
  return isRefused(core, account) ? errorReply(refused) : accept(core, account);
};

function isRefused({ faults, model }: PlugCore, { key }: Account): boolean {
  if (faults.newKey === 'refused') return true;
  if (key !== '' || faults.emptyKey === 'taken') return false;
  return faults.emptyKey === 'refused' || model.generation >= 7;
}

function accept(core: PlugCore, account: Account): PlugReply {
  const { newKey, newKeySign } = core.faults;
  const before = keyOf(core);
  const from = newKey === 'after a reboot' && core.mode === 'home' ? newKey : 'at once';
  core.assignAccount(account, from);
  const signedWith = newKeySign === 'new' ? keyOf(core, account) : before;
  const afterSend = (): void => {
    if (from === 'at once') core.accountChanged();
  };
  return { ...setAck, signedWith, afterSend };
}
