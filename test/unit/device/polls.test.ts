import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Feature } from '../../../src/device/feature.ts';
import { NoAnswerError } from '../../../src/errors.ts';
import { toggleCommand } from '../../../src/features/toggle.ts';
import * as electricity from '../../../src/protocol/namespaces/electricity.ts';
import { startDevice, type DeviceFixture } from '../../support/device-fixture.ts';

const PLUG = { abilities: { 'Appliance.Control.ToggleX': {} } };

/** Polls in the next `ms`. */
async function pollsWithin({ clock, plug }: DeviceFixture, ms: number): Promise<number> {
  const before = plug.requests.length;
  await clock.advance(ms);
  return plug.requests.length - before;
}

const isReachable = ({ device }: DeviceFixture): boolean | undefined => device.state.get('reachable')?.reachable;

describe('polls', () => {
  test('come once per period, with some jitter', async () => {
    const fixture = startDevice({ pollMs: 5000 });
    await fixture.clock.advance(15_000); // past the fast window
    const polls = await pollsWithin(fixture, 100_000);
    assert.ok(polls >= 18 && polls <= 22, String(polls));
    await fixture.device.close();
  });

  test('come every second for ten seconds after a press, then as before', async () => {
    const fixture = startDevice({ pollMs: 5000 });
    await fixture.clock.advance(20_000);
    fixture.plug.turn(0, true);
    await fixture.clock.advance(6000); // found
    assert.equal(fixture.device.state.get('toggle')?.on, true);
    const quick = await pollsWithin(fixture, 4000);
    assert.ok(quick >= 3, String(quick));
    await fixture.clock.advance(10_000);
    const slow = await pollsWithin(fixture, 20_000);
    assert.ok(slow <= 5, String(slow));
    await fixture.device.close();
  });

  test('come soon after a tap', async () => {
    const fixture = startDevice({ pollMs: 60_000 });
    await fixture.clock.advance(120_000);
    const sent = fixture.device.send(toggleCommand(PLUG, 0, true));
    assert.ok((await pollsWithin(fixture, 5000)) >= 4);
    await sent;
    await fixture.device.close();
  });

  test('stay at one a second if the user sets one a second', async () => {
    const fixture = startDevice({ pollMs: 1000 });
    await fixture.clock.advance(15_000);
    const polls = await pollsWithin(fixture, 20_000);
    assert.ok(polls >= 17 && polls <= 22, String(polls));
    await fixture.device.close();
  });
});

describe('a query that two features have', () => {
  const meterEvery = (every: number): Feature => ({
    supports: () => true,
    queries: () => [{ request: electricity.get(0), every, replyBytes: 155 }],
    read: () => [],
  });

  for (const intervals of [
    [10, 4],
    [4, 10],
    [4, 4],
  ]) {
    test(`is sent once, at the shorter of its intervals: ${intervals.join(' and ')} s`, async () => {
      const { clock, plug, device } = startDevice({
        abilities: ['Control.Electricity'],
        more: intervals.map(every => meterEvery(every)),
      });
      await clock.advance(100_000);
      const sent = plug.methodsFor('Control.Electricity').length;
      assert.ok(sent >= 23 && sent <= 26, String(sent));
      await device.close();
    });
  }
});

describe('a plug that stops answering', () => {
  test('is unreachable after three misses', async () => {
    const fixture = startDevice();
    await fixture.clock.advance(15_000);
    fixture.plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    const before = fixture.plug.requests.length;
    while (isReachable(fixture) === true) await fixture.clock.advance(100);
    assert.equal(fixture.plug.requests.length - before, 3);
    await fixture.device.close();
  });

  test('is unreachable about 15 s after its last reply if it stays silent', async () => {
    const fixture = startDevice({ pollMs: 5000 });
    await fixture.clock.advance(30_000);
    fixture.plug.fate = () => ({ delayMs: 1, outcome: 'lost' });
    const from = fixture.clock.now();
    while (isReachable(fixture) === true) await fixture.clock.advance(100);
    const elapsedMs = fixture.clock.now() - from;
    assert.ok(elapsedMs > 9000 && elapsedMs <= 16_000, String(elapsedMs));
    await fixture.device.close();
  });

  test('stays reachable after one or two misses', async () => {
    const fixture = startDevice();
    await fixture.clock.advance(15_000);
    const outcomes = [1, 2].map(() => ({ delayMs: 1, outcome: 'hung up' as const }));
    fixture.plug.fate = () => outcomes.shift() ?? 'answered';
    for (let step = 0; step < 300; step += 1) {
      await fixture.clock.advance(100);
      assert.equal(isReachable(fixture), true);
    }
    assert.equal(outcomes.length, 0);
    await fixture.device.close();
  });

  test('is polled as before for ten minutes, then every half minute, and is reachable after its first reply', async () => {
    const fixture = startDevice();
    fixture.plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    await fixture.clock.advance(120_000);
    assert.equal(isReachable(fixture), false);
    const fresh = await pollsWithin(fixture, 300_000);
    assert.ok(fresh >= 58 && fresh <= 62, String(fresh));
    await fixture.clock.advance(300_000);
    const polls = await pollsWithin(fixture, 300_000);
    assert.ok(polls >= 9 && polls <= 11, String(polls));
    fixture.plug.fate = () => 'answered';
    fixture.plug.turn(0, true);
    await fixture.clock.advance(30_100);
    assert.equal(isReachable(fixture), true);
    assert.equal(fixture.device.state.get('toggle')?.on, true);
    await fixture.device.close();
  });

  test('shows no old state as new when it is reachable again', async () => {
    const fixture = startDevice();
    fixture.plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    await fixture.clock.advance(60_000);
    fixture.plug.turn(0, true);
    fixture.plug.fate = () => 'answered';
    const readings: string[] = [];
    fixture.device.onReading(({ kind }) => readings.push(kind));
    await fixture.clock.advance(31_000);
    assert.deepEqual(readings.slice(0, 2), ['toggle', 'reachable']);
    await fixture.device.close();
  });

  test('fails a tap within a fifth of a second, or switches if it is back', async () => {
    const fixture = startDevice();
    fixture.plug.fate = () => ({ delayMs: 1, outcome: 'lost' });
    await fixture.clock.advance(60_000);
    const sent = fixture.device.send(toggleCommand(PLUG, 0, true)).catch((error: unknown) => error);
    await fixture.clock.advance(200);
    assert.ok((await sent) instanceof NoAnswerError);
    fixture.plug.fate = () => 'answered';
    const second = fixture.device.send(toggleCommand(PLUG, 0, true));
    await fixture.clock.advance(200);
    await second;
    assert.equal(isReachable(fixture), true);
    await fixture.device.close();
  });
});

describe('a key that is refused', () => {
  test('makes the plug unreachable at once, and is tried only once a minute', async () => {
    const fixture = startDevice();
    await fixture.clock.advance(15_000);
    let requestCount = 0;
    fixture.plug.fate = () => {
      requestCount += 1;
      return 'wrong key';
    };
    await fixture.clock.advance(6000);
    assert.equal(isReachable(fixture), false);
    requestCount = 0;
    await fixture.clock.advance(600_000);
    assert.ok(requestCount >= 9 && requestCount <= 11, String(requestCount));
    await fixture.device.close();
  });
});

describe('a plug with new firmware', () => {
  test('is noticed, so that its abilities are queried again', async () => {
    const { clock, plug, device } = startDevice();
    let isNoticed = false;
    void device.ended.then(() => (isNoticed = true));
    await clock.advance(20_000);
    assert.equal(isNoticed, false);
    plug.update({ firmwareVersion: '2.1.18' });
    await clock.advance(66_000);
    assert.equal(isNoticed, true);
    await device.close();
  });
});

describe('a query that a reachable plug does not answer', () => {
  test('is not repeated, and another query replaces it', async () => {
    const fixture = startDevice({ pollMs: 5000 });
    fixture.plug.fate = ({ namespace, method }) => {
      if (!namespace.endsWith('.ToggleX') || method !== 'GET') return 'answered';
      refused += 1;
      return 'hung up';
    };
    let refused = 0;
    await fixture.clock.advance(30_000);
    assert.equal(refused, 1);
    assert.equal(isReachable(fixture), true);
    fixture.plug.turn(0, true);
    await fixture.clock.advance(6000);
    assert.equal(fixture.device.state.get('toggle')?.on, true);
    await fixture.device.close();
  });
});
