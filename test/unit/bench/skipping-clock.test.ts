import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { SkippingClock } from '../../../bench/lib/skipping-clock.ts';

test('an hour of tasks runs in their order, each at its time', async () => {
  const clock = new SkippingClock();
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, clock.now()]);
  clock.after(2000, note('second'));
  clock.after(1000, note('first'));
  clock.after(3000, note('cancelled'))();
  clock.after(3_600_001, note('too late'));
  await clock.pass(3_600_000);
  assert.deepEqual(seen, [
    ['first', 1000],
    ['second', 2000],
  ]);
  assert.equal(clock.now(), 3_600_000);
});

test('time stands still while a request is under way, so that no limit ends it', async () => {
  const clock = new SkippingClock();
  let isLate = false;
  clock.after(10, () => (isLate = true));
  const request = clock.during(sleep(50).then(() => isLate));
  await clock.pass(1000);
  assert.equal(await request, false);
  assert.equal(isLate, true);
});

test('time passes until work is done that waits for it', async () => {
  const clock = new SkippingClock();
  const work = new Promise<string>(resolve => clock.after(5000, () => resolve('done')));
  assert.equal(await clock.until(work), 'done');
  assert.equal(clock.now(), 5000);
});
