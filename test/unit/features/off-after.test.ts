import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isObject } from '../../../src/protocol/decode.ts';
import type { Outcome } from '../../support/fate.ts';
import { failed, hap, HAPStatus, read, warningsOf, write } from '../homekit/real-hap.ts';
import { FeatureFixture, type HomebridgeRun, type StartOptions } from './feature-fixture.ts';

const { Active, InUse, On, RemainingDuration, SetDuration, ValveType } = hap.Characteristic;
const TIMER = 'Control.TimerX';
const RULE = 'Control.TriggerX';
const ID = 'hblocaloffonce00';
const SHOWN: StartOptions = { config: { offAfter: true } };
const MINUTE = 60_000;

/** A timer of another program, which turns the outlet off at 23:00. */
const THEIRS = {
  id: 'k3v9x0a1b2c3d4e5',
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'Night',
  createTime: 1_700_000_000,
  week: 255,
  time: 1380,
  sunOffset: 0,
  duration: 0,
  extend: { toggle: { onoff: 0, lmTime: 0 } },
};

const valve = ({ service }: HomebridgeRun, channel = 0) => service(hap.Service.Valve, `${String(channel)} off timer`);

/** Opens or closes the valve, and lets the time pass that the write takes. */
async function turn(fixture: FeatureFixture, run: HomebridgeRun, active: number, channel = 0): Promise<unknown> {
  const result = write(valve(run, channel), Active, active);
  await fixture.clock.advance(2000);
  return result;
}

async function pick(run: HomebridgeRun, seconds: number): Promise<void> {
  assert.equal(await write(valve(run), SetDuration, seconds), undefined);
}

const remaining = (run: HomebridgeRun): Promise<unknown> => read(valve(run), RemainingDuration);

const requestsAbout = ({ plug }: FeatureFixture, name: string): readonly string[] => plug.methodsFor(name);

describe('the off timer', () => {
  test('is not there without the option, and costs no request', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await fixture.clock.advance(MINUTE);
    assert.equal(valve(run), undefined);
    assert.deepEqual([...requestsAbout(fixture, TIMER), ...requestsAbout(fixture, 'Digest.TimerX')], []);
  });

  test('is a valve without a kind, closed, with half an hour picked; it costs no request before it is used', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await fixture.clock.advance(MINUTE);
    const service = valve(run);
    const values = await Promise.all([Active, InUse, ValveType, SetDuration].map(type => read(service, type)));
    assert.deepEqual(values, [0, 0, 0, 1800]);
    assert.equal(await remaining(run), 0);
    assert.deepEqual(requestsAbout(fixture, TIMER), []);
  });

  test('of a lamp that is on: the plug switches it off after the picked time, and the timer is removed', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.writeTimer(THEIRS);
    const run = fixture.start(SHOWN);
    await pick(run, 300);
    assert.equal(await turn(fixture, run, 1), undefined);
    assert.deepEqual([await read(valve(run), Active), await read(valve(run), InUse)], [1, 1]);
    const { createTime, ...timer } = fixture.plug.timers.find(({ id }) => id === ID) ?? {};
    assert.equal(typeof createTime, 'number');
    assert.deepEqual(timer, {
      id: ID,
      channel: 0,
      type: 2,
      enable: 1,
      alias: 'Off timer, 00:05',
      week: 255,
      time: 5,
      sunOffset: 0,
      duration: 0,
      extend: { toggle: { onoff: 0, lmTime: 0 } },
    });
    await fixture.clock.advance(MINUTE);
    assert.equal(await remaining(run), 238);
    await fixture.clock.advance(237_000);
    assert.equal(fixture.plug.isOn(), true);
    await fixture.clock.advance(12_000);
    assert.equal(fixture.plug.isOn(), false);
    assert.equal(await read(valve(run), Active), 0);
    assert.equal(await remaining(run), 0);
    assert.deepEqual(fixture.plug.timers, [THEIRS]);
    assert.deepEqual(
      fixture.plug.sets.filter(({ namespace }) => namespace.endsWith('ToggleX')),
      [],
    );
    assert.ok(!fixture.logged.some(text => text.includes('off timer')), fixture.logged.join());
  });

  test('of a lamp that is off turns it on first', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.turn(0, false);
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1);
    assert.equal(fixture.plug.isOn(), true);
    assert.equal(await read(valve(run), Active), 1);
    await fixture.clock.advance(31 * MINUTE);
    assert.equal(fixture.plug.isOn(), false);
  });

  test('is over when the lamp is switched off, whatever did it, and does not come back with the lamp', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1);
    fixture.plug.turn(0, false);
    await fixture.clock.advance(10_000);
    assert.equal(await read(valve(run), Active), 0);
    assert.deepEqual(fixture.plug.timers, []);
    fixture.plug.turn(0, true);
    await fixture.clock.advance(31 * MINUTE);
    assert.equal(fixture.plug.isOn(), true);
  });

  test('is given up when it is closed: the lamp stays on', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1);
    assert.equal(await turn(fixture, run, 0), undefined);
    assert.deepEqual(fixture.plug.timers, []);
    assert.equal(await read(valve(run), Active), 0);
    await fixture.clock.advance(31 * MINUTE);
    assert.equal(fixture.plug.isOn(), true);
  });

  test('starts again with another duration when it is opened again', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1);
    await pick(run, 600);
    await turn(fixture, run, 1);
    assert.equal(fixture.plug.timers.length, 1);
    await fixture.clock.advance(9 * MINUTE);
    assert.equal(fixture.plug.isOn(), true);
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(fixture.plug.isOn(), false);
  });

  test('remembers the picked duration over a restart of Homebridge, beyond the hour of HAP', async t => {
    const fixture = new FeatureFixture(t);
    const first = fixture.start(SHOWN);
    await pick(first, 7200);
    await first.close();
    const run = fixture.start(SHOWN);
    const service = valve(run);
    assert.ok(service);
    const warnings = warningsOf(service);
    assert.equal(await read(service, SetDuration), 7200);
    await turn(fixture, run, 1);
    assert.ok(Math.abs(Number(await remaining(run)) - 7199) <= 1);
    assert.deepEqual(warnings, []);
  });

  for (const outcome of ['refused', 'hung up', 'acknowledged only', 'answer lost'] as const) {
    test(`that is ${outcome} fails, turns nothing on, and leaves no timer`, async t => {
      const fixture = new FeatureFixture(t);
      fixture.plug.turn(0, false);
      const run = fixture.start(SHOWN);
      fixture.plug.fate = ({ method, namespace }): Outcome =>
        method === 'SET' && namespace.endsWith(TIMER) ? outcome : 'answered';
      const result = write(valve(run), Active, 1);
      await fixture.clock.advance(10_000);
      const status = await result;
      assert.ok(isObject(status) && typeof status['status'] === 'number', 'the write failed');
      await fixture.clock.advance(2 * MINUTE);
      assert.equal(fixture.plug.isOn(), false);
      assert.deepEqual(fixture.plug.timers, []);
      assert.equal(await read(valve(run), Active), 0);
    });
  }

  test('of a plug without the time fails, and the log says what to do', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.setTime({ timestamp: 437 });
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1);
    assert.equal(await read(valve(run), Active), 0);
    assert.match(
      fixture.logged[0] ?? '',
      /^its off timer could not be changed: its clock is not set.*\n.*"clock": "auto"/,
    );
  });

  test('of a locked plug is not there', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({ config: { offAfter: true, locked: true }, appearance: { isLocked: () => true } });
    await fixture.clock.advance(1000);
    assert.equal(valve(run), undefined);
  });

  test('of a plug that another entry of the config locks does not switch it', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({ ...SHOWN, appearance: { isLocked: () => true } });
    assert.deepEqual(await turn(fixture, run, 1), failed(HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE));
    assert.deepEqual(fixture.plug.timers, []);
  });

  test('of a strip is one for each outlet', async t => {
    const fixture = new FeatureFixture(t, { channels: [0, 1, 2] });
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1, 2);
    assert.deepEqual(
      fixture.plug.timers.map(({ id }) => id),
      ['hblocaloffonce02'],
    );
    await fixture.clock.advance(31 * MINUTE);
    assert.deepEqual([fixture.plug.isOn(1), fixture.plug.isOn(2)], [true, false]);
  });
});

describe('an off timer when something restarts', () => {
  test('goes on in the plug while Homebridge is down, and is cleaned up after it', async t => {
    for (const config of [{ offAfter: true }, {}]) {
      const fixture = new FeatureFixture(t);
      const first = fixture.start(SHOWN);
      await turn(fixture, first, 1);
      await first.close();
      await fixture.clock.advance(31 * MINUTE);
      assert.equal(fixture.plug.isOn(), false);
      fixture.plug.turn(0, true);
      fixture.start({ config });
      await fixture.clock.advance(MINUTE);
      assert.deepEqual(fixture.plug.timers, []);
      assert.equal(fixture.plug.isOn(), true, 'it was switched on since');
    }
  });

  test('is still shown after a restart of Homebridge, with the time that is left', async t => {
    const fixture = new FeatureFixture(t);
    const first = fixture.start(SHOWN);
    await turn(fixture, first, 1);
    await first.close();
    await fixture.clock.advance(10 * MINUTE);
    const run = fixture.start(SHOWN);
    assert.equal(await read(valve(run), Active), 1);
    assert.equal(await remaining(run), 1198);
    await fixture.clock.advance(20 * MINUTE);
    assert.equal(fixture.plug.isOn(), false);
  });

  test('holds over a power cut of a plug that gets the time back', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1);
    fixture.plug.restart();
    await fixture.clock.advance(31 * MINUTE);
    assert.equal(fixture.plug.isOn(), false);
    assert.deepEqual(fixture.logged, []);
  });

  test('is carried out by the plugin if the plug has lost its clock, which the log says', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await turn(fixture, run, 1);
    fixture.plug.core.cutPower();
    fixture.plug.core.restorePower(false);
    await fixture.clock.advance(30 * MINUTE);
    assert.equal(fixture.plug.isOn(), true);
    await fixture.clock.advance(MINUTE);
    assert.equal(fixture.plug.isOn(), false);
    assert.match(fixture.logged.find(text => text.includes('off timer')) ?? '', /so the plugin did/);
    assert.deepEqual(fixture.plug.timers, []);
  });
});

describe('auto-off with the off timer', () => {
  const BOTH: StartOptions = { config: { offAfter: true, autoOffMinutes: 15 } };

  test('is shown as an open valve with the time that is left', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.turn(0, false);
    const run = fixture.start(BOTH);
    await fixture.clock.advance(5000);
    assert.equal(await read(valve(run), Active), 0);
    void write(run.service(hap.Service.Outlet, '0'), On, true);
    await fixture.clock.advance(1000);
    assert.equal(await read(valve(run), Active), 1);
    assert.ok(Math.abs(Number(await remaining(run)) - 899) <= 1);
    await fixture.clock.advance(15 * MINUTE + 6000);
    assert.equal(fixture.plug.isOn(), false);
    assert.equal(await read(valve(run), Active), 0);
  });

  test('is paused by closing the valve: on until it is switched off, and auto-off holds again after that', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.turn(0, false);
    const run = fixture.start(BOTH);
    await fixture.clock.advance(5000);
    fixture.plug.turn(0, true);
    await fixture.clock.advance(6000);
    assert.equal(await turn(fixture, run, 0), undefined);
    assert.equal(await read(valve(run), Active), 0);
    assert.deepEqual(fixture.plug.rules, []);
    await fixture.clock.advance(7 * 60 * MINUTE);
    assert.equal(fixture.plug.isOn(), true, 'also past the check of the rules');
    fixture.plug.turn(0, false);
    await fixture.clock.advance(10_000);
    assert.equal(fixture.plug.rules.length, 1);
    fixture.plug.turn(0, true);
    await fixture.clock.advance(16 * MINUTE);
    assert.equal(fixture.plug.isOn(), false);
  });

  test('stays paused over a restart of Homebridge, and is back after an "off" that happened meanwhile', async t => {
    const fixture = new FeatureFixture(t);
    const first = fixture.start(BOTH);
    await fixture.clock.advance(5000);
    await turn(fixture, first, 0);
    await first.close();
    const second = fixture.start(BOTH);
    await fixture.clock.advance(MINUTE);
    assert.deepEqual(fixture.plug.rules, []);
    assert.equal(await read(valve(second), Active), 0);
    await second.close();
    fixture.plug.turn(0, false);
    fixture.start(BOTH);
    await fixture.clock.advance(MINUTE);
    assert.equal(fixture.plug.rules.length, 1);
  });

  test('is paused by an off timer with another duration', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.turn(0, false);
    const run = fixture.start(BOTH);
    await fixture.clock.advance(5000);
    await turn(fixture, run, 1);
    await fixture.clock.advance(20 * MINUTE);
    assert.equal(fixture.plug.isOn(), true, 'longer than auto-off');
    await fixture.clock.advance(11 * MINUTE);
    assert.equal(fixture.plug.isOn(), false);
    await fixture.clock.advance(MINUTE);
    assert.equal(fixture.plug.rules.length, 1);
    assert.deepEqual(fixture.plug.timers, []);
  });

  test('goes on if the plug refuses to remove its rule, and the write fails', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(BOTH);
    await fixture.clock.advance(5000);
    fixture.plug.fate = ({ method, namespace }): Outcome =>
      method === 'DELETE' && namespace.endsWith(RULE) ? 'refused' : 'answered';
    assert.deepEqual(await turn(fixture, run, 0), failed(HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE));
    await fixture.clock.advance(1000);
    assert.equal(await read(valve(run), Active), 1);
    assert.equal(fixture.plug.rules.length, 1);
  });

  test('a pause ends with the option that it was for', async t => {
    const fixture = new FeatureFixture(t);
    const first = fixture.start(BOTH);
    await fixture.clock.advance(5000);
    await turn(fixture, first, 0);
    await first.close();
    const second = fixture.start(SHOWN);
    await fixture.clock.advance(5000);
    await second.close();
    fixture.start(BOTH);
    await fixture.clock.advance(5000);
    assert.equal(fixture.plug.rules.length, 1);
  });
});

test('nothing is left ticking, whenever Homebridge ends', async t => {
  for (const afterMs of [0, 30, 100, 5000, 40 * MINUTE]) {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({ config: { offAfter: true, autoOffMinutes: 120 } });
    void write(valve(run), Active, 1).catch(() => undefined);
    await fixture.clock.advance(afterMs);
    await run.close();
    fixture.plug.core.alarms.close();
    await fixture.clock.advance(0);
    assert.equal(fixture.clock.pending, 0, `after ${String(afterMs)} ms`);
  }
});
