import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../../src/clock.ts';
import type { DiscoveredPlug } from '../../../src/discovery/search.ts';
import { RepeatedSearch, type RepeatedSearchOptions } from '../../../src/discovery/repeated-search.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;
const PLUG: DiscoveredPlug = { host: '192.168.1.20', port: 80, uuid: '2401011234567890340148e1e9a1b2c3', key: 'fits' };

/** A repeated search whose searches take five seconds, with its results. */
function startSearches(options: Partial<RepeatedSearchOptions> = {}) {
  const clock = new FakeClock();
  const began: number[] = [];
  const found: DiscoveredPlug[] = [];
  let atOnce = 0;
  let maxRunning = 0;
  const search: RepeatedSearchOptions['search'] = async (signal, onFound) => {
    began.push(clock.now());
    atOnce += 1;
    maxRunning = Math.max(maxRunning, atOnce);
    try {
      await sleep(clock, 5000, signal);
      onFound(PLUG);
    } finally {
      atOnce -= 1;
    }
  };
  const it = new RepeatedSearch({ search, clock, onFound: plug => void found.push(plug), ...options });
  return { it, clock, began, found, mostAtOnce: () => maxRunning };
}

/** Whether a promise has settled by now. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  const mark = {};
  return (await Promise.race([promise, Promise.resolve(mark)])) !== mark;
}

test('it searches at once, and then every ten minutes, a little more or less', async () => {
  const { it, clock, began, found } = startSearches();
  it.start();
  it.start();
  await clock.advance(10 * 60 * MINUTE);
  await it.close();
  assert.equal(began[0], 0);
  const gaps = began.slice(1).map((at, index) => at - (began[index] ?? 0) - 5000);
  assert.ok(gaps.length > 50, String(gaps.length));
  for (const gap of gaps) assert.ok(gap >= 9 * MINUTE && gap <= 11 * MINUTE, `${gap} ms`);
  assert.ok(new Set(gaps.map(Math.round)).size > 10, 'they vary');
  assert.ok(found.length >= began.length - 1);
  assert.equal(clock.pending, 0);
});

test('the interval is an option', async () => {
  const { it, clock, began } = startSearches({ intervalMs: 2 * MINUTE });
  it.start();
  await clock.advance(2.4 * MINUTE);
  assert.equal(began.length, 2);
  await it.close();
});

test('a missing plug starts a search at once, and all missing plugs share it', async () => {
  const { it, clock, began, mostAtOnce } = startSearches();
  it.start();
  await clock.advance(2 * MINUTE);
  const searches = Array.from({ length: 20 }, () => it.searchNow());
  await clock.advance(2000);
  assert.deepEqual(began, [0, 2 * MINUTE]);
  searches.push(it.searchNow());
  assert.equal(await isOver(Promise.race(searches)), false);
  await clock.advance(3000);
  await Promise.all(searches);
  assert.equal(began.length, 2);
  assert.equal(mostAtOnce(), 1);
  await it.close();
});

test('after a search there is a pause of 30 seconds; a search requested meanwhile begins then', async () => {
  const { it, clock, began } = startSearches();
  it.start();
  await clock.advance(6000);
  const ended = it.searchNow();
  await clock.advance(20_000);
  void it.searchNow();
  assert.deepEqual(began, [0]);
  await clock.advance(15_000);
  assert.deepEqual(began, [0, 35_000]);
  await ended;
  await it.close();
});

test('a requested search starts the repeated search', async () => {
  const { it, clock, began } = startSearches();
  const ended = it.searchNow();
  await clock.advance(5000);
  await ended;
  assert.deepEqual(began, [0]);
  await clock.advance(11 * MINUTE);
  assert.equal(began.length, 2);
  await it.close();
});

test('when it is closed, the current search ends, no plug is reported, and waiting callers return', async () => {
  const signals: AbortSignal[] = [];
  const reported: DiscoveredPlug[] = [];
  const search: RepeatedSearchOptions['search'] = async (signal, onFound) => {
    signals.push(signal);
    await new Promise<void>(resolve => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    onFound(PLUG);
    throw new Error('stopped');
  };
  const errors: unknown[] = [];
  const { it, clock } = startSearches({
    search,
    onFound: plug => void reported.push(plug),
    onError: error => void errors.push(error),
  });
  const ended = it.searchNow();
  await clock.advance(100);
  await it.close();
  await ended;
  assert.equal(signals[0]?.aborted, true);
  assert.deepEqual([reported, errors, clock.pending], [[], [], 0]);
  await it.searchNow();
  it.start();
  await clock.advance(MINUTE);
  assert.equal(signals.length, 1);
  await it.close();
});

test('a repeated search that was never started can be closed', async () => {
  const { it, began } = startSearches();
  await it.close();
  await it.searchNow();
  assert.deepEqual(began, []);
});

test('a search that fails is reported, waiting callers return, and the next search is made', async () => {
  const errors: unknown[] = [];
  let searches = 0;
  const search = (): Promise<void> => {
    searches += 1;
    return Promise.reject(new RangeError('no such network'));
  };
  const { it, clock } = startSearches({ search, onError: error => void errors.push(error) });
  const ended = it.searchNow();
  await clock.advance(0);
  await ended;
  await clock.advance(12 * MINUTE);
  assert.equal(searches, 2);
  assert.match(String(errors[0]), /no such network/);
  await it.close();
});
