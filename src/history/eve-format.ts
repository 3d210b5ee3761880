import type { HistoryEntry } from './history-entry.ts';

/**
 * The bytes in which the Eve app reads a history: little-endian, and base64 on the way through HomeKit. Worked out by
 * others from a real Eve Energy; see fakegato-history and homebridge-lib, whose histories Eve shows.
 */

/** Eve counts its seconds from the start of 2001 (UTC). */
export const EVE_EPOCH = 978_307_200;

/** One kind of value: its tag and length in the signature, and how it is written. */
interface EveField {
  readonly tag: number;
  readonly length: number;
  /** The number that stands for the value; undefined where the entry has none. */
  readonly value: (entry: HistoryEntry) => number | undefined;
}

const LARGEST_UINT16 = 0xffff;

/** Average power since the entry before, in 0.1 W; the field ends at 6553.5 W, which is more than a plug bears. */
const POWER: EveField = {
  tag: 0x07,
  length: 2,
  value: ({ watts }) =>
    watts === undefined ? undefined : Math.min(Math.max(Math.round(watts * 10), 0), LARGEST_UINT16),
};

const ON: EveField = { tag: 0x0e, length: 1, value: ({ on }) => (on === undefined ? undefined : Number(on)) };

const fieldsFor = (isMetered: boolean): readonly EveField[] => (isMetered ? [POWER, ON] : [ON]);

export interface HistoryStatus {
  /** Whether the plug measures power: such a history has another signature. */
  readonly isMetered: boolean;
  /** The moment from which records count their time, and that of the newest entry. Seconds since 1970. */
  readonly firstAt: number;
  readonly newestAt: number;
  /** How many entries are held, how many can be, and the number of the oldest. */
  readonly count: number;
  readonly capacity: number;
  readonly oldest: number;
}

/** The value of History Status (116): what there is to fetch. */
export function historyStatus({ isMetered, firstAt, newestAt, count, capacity, oldest }: HistoryStatus): Buffer {
  const fields = fieldsFor(isMetered);
  return Buffer.concat([
    uint32(newestAt - firstAt),
    uint32(0),
    uint32(firstAt - EVE_EPOCH),
    Buffer.from([fields.length, ...fields.flatMap(({ tag, length }) => [tag, length])]),
    uint16(count),
    uint16(capacity),
    uint32(oldest),
    uint32(0),
    Buffer.from([0x01, 0x01]),
  ]);
}

/** One entry as Eve fetches it. It has the values that are known, and a bitmap that says which these are. */
export function entryRecord(isMetered: boolean, number: number, firstAt: number, entry: HistoryEntry): Buffer {
  let bitmap = 0;
  const values = fieldsFor(isMetered).flatMap(({ length, value }, index) => {
    const known = value(entry);
    if (known === undefined) return [];
    bitmap |= 1 << index;
    return [length === 2 ? uint16(known) : Buffer.from([known])];
  });
  const body = Buffer.concat([uint32(number), uint32(entry.at - firstAt), Buffer.from([bitmap]), ...values]);
  return Buffer.concat([Buffer.from([body.length + 1]), body]);
}

/** The record that tells Eve the moment from which the others count; it goes in place of the entry of that number. */
export function timeReference(number: number, firstAt: number): Buffer {
  const LENGTH = 21;
  return Buffer.concat([
    Buffer.from([LENGTH]),
    uint32(number),
    Buffer.from([0x01, 0x00, 0x00, 0x00, 0x81]),
    uint32(firstAt - EVE_EPOCH),
    Buffer.alloc(7),
  ]);
}

/** What a read of History Entries (117) gives when there is nothing more to fetch. */
export const NO_MORE_RECORDS = Buffer.from([0x00]);

/**
 * The first entry that a History Request (11C) asks for: bytes 2 to 5.
 * @returns undefined if it is too short to say
 */
export function requestedEntry(request: Buffer): number | undefined {
  return request.length < 6 ? undefined : request.readUInt32LE(2);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
