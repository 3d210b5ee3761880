/** The energy of the plugs of the demo: counted until today, in the shape of the recording. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel, SimulatedPlug, withRecentEnergy } from '../../simulator/index.ts';
import { at, get, listAt } from './client.ts';

const daily = 'Appliance.Control.ConsumptionX';
const hourly = 'Appliance.Control.ConsumptionH';
// 00:30 on 2 May in Berlin, the zone of the mss305.
const night = Date.UTC(2026, 4, 1, 22, 30);

type Model = Awaited<ReturnType<typeof loadModel>>;

const state = (model: Model, namespace: string, key: string): readonly unknown[] =>
  listAt(model.state.get(namespace), key);

/** The recorded days, oldest first. */
const daysOf = (model: Model): readonly { readonly date: string; readonly value: unknown; readonly time: number }[] =>
  state(model, daily, 'consumptionx')
    .map(day => ({ date: String(at(day, 'date')), value: at(day, 'value'), time: Number(at(day, 'time')) }))
    .sort((one, other) => one.date.localeCompare(other.date));

for (const [name, today] of [
  ['mss305', '2026-05-02'],
  ['mss310-2.1.17', '2026-05-01'],
] as const) {
  test(`the recorded days of an ${name} end today in its own time zone, with their values`, async () => {
    const recorded = await loadModel(name);
    const before = daysOf(recorded);
    const moved = daysOf(withRecentEnergy(recorded, night));
    assert.equal(moved.at(-1)?.date, today);
    assert.deepEqual(
      moved.slice(-20).map(({ value }) => value),
      before.slice(-20).map(({ value }) => value),
    );
    for (const { time } of moved) assert.ok(time <= night / 1000);
    assert.deepEqual(daysOf(recorded), before, 'the recording itself stays');
  });
}

test('each day keeps the slot of its day of the month, and a shorter month loses the older of two days', async () => {
  const march = Date.UTC(2026, 2, 10, 12);
  const days = state(withRecentEnergy(await loadModel('mss305'), march), daily, 'consumptionx');
  const dates = days.map(day => String(at(day, 'date')));
  const slots = dates.map(date => Number(date.slice(-2)));
  assert.deepEqual(
    slots,
    [...new Set(slots)].sort((one, other) => one - other),
  );
  assert.ok(dates.includes('2026-03-10') && dates.includes('2026-02-11') && !dates.includes('2026-02-10'));
});

test('what a plug counts is added to today, over midnight too', async t => {
  const clock = { ms: night };
  const model = withRecentEnergy(await loadModel('mss305'), night);
  const plug = new SimulatedPlug({ model, now: () => clock.ms });
  t.after(() => plug.close());
  await plug.start();
  const valueOn = async (date: string): Promise<number> => {
    const days = listAt(await get(plug, daily, { consumptionx: [] }), 'consumptionx');
    return Number(
      at(
        days.find(day => at(day, 'date') === date),
        'value',
      ),
    );
  };
  const before = await valueOn('2026-05-02');
  assert.ok(before > 0);
  plug.setLoad(100);
  plug.press();
  clock.ms += 2 * 3_600_000;
  assert.equal(await valueOn('2026-05-02'), before + 200);
  clock.ms += 24 * 3_600_000;
  assert.ok((await valueOn('2026-05-03')) > 0);
});

test('the recorded hours end with the last full hour', async () => {
  const model = withRecentEnergy(await loadModel('mss305'), night);
  const [entry] = state(model, hourly, 'consumptionH');
  const times = listAt(entry, 'data').map(point => Number(at(point, 'timestamp')));
  assert.equal(times.length, 24);
  const newest = Math.max(...times) * 1000;
  assert.ok(newest <= night && newest > night - 2 * 3_600_000);
});

test('a plug that did not know the time when it was recorded keeps what was recorded', async () => {
  const recorded = await loadModel('mss305');
  const all = { all: { system: { time: { timestamp: 437 } } } };
  const unset = { ...recorded, state: new Map([...recorded.state, ['Appliance.System.All', all]]) };
  assert.equal(withRecentEnergy(unset, night), unset);
});
