import { reasonOf } from '../../clock.ts';
import type { PlugInfo } from '../../device/plug-info.ts';
import { Session } from '../../device/session.ts';
import type { DiscoveredPlug } from '../../discovery/search.ts';
import { MerossError } from '../../errors.ts';
import { TIMES } from '../../settings.ts';
import { sessionOptions, slotOf, type PlugCallContext } from './open-plug.ts';

/**
 * Identifies a plug that a search has found; undefined if it does not reply again, because it is listed anyway.
 * @throws the signal's reason
 */
export async function readFoundPlug(
  found: DiscoveredPlug,
  key: string,
  context: PlugCallContext,
): Promise<PlugInfo | undefined> {
  const { clock, signal } = context;
  try {
    const session = new Session({
      ...sessionOptions({ address: found, key }, context),
      clock,
      pollMs: TIMES.proofValidMs,
    });
    return (await session.identify(slotOf(context), found.uuid)).info;
  } catch (error) {
    if (signal.aborted) throw reasonOf(signal);
    if (error instanceof MerossError) return undefined;
    throw error;
  }
}
