import { checkNewKey, newKey } from '../../setup/key-rules.ts';
import type { Call } from '../call.ts';
import { givenKey } from '../plug/plug-key.ts';
import { UsageError } from '../usage-error.ts';
import { checkOption } from './option-check.ts';

/** The key that a plug is to get. Secret. */
export interface NewPlugKey {
  readonly key: string;
  /** Where it comes from. Only a fresh one has to be shown, because it exists nowhere else. */
  readonly from: 'given' | 'config' | 'fresh';
}

const HINT = 'Use --fresh-key, or a key from "meross-local key".';

/**
 * The key for a new plug: the given one, else the key of the config, else a fresh one.
 * @throws {UsageError} a key that no plug accepts, or a key together with --fresh-key
 */
export function keyForNewPlug(call: Call, blockKey: string | undefined): NewPlugKey {
  const given = givenKey(call);
  if (call.flag('freshKey')) {
    if (call.text('key') !== undefined) throw new UsageError('Use either --key or --fresh-key, not both.');
    return { key: newKey(), from: 'fresh' };
  }
  const [key, from] = given !== undefined ? [given, 'given' as const] : [blockKey, 'config' as const];
  if (key === undefined) return { key: newKey(), from: 'fresh' };
  checkOption(() => checkNewKey(key), HINT);
  return { key, from };
}
