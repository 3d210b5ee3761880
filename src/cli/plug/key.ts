import type { Call } from '../call.ts';
import { UsageError } from '../usage-error.ts';

/** A key that was given for this command: `--key`, else `MEROSS_KEY`. An empty one counts only if written out. */
export function givenKey(call: Call): string | undefined {
  const { MEROSS_KEY = '' } = call.io.env;
  return call.text('key') ?? (MEROSS_KEY === '' ? undefined : MEROSS_KEY);
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
  return askSecret(call, `Key of ${label}`);
}
