import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { search } from '../../../src/discovery/search.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  drive,
  foundBy,
  freePort,
  freeUdpPort,
  KEY,
  LINUX,
  maxPerSecond,
  plugAt,
  resources,
  serviceAt,
  dropPackets,
  watchConnects,
} from './simulated-network.ts';

const silence = (): void => undefined;

test('no more than 60 connections a second are opened, evenly spaced', LINUX, async t => {
  const port = await freePort();
  await plugAt(t, '127.0.1.9', port, { key: 'another key' });
  const { times } = watchConnects(t, port);
  await foundBy({ subnets: ['127.0.1.0/25'], port, keys: [KEY, 'second', 'third'] });
  // 126 addresses; the plug is queried once, signed with a random key: it has none of ours.
  assert.equal(times.length, 126 + 1);
  assert.ok(maxPerSecond(times) <= 60, String(maxPerSecond(times)));
});

test('no more than 24 connections are open at a time, however silent the hosts are', LINUX, async t => {
  const port = await freePort();
  for (let last = 1; last <= 62; last += 1) await serviceAt(t, `127.0.2.${last}`, port, silence);
  const clock = new FakeClock();
  const connects = watchConnects(t, port, () => clock.now());
  assert.deepEqual(await drive(clock, foundBy({ subnets: ['127.0.2.0/26'], port, clock })), []);
  assert.equal(connects.times.length, 2 * 62);
  assert.equal(connects.mostAtOnce(), 24);
  assert.ok(maxPerSecond(connects.times) <= 60);
  // Three rounds of silence, each as long as the limit of one query.
  assert.ok(clock.now() < 3 * 4000 + 3000, `${clock.now()} ms`);
  assert.equal(clock.pending, 0);
});

test('the search of a whole /22 without hosts ends in 20 seconds', LINUX, async t => {
  const port = await freePort();
  const clock = new FakeClock();
  const connects = watchConnects(t, port, () => clock.now());
  assert.deepEqual(await drive(clock, foundBy({ subnets: ['127.0.4.0/22'], port, clock })), []);
  assert.equal(new Set(connects.hosts).size, 1022);
  assert.equal(connects.hosts.length, 1022);
  assert.ok(clock.now() > 17_000 && clock.now() < 20_500, `${clock.now()} ms`);
});

test('an unused address that sends nothing back is given up after 1.5 seconds, 24 at a time', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.0.3.254', port);
  dropPackets(t, host => host !== '127.0.3.254');
  const clock = new FakeClock();
  const found = await drive(clock, foundBy({ subnets: ['127.0.3.0/24'], port, clock }));
  assert.deepEqual(
    found.map(({ uuid }) => uuid),
    [plug.uuid],
  );
  // Eleven rounds.
  assert.ok(clock.now() > 11 * 1500 - 1500 && clock.now() < 11 * 1500 + 1500, `${clock.now()} ms`);
});

test('a silent host is given up after 4 seconds, and does not delay the others', LINUX, async t => {
  const port = await freePort();
  await serviceAt(t, '127.0.0.17', port, silence);
  await plugAt(t, '127.0.0.18', port);
  const clock = new FakeClock();
  const foundAt: number[] = [];
  await drive(
    clock,
    foundBy({
      subnets: ['127.0.0.16/30'],
      port,
      clock,
      onFound: () => void foundAt.push(clock.now()),
    }),
  );
  assert.equal(foundAt.length, 1);
  assert.ok((foundAt[0] ?? Infinity) < 1500);
  assert.ok(clock.now() >= 4000 && clock.now() < 4500, `${clock.now()} ms`);
});

for (const { when, afterMs } of [
  { when: 'before it begins', afterMs: 0 },
  { when: 'while it waits for the first answers to the probe', afterMs: 120 },
  { when: 'in the middle of the sweep', afterMs: 1300 },
]) {
  test(`a search that is stopped ${when} ends at once, and leaves nothing`, LINUX, async t => {
    const port = await freePort();
    for (let last = 1; last <= 40; last += 1) await serviceAt(t, `127.0.3.${last}`, port, silence);
    const probe = { port: await freeUdpPort(), replyPort: await freeUdpPort() };
    const before = await resources();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error('enough');
    if (afterMs === 0) controller.abort(reason);
    const searching = search({
      subnets: ['127.0.3.0/24'],
      keys: [KEY],
      clock: systemClock,
      signal,
      port,
      probe,
      onFound: silence,
    });
    const settled = assert.rejects(searching, error => error === reason);
    let stoppedAt = performance.now();
    if (afterMs > 0) {
      await new Promise(resolve => setTimeout(resolve, afterMs));
      assert.match(
        process.getActiveResourcesInfo().join(),
        afterMs < 500 ? /UDPWrap/ : /UDPWrap.*TCPSocketWrap|TCPSocketWrap.*UDPWrap/,
      );
      stoppedAt = performance.now();
      controller.abort(reason);
    }
    await settled;
    assert.ok(performance.now() - stoppedAt < 500);
    assert.equal(await resources(), before);
  });
}

test('a search that has ended leaves nothing either', LINUX, async () => {
  const clock = new FakeClock();
  const probe = { port: await freeUdpPort(), replyPort: await freeUdpPort() };
  const before = await resources();
  await drive(clock, foundBy({ subnets: ['127.0.0.16/28'], port: await freePort(), clock, probe }));
  assert.equal(clock.pending, 0);
  assert.equal(await resources(), before);
});
