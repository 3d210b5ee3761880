import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendRequest, at, get, listAt, objectAt, plugOf, set } from './client.ts';

const electricity = 'Appliance.Control.Electricity';
const consumption = 'Appliance.Control.ConsumptionX';
const hour = 3_600_000;
// 2025-01-02 12:00 in London, which is the plug's timezone in winter.
const noon = Date.UTC(2025, 0, 2, 12);

interface TestClock {
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

test('the first generation reports no calibration, and a plug without a meter reports nothing', async t => {
  const first = await plugOf(t, 'mss310-1.1.13');
  const keys = Object.keys(objectAt(await get(first, electricity), 'electricity'));
  assert.deepEqual(keys, ['channel', 'current', 'voltage', 'power']);
  for (const name of ['mss210-1.1.12', 'mss425e']) {
    const plug = await plugOf(t, name);
    assert.equal(await sendRequest(plug, 'GET', electricity), undefined);
    assert.equal(await sendRequest(plug, 'GET', consumption), undefined);
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
  const clock: TestClock = { ms: noon };
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
  const clock: TestClock = { ms: noon };
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
  const clock: TestClock = { ms: noon };
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
  const clock: TestClock = { ms: Date.UTC(2024, 2, 10, 18) };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  plug.setLoad(20);
  clock.ms += hour;
  assert.equal(at(dayOf(await days(plug), '2024-03-10'), 'value'), 200);
});

test('the first generation appends its days', async t => {
  const clock: TestClock = { ms: noon };
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
  const clock: TestClock = { ms: noon };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  const before = await days(plug);
  plug.faults.unsetClock = true;
  plug.setLoad(100);
  clock.ms += hour;
  assert.deepEqual(await days(plug), before);
  plug.faults.unsetClock = false;
  assert.deepEqual(await days(plug), before);
});

test('hours are reported for the channels that are asked', async t => {
  const plug = await plugOf(t, 'em06');
  const hours = await get(plug, 'Appliance.Control.ConsumptionH', { consumptionH: [{ channel: 2 }] });
  assert.equal(at(hours, 'consumptionH', 0, 'channel'), 2);
  assert.equal(at(hours, 'consumptionH', 0, 'total'), 1329);
  assert.equal(at(hours, 'consumptionH', 1), undefined);
});

test('a counter that stops before midnight makes up for it on the next day', async t => {
  const clock: TestClock = { ms: Date.UTC(2025, 0, 2, 22) };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  plug.faults.midnightFreeze = true;
  plug.setLoad(600);
  clock.ms += 2 * hour - 60_000;
  const stopped = dayOf(await days(plug), '2025-01-02');
  assert.deepEqual(stopped, { date: '2025-01-02', time: Date.UTC(2025, 0, 2, 23, 58) / 1000, value: 1180 });
  assert.equal(dayOf(await days(plug), '2025-01-03'), undefined);
  clock.ms += 60_000 + 6000;
  const list = await days(plug);
  assert.deepEqual(dayOf(list, '2025-01-02'), stopped);
  assert.equal(at(dayOf(list, '2025-01-03'), 'value'), 21);
});

test('a counter in good order does not stop', async t => {
  const clock: TestClock = { ms: Date.UTC(2025, 0, 2, 23, 59) };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  plug.setLoad(3600);
  clock.ms += 30_000;
  assert.equal(at(dayOf(await days(plug), '2025-01-02'), 'value'), 30);
});

test('finished hours push out the oldest of the ring, the running one is reported too', async t => {
  const clock: TestClock = { ms: Date.UTC(2025, 5, 1, 9, 59) };
  const plug = await plugOf(t, 'mss305', { now: () => clock.ms });
  const hourly = async (): Promise<readonly unknown[]> => {
    const payload = await get(plug, 'Appliance.Control.ConsumptionH', { consumptionH: [{ channel: 0 }] });
    assert.equal(at(payload, 'consumptionH', 0, 'total'), 0);
    return listAt(payload, 'consumptionH', 0, 'data');
  };
  const before = await hourly();
  assert.equal(before.length, 24);
  plug.press();
  plug.setLoad(100);
  assert.deepEqual(await hourly(), before);
  clock.ms += 1.5 * hour;
  const first = { timestamp: Date.UTC(2025, 5, 1, 10, 59) / 1000, value: 100 };
  const running = { timestamp: clock.ms / 1000, value: 50 };
  // The newest recorded point is the eighth.
  assert.deepEqual(await hourly(), before.with(8, first).with(9, running));
  plug.press();
  clock.ms += 0.5 * hour;
  const second = { timestamp: Date.UTC(2025, 5, 1, 11, 59) / 1000, value: 50 };
  assert.deepEqual((await hourly()).slice(8, 11), [first, second, before[10]]);
  await plug.unplug();
  clock.ms += 10 * hour;
  await plug.plugIn();
  assert.deepEqual((await hourly()).slice(8, 10), [first, second]);
  clock.ms += 40 * hour;
  const values = (await hourly()).map(point => at(point, 'value'));
  assert.deepEqual(
    values,
    Array.from({ length: 24 }, () => 0),
  );
  assert.deepEqual(await get(plug, 'Appliance.Control.ConsumptionH', { consumptionH: [] }), { consumptionH: [] });
});

test('outlets are measured one by one where ElectricityX is listed, and only there', async t => {
  const namespace = 'Appliance.Control.ElectricityX';
  const request = { electricity: { channel: 65535 } };
  const plug = await plugOf(t, 'mss425e', { now: () => noon });
  assert.equal(await sendRequest(plug, 'GET', namespace, request), undefined);
  plug.update({ firmwareVersion: '2.1.3', abilities: { ...Object.fromEntries(plug.abilities), [namespace]: {} } });
  plug.turn(2, true);
  plug.setLoad(46, 2);
  const entries = listAt(await get(plug, namespace, request), 'electricity');
  const none = { channel: 1, current: 0, voltage: 230000, power: 0, factor: 1, mConsume: 0 };
  assert.deepEqual(entries[0], none);
  const some = { ...none, channel: 2, current: 200, power: 46000 };
  assert.deepEqual(entries[1], some);
  assert.equal(entries.length, 4);
  assert.deepEqual(await get(plug, namespace, { electricity: { channel: 2 } }), { electricity: [some] });
  assert.equal(await sendRequest(plug, 'GET', namespace, { electricity: [] }), undefined);
  assert.equal(await sendRequest(plug, 'GET', namespace), undefined);
});
