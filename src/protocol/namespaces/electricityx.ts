import { channelOf, number, object, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';
import type { Electricity } from './electricity.ts';
import { ifValid, readEnergy, validRows } from './rows.ts';

export const NAMESPACE = 'Appliance.Control.ElectricityX';

/** The current values of one outlet's meter, and its count for this month. */
export interface ElectricityX extends Electricity {
  /** Since the first of the month by the plug's calendar; absent if the plug does not send it. */
  readonly monthWattHours?: number;
}

/** Means "every channel". */
const EVERY_CHANNEL = 65535;

/** Asks the meters of all outlets. Other shapes make an em06 hang up. About 110 bytes for each outlet. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { electricity: { channel: EVERY_CHANNEL } } };
}

/** In hours. */
const LONGEST_MONTH = 31 * 24 + 1;

/**
 * Reads `{ electricity: [ { channel, current, voltage, power, mConsume } ] }`, or a single one of these: mA, mV (not
 * tenths of a volt, as in Electricity), mW and Wh. `power` is below zero where energy flows back. `factor` is not read,
 * because its scale is unknown. Invalid outlets are left out if at least one is valid.
 *
 * @throws {MalformedError} no outlet has the three numbers
 * Seen: not in a recording of ours; the notes have it from mop320 and em06.
 */
export function parse(payload: JsonObject): readonly ElectricityX[] {
  return validRows(
    payload['electricity'],
    entry => {
      const row = object(entry, 'electricity');
      return {
        channel: channelOf(row['channel'], 'electricity.channel'),
        watts: number(row['power'], 'electricity.power') / 1000,
        volts: number(row['voltage'], 'electricity.voltage') / 1000,
        amperes: number(row['current'], 'electricity.current') / 1000,
        ...month(row['mConsume']),
      };
    },
    { limit: 'meters', path: 'electricity' },
  );
}

/** An invalid month (an em06 counts net energy, which can be below zero) does not make the watts invalid. */
function month(value: unknown): Pick<ElectricityX, 'monthWattHours'> {
  const monthWattHours = ifValid(() => readEnergy(value, 'electricity.mConsume', LONGEST_MONTH));
  return monthWattHours === undefined ? {} : { monthWattHours };
}
