import { bounded } from '../bounds.ts';
import { channelOf, object, oneOrMany, text, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Digest.TimerX';

/** The id of a timer; `Appliance.Control.TimerX` returns the timer itself. */
export interface TimerRow {
  readonly channel: number;
  /** Up to 16 of `a-z0-9`. */
  readonly id: string;
}

/** Asks for the ids of all timers. About 60 bytes for each in the reply. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { digest: [] } };
}

/**
 * Reads `{ digest: [{ channel, id, count }] }`; `count`, which grows with each change of the timer, is not read.
 * @throws {MalformedError} a row without an id, or more rows than any plug has
 * Seen: mss310 2.1.17 (empty); rows: mss310 6.1.8 in the notes of its recording.
 */
export function parse(payload: JsonObject): readonly TimerRow[] {
  return bounded(oneOrMany(payload['digest']), 'timers', 'digest').map(entry => {
    const row = object(entry, 'digest');
    return { channel: channelOf(row['channel'], 'digest.channel'), id: text(row['id'], 'digest.id') };
  });
}
