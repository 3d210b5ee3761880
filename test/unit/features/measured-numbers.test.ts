import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { hap, warningsOf } from '../homekit/real-hap.ts';
import {
  EVE,
  hangUpOn,
  HOUR_MS,
  MeterFixture,
  MINUTE_MS,
  type MeteredPlugOptions,
  type MeterRun,
} from './meter-fixture.ts';

/** Longer than the interval of reading the counter. */
const COUNTED_MS = 6 * MINUTE_MS;

interface MeasuredFixture {
  readonly fixture: MeterFixture;
  readonly run: MeterRun;
  /** Sets the counter, and waits until it is read. */
  readonly counts: (wattHours: number, date?: string) => Promise<void>;
  readonly shown: () => Promise<number>;
}

/** A plug that has been running for an hour, with this much counted. */
async function startFixture(
  t: TestContext,
  watts: number,
  wattHours: number,
  options?: MeteredPlugOptions,
): Promise<MeasuredFixture> {
  const fixture = new MeterFixture(t, options);
  const { plug, clock } = fixture;
  plug.meter.measure({ watts });
  const runningHour = clock.epochSeconds();
  const set = (value: number, date: string): void => {
    plug.meter.countDay(date, value);
    plug.meter.countHours(new Map([[runningHour, value]]));
    plug.meter.countMonth(value);
  };
  set(wattHours, '2025-01-01');
  const run = await fixture.start();
  await clock.advance(12 * COUNTED_MS);
  return {
    fixture,
    run,
    counts: async (value, date = '2025-01-01') => {
      set(value, date);
      await clock.advance(COUNTED_MS);
    },
    shown: async () => Math.round(Number(await run.shows(EVE.KilowattHours)) * 1000),
  };
}

const about = (value: number, low: number, high: number): void =>
  assert.ok(value >= low && value <= high, `${String(value)} is not in ${String(low)} … ${String(high)}`);

describe('the total of a plug', () => {
  test('that stands still all evening does not count yesterday twice if the new day begins with its value', async t => {
    const { fixture, counts, shown } = await startFixture(t, 0, 1200);
    await fixture.clock.advance(10 * HOUR_MS);
    await counts(1201, '2025-01-02');
    await counts(1201, '2025-01-02');
    about(await shown(), 1200, 1203);
  });

  for (const [what, options] of [
    ['by the day', {}],
    ['by the month', { abilities: ['ElectricityX'] }],
    ['by the hour', { abilities: ['Electricity', 'ConsumptionH'] }],
  ] as const) {
    test(`has no trace of one absurd reading: a lamp of 5 W, counted ${what}`, async t => {
      const { counts, shown, run } = await startFixture(t, 5, 101, options);
      const before = await shown();
      await counts(what === 'by the hour' ? 39_000 : 490_000);
      await counts(102);
      about(await shown(), before, before + 10);
      await counts(103);
      about(await shown(), before, before + 10);
      assert.deepEqual(warningsOf(run.outlet()), []);
    });

    for (const [low, high] of [
      [100, 15_600],
      [100, 1600],
      [0, 900],
    ] as const) {
      for (const dwell of [1, 2, 3]) {
        test(`gains nothing from a counter that alternates, ${what}: ${low} and ${high}, ${dwell} times each`, async t => {
          const { counts, shown } = await startFixture(t, 5, low, options);
          const swing = async (): Promise<void> => {
            for (let turn = 0; turn < dwell; turn += 1) await counts(high);
            for (let turn = 0; turn < dwell; turn += 1) await counts(low);
          };
          for (let turn = 0; turn < 6; turn += 1) await swing();
          // No outlet carries this much in this time; less counts once, if two readings agree.
          const once = high > 10_000 ? 0 : high - low;
          about(await shown(), low, low + once + 10 * dwell);
        });
      }
    }
  }

  test('includes real growth that the watts missed, once a second reading confirms it', async t => {
    const { counts, shown } = await startFixture(t, 5, 100);
    await counts(700);
    about(await shown(), 100, 115);
    await counts(701);
    about(await shown(), 700, 720);
  });

  test('has what flowed while the host slept', async t => {
    const { fixture, counts, shown } = await startFixture(t, 5, 100);
    fixture.clock.sleep(8 * HOUR_MS, { isNoticed: false });
    await counts(9100);
    about(await shown(), 9100, 9110);
  });

  test('stays within the range of HomeKit, and no warning is logged', async t => {
    const { fixture, run } = await startFixture(t, 5, 100);
    await run.close();
    fixture.tools.notes(fixture.plug.uuid).set('energy', { 0: { wattHours: 5e9, shown: 5e9 } });
    const second = await fixture.start();
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await second.shows(EVE.KilowattHours), 1_000_000);
    assert.deepEqual(warningsOf(second.outlet()), []);
  });
});

describe('a meter that measures nothing, not even volts', () => {
  test('is not 0 W: no watts are shown, and the outlet is in use as it is on', async t => {
    const { fixture, run } = await startFixture(t, 60, 100);
    const { plug, clock } = fixture;
    assert.equal(await run.shows(hap.Characteristic.OutletInUse), true);
    plug.meter.measure({ volts: 0 });
    await clock.advance(10 * MINUTE_MS);
    assert.equal(run.device.state.get('reachable')?.reachable, true);
    assert.equal(await run.shows(hap.Characteristic.OutletInUse), true);
    for (const type of [EVE.Watts, EVE.Volts, EVE.Amperes]) assert.notEqual(typeof (await run.shows(type)), 'number');
    plug.turn(0, false);
    await clock.advance(2 * MINUTE_MS);
    assert.equal(await run.shows(hap.Characteristic.OutletInUse), false);
  });

  test('leaves an appliance as it was, and lets it finish once it measures again', async t => {
    const fixture = new MeterFixture(t);
    const { plug, clock } = fixture;
    plug.meter.measure({ watts: 2000 });
    const run = await fixture.start({ config: { appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } } });
    const contact = (): unknown =>
      run.accessory.services
        .find(({ UUID }) => UUID === hap.Service.ContactSensor.UUID)
        ?.getCharacteristic(hap.Characteristic.ContactSensorState).value;
    await clock.advance(20 * MINUTE_MS);
    plug.meter.measure({ volts: 0 });
    await clock.advance(2 * HOUR_MS);
    assert.equal(contact(), hap.Characteristic.ContactSensorState.CONTACT_DETECTED, 'it may be washing');
    plug.meter.measure({ watts: 0 });
    await clock.advance(6 * MINUTE_MS);
    assert.equal(contact(), hap.Characteristic.ContactSensorState.CONTACT_NOT_DETECTED);
  });

  test('does not make the counter implausible: its energy counts', async t => {
    const { fixture, counts, shown } = await startFixture(t, 1000, 100);
    fixture.plug.meter.measure({ volts: 0 });
    await counts(200);
    await counts(300);
    await counts(400);
    about(await shown(), 400, 550);
  });
});

describe('power that flows back', () => {
  test('counts as use, is shown as 0 W, and does not raise the total', async t => {
    const { fixture, run, shown } = await startFixture(t, -345, 100);
    assert.equal(await run.shows(hap.Characteristic.OutletInUse), true);
    assert.equal(await run.shows(EVE.Watts), 0);
    assert.equal(run.device.state.get('power', 0)?.watts, -345, 'with its sign');
    await fixture.clock.advance(2 * HOUR_MS);
    about(await shown(), 100, 101);
    assert.deepEqual(warningsOf(run.outlet()), []);
  });
});

describe('a meter that no longer replies, of a plug that does', () => {
  test('loses its last values after a while', async t => {
    const { fixture, run } = await startFixture(t, 60, 100);
    fixture.plug.fate = hangUpOn('Control.Electricity');
    await fixture.clock.advance(20 * MINUTE_MS);
    assert.equal(run.device.state.get('reachable')?.reachable, true);
    assert.notEqual(typeof (await run.shows(EVE.Watts)), 'number');
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(20 * MINUTE_MS);
    assert.equal(await run.shows(EVE.Watts), 60);
  });
});
