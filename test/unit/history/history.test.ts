import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { History } from '../../../src/history/history.ts';
import { emptyFolder, fileAt } from '../storage/storage-fixture.ts';
import { BEGIN, HOUR_MS, MINUTE_MS, WallClock } from './wall-clock.ts';

const HOUR = 3600;

/** A plug's history in a folder of its own, and the same after a restart. */
async function newHistory(t: TestContext, isMetered = true) {
  const opened: History[] = [];
  // Before the folder is removed, because a later write would create it again.
  t.after(() => Promise.all(opened.map(history => history.close())));
  const { troubles, ...file } = fileAt(join(await emptyFolder(t), 'plug.history'));
  const clock = new WallClock();
  const open = async (): Promise<History> => {
    const history = await History.open({ ...file, clock, isMetered });
    opened.push(history);
    return history;
  };
  return { history: await open(), open, clock, troubles };
}

/** Requests all of it like Eve; returns the bytes of all reads together. */
function fetchAll(history: History): string {
  history.request(Buffer.from('0000010000000000', 'hex').toString('base64'));
  let bytes = '';
  for (let read = ''; read !== 'AA==';) {
    read = history.read();
    bytes += Buffer.from(read, 'base64').toString('hex');
  }
  return bytes;
}

/** Bytes without the spaces. */
const hex = (text: string): string => text.replaceAll(' ', '');

test('Eve gets a notification of each entry, and can read it', async t => {
  const { history, clock } = await newHistory(t);
  let changes = 0;
  const stop = history.onChange(() => (changes += 1));
  assert.equal(history.firstAt, undefined);
  history.toggle(true);
  history.power(60.5);
  await clock.advance(10 * MINUTE_MS);
  assert.equal(changes, 2);
  assert.equal(history.firstAt, BEGIN);
  const status = Buffer.from(history.status(), 'base64').toString('hex');
  // The first of January 2025 is 757382400 seconds after that of 2001: 0x2d24bd00. 60.5 W are 605: 0x025d.
  assert.equal(status, hex('58020000 00000000 00bd242d 02 0702 0e01 0200 c00f 01000000 00000000 0101'));
  const reference = '15 01000000 0100000081 00bd242d 00000000000000';
  assert.equal(fetchAll(history), hex(`${reference} 0d 02000000 58020000 03 5d02 01 00`));
  stop();
  history.toggle(false);
  assert.equal(changes, 2);
});

test('a history without an entry has a status too', async t => {
  const { history } = await newHistory(t, false);
  const status = Buffer.from(history.status(), 'base64').toString('hex');
  assert.equal(status, hex('00000000 00000000 00000000 01 0e01 0000 c00f 01000000 00000000 0101'));
  assert.equal(fetchAll(history), '00');
});

test('a restart loses nothing, and the numbers go on', async t => {
  const { history, open, clock } = await newHistory(t);
  history.toggle(true);
  history.power(10);
  await clock.advance(HOUR_MS);
  await history.close();
  assert.equal(clock.pending, 0);
  const status = history.status();
  const again = await open();
  assert.equal(again.status(), status);
  assert.deepEqual(again.entries, history.entries);
  again.toggle(false);
  assert.equal(again.entries.length, history.entries.length + 1);
});

test('what the plug counted while Homebridge was down is filled in, once', async t => {
  const { history, open, clock } = await newHistory(t);
  history.toggle(true);
  history.power(100);
  await clock.advance(HOUR_MS);
  await history.close();
  await clock.advance(3 * HOUR_MS);

  const again = await open();
  again.toggle(true);
  again.power(100);
  const gap = { from: BEGIN + HOUR, to: BEGIN + 4 * HOUR };
  assert.deepEqual(again.gaps(), [gap]);
  assert.deepEqual(again.gaps(gap.from), [gap], 'since the entry before the gap');
  assert.deepEqual(again.gaps(again.newestAt), [], 'since the entry after the gap');
  const counters = {
    hours: [2, 3, 4].map(end => ({ endsAt: BEGIN + end * HOUR, wattHours: end * 100 })),
    days: [],
    offsets: [],
  };
  assert.equal(again.fill(counters), 18);
  assert.deepEqual(again.gaps(), []);
  assert.equal(again.fill(counters), 0);
  const filled = again.entries.filter(entry => entry.filled === 'hour');
  assert.deepEqual(
    filled.map(({ watts }) => watts),
    [200, 300, 400].flatMap(watts => Array<number>(6).fill(watts)),
  );
  await clock.advance(10 * MINUTE_MS);
  assert.deepEqual(again.entries.at(-1), { at: BEGIN + 4 * HOUR + 600, watts: 100, on: true });
  await again.close();
  assert.deepEqual((await open()).entries, again.entries);
});

test('a plug that is unreachable for an hour leaves a gap until its counters fill it', async t => {
  const { history, clock } = await newHistory(t);
  history.toggle(true);
  history.power(50);
  await clock.advance(10 * MINUTE_MS);
  history.toggle(undefined);
  history.power(undefined);
  await clock.advance(HOUR_MS);
  const before = history.entries.length;
  assert.equal(before, 2);
  history.toggle(true);
  history.power(50);
  assert.equal(history.fill({ hours: [{ endsAt: BEGIN + 4000, wattHours: 30 }], days: [], offsets: [] }), 6);
  assert.equal(history.gaps().length, 0);
});

test('a plain plug has an entry every ten minutes, and no power', async t => {
  const { history, clock, troubles } = await newHistory(t, false);
  history.toggle(true);
  await clock.advance(HOUR_MS);
  assert.deepEqual(
    history.entries,
    Array.from({ length: 7 }, (_, index) => ({ at: BEGIN + index * 600, on: true })),
  );
  assert.deepEqual(troubles, []);
});
