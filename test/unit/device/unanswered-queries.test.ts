import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Feature } from '../../../src/device/feature.ts';
import type { Request } from '../../../src/protocol/envelope.ts';
import * as consumptionx from '../../../src/protocol/namespaces/consumptionx.ts';
import * as dndmode from '../../../src/protocol/namespaces/dndmode.ts';
import * as electricity from '../../../src/protocol/namespaces/electricity.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import { startDevice, type DeviceFixture } from '../../support/device-fixture.ts';
import { toggleCommand } from '../../../src/features/toggle.ts';

const ABILITIES = ['Control.Electricity', 'Control.ConsumptionX', 'System.DNDMode'];

const featureQuerying = (request: Request, every: number): Feature => ({
  supports: () => true,
  queries: () => [{ request, every }],
  read: () => [],
});

/** The number of queries of this namespace. */
function requestCount({ plug }: DeviceFixture, namespace: string): number {
  return plug.requests.filter(request => request.namespace === namespace).length;
}

/** Makes the plug silent on some namespaces, and on everything for this long after one of these. */
function silentOn({ plug, clock }: DeviceFixture, namespaces: readonly string[], outageMs = 0): void {
  let outageUntil = -Infinity;
  plug.fate = ({ namespace }) => {
    const isOut = clock.now() < outageUntil;
    const isSilent = namespaces.includes(namespace);
    if (isSilent && !isOut) outageUntil = clock.now() + outageMs;
    return isOut || isSilent ? 'lost' : 'answered';
  };
}

describe('a plug that stays silent on one query and answers all others', () => {
  test('shows its watts at the usual interval, gets the other query again after ten minutes, and is logged once', async () => {
    const unanswered: string[] = [];
    const fixture = startDevice({
      abilities: ABILITIES,
      more: [featureQuerying(consumptionx.get(), 300), featureQuerying(electricity.get(0), 10)],
      onLeftOut: namespace => unanswered.push(namespace),
    });
    silentOn(fixture, [consumptionx.NAMESPACE]);
    await fixture.clock.advance(80_000);
    assert.equal(requestCount(fixture, consumptionx.NAMESPACE), 1);
    assert.ok(requestCount(fixture, electricity.NAMESPACE) >= 7, String(requestCount(fixture, electricity.NAMESPACE)));
    assert.deepEqual(unanswered, [consumptionx.NAMESPACE]);
    assert.equal(fixture.device.state.get('reachable')?.reachable, true);
    await fixture.clock.advance(600_000);
    assert.equal(requestCount(fixture, consumptionx.NAMESPACE), 2);
    await fixture.device.close();
  });

  test('gets all other queries at their usual interval', async () => {
    const fixture = startDevice({
      abilities: ABILITIES,
      more: [featureQuerying(consumptionx.get(), 300), featureQuerying(dndmode.get(), 300)],
    });
    silentOn(fixture, [dndmode.NAMESPACE]);
    await fixture.clock.advance(90_000);
    assert.ok(requestCount(fixture, systemAll.NAMESPACE) <= 4, String(requestCount(fixture, systemAll.NAMESPACE)));
    assert.equal(requestCount(fixture, consumptionx.NAMESPACE), 1);
    await fixture.device.close();
  });

  test('gets a query that it answered before at the usual interval, until three silences in a row', async () => {
    const fixture = startDevice({ abilities: ABILITIES, more: [featureQuerying(electricity.get(0), 10)] });
    await fixture.clock.advance(20_000);
    const before = requestCount(fixture, electricity.NAMESPACE);
    assert.ok(before >= 1);
    silentOn(fixture, [electricity.NAMESPACE]);
    await fixture.clock.advance(120_000);
    assert.equal(requestCount(fixture, electricity.NAMESPACE), before + 3);
    assert.equal(fixture.device.state.get('reachable')?.reachable, true);
    await fixture.device.close();
  });
});

test('a plug that answers nothing for 15 s after one query is unreachable at most twice; then taps work', async () => {
  const permanent: boolean[] = [];
  const fixture = startDevice({
    abilities: ABILITIES,
    more: [featureQuerying(consumptionx.get(), 300)],
    onLeftOut: (_, isPermanent) => permanent.push(isPermanent),
  });
  const unreachable: boolean[] = [];
  fixture.device.onReading(reading => {
    if (reading.kind === 'reachable' && !reading.reachable) unreachable.push(true);
  });
  silentOn(fixture, [consumptionx.NAMESPACE], 15_000);
  await fixture.clock.advance(120_000);
  assert.equal(requestCount(fixture, consumptionx.NAMESPACE), 2);
  assert.ok(unreachable.length <= 2, String(unreachable.length));
  assert.deepEqual(permanent, [true]);
  assert.equal(fixture.device.state.get('reachable')?.reachable, true);
  for (const on of [true, false, true, false]) {
    const tap = fixture.device.send(toggleCommand(fixture.device.info, 0, on));
    await fixture.clock.advance(2000);
    await tap;
  }
  await fixture.clock.advance(3_600_000);
  assert.equal(requestCount(fixture, consumptionx.NAMESPACE), 2, 'it is not asked for that again');
  await fixture.device.close();
});

test('a query that fails in another way, while others are answered, is left out too', async () => {
  const fixture = startDevice({
    abilities: ABILITIES,
    more: [featureQuerying(consumptionx.get(), 300), featureQuerying(electricity.get(0), 10)],
  });
  fixture.plug.fate = ({ namespace }) => (namespace === consumptionx.NAMESPACE ? 'malformed' : 'answered');
  await fixture.clock.advance(80_000);
  assert.equal(requestCount(fixture, consumptionx.NAMESPACE), 1);
  assert.ok(requestCount(fixture, electricity.NAMESPACE) >= 7, String(requestCount(fixture, electricity.NAMESPACE)));
  assert.equal(fixture.device.state.get('reachable')?.reachable, true);
  await fixture.device.close();
});

test('a query that was answered at first and then silences the plug is sent once in ten minutes at most', async () => {
  const fixture = startDevice({ abilities: ABILITIES, more: [featureQuerying(consumptionx.get(), 300)] });
  await fixture.clock.advance(20_000);
  assert.equal(requestCount(fixture, consumptionx.NAMESPACE), 1);
  silentOn(fixture, [consumptionx.NAMESPACE], 15_000);
  await fixture.clock.advance(3_600_000);
  assert.ok(requestCount(fixture, consumptionx.NAMESPACE) <= 10, String(requestCount(fixture, consumptionx.NAMESPACE)));
  await fixture.device.close();
});
