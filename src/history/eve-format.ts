import type { HistoryEntry } from './history-entry.ts';

/**
 * The binary format in which the Eve app reads a history: little-endian, and base64 in HomeKit. Others have worked it out
 * from a real Eve Energy; see fakegato-history and homebridge-lib, whose histories Eve shows.
 */

/** Eve counts its seconds from the start of 2001 (UTC). */
export const EVE_EPOCH = 978_307_200;

/** One kind of value: its tag and length in the signature, and how it is written. */
interface EveField {
  readonly tag: number;
  readonly length: number;
  /** The value as a number; undefined if the entry has none. */
  readonly value: (entry: HistoryEntry) => number | undefined;
}

const LARGEST_UINT16 = 0xffff;

/** Average power since the entry before, in 0.1 W; the field ends at 6553.5 W, more than a plug can carry. */
const POWER: EveField = {
  tag: 0x07,
  length: 2,
  value: ({ watts }) =>
    watts === undefined ? undefined : Math.min(Math.max(Math.round(watts * 10), 0), LARGEST_UINT16),
};

const ON: EveField = { tag: 0x0e, length: 1, value: ({ on }) => (on === undefined ? undefined : Number(on)) };

const fieldsFor = (isMetered: boolean): readonly EveField[] => (isMetered ? [POWER, ON] : [ON]);

export interface HistoryStatus {
  /** Whether the plug measures power; such a history has another signature. */
  readonly isMetered: boolean;
  /** The reference time of all records, and the time of the newest entry. Seconds since 1970. */
  readonly firstAt: number;
  readonly newestAt: number;
  /** The number of entries, the largest possible number, and the number of the oldest entry. */
  readonly count: number;
  readonly capacity: number;
  readonly oldest: number;
}

/** The value of History Status (116), the extent of the history. */
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

/** One entry as Eve reads it: the known values, and a bitmap of which ones these are. */
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

/** The record with the reference time of all others. It replaces the entry with that number. */
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

/** The value of History Entries (117) when there are no more records. */
export const NO_MORE_RECORDS = Buffer.from([0x00]);

/**
 * The number of the first entry that a History Request (11C) asks for: bytes 2 to 5.
 * @returns undefined if the request is too short
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
