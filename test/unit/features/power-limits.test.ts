import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { FeatureConfig } from '../../../src/features/feature-declaration.ts';
import { featuresFor } from '../../../src/features/index.ts';
import { DEFAULT_CONFIG } from '../../support/feature-tools.ts';
import { hap, read } from '../homekit/real-hap.ts';
import { FeatureFixture, type HomebridgeRun } from './feature-fixture.ts';
import { hangUpOn, MeterFixture } from './meter-fixture.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const OVERLOAD: Partial<FeatureConfig> = {
  limits: { overloadWatts: 2000, overloadSeconds: 9, standbyMinutes: 15 },
};
const STANDBY: Partial<FeatureConfig> = { limits: { overloadSeconds: 10, standbyWatts: 5, standbyMinutes: 4 } };
/** The interval of the meter that follows from 9 s, and how late a query may be. */
const POLL_MS = 3500;

interface LimitsFixture {
  readonly fixture: FeatureFixture;
  readonly run: HomebridgeRun;
  /** The outlet draws this much for this long. */
  readonly draws: (watts: number, ms: number) => Promise<void>;
  /** How many commands the plug has got. */
  readonly commands: () => number;
  readonly isOn: () => Promise<unknown>;
}

function startFixture(t: TestContext, config = OVERLOAD): LimitsFixture {
  const fixture = new FeatureFixture(t);
  const run = fixture.start({ config });
  return {
    fixture,
    run,
    draws: async (watts, ms) => {
      fixture.plug.setLoad(watts);
      await fixture.clock.advance(ms);
    },
    commands: () => fixture.plug.requests.filter(isToggle).length,
    isOn: () => read(run.service(hap.Service.Outlet, '0'), hap.Characteristic.On),
  };
}

const isToggle = ({ method, namespace }: { readonly method: string; readonly namespace: string }): boolean =>
  method === 'SET' && namespace === 'Appliance.Control.ToggleX';

describe('an overload', () => {
  test('switches the outlet off after its time and one poll, HomeKit shows it, and the log says it once', async t => {
    const { fixture, draws, isOn } = startFixture(t);
    await draws(1500, MINUTE);
    assert.equal(await isOn(), true);
    await draws(2500, 9 * SECOND - 1);
    assert.equal(fixture.plug.isOn(0), true, 'not before its time');
    await draws(2500, POLL_MS);
    assert.equal(fixture.plug.isOn(0), false);
    assert.equal(await isOn(), false);
    await draws(2500, 10 * MINUTE);
    assert.equal(fixture.plug.isOn(0), false, 'nothing switches it on again');
    assert.deepEqual(fixture.logged, [
      'it drew more than 2000 W for 9 s (last 2500 W), and was switched off.\n' +
        'Unplug something before you switch it on again; it stays off until then. If this load is right, raise "overloadWatts".',
    ]);
  });

  test('is never switched off before its time, nor later than one poll after it, whenever it begins', async t => {
    for (let begin = 0; begin < 20; begin += 1) {
      const { fixture, draws } = startFixture(t);
      await draws(1500, MINUTE + begin * 170);
      await draws(2500, 9 * SECOND - 1);
      assert.equal(fixture.plug.isOn(0), true, `not before its time, begin ${begin}`);
      await draws(2500, POLL_MS);
      assert.equal(fixture.plug.isOn(0), false, `within one poll of it, begin ${begin}`);
    }
  });

  test('that is interrupted does not switch it off, however often', async t => {
    const { fixture, draws } = startFixture(t);
    for (let peak = 0; peak < 20; peak += 1) {
      await draws(3000, 5 * SECOND);
      await draws(1900, 5 * SECOND);
    }
    assert.equal(fixture.plug.isOn(0), true);
    assert.deepEqual(fixture.logged, []);
  });

  test('switches a locked plug off as well', async t => {
    const fixture = new FeatureFixture(t);
    fixture.start({ config: { ...OVERLOAD, locked: true }, appearance: { isLocked: () => true } });
    fixture.plug.setLoad(2500);
    await fixture.clock.advance(20 * SECOND);
    assert.equal(fixture.plug.isOn(0), false);
  });

  test('may also flow back', async t => {
    const fixture = new MeterFixture(t);
    fixture.plug.meter.measure({ watts: -2500 });
    await fixture.start({ config: OVERLOAD });
    await fixture.clock.advance(MINUTE);
    assert.equal(fixture.plug.isOn(0), false);
  });

  test('leaves an outlet on that HomeKit switches on again at this moment, and counts again', async t => {
    const { fixture, run, draws } = startFixture(t);
    const switchOn = (): unknown =>
      run.service(hap.Service.Outlet, '0')?.getCharacteristic(hap.Characteristic.On).handleSetRequest(true);
    // The first command is lost, and before it is repeated, the user switches the outlet on.
    fixture.plug.fate = request => {
      if (!isToggle(request)) return 'answered';
      fixture.plug.fate = () => 'answered';
      void switchOn();
      return 'hung up';
    };
    await draws(2500, 15 * SECOND);
    assert.equal(fixture.plug.isOn(0), true);
    assert.deepEqual(fixture.logged, []);
    await draws(2500, 15 * SECOND);
    assert.equal(fixture.plug.isOn(0), false);
    assert.equal(fixture.logged.length, 1);
  });

  test('at one outlet of a strip switches off that one, and the log names it', async t => {
    const fixture = new MeterFixture(t, { channels: [0, 1, 2], abilities: ['ElectricityX'] });
    const { plug, clock } = fixture;
    const logged: string[] = [];
    const log = (text: string): void => void logged.push(text);
    const config = { ...DEFAULT_CONFIG, ...OVERLOAD, outlets: [{ channel: 2, name: 'Heater', hidden: false }] };
    const tools = { ...fixture.tools, log: { ...fixture.tools.log, info: log, warn: log, once: log } };
    for (const channel of [1, 2]) {
      plug.turn(channel, true);
      plug.setLoad(100, channel);
    }
    await fixture.start({ capabilities: featuresFor(config, tools) });
    await clock.advance(MINUTE);
    plug.setLoad(2500, 2);
    await clock.advance(20 * SECOND);
    assert.deepEqual([plug.isOn(1), plug.isOn(2)], [true, false]);
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? '', /^Heater drew more than 2000 W for 9 s \(last 2500 W\), and was switched off\.\n/);
  });

  test('starts afresh when the outlet is switched on again, and is logged again', async t => {
    const { fixture, draws, isOn } = startFixture(t);
    await draws(2500, 20 * SECOND);
    assert.equal(fixture.plug.isOn(0), false);
    fixture.plug.turn(0, true);
    await draws(2500, 8 * SECOND);
    assert.equal(await isOn(), true);
    await draws(2500, 15 * SECOND);
    assert.equal(fixture.plug.isOn(0), false);
    assert.equal(fixture.logged.length, 2);
  });

  test('is not counted on while the plug is unreachable', async t => {
    const { fixture, draws } = startFixture(t);
    await draws(2500, 7 * SECOND);
    fixture.plug.fate = () => 'no connection';
    await draws(2500, 5 * MINUTE);
    fixture.plug.fate = () => 'answered';
    const before = fixture.clock.now();
    while (fixture.plug.isOn(0)) await fixture.clock.advance(SECOND);
    assert.ok(fixture.clock.now() - before > 9 * SECOND, 'a whole time of measurements');
  });

  test('is switched off by the second command if the first fails', async t => {
    const { fixture, draws, commands } = startFixture(t);
    let lost = 0;
    fixture.plug.fate = request => (isToggle(request) && (lost += 1) === 1 ? 'lost' : 'answered');
    await draws(2500, 25 * SECOND);
    assert.equal(fixture.plug.isOn(0), false);
    assert.equal(commands(), 2);
    assert.equal(fixture.logged.length, 1);
    assert.match(fixture.logged[0] ?? '', /and was switched off\.\n/);
  });

  test('that cannot be switched off is logged once, is tried again while it lasts, and its end is logged', async t => {
    const { fixture, draws, commands } = startFixture(t);
    fixture.plug.fate = request => (isToggle(request) ? 'lost' : 'answered');
    await draws(2500, 2 * MINUTE);
    assert.equal(fixture.plug.isOn(0), true);
    assert.ok(commands() > 2);
    assert.equal(fixture.logged.length, 1);
    assert.match(
      fixture.logged[0] ?? '',
      /^it drew more than 2000 W for 9 s \(last 2500 W\), and could not be switched off: .*\.\nUnplug the load\. The plugin tries again while the overload lasts\.$/,
    );
    fixture.plug.fate = () => 'answered';
    await draws(2500, 30 * SECOND);
    assert.equal(fixture.plug.isOn(0), false);
    assert.equal(fixture.logged.length, 2);
    assert.match(fixture.logged[1] ?? '', /and was switched off\.\n/);
  });
});

describe('standby', () => {
  test('switches the outlet off after its time, once it has been used', async t => {
    const { fixture, draws, isOn } = startFixture(t, STANDBY);
    await draws(80, 3 * MINUTE);
    await draws(2, 4 * MINUTE - 1);
    assert.equal(fixture.plug.isOn(0), true);
    await draws(2, 30 * SECOND);
    assert.equal(fixture.plug.isOn(0), false);
    assert.equal(await isOn(), false);
    assert.deepEqual(fixture.logged, [
      'it drew less than 5.0 W for 4 min (last 2.0 W), and was switched off.\n' +
        'It stays off until it is switched on again. If it was still needed, lower "standbyWatts" or raise "standbyMinutes".',
    ]);
  });

  test('is not what a lamp does that is switched on at 0 W', async t => {
    const { fixture, draws } = startFixture(t, STANDBY);
    await draws(0, 10 * MINUTE);
    assert.equal(fixture.plug.isOn(0), true);
    await draws(80, MINUTE);
    fixture.plug.turn(0, false);
    await draws(0, MINUTE);
    fixture.plug.turn(0, true);
    await draws(0, 10 * MINUTE);
    assert.equal(fixture.plug.isOn(0), true, 'nor after it was used before it was switched off');
  });

  test('starts again with each use', async t => {
    const { fixture, draws } = startFixture(t, STANDBY);
    for (let use = 0; use < 5; use += 1) {
      await draws(80, MINUTE);
      await draws(2, 3 * MINUTE);
    }
    assert.equal(fixture.plug.isOn(0), true);
  });

  test('of what was used before a restart of Homebridge ends some time after it', async t => {
    const { fixture, run, draws } = startFixture(t, STANDBY);
    await draws(80, MINUTE);
    await draws(2, 3 * MINUTE);
    await run.close();
    assert.equal(fixture.clock.pending, 0, 'nothing left ticking');
    fixture.start({ config: STANDBY });
    await draws(2, 3 * MINUTE);
    assert.equal(fixture.plug.isOn(0), true, 'the time counts from the restart');
    await draws(2, 2 * MINUTE);
    assert.equal(fixture.plug.isOn(0), false);
  });

  test('is forgotten by an outlet that was switched off during the restart, and malformed notes are ignored', async t => {
    for (const damage of [undefined, 'all', [null, '0'], { 0: true }]) {
      const { fixture, run, draws } = startFixture(t, STANDBY);
      await draws(80, MINUTE);
      await run.close();
      const notes = fixture.tools.notes(fixture.plug.uuid);
      assert.deepEqual(notes.get('limits'), [0]);
      if (damage === undefined) fixture.plug.turn(0, false);
      else notes.set('limits', damage);
      fixture.start({ config: STANDBY });
      await draws(0, MINUTE);
      fixture.plug.turn(0, true);
      await draws(0, 10 * MINUTE);
      assert.equal(fixture.plug.isOn(0), true, JSON.stringify(damage));
    }
  });
});

describe('a meter that does not measure', () => {
  for (const [what, fail] of [
    ['reads 0 V', ({ plug }: MeterFixture) => plug.meter.measure({ volts: 0 })],
    ['no longer replies', ({ plug }: MeterFixture) => void (plug.fate = hangUpOn('Control.Electricity'))],
  ] as const) {
    for (const [kind, watts, config] of [
      ['overload', 2500, OVERLOAD],
      ['standby', 2, STANDBY],
    ] as const) {
      test(`switches nothing off and starts nothing again, if it ${what} during ${kind}`, async t => {
        const fixture = new MeterFixture(t);
        const { plug, clock } = fixture;
        plug.meter.measure({ watts: 80 });
        const { device } = await fixture.start({ config: { ...config, energySeconds: 10 } });
        await clock.advance(MINUTE);
        plug.meter.measure({ watts });
        // Most of its time, but not all.
        await clock.advance(kind === 'overload' ? 7 * SECOND : 3 * MINUTE);
        fail(fixture);
        await clock.advance(10 * MINUTE);
        assert.equal(device.state.get('power')?.watts, undefined);
        assert.equal(plug.isOn(0), true);
        plug.fate = () => 'answered';
        plug.meter.measure({ watts });
        const before = clock.now();
        while (device.state.get('power')?.watts === undefined) await clock.advance(SECOND);
        assert.equal(plug.isOn(0), true, 'one measurement is not enough');
        await clock.advance(kind === 'overload' ? 9 * SECOND : 2 * MINUTE);
        assert.equal(plug.isOn(0), false, `after ${String(clock.now() - before)} ms`);
      });
    }
  }
});

describe('without the option, or without support', () => {
  for (const [what, options, config] of [
    ['the option is not there', {}, {}],
    ['it has no watts', {}, { limits: { overloadSeconds: 3, standbyMinutes: 1 } }],
    ['the plug has no meter', { abilities: ['Control.ToggleX'] }, OVERLOAD],
    ['the meter is not wanted', {}, { ...OVERLOAD, energy: false }],
  ] as const) {
    test(`no command is sent, and no request more than without it, as ${what}`, async t => {
      const counts: number[] = [];
      for (const each of [{ energy: !('energy' in config) }, config]) {
        const fixture = new FeatureFixture(t, options);
        fixture.start({ config: each });
        fixture.plug.setLoad(3000);
        await fixture.clock.advance(10 * MINUTE);
        assert.equal(fixture.plug.isOn(0), true);
        counts.push(fixture.plug.requests.length);
      }
      assert.equal(counts[0], counts[1]);
    });
  }

  test('standby alone costs no request, and an overload only what its time needs', async t => {
    const counts: number[] = [];
    for (const config of [{}, STANDBY, OVERLOAD]) {
      const fixture = new FeatureFixture(t);
      fixture.start({ config });
      await fixture.clock.advance(10 * MINUTE);
      const meter = fixture.plug.requests.filter(({ namespace }) => namespace.endsWith('.Electricity'));
      counts.push(meter.length);
    }
    assert.deepEqual(counts, [60, 60, 200]);
  });
});
