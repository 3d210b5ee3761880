import { sleep, type Clock } from '../../clock.ts';
import { isPlug } from '../../device/plug-info.ts';
import { asMerossError, NoAnswerError, UnreachableError, UnsupportedError } from '../../errors.ts';
import { toggleCommand } from '../../features/toggle.ts';
import type { Toggle } from '../../protocol/namespaces/togglex.ts';
import { TIMES } from '../../settings.ts';
import type { OpenPlug } from './open-plug.ts';

/** @throws {UnsupportedError} the device has nothing to switch, or is another kind of appliance */
export function checkIsPlug({ info }: Pick<OpenPlug, 'info'>): void {
  if (!isPlug(info)) throw new UnsupportedError(`it is not a plug, but a device of type ${info.model}`);
}

/**
 * Switches one outlet, or the master of a strip. A command names its end state, so it can be repeated if it may not have
 * arrived.
 * @throws {MerossError} not acknowledged
 */
export async function switchOutlet(
  plug: OpenPlug,
  { channel, on }: Toggle,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { request } = toggleCommand(plug.info, channel, on);
  try {
    await plug.send(request);
  } catch (error) {
    if (!(error instanceof UnreachableError || isHangUp(error))) throw error;
    await sleep(clock, TIMES.retryAfterMs, signal);
    await plug.send(request).catch((retryError: unknown) => {
      // A hang-up on a command that every plug knows is not a refusal.
      throw retryError instanceof UnsupportedError ? asMerossError(retryError.cause) : retryError;
    });
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof UnsupportedError && error.cause instanceof NoAnswerError;
}
