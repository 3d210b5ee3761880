import { zoneFor } from '../../protocol/time-rules.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** The time zone of this computer: an IANA name. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * The time zone of `--timezone`, where `local` is the time zone of this computer; undefined without that option.
 * @throws {UsageError} there is no such zone
 */
export function zoneOf(call: Call): string | undefined {
  const written = call.text('timezone');
  if (written === undefined) return undefined;
  const name = written === 'local' ? localZone() : written;
  try {
    return zoneFor(name, call.io.clock.epochSeconds()).timezone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `"${plain(written)}" is not a time zone.`,
      'Use a name such as Europe/Paris, or "local" for the time zone of this computer.',
    );
  }
}
