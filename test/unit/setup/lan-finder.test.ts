import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from '../../../src/clock.ts';
import type { DiscoveredPlug, SearchOptions } from '../../../src/discovery/search.ts';
import { lanFinder } from '../../../src/setup/lan-finder.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { UUID } from './pairing-plug.ts';

const found = (host: string, uuid: string): DiscoveredPlug => ({ host, port: 80, uuid, key: 'fits' });

/** All that a finder yields, with a search of the test's own. */
async function candidates(search: (options: SearchOptions) => Promise<void>, signal = new AbortController().signal) {
  const find = lanFinder({ search, subnets: ['192.168.1.0/24'], key: 'k', clock: new FakeClock() });
  const all = [];
  for await (const address of find(UUID, signal)) all.push(address);
  return all;
}

test('the search stops as soon as the plug is found', async () => {
  let wasStopped = false;
  const all = await candidates(async ({ onFound, signal, subnets, keys }) => {
    assert.deepEqual([subnets, keys], [['192.168.1.0/24'], ['k']]);
    onFound(found('192.168.1.5', 'ff'.repeat(16)));
    assert.equal(signal.aborted, false);
    onFound(found('192.168.1.7', UUID));
    wasStopped = signal.aborted;
    await Promise.resolve();
    throw reasonOf(signal);
  });
  assert.deepEqual([all, wasStopped], [[{ host: '192.168.1.7', port: 80 }], true]);
});

test('a search that finds other plugs only has no candidate', async () => {
  const all = await candidates(({ onFound }) => {
    onFound(found('192.168.1.5', 'ff'.repeat(16)));
    return Promise.resolve();
  });
  assert.deepEqual(all, []);
});

test('a search that cannot be, and one that is interrupted, end as such', async () => {
  await assert.rejects(
    candidates(() => Promise.reject(new RangeError('too large'))),
    RangeError,
  );
  const stop = new AbortController();
  stop.abort(new Error('Ctrl-C'));
  await assert.rejects(
    candidates(({ signal }) => Promise.reject(reasonOf(signal)), stop.signal),
    /Ctrl-C/,
  );
});
