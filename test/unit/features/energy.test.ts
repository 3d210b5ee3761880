import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { counterOf } from '../../../src/features/energy.ts';
import { featuresFor } from '../../../src/features/index.ts';
import type { Notes } from '../../../src/storage/notes.ts';
import { DEFAULT_CONFIG } from '../../support/feature-tools.ts';
import { failed, HAPStatus } from '../homekit/real-hap.ts';
import {
  EVE,
  hangUpOn,
  HOUR_MS,
  MeterFixture,
  MINUTE_MS,
  newMeteredPlug,
  ONE_METER,
  type MeterRun,
} from './meter-fixture.ts';

const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
const STRIP = [0, 1, 2];
const STRIP_METERS = { channels: STRIP, abilities: ['ElectricityX'] };
/** Longer than the interval of reading the counter. */
const COUNTED_MS = 6 * MINUTE_MS;

/** kWh that are shown, in whole Wh; they come in steps of 10. */
async function wattHours(run: MeterRun, channel?: number): Promise<number> {
  const value = await run.shows(EVE.KilowattHours, channel);
  assert.ok(typeof value === 'number', JSON.stringify(value));
  return Math.round(value * 1000);
}

/** A plug that has counted 5 kWh on two days, the second of which is today. */
async function startFixture(t: TestContext, abilities = ONE_METER): Promise<{ fixture: MeterFixture; run: MeterRun }> {
  const fixture = new MeterFixture(t, { abilities });
  fixture.plug.meter.countDay('2024-12-31', 4000);
  fixture.plug.meter.countDay('2025-01-01', 1000);
  const run = await fixture.start();
  await fixture.clock.advance(COUNTED_MS);
  return { fixture, run };
}

describe('which counter a total uses', () => {
  for (const [what, channels, abilities, counter] of [
    ['a plug with one meter', [0], ONE_METER, 'days'],
    ['a plug that measures by outlet and counts days', [0], ['ElectricityX', 'ConsumptionX'], 'days'],
    ['a plug that measures by outlet', [0], ['ElectricityX'], 'month'],
    ['a strip that measures each outlet', STRIP, ['ElectricityX', 'ConsumptionX', 'ConsumptionH'], 'month'],
    ['a plug that only counts hours', [0], ['Electricity', 'ConsumptionH'], 'hours'],
    ['a strip with one counter for all', STRIP, ['Electricity', 'ConsumptionX'], undefined],
    ['a plug that counts and does not measure', [0], ['ConsumptionX'], undefined],
    ['a plug without a meter', [0], [], undefined],
  ] as const) {
    test(`${what}: ${counter ?? 'there is no total'}`, t => {
      const { plug } = new MeterFixture(t, { channels, abilities });
      assert.equal(counterOf(plug.info), counter);
    });
  }
});

describe('the total of a plug', () => {
  test('is not guessed before the plug has reported its counter', async t => {
    const fixture = new MeterFixture(t);
    fixture.plug.setLoad(2000);
    fixture.plug.fate = hangUpOn('Control.ConsumptionX');
    const run = await fixture.start();
    await fixture.clock.advance(4 * MINUTE_MS);
    assert.deepEqual(await run.shows(EVE.KilowattHours), NO_ANSWER);
  });

  test('is all that the plug remembers, once it has reported that', async t => {
    const { run } = await startFixture(t);
    assert.equal(await wattHours(run), 5000);
    assert.deepEqual(run.warnings, []);
  });

  test('rises with the watts, and the counter confirms it', async t => {
    const { fixture, run } = await startFixture(t);
    const { plug, clock } = fixture;
    plug.setLoad(1200);
    let shown = await wattHours(run);
    for (let minute = 1; minute <= 60; minute += 1) {
      plug.setLoad(1200 + (minute % 2));
      await clock.advance(MINUTE_MS);
      plug.meter.countDay('2025-01-01', 1000 + minute * 20);
      const now = await wattHours(run);
      assert.ok(now >= shown && now - shown <= 110, `${String(shown)} then ${String(now)}`);
      shown = now;
    }
    assert.ok(Math.abs(shown - 6200) <= 30, String(shown));
  });

  test('includes the energy of the time without replies, once', async t => {
    const { fixture, run } = await startFixture(t);
    const { plug, clock } = fixture;
    plug.setLoad(500);
    plug.isReachable = false;
    await clock.advance(2 * HOUR_MS);
    assert.deepEqual(await run.shows(EVE.KilowattHours), NO_ANSWER);
    plug.meter.countDay('2025-01-01', 2000);
    plug.setLoad(0);
    plug.isReachable = true;
    await clock.advance(COUNTED_MS);
    assert.equal(await wattHours(run), 6000);
    await clock.advance(HOUR_MS);
    assert.equal(await wattHours(run), 6000);
  });

  test('continues over midnight, and over days that the plug forgets', async t => {
    const { fixture, run } = await startFixture(t);
    const { plug, clock } = fixture;
    for (let day = 2; day <= 9; day += 1) {
      plug.setLoad(250 + day);
      await clock.advance(HOUR_MS);
      plug.meter.countDay(`2025-01-0${String(day)}`, 250);
      plug.meter.countDay('2024-12-31', undefined);
      await clock.advance(COUNTED_MS);
    }
    const total = await wattHours(run);
    assert.ok(Math.abs(total - 7000) <= 50, String(total));
  });

  test('is the same after a restart, has what was counted meanwhile, and nothing twice', async t => {
    const { fixture, run } = await startFixture(t);
    await run.close();
    fixture.plug.meter.countDay('2025-01-01', 1300);
    const second = await fixture.start();
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await wattHours(second), 5300);
    await second.close();
    const third = await fixture.start();
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await wattHours(third), 5300);
  });

  test('is the same after a crash', async t => {
    const { fixture } = await startFixture(t);
    // The first run is not closed before the second begins.
    fixture.plug.meter.countDay('2025-01-01', 1400);
    const second = await fixture.start();
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await wattHours(second), 5400);
  });

  test('of damaged notes starts again with what the plug remembers', async t => {
    const { fixture, run } = await startFixture(t);
    await run.close();
    const notes = fixture.tools.notes(fixture.plug.uuid);
    for (const damage of ['', 17, [], { 0: 'much' }, { 0: { wattHours: null } }]) {
      notes.set('energy', damage);
      const again = await fixture.start();
      await fixture.clock.advance(COUNTED_MS);
      assert.equal(await wattHours(again), 5000, JSON.stringify(damage));
      await again.close();
    }
  });

  test('of another plug at the same address is its own', async t => {
    const { fixture } = await startFixture(t);
    const kept = fixture.capabilities();
    const first = await fixture.start({ capabilities: kept });
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await wattHours(first), 5000);
    await first.device.close();
    const other = newMeteredPlug(fixture.clock, { uuid: '24010100000000000034fa4e00000003' });
    other.meter.countDay('2025-01-01', 70);
    const second = await fixture.start({ capabilities: kept, plug: other });
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await wattHours(second), 70);
  });

  test('costs one query in five minutes, and survives a while without replies', async t => {
    const { fixture, run } = await startFixture(t);
    const { plug, clock } = fixture;
    const before = plug.methodsFor('Control.ConsumptionX').length;
    await clock.advance(2 * HOUR_MS);
    const queried = plug.methodsFor('Control.ConsumptionX').length - before;
    assert.ok(queried >= 20 && queried <= 26, String(queried));
    assert.equal(plug.methodsFor('Control.ConsumptionH').length, 0);
    assert.equal(await wattHours(run), 5000);
  });

  test('uses the hours if there are no days', async t => {
    const fixture = new MeterFixture(t, { abilities: ['Electricity', 'ConsumptionH'] });
    const { plug, clock } = fixture;
    const hours = new Map([[clock.epochSeconds(), 40]]);
    plug.meter.countHours(hours);
    const run = await fixture.start();
    await clock.advance(COUNTED_MS);
    assert.equal(await wattHours(run), 40);
    plug.meter.countHours(hours.set(clock.epochSeconds() + 3600, 60));
    await clock.advance(COUNTED_MS);
    assert.equal(await wattHours(run), 100);
  });
});

describe('Reset in Eve', () => {
  test('shows zero at once, and what flows from then on counts', async t => {
    const { fixture, run } = await startFixture(t);
    await run.reset();
    assert.equal(await wattHours(run), 0);
    fixture.plug.meter.countDay('2025-01-01', 1150);
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await wattHours(run), 150);
  });

  test('leaves out the energy before it, although the counter includes that later', async t => {
    const { fixture, run } = await startFixture(t);
    const { plug, clock } = fixture;
    plug.setLoad(3000);
    await clock.advance(2 * MINUTE_MS);
    plug.setLoad(0);
    await clock.advance(2 * MINUTE_MS);
    await run.reset();
    plug.meter.countDay('2025-01-01', 1100);
    await clock.advance(COUNTED_MS);
    assert.ok((await wattHours(run)) <= 50, String(await wattHours(run)));
  });

  for (const end of ['a restart', 'an end without warning']) {
    test(`holds over ${end}`, async t => {
      const { fixture, run } = await startFixture(t);
      await run.reset();
      if (end === 'a restart') await run.close();
      fixture.plug.meter.countDay('2025-01-01', 1200);
      const second = await fixture.start();
      await fixture.clock.advance(COUNTED_MS);
      assert.equal(await wattHours(second), 200);
    });
  }

  test('holds while the plug is unreachable', async t => {
    const { fixture, run } = await startFixture(t);
    fixture.plug.isReachable = false;
    await fixture.clock.advance(COUNTED_MS);
    await run.reset();
    assert.deepEqual(await run.shows(EVE.KilowattHours), NO_ANSWER);
    fixture.plug.isReachable = true;
    await fixture.clock.advance(COUNTED_MS);
    assert.equal(await wattHours(run), 0);
  });

  test('is for one outlet of a strip, with or without readings of the others in this run', async t => {
    const fixture = new MeterFixture(t, STRIP_METERS);
    const { plug, clock } = fixture;
    plug.meter.countMonth(700, 1);
    plug.meter.countMonth(900, 2);
    const run = await fixture.start();
    await clock.advance(COUNTED_MS);
    await run.reset(1);
    await run.close();
    const second = await fixture.start({ plug, isAbsent: true });
    await second.reset(2);
    await second.close();
    plug.meter.countMonth(750, 1);
    plug.meter.countMonth(910, 2);
    const third = await fixture.start({ plug });
    await clock.advance(COUNTED_MS);
    assert.equal(await wattHours(third, 1), 50);
    assert.equal(await wattHours(third, 2), 10);
  });
});

describe('a strip that measures each outlet', () => {
  test('has a total for each, over the end of a month too', async t => {
    const fixture = new MeterFixture(t, STRIP_METERS);
    const { plug, clock } = fixture;
    plug.meter.countMonth(700, 1);
    plug.meter.countMonth(900, 2);
    const run = await fixture.start();
    await clock.advance(COUNTED_MS);
    assert.deepEqual([await wattHours(run, 1), await wattHours(run, 2)], [700, 900]);
    plug.meter.countMonth(800, 1);
    await clock.advance(COUNTED_MS);
    assert.deepEqual([await wattHours(run, 1), await wattHours(run, 2)], [800, 900]);
    await run.close();
    clock.sleep(31 * 24 * HOUR_MS, { isNoticed: true });
    plug.meter.countMonth(20, 1);
    plug.meter.countMonth(30, 2);
    const second = await fixture.start();
    await clock.advance(COUNTED_MS);
    assert.deepEqual([await wattHours(second, 1), await wattHours(second, 2)], [820, 930]);
    assert.ok(second.has(EVE.ResetTotal, 1) && second.has(EVE.ResetTotal, 2));
    assert.equal(second.history, undefined);
  });

  test('wears out no SD card: its month comes with every measurement, and is written every few minutes', async t => {
    const fixture = new MeterFixture(t, STRIP_METERS);
    const { plug, clock, tools } = fixture;
    let writes = 0;
    const counting = (uuid: string): Notes => {
      const notes = tools.notes(uuid);
      return {
        get: name => notes.get(name),
        set: (name, value) => {
          if (name === 'energy') writes += 1;
          notes.set(name, value);
        },
        flush: () => notes.flush(),
      };
    };
    const all = featuresFor({ ...DEFAULT_CONFIG, energySeconds: 60 }, { ...tools, notes: counting });
    await fixture.start({ capabilities: all });
    for (let minute = 1; minute <= 60; minute += 1) {
      for (const channel of [1, 2]) plug.meter.countMonth(minute * 40, channel);
      await clock.advance(MINUTE_MS);
    }
    assert.ok(writes >= 10 && writes <= 16, String(writes));
  });
});
