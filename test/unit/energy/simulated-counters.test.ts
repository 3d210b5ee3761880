import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { readSaved } from '../../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../../src/energy/energy-total.ts';
import * as consumptionh from '../../../src/protocol/namespaces/consumptionh.ts';
import * as electricityx from '../../../src/protocol/namespaces/electricityx.ts';
import { loadModel, SimulatedPlug } from '../../../simulator/index.ts';
import { HttpTransport } from '../../../src/transport/http.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import { dailyLoad } from './daily-load.ts';
import { MINUTE } from './day-list.ts';

interface CounterFixture {
  ms: number;
}

/** A plug with power, and a transport to it that ends with the test. */
async function plugOf(t: TestContext, model: string, clock: CounterFixture): Promise<[SimulatedPlug, HttpTransport]> {
  const plug = new SimulatedPlug({ model: await loadModel(model), now: () => clock.ms });
  t.after(() => plug.close());
  await plug.start();
  const address = parseAddress(plug.host);
  assert.ok(address);
  return [plug, new HttpTransport({ address, key: plug.key, uuid: plug.uuid, clock: systemClock })];
}

/** Four days of an ordinary load at one outlet, the plug queried every ten minutes; the difference of the total from the true energy, in Wh. */
async function fourDays(
  plug: SimulatedPlug,
  clock: CounterFixture,
  outlet: number,
  ask: (energy: EnergyTotal) => Promise<void>,
): Promise<number> {
  let energy = new EnergyTotal();
  await ask(energy);
  let seen = energy.wattHours(clock.ms) ?? Number.NaN;
  let truth = seen;
  const draws = dailyLoad(305);
  plug.turn(outlet, true);
  for (let minute = 0; minute < 4 * 1440; minute += 1) {
    const watts = draws(minute);
    plug.setLoad(watts, outlet);
    energy.flows(watts, clock.ms);
    clock.ms += MINUTE;
    truth += watts / 60;
    // Power goes off and on in the second night, and Homebridge restarts each noon.
    if (minute === 1440 + 200) await plug.unplug().then(() => plug.plugIn());
    if (minute % 1440 === 720) energy = new EnergyTotal(readSaved(JSON.parse(JSON.stringify(energy.saved))));
    if (minute % 10 === 9) await ask(energy);
    const total = energy.wattHours(clock.ms) ?? Number.NaN;
    assert.ok(total >= seen, `${total} Wh after ${seen}`);
    seen = total;
  }
  assert.ok(truth > 5000);
  return seen - truth;
}

test('a plug that counts by the hour: all but the fractions of a Wh that it does not report', async t => {
  const clock = { ms: Date.UTC(2025, 5, 1, 9, 59) };
  const [plug, transport] = await plugOf(t, 'mss305', clock);
  const error = await fourDays(plug, clock, 0, async energy => {
    const { payload } = await transport.request(consumptionh.get([0]), AbortSignal.timeout(10_000));
    energy.countedHours(consumptionh.parse(payload)[0]?.hours ?? [], clock.ms);
  });
  assert.ok(error > -96 && error < 5, `${error} Wh`);
});

test('an outlet that counts by the month, over the end of one', async t => {
  const clock = { ms: Date.UTC(2025, 0, 30, 12) };
  const [plug, transport] = await plugOf(t, 'mss425e', clock);
  const abilities = { ...Object.fromEntries(plug.abilities), [electricityx.NAMESPACE]: {} };
  plug.update({ firmwareVersion: '2.1.3', abilities });
  const error = await fourDays(plug, clock, 2, async energy => {
    const { payload } = await transport.request(electricityx.get(), AbortSignal.timeout(10_000));
    const outlet = electricityx.parse(payload).find(({ channel }) => channel === 2);
    assert.ok(outlet?.monthWattHours !== undefined);
    // Our calendar is a quarter of an hour ahead of the plug's.
    const month = new Date(clock.ms + 15 * MINUTE).toISOString().slice(0, 7);
    energy.countedMonth(outlet.monthWattHours, clock.ms, month);
  });
  assert.ok(Math.abs(error) < 5, `${error} Wh`);
});
