import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryRecord, timeReference } from '../../../src/history/eve-format.ts';
import { Ring } from '../../../src/history/ring.ts';
import { HistoryTransfer } from '../../../src/history/history-transfer.ts';
import { BEGIN } from './wall-clock.ts';

/** A ring to which this many entries were added. */
function ringAfter(count: number, capacity = 4032): Ring {
  const ring = new Ring(capacity);
  for (let number = 1; number <= count; number += 1) ring.put({ at: BEGIN + number * 600, watts: number, on: true });
  return ring;
}

const FIRST_AT = BEGIN + 600;

/** The record of one of these entries. */
const entry = (number: number): string =>
  entryRecord(true, number, FIRST_AT, { at: BEGIN + number * 600, watts: number, on: true }).toString('hex');
const reference = (number: number): string => timeReference(number, FIRST_AT).toString('hex');

/** Sends a request like Eve, and reads to the end; returns the value of each read. */
function fetchFrom(transfer: HistoryTransfer, number: number): readonly string[] {
  const request = Buffer.alloc(8);
  request.writeUInt32LE(number, 2);
  transfer.request(request);
  const reads: string[] = [];
  do reads.push(transfer.read().toString('hex'));
  while (reads.at(-1) !== '00' && reads.length < 1000);
  return reads;
}

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('the whole history comes eleven records at a time, the oldest as the time reference', () => {
  for (const first of [0, 1]) {
    const reads = fetchFrom(new HistoryTransfer(ringAfter(25), true), first);
    const wanted = [
      reference(1) + numbers(2, 11).map(entry).join(''),
      numbers(12, 22).map(entry).join(''),
      numbers(23, 25).map(entry).join(''),
      '00',
    ];
    assert.deepEqual(reads, wanted);
  }
});

test('a transfer that ends with a full read has an extra, empty read', () => {
  assert.deepEqual(fetchFrom(new HistoryTransfer(ringAfter(11), true), 1), [
    reference(1) + numbers(2, 11).map(entry).join(''),
    '00',
  ]);
});

test('any entry can be the first, and none is left out or sent twice', () => {
  const transfer = new HistoryTransfer(ringAfter(40), true);
  fetchFrom(transfer, 1);
  for (const first of numbers(2, 40)) {
    assert.equal(fetchFrom(transfer, first).join(''), `${numbers(first, 40).map(entry).join('')}00`, `from ${first}`);
  }
});

test('the first transfer of a run begins with the time reference, wherever it begins', () => {
  const transfer = new HistoryTransfer(ringAfter(9), true);
  assert.deepEqual(fetchFrom(transfer, 7), [reference(7) + entry(8) + entry(9), '00']);
  assert.deepEqual(fetchFrom(transfer, 7), [entry(7) + entry(8) + entry(9), '00']);
  assert.deepEqual(fetchFrom(transfer, 1)[0]?.startsWith(reference(1)), true);
});

test('if the oldest entries were removed, it begins with the oldest one left', () => {
  const ring = ringAfter(4032 + 100);
  for (const first of [0, 1, 50, 100, 101]) {
    const reads = fetchFrom(new HistoryTransfer(ring, true), first);
    assert.equal(reads[0], reference(101) + numbers(102, 111).map(entry).join(''));
    assert.equal(reads.length, Math.ceil(4032 / 11) + 1);
    assert.ok(reads.at(-2)?.endsWith(entry(4132)));
  }
});

test('what is recorded while Eve reads comes along, and an entry that falls out meanwhile is passed over', () => {
  const ring = ringAfter(15, 15);
  const transfer = new HistoryTransfer(ring, true);
  transfer.request(Buffer.from('0101010000000000', 'hex'));
  assert.equal(transfer.read().toString('hex'), reference(1) + numbers(2, 11).map(entry).join(''));
  for (const number of numbers(16, 28)) ring.put({ at: BEGIN + number * 600, watts: number, on: true });
  assert.equal(transfer.read().toString('hex'), numbers(14, 24).map(entry).join(''));
  assert.equal(transfer.read().toString('hex'), numbers(25, 28).map(entry).join(''));
  assert.equal(transfer.read().toString('hex'), '00');
});

test('there is nothing to read without a request, after the end, behind the newest, and in an empty history', () => {
  const transfer = new HistoryTransfer(ringAfter(3), true);
  assert.equal(transfer.read().toString('hex'), '00');
  fetchFrom(transfer, 1);
  assert.equal(transfer.read().toString('hex'), '00');
  assert.deepEqual(fetchFrom(transfer, 4), ['00']);
  assert.deepEqual(fetchFrom(transfer, 0xffff_ffff), ['00']);
  assert.deepEqual(fetchFrom(new HistoryTransfer(new Ring(), true), 1), ['00']);
});

test('a malformed request changes nothing', () => {
  const transfer = new HistoryTransfer(ringAfter(3), true);
  transfer.request(Buffer.from('0101', 'hex'));
  assert.equal(transfer.read().toString('hex'), '00');
});
