import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Feature } from '../../../src/device/feature.ts';
import { MalformedError } from '../../../src/errors.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import * as consumptionx from '../../../src/protocol/namespaces/consumptionx.ts';
import * as dndmode from '../../../src/protocol/namespaces/dndmode.ts';
import * as electricity from '../../../src/protocol/namespaces/electricity.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import { startDevice, type FakeDevice } from '../../support/fake-device.ts';
import { ANSWERED } from '../../support/fake-plug.ts';
import { toggleCommand } from '../../../src/features/toggle.ts';

const asking = (request: Request, every: number): Feature => ({
  supports: () => true,
  queries: () => [{ request, every }],
  read: () => [],
});

/** How often the plug was asked for this. */
function asked({ plug }: FakeDevice, namespace: string): number {
  return plug.requests.filter(request => request.namespace === namespace).length;
}

/** Makes the plug silent on some namespaces, and deaf to everything for so long after one of these. */
function silentOn({ plug, clock }: FakeDevice, namespaces: readonly string[], deafMs = 0): void {
  const answer = plug.request.bind(plug);
  let deafUntil = -Infinity;
  plug.request = (request: Request, signal: AbortSignal): Promise<Message> => {
    const isDeaf = clock.now() < deafUntil;
    const isSilent = namespaces.includes(request.namespace);
    if (isSilent && !isDeaf) deafUntil = clock.now() + deafMs;
    plug.fate = isDeaf || isSilent ? () => ({ delayMs: 0, outcome: 'lost' }) : () => ANSWERED;
    return answer(request, signal);
  };
}

describe('a plug that stays silent on one query and answers all others', () => {
  test('shows its watts at their own pace, is asked for the rest again after ten minutes, and it is logged once', async () => {
    const leftOut: string[] = [];
    const home = startDevice({
      more: [asking(consumptionx.get(), 300), asking(electricity.get(0), 10)],
      onLeftOut: namespace => leftOut.push(namespace),
    });
    silentOn(home, [consumptionx.NAMESPACE]);
    await home.clock.advance(80_000);
    assert.equal(asked(home, consumptionx.NAMESPACE), 1);
    assert.ok(asked(home, electricity.NAMESPACE) >= 7, String(asked(home, electricity.NAMESPACE)));
    assert.deepEqual(leftOut, [consumptionx.NAMESPACE]);
    assert.equal(home.device.state.get('reachable')?.reachable, true);
    await home.clock.advance(600_000);
    assert.equal(asked(home, consumptionx.NAMESPACE), 2);
    await home.device.close();
  });

  test('is asked for everything else at its own pace', async () => {
    const home = startDevice({ more: [asking(consumptionx.get(), 300), asking(dndmode.get(), 300)] });
    silentOn(home, [dndmode.NAMESPACE]);
    await home.clock.advance(90_000);
    assert.ok(asked(home, systemAll.NAMESPACE) <= 4, String(asked(home, systemAll.NAMESPACE)));
    assert.equal(asked(home, consumptionx.NAMESPACE), 1);
    await home.device.close();
  });

  test('keeps its pace for what it has answered before, until that is silent three times in a row', async () => {
    const home = startDevice({ more: [asking(electricity.get(0), 10)] });
    await home.clock.advance(20_000);
    const before = asked(home, electricity.NAMESPACE);
    assert.ok(before >= 1);
    silentOn(home, [electricity.NAMESPACE]);
    await home.clock.advance(120_000);
    assert.equal(asked(home, electricity.NAMESPACE), before + 3);
    assert.equal(home.device.state.get('reachable')?.reachable, true);
    await home.device.close();
  });
});

test('a plug that goes deaf for 15 s after one query is away for that at most twice; then taps work', async () => {
  const forGood: boolean[] = [];
  const home = startDevice({
    more: [asking(consumptionx.get(), 300)],
    onLeftOut: (_, isForGood) => forGood.push(isForGood),
  });
  const away: boolean[] = [];
  home.device.onReading(reading => {
    if (reading.kind === 'reachable' && !reading.reachable) away.push(true);
  });
  silentOn(home, [consumptionx.NAMESPACE], 15_000);
  await home.clock.advance(120_000);
  assert.equal(asked(home, consumptionx.NAMESPACE), 2);
  assert.ok(away.length <= 2, String(away.length));
  assert.deepEqual(forGood, [true]);
  assert.equal(home.device.state.get('reachable')?.reachable, true);
  for (const on of [true, false, true, false]) {
    const tap = home.device.send(toggleCommand(home.device.info, 0, on));
    await home.clock.advance(2000);
    await tap;
  }
  await home.clock.advance(3_600_000);
  assert.equal(asked(home, consumptionx.NAMESPACE), 2, 'it is not asked for that again');
  await home.device.close();
});

test('a query that fails in another way, while others are answered, is left out as well', async () => {
  const home = startDevice({ more: [asking(consumptionx.get(), 300), asking(electricity.get(0), 10)] });
  const answer = home.plug.request.bind(home.plug);
  home.plug.request = (request, signal) =>
    request.namespace === consumptionx.NAMESPACE
      ? answer(request, signal).then(() => {
          throw new MalformedError('an HTTP answer with status 500');
        })
      : answer(request, signal);
  await home.clock.advance(80_000);
  assert.equal(asked(home, consumptionx.NAMESPACE), 1);
  assert.ok(asked(home, electricity.NAMESPACE) >= 7, String(asked(home, electricity.NAMESPACE)));
  assert.equal(home.device.state.get('reachable')?.reachable, true);
  await home.device.close();
});

test('a query that was answered for a while and then deafens the plug is sent once in ten minutes at most', async () => {
  const home = startDevice({ more: [asking(consumptionx.get(), 300)] });
  await home.clock.advance(20_000);
  assert.equal(asked(home, consumptionx.NAMESPACE), 1);
  silentOn(home, [consumptionx.NAMESPACE], 15_000);
  await home.clock.advance(3_600_000);
  assert.ok(asked(home, consumptionx.NAMESPACE) <= 10, String(asked(home, consumptionx.NAMESPACE)));
  await home.device.close();
});
