import { MalformedError } from '../../errors.ts';
import { bounded, type BOUNDS } from '../bounds.ts';
import { number, oneOrMany } from '../decode.ts';

/**
 * Reads every row of one object or an array of objects. Invalid rows are left out if at least one is valid.
 * @throws {MalformedError} there are more rows than the limit; or there are rows and none is valid, then the error of
 * the first
 */
export function validRows<Row>(
  value: unknown,
  read: (entry: unknown) => Row,
  { limit, path }: { readonly limit: keyof typeof BOUNDS; readonly path: string },
): readonly Row[] {
  const rows: Row[] = [];
  let firstError: MalformedError | undefined;
  for (const entry of bounded(oneOrMany(value), limit, path)) {
    try {
      rows.push(read(entry));
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      firstError ??= error;
    }
  }
  if (rows.length === 0 && firstError) throw firstError;
  return rows;
}

/** What `read` returns; undefined if that is malformed. For values without which the others are still of use. */
export function ifValid<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return undefined;
  }
}

/** More than any outlet carries: the largest rating seen is 17 A, which is 4.25 kW. Generous, for unknown models. */
const MOST_WATTS = 20_000;

/**
 * The energy of this many hours in watt hours, the unit of all Meross counters. A total lasts for years, so one absurd
 * value (4294967295 is a -1 on the wire) must not get into it.
 * @throws {MalformedError} not a number, negative, or more than an outlet can carry in this time
 */
export function readEnergy(value: unknown, path: string, hours: number): number {
  const wattHours = number(value, path);
  if (wattHours < 0 || wattHours > MOST_WATTS * hours) throw new MalformedError(`${path} is ${String(wattHours)} Wh`);
  return wattHours;
}
