import { MalformedError } from '../../errors.ts';
import { bounded } from '../bounds.ts';
import { channelOf, object, oneOrMany, onOff, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Control.ToggleX';

/** One relay. On strips channel 0 is the master and 1 … N are the outlets. */
export interface Toggle {
  readonly channel: number;
  readonly on: boolean;
}

/** Switches one relay. The plug's acknowledgement is empty: `SETACK {}`. */
export function set({ channel, on }: Toggle): Request {
  return { namespace: NAMESPACE, method: 'SET', payload: { togglex: { channel, onoff: on ? 1 : 0 } } };
}

/** Asks for one relay. Firmware of 2022 and before has no query for all. */
export function get(channel: number): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { togglex: { channel } } };
}

/**
 * Puts several such requests into one: `{ togglex: [ … ] }`. Some firmware carries out only the first entry.
 * @returns undefined if one of them is another kind of request
 */
export function join(requests: readonly Request[]): Request | undefined {
  if (!requests.every(({ namespace, method }) => namespace === NAMESPACE && method === 'SET')) return undefined;
  const togglex = requests.flatMap(({ payload }) => oneOrMany(payload['togglex']));
  return { namespace: NAMESPACE, method: 'SET', payload: { togglex } };
}

/**
 * Reads the payload of a reply or a PUSH: `{ togglex: { channel, onoff, lmTime } }`, or an array of these; one plug
 * sends both. `onoff` is 1 or 0; `lmTime`, seconds since 1970 by the plug's clock, is not read.
 *
 * @throws {MalformedError} no entry has a numeric `onoff`
 * Seen: mss310 2.1.17 (object), mss110 7.3.37 (array), mss425e 2.1.2 (both, in PUSH).
 */
export function parse(payload: JsonObject): readonly Toggle[] {
  return toggles(payload['togglex'], 'togglex');
}

/**
 * The same for a list from another message, e.g. the digest of System.All. `path` is its path for errors. Invalid rows
 * (an `onoff` of 255 reportedly locks a relay) are left out if at least one is valid.
 * @throws {MalformedError} no row is valid, or there are more rows than any strip has outlets
 */
export function toggles(value: unknown, path: string): readonly Toggle[] {
  const rows = bounded(oneOrMany(value), 'relays', path).map(entry => readRow(entry, path));
  const read = rows.filter((row): row is Toggle => !(row instanceof MalformedError));
  const [first] = rows;
  if (read.length === 0 && first instanceof MalformedError) throw first;
  return read;
}

function readRow(entry: unknown, path: string): Toggle | MalformedError {
  try {
    const row = object(entry, path);
    return { channel: channelOf(row['channel'], `${path}.channel`), on: onOff(row['onoff'], `${path}.onoff`) };
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
}
