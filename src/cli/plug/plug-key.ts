import { oddityOf } from '../../config/secrets.ts';
import type { Call } from '../call.ts';
import { UsageError } from '../usage-error.ts';

/** Calls whose key was found odd already: a command may ask for it more than once. */
const warned = new WeakSet<Call>();

/** A key that was given for this command: `--key`, else `MEROSS_KEY`. An empty one counts only if written out. */
export function givenKey(call: Call): string | undefined {
  const { MEROSS_KEY = '' } = call.io.env;
  const fromOption = call.text('key');
  if (fromOption !== undefined) return warnIfOdd(call, fromOption, 'The key after --key');
  return MEROSS_KEY === '' ? undefined : warnIfOdd(call, MEROSS_KEY, 'The key in MEROSS_KEY');
}

/**
 * The key of one plug: given, else from the config, else asked for where somebody is there to answer.
 * @throws {UsageError} there is none
 */
export async function keyFor(call: Call, configured: string | undefined, label: string): Promise<string> {
  const key = givenKey(call) ?? configured;
  if (key !== undefined) return key;
  if (!call.io.isInteractive) {
    throw new UsageError(
      `The key of ${label} is needed.`,
      'Give it with MEROSS_KEY in the environment, with --key, or by a Homebridge config that has it: --config FILE.',
    );
  }
  const { askSecret } = await import('../prompts.ts');
  return warnIfOdd(call, await askSecret(call, `Key of ${label}`), 'The key');
}

/** Notes once what is odd about a key. It is used as written, because a plug may have been given just that. */
function warnIfOdd(call: Call, key: string, subject: string): string {
  const oddity = oddityOf(key);
  if (oddity !== undefined && !warned.has(call)) {
    warned.add(call);
    call.note(`${subject} ${oddity}, perhaps copied along. It is used as written.`);
  }
  return key;
}
