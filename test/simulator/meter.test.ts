import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, at, get, listAt, objectAt, plugOf, set } from './client.ts';

const electricity = 'Appliance.Control.Electricity';
const consumption = 'Appliance.Control.ConsumptionX';
const hour = 3_600_000;
// 2025-01-02 12:00 in London, which is the plug's timezone in winter.
const noon = Date.UTC(2025, 0, 2, 12);

interface Hands {
  ms: number;
}

async function days(plug: Parameters<typeof get>[0]): Promise<readonly unknown[]> {
  return listAt(await get(plug, consumption, { consumptionx: [] }), 'consumptionx');
}

function dayOf(list: readonly unknown[], date: string): unknown {
  return list.find(day => at(day, 'date') === date);
}

test('a load flows while the outlet is on, and voltage is always there', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  plug.setLoad(60.5);
  const config = { voltageRatio: 186, electricityRatio: 121 };
  const on = { channel: 0, current: 254, voltage: 2380, power: 60500, config };
  assert.deepEqual(await get(plug, electricity, { electricity: { channel: 0 } }), { electricity: on });
  plug.press();
  const off = { ...on, current: 0, power: 0 };
  assert.deepEqual(await get(plug, electricity), { electricity: off });
});

test('the first generation tells no calibration, and a plug without a meter tells nothing', async t => {
  const first = await plugOf(t, 'mss310-1.1.13');
  const keys = Object.keys(objectAt(await get(first, electricity), 'electricity'));
  assert.deepEqual(keys, ['channel', 'current', 'voltage', 'power']);
  for (const name of ['mss210-1.1.12', 'mss425e']) {
    const plug = await plugOf(t, name);
    assert.equal(await ask(plug, 'GET', electricity), undefined);
    assert.equal(await ask(plug, 'GET', consumption), undefined);
  }
});

test('a load has to be a power, at an outlet', async t => {
  const plug = await plugOf(t, 'mss425e');
  for (const watts of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => {
      plug.setLoad(watts, 1);
    }, RangeError);
  }
  assert.throws(() => {
    plug.setLoad(10, 0);
  }, /no outlet 0/);
});

test('a day appears with its first Wh, in its slot of the month', async t => {
  const clock: Hands = { ms: noon };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  const before = await days(plug);
  plug.setLoad(100);
  assert.deepEqual(await days(plug), before);
  clock.ms += 1.5 * hour;
  const after = await days(plug);
  // Second slot: it held 2 March of the recording.
  const today = { date: '2025-01-02', time: clock.ms / 1000, value: 150 };
  assert.deepEqual(after, before.with(1, today));
});

test('energy counts only what flows', async t => {
  const clock: Hands = { ms: noon };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  plug.setLoad(100);
  clock.ms += hour;
  plug.press();
  clock.ms += hour;
  plug.setLoad(1000);
  plug.press();
  clock.ms += hour;
  await plug.unplug();
  clock.ms += hour;
  await plug.plugIn();
  assert.equal(at(dayOf(await days(plug), '2025-01-02'), 'value'), 1100);
});

test("midnight is the plug's own", async t => {
  const clock: Hands = { ms: noon };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  // Two and a half hours west: the day ends at 02:30 UTC.
  await set(plug, 'Appliance.System.Time', { time: { timezone: 'America/St_Johns', timeRule: [[0, -9000, 0]] } });
  plug.setLoad(10);
  clock.ms += 24 * hour;
  const list = await days(plug);
  assert.equal(at(dayOf(list, '2025-01-02'), 'value'), 145);
  assert.equal(at(dayOf(list, '2025-01-02'), 'time'), Date.UTC(2025, 0, 3, 2, 30) / 1000);
  assert.equal(at(dayOf(list, '2025-01-03'), 'value'), 95);
});

test('a day of the recording goes on where it was', async t => {
  const clock: Hands = { ms: Date.UTC(2024, 2, 10, 18) };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  plug.setLoad(20);
  clock.ms += hour;
  assert.equal(at(dayOf(await days(plug), '2024-03-10'), 'value'), 200);
});

test('the first generation appends its days', async t => {
  const clock: Hands = { ms: noon };
  const plug = await plugOf(t, 'mss310-1.1.13', { now: () => clock.ms });
  plug.setLoad(50);
  clock.ms += hour;
  const dates = (await days(plug)).map(day => at(day, 'date'));
  assert.deepEqual(dates, ['2019-06-05', '2019-06-06', '2025-01-02']);
});

test('after a power cut today is there with nothing', async t => {
  const plug = await plugOf(t, 'mss310-6.1.8', { now: () => noon });
  assert.deepEqual(await days(plug), []);
  await plug.unplug();
  await plug.plugIn();
  assert.deepEqual(await days(plug), [{ date: '2025-01-02', time: noon / 1000, value: 0 }]);
});

test('a plug that does not know the time counts to no day', async t => {
  const clock: Hands = { ms: noon };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  const before = await days(plug);
  plug.faults.unsetClock = true;
  plug.setLoad(100);
  clock.ms += hour;
  assert.deepEqual(await days(plug), before);
  plug.faults.unsetClock = false;
  assert.deepEqual(await days(plug), before);
});

test('hours are told for the channels that are asked', async t => {
  const plug = await plugOf(t, 'em06');
  const hours = await get(plug, 'Appliance.Control.ConsumptionH', { consumptionH: [{ channel: 2 }] });
  assert.equal(at(hours, 'consumptionH', 0, 'channel'), 2);
  assert.equal(at(hours, 'consumptionH', 0, 'total'), 1329);
  assert.equal(at(hours, 'consumptionH', 1), undefined);
});
