import { MalformedError } from '../../errors.ts';
import { channelOf, number, object, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';
import { readEnergy, validRows } from './rows.ts';

export const NAMESPACE = 'Appliance.Control.ConsumptionH';

/** The energy of about one hour. */
export interface HourOfEnergy {
  /** Seconds since 1970 by the plug's clock: the end of a finished hour, or the last update of the current one. */
  readonly endsAt: number;
  readonly wattHours: number;
}

/** The last hours of one channel. */
export interface HoursOfEnergy {
  readonly channel: number;
  /** Up to 24, oldest first. After a power cut they can be days old. */
  readonly hours: readonly HourOfEnergy[];
}

/** Asks for the last hours. Channels have to be named. About 900 bytes each, so never part of a batch. */
export function get(channels: readonly number[]): Request {
  return {
    namespace: NAMESPACE,
    method: 'GET',
    payload: { consumptionH: channels.map(channel => ({ channel })) },
  };
}

/** Hours end roughly on the hour, so a point may cover a bit more than one. */
const LONGEST_HOUR = 2;

/**
 * Reads `{ consumptionH: [ { channel, total, data: [ { timestamp, value } ] } ] }`: whole Wh. `data` is a ring whose
 * oldest point can be anywhere. `total` is not read: 0 on an mss305, the sum of the points on an em06.
 * Invalid points and channels are left out if at least one is valid.
 *
 * @throws {MalformedError} there are channels, and none has a valid hour
 * Seen: em06 2.3.8 (finished hours end at 59 minutes past, give or take a second), mss305 8.3.15.
 */
export function parse(payload: JsonObject): readonly HoursOfEnergy[] {
  return validRows(
    payload['consumptionH'],
    entry => {
      const row = object(entry, 'consumptionH');
      const channel = channelOf(row['channel'], 'consumptionH.channel');
      const hours = validRows(row['data'], hourOf, { limit: 'hours', path: 'consumptionH.data' });
      return { channel, hours: hours.toSorted((one, other) => one.endsAt - other.endsAt) };
    },
    { limit: 'meters', path: 'consumptionH' },
  );
}

function hourOf(entry: unknown): HourOfEnergy {
  const point = object(entry, 'consumptionH.data');
  const endsAt = number(point['timestamp'], 'consumptionH.data.timestamp');
  if (!Number.isInteger(endsAt) || endsAt < 0)
    throw new MalformedError(`consumptionH.data.timestamp is ${String(endsAt)}`);
  return { endsAt, wattHours: readEnergy(point['value'], 'consumptionH.data.value', LONGEST_HOUR) };
}
