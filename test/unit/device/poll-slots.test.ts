/** In which moments the plugs of a home are polled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Poller } from '../../../src/device/poller.ts';
import { Reachability } from '../../../src/device/reachability.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const POLL_MS = 5000;

/** Starts to poll a plug, and returns the times of its polls. */
function polled(clock: FakeClock, phase: number): { readonly times: number[]; readonly poller: Poller } {
  const times: number[] = [];
  const reachability = new Reachability(clock, () => undefined);
  const poller = new Poller({
    info: { abilities: {} },
    queries: [{ request: systemAll.get(), every: 'poll' }],
    pollMs: POLL_MS,
    phase,
    clock,
    reachability,
    sendQueries: () => {
      times.push(clock.now());
      reachability.answered();
      return Promise.resolve(new Map());
    },
  });
  void poller.run();
  return { times, poller };
}

test('a hundred plugs are polled in ten moments of a period, whenever each of them was found', async () => {
  const clock = new FakeClock();
  const plugs = [];
  for (let index = 0; index < 100; index += 1) {
    plugs.push(polled(clock, index / 100));
    await clock.advance(37);
  }
  await clock.advance(12_000);
  const from = clock.now();
  await clock.advance(POLL_MS * 4);
  const all = plugs.map(({ times }) => times.filter(at => at >= from));
  for (const times of all) assert.ok(Math.abs(times.length - 4) <= 1, `${String(times.length)} polls in four periods`);
  const moments = new Set(all.flat());
  assert.ok(moments.size <= 42, `${String(moments.size)} moments in four periods`);
  const perMoment = [...moments].map(at => all.flat().filter(each => each === at).length);
  assert.ok(Math.max(...perMoment) <= 10, `${String(Math.max(...perMoment))} plugs at once`);
  for (const { poller } of plugs) poller.close();
});

test('a plug is polled within one period after it was found, in a moment of its own phase', async () => {
  for (const phase of [0, 0.09, 0.5, 0.99]) {
    const clock = new FakeClock();
    await clock.advance(1234);
    const { times, poller } = polled(clock, phase);
    await clock.advance(POLL_MS);
    assert.equal(times.length, 1, `phase ${String(phase)}`);
    assert.equal(times[0], phase < 0.2 ? 5000 : Math.floor(phase * 10) * 500);
    poller.close();
  }
});
