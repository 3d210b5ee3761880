import { oddityOf } from '../../config/secrets.ts';
import { merossAppPage } from '../../links.ts';
import type { Call } from '../call.ts';
import { UsageError } from '../usage-error.ts';

/** Runs that have already warned about an odd key, because a command may read the key more than once. */
const warned = new WeakSet<Call>();

/** Where people read what a key is: for every message about one that is missing or does not fit. */
export const aboutKeys = (): string => `What the key is, and where it comes from: ${merossAppPage()}`;

/** The key from `--key`, else from `MEROSS_KEY`. An empty key counts only after `--key`. */
export function givenKey(call: Call): string | undefined {
  const { MEROSS_KEY = '' } = call.io.env;
  const fromOption = call.text('key');
  if (fromOption !== undefined) return warnIfOdd(call, fromOption, 'The key after --key');
  return MEROSS_KEY === '' ? undefined : warnIfOdd(call, MEROSS_KEY, 'The key in MEROSS_KEY');
}

/**
 * The key of one plug: from the option or variable, else from the config, else from the user at a terminal.
 * @throws {UsageError} there is none
 */
export async function keyFor(call: Call, configured: string | undefined, label: string): Promise<string> {
  const key = givenKey(call) ?? configured;
  if (key !== undefined) return key;
  if (!call.io.isInteractive) {
    throw new UsageError(
      `The key of ${label} is needed.`,
      `Set MEROSS_KEY, or add --key KEY, or name a Homebridge config that has it with --config FILE. ${aboutKeys()}`,
    );
  }
  call.note(aboutKeys());
  const { askSecret } = await import('../prompts.ts');
  return warnIfOdd(call, await askSecret(call, `Key of ${label}`), 'The key');
}

/** Warns once about an odd key. It is used as written, because the plug may have exactly that key. */
function warnIfOdd(call: Call, key: string, subject: string): string {
  const oddity = oddityOf(key);
  if (oddity !== undefined && !warned.has(call)) {
    warned.add(call);
    call.note(`${subject} ${oddity}, perhaps copied along. It is used as written.`);
  }
  return key;
}
