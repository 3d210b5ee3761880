import assert from 'node:assert/strict';

/** Seconds between 1970 and Eve's own year zero, 2001-01-01 UTC. */
const eveEpochSeconds = 978_307_200;

/** A value that a record may hold: the tag that names it, and how many bytes it takes. */
export interface SignatureField {
  readonly tag: number;
  readonly bytes: number;
}

/** The fields of History Status (116). Times are seconds since 1970. */
export interface HistoryStatus {
  readonly firstSeconds: number;
  readonly newestSeconds: number;
  readonly signature: readonly SignatureField[];
  readonly held: number;
  readonly memory: number;
  readonly oldest: number;
}

/** One record of History Entries (117): the time all others count from, or an entry with the values it holds. */
export type HistoryRecord =
  | { readonly kind: 'reference'; readonly number: number; readonly firstSeconds: number }
  | {
      readonly kind: 'entry';
      readonly number: number;
      readonly sinceFirstSeconds: number;
      readonly watts?: number;
      readonly on?: boolean;
    };

/** What one read of 117 gave; `ended` once the accessory has nothing more to send. */
export interface HistoryPage {
  readonly records: readonly HistoryRecord[];
  readonly ended: boolean;
}

const averagePower = 0x07;
const onOff = 0x0e;
const referenceLength = 21;

/**
 * Reads History Status. The decoder is written from the table of the format, and shares nothing with the code it judges.
 *
 * @throws {AssertionError} a byte is not where the table has it
 */
export function decodeStatus(base64: string): HistoryStatus {
  const bytes = Buffer.from(base64, 'base64');
  const spanSeconds = bytes.readUInt32LE(0);
  assert.equal(bytes.readUInt32LE(4), 0, 'four zero bytes after the span');
  const firstSeconds = bytes.readUInt32LE(8) + eveEpochSeconds;
  const count = bytes.readUInt8(12);
  const signature = Array.from({ length: count }, (_, index) => ({
    tag: bytes.readUInt8(13 + 2 * index),
    bytes: bytes.readUInt8(14 + 2 * index),
  }));
  const rest = bytes.subarray(13 + 2 * count);
  assert.equal(rest.length, 14, 'what follows the signature is 14 bytes');
  assert.equal(rest.readUInt32LE(8), 0, 'four zero bytes after the oldest entry');
  assert.equal(rest.readUInt16BE(12), 0x0101, 'the end');
  return {
    firstSeconds,
    newestSeconds: firstSeconds + spanSeconds,
    signature,
    held: rest.readUInt16LE(0),
    memory: rest.readUInt16LE(2),
    oldest: rest.readUInt32LE(4),
  };
}

/**
 * Reads one page of History Entries by the signature that History Status gave.
 *
 * @throws {AssertionError} a record whose length or fields differ from its signature
 */
export function decodeEntries(base64: string, signature: readonly SignatureField[]): HistoryPage {
  const bytes = Buffer.from(base64, 'base64');
  const records: HistoryRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = bytes.readUInt8(at);
    if (length === 0) {
      assert.equal(at + 1, bytes.length, 'nothing follows the end');
      return { records, ended: true };
    }
    const record = bytes.subarray(at, at + length);
    assert.equal(record.length, length, 'a record is as long as it says');
    records.push(isReference(record) ? reference(record) : entry(record, signature));
    at += length;
  }
  return { records, ended: false };
}

/** The bytes to write to History Request (11C) for everything from this entry on. */
export function historyRequest(firstNumber: number): string {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt32LE(firstNumber, 2);
  return bytes.toString('base64');
}

function isReference(record: Buffer): boolean {
  return record.length === referenceLength && record.subarray(5, 10).toString('hex') === '0100000081';
}

function reference(record: Buffer): HistoryRecord {
  assert.equal(record.subarray(14).toString('hex'), '00'.repeat(7), 'seven zero bytes end the time reference');
  return {
    kind: 'reference',
    number: record.readUInt32LE(1),
    firstSeconds: record.readUInt32LE(10) + eveEpochSeconds,
  };
}

function entry(record: Buffer, signature: readonly SignatureField[]): HistoryRecord {
  const present = record.readUInt8(9);
  assert.equal(present >> signature.length, 0, 'no value beyond the signature');
  let watts: number | undefined;
  let on: boolean | undefined;
  let at = 10;
  for (const [index, { tag, bytes }] of signature.entries()) {
    if ((present & (1 << index)) === 0) continue;
    const value = record.readUIntLE(at, bytes);
    at += bytes;
    if (tag === averagePower) watts = value / 10;
    else if (tag === onOff) on = switched(value);
    else assert.fail(`tag ${String(tag)} is none that a plug has`);
  }
  assert.equal(at, record.length, 'the values fill the record');
  return {
    kind: 'entry',
    number: record.readUInt32LE(1),
    sinceFirstSeconds: record.readUInt32LE(5),
    ...(watts === undefined ? {} : { watts }),
    ...(on === undefined ? {} : { on }),
  };
}

function switched(value: number): boolean {
  assert.ok(value === 0 || value === 1, 'on is 1, off is 0');
  return value === 1;
}
