import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  EVE_EPOCH,
  historyStatus,
  entryRecord,
  requestedEntry,
  timeReference,
} from '../../../src/history/eve-format.ts';
import type { HistoryEntry } from '../../../src/history/history-entry.ts';

const firstAt = 1_700_000_000;

/** Bytes without the spaces. */
const hex = (text: string): string => text.replaceAll(' ', '');

describe('the bytes that Eve reads', () => {
  const status = { firstAt, newestAt: firstAt + 600, count: 2, capacity: 4032, oldest: 1 };

  test('are those of the known history: its status', () => {
    const bytes = historyStatus({ ...status, isMetered: true });
    assert.equal(bytes.toString('base64'), 'WAIAAAAAAACAKAQrAgcCDgECAMAPAQAAAAAAAAABAQ==');
  });

  test('are those of the known history: its records', () => {
    const bytes = Buffer.concat([
      timeReference(1, firstAt),
      entryRecord(true, 2, firstAt, { at: firstAt + 600, watts: 60.5, on: true }),
    ]);
    assert.equal(bytes.toString('base64'), 'FQEAAAABAAAAgYAoBCsAAAAAAAAADQIAAABYAgAAA10CAQ==');
  });

  test('name on and off alone for a plug without a meter', () => {
    const bytes = historyStatus({ ...status, isMetered: false, oldest: 0x0403_0201, count: 4032 });
    assert.equal(bytes.toString('hex'), hex('58020000 00000000 8028042b 01 0e01 c00f c00f 01020304 00000000 0101'));
  });

  // Computed by hand: length, number, seconds, bitmap, values.
  const records: readonly (readonly [
    what: string,
    isMetered: boolean,
    entry: Omit<HistoryEntry, 'at'>,
    bytes: string,
  ])[] = [
    ['off, without power', true, { on: false }, '0b 07000000 58020000 02 00'],
    ['power alone', true, { watts: 1.26, filled: 'hour' }, '0c 07000000 58020000 01 0d00'],
    ['nothing known', true, {}, '0a 07000000 58020000 00'],
    ['a plain plug that is on', false, { on: true }, '0b 07000000 58020000 01 01'],
    ['a plug without a meter, which has no power', false, { watts: 5, on: true }, '0b 07000000 58020000 01 01'],
    ['the most that the field can say', true, { watts: 6553.5, on: true }, '0d 07000000 58020000 03 ffff 01'],
    ['more than that', true, { watts: 7000, on: true }, '0d 07000000 58020000 03 ffff 01'],
    ['less than nothing', true, { watts: -3, on: true }, '0d 07000000 58020000 03 0000 01'],
  ];
  for (const [what, isMetered, entry, bytes] of records) {
    test(`are right for ${what}`, () => {
      assert.equal(entryRecord(isMetered, 7, firstAt, { at: firstAt + 600, ...entry }).toString('hex'), hex(bytes));
    });
  }

  test('count from the start of 2001', () => {
    assert.equal(EVE_EPOCH * 1000, Date.UTC(2001, 0, 1));
  });
});

describe('the request for an entry', () => {
  test('is in bytes 2 to 5', () => {
    assert.equal(requestedEntry(Buffer.from('01010403020100', 'hex')), 0x0102_0304);
  });

  test('has no number if it is too short', () => {
    assert.equal(requestedEntry(Buffer.from('0101040302', 'hex')), undefined);
  });
});
