import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { HistoryEntry } from '../../../src/history/history-entry.ts';
import { historyStatus } from '../../../src/history/eve-format.ts';
import { HistoryStore } from '../../../src/history/history-store.ts';
import { blocked, emptyFolder, fileAt } from '../storage/storage-fixture.ts';
import { BEGIN } from './wall-clock.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A history store in a folder of its own, and the same after a restart. */
async function newStore(t: TestContext, capacity?: number) {
  const path = join(await emptyFolder(t), 'plug.history');
  const { troubles, ...file } = fileAt(path);
  const open = (): Promise<HistoryStore> => HistoryStore.open({ ...file, ...(capacity !== undefined && { capacity }) });
  return { store: await open(), reopen: open, path, troubles };
}

/** The observable content of a history store. */
const contents = ({ ring: { start, entries } }: HistoryStore): object => ({ start, entries: [...entries] });

const times = ({ ring }: HistoryStore): readonly number[] => ring.entries.map(({ at }) => at - BEGIN);

test('the history is the same after a restart, and takes about 20 bytes per entry', async t => {
  const { store, reopen, path, troubles } = await newStore(t);
  for (let number = 0; number < 1000; number += 1) store.add({ at: BEGIN + number * 600, watts: number / 7, on: true });
  store.add({ at: BEGIN + 1000 * 600, on: false });
  store.insert([{ at: BEGIN + 7, watts: 3, filled: 'hour' }]);
  await store.close();
  assert.deepEqual(contents(await reopen()), contents(store));
  assert.equal(store.ring.entries.length, 1002);
  assert.ok((await stat(path)).size / 1002 < 23, String((await stat(path)).size));
  assert.deepEqual(troubles, []);
});

test('when it is full the oldest entry is removed, and the numbers keep growing, also after a restart', async t => {
  const { store, reopen } = await newStore(t);
  for (let number = 1; number <= 4032 + 10; number += 1) store.add({ at: BEGIN + number * 600, on: true });
  const { ring } = store;
  assert.equal(ring.entries.length, 4032);
  assert.deepEqual(ring.start, { number: 11, firstAt: BEGIN + 600 });
  assert.equal(ring.numbered(10), undefined);
  assert.equal(ring.numbered(11)?.at, BEGIN + 11 * 600);
  assert.equal(ring.numbered(4042)?.at, BEGIN + 4042 * 600);
  assert.equal(ring.numbered(4043), undefined);
  await store.close();
  assert.deepEqual(contents(await reopen()), contents(store));
});

test('the file does not grow for ever, and the numbers survive its compaction', async t => {
  const { store, reopen, path } = await newStore(t, 50);
  for (let number = 1; number <= 1234; number += 1) store.add({ at: BEGIN + number * 600, on: true });
  assert.equal(store.ring.numbered(1234)?.at, BEGIN + 1234 * 600);
  await store.close();
  const lines = (await readFile(path, 'utf8')).split('\n').length;
  assert.ok(lines <= 102, String(lines));
  const again = await reopen();
  assert.deepEqual(contents(again), contents(store));
  again.add({ at: BEGIN + 1235 * 600, on: true });
  assert.equal(again.ring.numbered(1235)?.at, BEGIN + 1235 * 600);
  await again.close();
});

test('two entries of the same second are both there, one second apart', async t => {
  const { store } = await newStore(t);
  assert.ok(store.add({ at: BEGIN, on: true }));
  assert.ok(store.add({ at: BEGIN, on: false }));
  assert.ok(store.add({ at: BEGIN, on: true }));
  assert.deepEqual(times(store), [0, 1, 2]);
  await store.close();
});

test('a clock that is set back by a few minutes loses nothing', async t => {
  const { store } = await newStore(t);
  store.add({ at: BEGIN, on: true });
  for (const back of [600, 300, 2]) assert.ok(store.add({ at: BEGIN - back + 2, on: true }));
  store.add({ at: BEGIN + 60, on: false });
  assert.deepEqual(times(store), [0, 1, 2, 3, 60]);
  await store.close();
});

test('a Pi that boots with yesterday on its clock waits for the true time, and keeps its history', async t => {
  const { store, reopen } = await newStore(t);
  store.add({ at: BEGIN, on: true });
  for (let beat = 0; beat < 12; beat += 1) assert.equal(store.add({ at: BEGIN - DAY + beat * 600, on: true }), false);
  assert.equal(store.add({ at: BEGIN + 2 * HOUR, on: false }), true);
  assert.deepEqual(times(store), [0, 2 * HOUR]);
  await store.close();
  assert.deepEqual(contents(await reopen()), contents(store));
});

test('a host that knows no date records nothing', async t => {
  const { store } = await newStore(t);
  for (const at of [0, 100, 978_307_200, -1, 0.5, NaN]) assert.equal(store.add({ at, on: true }), false);
  assert.deepEqual(store.ring.entries, []);
  assert.equal(store.ring.start, undefined);
  await store.close();
});

test('after a clock that was a year ahead, history goes on, and what was recorded then gets its true time', async t => {
  const { store, reopen } = await newStore(t);
  const YEAR = 365 * DAY;
  store.add({ at: BEGIN, watts: 1 });
  store.add({ at: BEGIN + 600, watts: 2 });
  store.add({ at: BEGIN + 1200 + YEAR, watts: 3 });
  store.add({ at: BEGIN + 1800 + YEAR, watts: 4 });
  let count = 0;
  for (let at = BEGIN + 2400; !store.add({ at, watts: 5 }); at += 600) count += 1;
  assert.ok(count <= 6 * 6, 'within hours');
  assert.deepEqual(times(store).slice(0, 6), [0, 600, 1799, 2399, 2400, 3000]);
  assert.equal(store.ring.entries.length, 4 + count + 1);
  assert.equal(store.ring.start?.number, 1);
  assert.ok(store.add({ at: BEGIN + 7 * HOUR, watts: 6 }));
  await store.close();
  assert.deepEqual(contents(await reopen()), contents(store));
});

for (const [what, aheadSeconds, watchedSeconds] of [
  ['a year', 365 * DAY, 6 * HOUR],
  ['three hours', 3 * HOUR, 3 * HOUR],
  ['an hour', HOUR, HOUR],
] as const) {
  test(`after a clock that was ${what} ahead for a moment nothing is lost, though Homebridge restarts all the time`, async t => {
    const { store, reopen, troubles } = await newStore(t);
    let open = store;
    open.add({ at: BEGIN, on: true });
    open.add({ at: BEGIN + 5 + aheadSeconds, on: false });
    const seen: number[] = [];
    for (let press = 1; press <= 6; press += 1) {
      seen.push(10 * press);
      open.add({ at: BEGIN + 10 * press, on: press % 2 === 0 });
    }
    assert.equal(troubles.length, 1);
    for (let at = 600; at <= watchedSeconds + 1200; at += 600) {
      await open.close();
      open = await reopen();
      seen.push(at);
      open.add({ at: BEGIN + at, on: true });
    }
    assert.deepEqual(times(open), [0, 9, ...seen]);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['ahead'],
    );
    assert.match(
      troubles[0]?.message ?? '',
      /^The history in .*plug\.history ends at (?:2025|2026)-01-01[^\n]*\n[^\n]+$/,
    );
    await open.close();
    assert.deepEqual(contents(await reopen()), contents(open));
  });
}

test('what is held back is on disk at once, and the file does not grow for ever by it', async t => {
  const { store, reopen, path } = await newStore(t, 20);
  store.add({ at: BEGIN + 365 * DAY, on: true });
  for (let press = 0; press < 3000; press += 1) store.add({ at: BEGIN + press, on: press % 2 === 0 });
  await store.flush();
  assert.equal((await readFile(path, 'utf8')).match(/held/g)?.length, 3000);
  for (let beat = 0; beat < 40; beat += 1) store.add({ at: BEGIN + 3000 + beat * 600, on: true });
  await store.close();
  const lines = (await readFile(path, 'utf8')).split('\n').length;
  assert.ok(lines <= 42, String(lines));
  assert.deepEqual(contents(await reopen()), contents(store));
});

test('hours in which nothing was recorded prove nothing about the clock', async t => {
  const { store, reopen } = await newStore(t);
  store.add({ at: BEGIN + 30 * DAY, on: true });
  store.add({ at: BEGIN, on: true });
  await store.close();
  const again = await reopen();
  assert.equal(again.add({ at: BEGIN + 7 * HOUR, on: true }), false);
  // The clock is right again: the two entries before were wrong.
  assert.equal(again.add({ at: BEGIN + 30 * DAY + 600, on: true }), true);
  assert.deepEqual(times(again), [30 * DAY, 30 * DAY + 600]);
  await again.close();
  assert.deepEqual(contents(await reopen()), contents(again));
});

for (const [what, line] of [
  ['an entry with more to it', `[${BEGIN + 1200},2,1,null,230]`],
  ['a row of another kind', '{"volts":[230]}'],
  ['a version', '{"version":2,"number":1,"firstAt":1735689600}'],
] as const) {
  test(`a history of a later version (${what}) stays unchanged; one beside it is used`, async t => {
    const { reopen, path, troubles } = await newStore(t);
    const text = `[${BEGIN},2,1]\n${line}\n[${BEGIN + 1800},2,1]\n`;
    await writeFile(path, text);
    for (let restart = 0; restart < 3; restart += 1) {
      const store = await reopen();
      store.add({ at: BEGIN + restart * 600, on: true });
      assert.equal(store.ring.entries.length, restart + 1);
      await store.close();
    }
    assert.equal(await readFile(path, 'utf8'), text);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['later', 'later', 'later'],
    );
  });
}

test('a history that was all recorded ahead of time moves as a whole', async t => {
  const { store } = await newStore(t);
  for (const at of [0, 600, 1200]) store.add({ at: BEGIN + DAY + at, on: true });
  for (let at = 0; !store.add({ at: BEGIN + at, on: true }); at += 600);
  assert.deepEqual(times(store).slice(0, 5), [-1201, -601, -1, 0, 600]);
  assert.equal(store.ring.start?.firstAt, BEGIN - 1201);
  await store.close();
});

test('what is put in between keeps the order, gets a number, and never replaces what was recorded', async t => {
  const { store, reopen } = await newStore(t);
  for (const at of [0, 600, 6000]) store.add({ at: BEGIN + at, on: true });
  const filled = [1200, 1800, 6000, -600].map(at => ({ at: BEGIN + at, watts: 5, filled: 'day' }) as const);
  assert.equal(store.insert(filled), 2);
  assert.deepEqual(times(store), [0, 600, 1200, 1800, 6000]);
  assert.deepEqual(store.ring.numbered(5), { at: BEGIN + 6000, on: true });
  await store.close();
  assert.deepEqual(contents(await reopen()), contents(store));
});

test('damage in the middle of the file keeps the entries before it, and is reported', async t => {
  const { store, reopen, path, troubles } = await newStore(t);
  for (let number = 0; number < 100; number += 1) store.add({ at: BEGIN + number * 600, watts: 1 });
  await store.close();
  const text = await readFile(path, 'utf8');
  await writeFile(path, `${text.slice(0, 400)}\0\0\0${text.slice(403)}`);
  const again = await reopen();
  const kept = again.ring.entries.length;
  assert.ok(kept > 15 && kept < 30, String(kept));
  assert.deepEqual(again.ring.entries, store.ring.entries.slice(0, kept));
  assert.ok(again.add({ at: BEGIN + 100 * 600, watts: 2 }));
  await again.close();
  assert.equal((await reopen()).ring.entries.length, kept + 1);
  assert.deepEqual(
    troubles.map(({ kind }) => kind),
    ['damaged'],
  );
});

for (const [what, line] of [
  ['an entry of 1970', '[5,1,1]'],
  ['a start of 1970', '{"number":1,"firstAt":5}'],
  ['a start after its own entries', `{"number":7,"firstAt":${BEGIN + 365 * DAY}}`],
  ['a number that Eve cannot hold', `{"number":4294967290,"firstAt":${BEGIN}}`],
] as const) {
  test(`${what} in the file stops nothing: Eve can read the history, and it continues`, async t => {
    const { reopen, path } = await newStore(t);
    await writeFile(path, `${line}\n[${BEGIN + 600},2,1]\n[${BEGIN + 1200},2,1]\n`);
    const again = await reopen();
    assert.ok(again.add({ at: BEGIN + 1800, watts: 2 }));
    const { start, entries, newest } = again.ring;
    assert.ok(start && newest && start.firstAt <= (entries[0]?.at ?? 0), what);
    const reported = { isMetered: true, firstAt: start.firstAt, newestAt: newest.at, capacity: 4032 };
    assert.doesNotThrow(() => historyStatus({ ...reported, count: entries.length, oldest: start.number }));
    await again.close();
    assert.deepEqual(contents(await reopen()), contents(again));
  });
}

test('while nothing can be written the history goes on in memory, and is written later', async t => {
  const folder = join(await emptyFolder(t), 'plugin');
  const { troubles, ...file } = fileAt(join(folder, 'plug.history'));
  const store = await HistoryStore.open(file);
  store.add({ at: BEGIN, watts: 1 });
  await store.flush();
  const allow = await blocked(folder);
  for (let number = 1; number < 50; number += 1) store.add({ at: BEGIN + number * 600, watts: 1 });
  assert.equal(await store.flush(), false);
  assert.equal(store.ring.entries.length, 50);
  await allow();
  await store.close();
  assert.deepEqual(contents(await HistoryStore.open(file)), contents(store));
  assert.equal(troubles.length, 1);
});

test('whatever the clock does, times rise, numbers have no gap, and a restart changes nothing', async t => {
  const entry = fc.record({ step: fc.integer({ min: -5000, max: 5000 }), isFilled: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 60 }), async steps => {
      const { store, reopen } = await newStore(t, 10);
      let at = BEGIN;
      let newest = 0;
      for (const { step, isFilled } of steps) {
        at += step;
        const one: HistoryEntry = { at, watts: Math.abs(step) };
        if (isFilled) store.insert([{ ...one, filled: 'hour' }]);
        else store.add(one);
        const { start, entries } = store.ring;
        const last = start === undefined ? 0 : start.number + entries.length - 1;
        assert.ok(last >= newest, 'a number was given twice');
        newest = last;
      }
      await store.close();
      const found = times(store);
      assert.ok(found.length <= 10);
      assert.deepEqual(
        found,
        [...new Set(found)].sort((a, b) => a - b),
      );
      assert.deepEqual(contents(await reopen()), contents(store));
    }),
    { numRuns: 80 },
  );
});
