import { channelOf, number, object, oneOrMany, type JsonObject } from '../decode.ts';
import { bounded } from '../bounds.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Control.Electricity';

/** The current values of a meter. */
export interface Electricity {
  readonly channel: number;
  /** Active power, which is less than volts × amperes for many appliances. */
  readonly watts: number;
  readonly volts: number;
  readonly amperes: number;
}

/** Asks the meter of a plug. 70–155 bytes. */
export function get(channel: number): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { electricity: { channel } } };
}

/**
 * Reads `{ electricity: { channel, current, voltage, power, config } }`: mA, tenths of a volt, mW. The plug has already
 * applied the ratios in `config`.
 * @throws {MalformedError} without one of the three numbers
 * Seen: mss310 1.1.13 (no `config`), mss310 2.1.17.
 */
export function parse(payload: JsonObject): readonly Electricity[] {
  return bounded(oneOrMany(payload['electricity']), 'meters', 'electricity').map(entry => {
    const row = object(entry, 'electricity');
    return {
      channel: channelOf(row['channel'], 'electricity.channel'),
      watts: number(row['power'], 'electricity.power') / 1000,
      volts: number(row['voltage'], 'electricity.voltage') / 10,
      amperes: number(row['current'], 'electricity.current') / 1000,
    };
  });
}
