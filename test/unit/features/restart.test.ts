import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isObject } from '../../../src/protocol/decode.ts';
import type { Outcome } from '../../support/fate.ts';
import { failed, hap, HAPStatus, outletServices, read, write } from '../homekit/real-hap.ts';
import { FeatureFixture, type HomebridgeRun, type StartOptions } from './feature-fixture.ts';

const { On } = hap.Characteristic;
const TIMER = 'Control.TimerX';
const ID = 'hblocalrestart00';
const RESTARTS: StartOptions = { config: { restartSeconds: 10 } };

/** A timer of another program, which turns the outlet on at 12:00. */
const THEIRS = {
  id: 'k3v9x0a1b2c3d4e5',
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'Noon',
  createTime: 1_700_000_000,
  week: 255,
  time: 720,
  sunOffset: 0,
  duration: 0,
  extend: { toggle: { onoff: 1, lmTime: 0 } },
};

const restartSwitch = ({ service }: HomebridgeRun, channel = 0) =>
  service(hap.Service.Switch, `${String(channel)} restart`);

/** Taps the switch, and lets the time pass that its write takes. */
async function tap(fixture: FeatureFixture, run: HomebridgeRun, { channel = 0, ms = 2000 } = {}): Promise<unknown> {
  const result = write(restartSwitch(run, channel), On, true);
  await fixture.clock.advance(ms);
  return result;
}

/** The commands that switched, or changed timers, oldest first. */
const commands = ({ plug }: FeatureFixture): readonly string[] =>
  plug.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, namespace, payload }) => {
      const togglex = payload['togglex'];
      const isOn = JSON.stringify(togglex ?? '').includes('"onoff":1');
      return namespace.endsWith('ToggleX') ? (isOn ? 'on' : 'off') : `${method} ${namespace.replace('Appliance.', '')}`;
    });

describe('the restart switch', () => {
  test('is not there without the option, and costs no request', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await fixture.clock.advance(60_000);
    assert.deepEqual(outletServices(run.plug.accessory), ['outlet 0']);
    assert.deepEqual([...fixture.plug.methodsFor(TIMER), ...fixture.plug.methodsFor('Digest.TimerX')], []);
  });

  test('with the option, costs no request before it is used', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(RESTARTS);
    await fixture.clock.advance(60_000);
    assert.equal(await read(restartSwitch(run), On), false);
    assert.deepEqual(fixture.plug.methodsFor(TIMER), []);
    assert.deepEqual(commands(fixture), []);
  });

  test('turns the outlet off, and on again after its seconds; on until then, and the timer is gone', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.writeTimer(THEIRS);
    const run = fixture.start(RESTARTS);
    assert.equal(await tap(fixture, run), undefined);
    assert.equal(fixture.plug.isOn(), false);
    assert.equal(await read(restartSwitch(run), On), true);
    await fixture.clock.advance(7000);
    assert.equal(fixture.plug.isOn(), false);
    await fixture.clock.advance(3000);
    assert.equal(fixture.plug.isOn(), true);
    assert.equal(await read(restartSwitch(run), On), false);
    assert.deepEqual(commands(fixture), [`SET ${TIMER}`, 'off', 'on', `DELETE ${TIMER}`]);
    assert.deepEqual(fixture.plug.timers, [THEIRS]);
    assert.deepEqual(fixture.logged, []);
  });

  test('has a timer in the plug, before it goes off, that turns it on at a full minute for which there is time', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(RESTARTS);
    await fixture.clock.advance(45_000);
    await tap(fixture, run);
    const [timer] = fixture.plug.timers;
    const { createTime, ...others } = timer ?? {};
    // 45 s after midnight: 00:01 would leave no time for ten seconds off.
    assert.deepEqual(others, {
      id: ID,
      channel: 0,
      type: 1,
      enable: 1,
      alias: 'Restart, 00:02',
      week: 255,
      time: 2,
      sunOffset: 0,
      duration: 0,
      extend: { toggle: { onoff: 1, lmTime: 0 } },
    });
    assert.equal(typeof createTime, 'number');
  });

  test('comes back by itself where the network goes down with it, and the timer is removed afterwards', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(RESTARTS);
    await tap(fixture, run);
    fixture.plug.isReachable = false;
    await fixture.clock.advance(50_000);
    assert.equal(fixture.plug.isOn(), false);
    await fixture.clock.advance(10_000);
    assert.equal(fixture.plug.isOn(), true, 'by its own timer');
    assert.equal(fixture.plug.timers.length, 1);
    fixture.plug.isReachable = true;
    await fixture.clock.advance(60_000);
    assert.deepEqual(fixture.plug.timers, []);
    assert.equal(await read(restartSwitch(run), On), false);
  });

  for (const outcome of [
    'refused',
    'hung up',
    'lost',
    'acknowledged only',
    'hung up after doing it',
    'answer lost',
  ] as const) {
    test(`switches nothing, and fails, if the timer is ${outcome}; no timer is left`, async t => {
      const fixture = new FeatureFixture(t);
      const run = fixture.start(RESTARTS);
      fixture.plug.fate = ({ method, namespace }): Outcome =>
        method === 'SET' && namespace.endsWith(TIMER) ? outcome : 'answered';
      const result = await tap(fixture, run, { ms: 10_000 });
      assert.ok(isObject(result) && typeof result['status'] === 'number', 'the write failed');
      await fixture.clock.advance(120_000);
      assert.ok(!commands(fixture).includes('off'), commands(fixture).join());
      assert.equal(fixture.plug.isOn(), true);
      assert.deepEqual(fixture.plug.timers, []);
      assert.equal(await read(restartSwitch(run), On), false);
    });
  }

  test('does not switch a plug that is too slow for HomeKit to wait for it', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(RESTARTS);
    fixture.plug.fate = ({ namespace }) => ({ outcome: 'answered', delayMs: namespace.endsWith('TimerX') ? 2500 : 20 });
    const result = await tap(fixture, run, { ms: 12_000 });
    assert.deepEqual(result, failed(HAPStatus.OPERATION_TIMED_OUT));
    assert.ok(!commands(fixture).includes('off'));
  });

  test('does not switch a plug without the time, which carries out no timer, and says what to do', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.setTime({ timestamp: 437 });
    const run = fixture.start(RESTARTS);
    await tap(fixture, run);
    assert.equal(fixture.plug.isOn(), true);
    assert.deepEqual(commands(fixture), []);
    assert.equal(fixture.logged.length, 1);
    assert.match(fixture.logged[0] ?? '', /^it was not restarted: its clock is not set.*\n.*"clock": "auto"/);
  });

  test('follows the clock of the plug, be it wrong and in another zone', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.setTime({
      timestamp: Date.UTC(2024, 5, 1, 21, 58, 50) / 1000,
      timezone: 'Europe/Paris',
      timeRule: [[0, 7200, 1]],
    });
    const run = fixture.start(RESTARTS);
    await tap(fixture, run);
    assert.equal(fixture.plug.timers[0]?.['time'], 0, 'midnight in Paris');
    fixture.plug.isReachable = false;
    await fixture.clock.advance(69_000);
    assert.equal(fixture.plug.isOn(), true);
  });

  test('works on a locked plug, whose outlet stays locked', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({ config: { restartSeconds: 10, locked: true }, appearance: { isLocked: () => true } });
    const outlet = run.service(hap.Service.Outlet, '0');
    assert.deepEqual(await write(outlet, On, false), failed(HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE));
    assert.equal(await tap(fixture, run), undefined);
    assert.equal(fixture.plug.isOn(), false);
    await fixture.clock.advance(10_000);
    assert.equal(fixture.plug.isOn(), true);
  });

  test('of a strip is one for each outlet, and none for its master', async t => {
    const fixture = new FeatureFixture(t, { channels: [0, 1, 2] });
    const outlets = [{ channel: 0, name: 'All', hidden: false }];
    const run = fixture.start({ ...RESTARTS, appearance: { outlets } });
    assert.equal(restartSwitch(run, 0), undefined);
    await tap(fixture, run, { channel: 2 });
    assert.deepEqual([fixture.plug.isOn(1), fixture.plug.isOn(2)], [true, false]);
    await fixture.clock.advance(10_000);
    assert.equal(fixture.plug.isOn(2), true);
  });

  test('starts nothing new while a restart is under way, and "off" does not end it', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(RESTARTS);
    await tap(fixture, run);
    await tap(fixture, run, { ms: 100 });
    await write(restartSwitch(run), On, false);
    await fixture.clock.advance(100);
    assert.equal(await read(restartSwitch(run), On), true);
    await fixture.clock.advance(12_000);
    assert.deepEqual(commands(fixture), [`SET ${TIMER}`, 'off', 'on', `DELETE ${TIMER}`]);
  });

  test('can be used again at once', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(RESTARTS);
    for (let round = 0; round < 2; round += 1) {
      await tap(fixture, run);
      await fixture.clock.advance(9000);
      assert.equal(fixture.plug.isOn(), true);
    }
    await fixture.clock.advance(1000);
    assert.deepEqual(fixture.plug.timers, []);
  });
});

describe('a restart when Homebridge ends in between', () => {
  test('is completed by the plug, and the timer is found and removed at the next start, also without the option', async t => {
    for (const config of [{ restartSeconds: 10 }, {}]) {
      const fixture = new FeatureFixture(t);
      fixture.plug.writeTimer(THEIRS);
      const run = fixture.start(RESTARTS);
      await tap(fixture, run);
      await run.close();
      await fixture.clock.advance(120_000);
      assert.equal(fixture.plug.isOn(), true, 'by its own timer');
      fixture.start({ config });
      await fixture.clock.advance(10_000);
      assert.deepEqual(fixture.plug.timers, [THEIRS]);
      // By then the rules of other programs have been read too.
      await fixture.clock.advance(10_000);
      const count = fixture.plug.methodsFor('Digest.TimerX').length;
      await fixture.clock.advance(60_000);
      assert.equal(fixture.plug.methodsFor('Digest.TimerX').length, count);
    }
  });

  test('is completed by Homebridge if that is back first', async t => {
    const fixture = new FeatureFixture(t);
    const first = fixture.start(RESTARTS);
    await tap(fixture, first);
    await first.close();
    const run = fixture.start(RESTARTS);
    assert.equal(await read(restartSwitch(run), On), true);
    await fixture.clock.advance(10_000);
    assert.equal(fixture.plug.isOn(), true);
    assert.deepEqual(fixture.plug.timers, []);
  });

  test('does not turn on an outlet that a user has switched off long after it', async t => {
    const fixture = new FeatureFixture(t);
    const first = fixture.start(RESTARTS);
    await tap(fixture, first);
    await first.close();
    await fixture.clock.advance(120_000);
    fixture.plug.turn(0, false);
    await fixture.clock.advance(3_600_000);
    fixture.start(RESTARTS);
    await fixture.clock.advance(10_000);
    assert.equal(fixture.plug.isOn(), false);
    assert.deepEqual(fixture.plug.timers, []);
  });

  test('leaves nothing ticking', async t => {
    for (const afterMs of [0, 30, 100, 5000, 30_000]) {
      const fixture = new FeatureFixture(t);
      const run = fixture.start(RESTARTS);
      void write(restartSwitch(run), On, true).catch(() => undefined);
      await fixture.clock.advance(afterMs);
      await run.close();
      fixture.plug.core.alarms.close();
      await fixture.clock.advance(0);
      assert.equal(fixture.clock.pending, 0, `after ${afterMs} ms`);
    }
  });
});

test('a timer that cannot be removed is tried again, logged once, and gone in the end', async t => {
  const fixture = new FeatureFixture(t);
  const run = fixture.start(RESTARTS);
  fixture.plug.fate = ({ method }): Outcome => (method === 'DELETE' ? 'refused' : 'answered');
  await tap(fixture, run);
  await fixture.clock.advance(300_000);
  assert.equal(fixture.logged.length, 1);
  assert.match(fixture.logged[0] ?? '', /"hblocalrestart00" of its restart could not be removed/);
  assert.equal(await read(restartSwitch(run), On), false, 'the restart itself is over');
  fixture.plug.fate = () => 'answered';
  await fixture.clock.advance(600_000);
  assert.deepEqual(fixture.plug.timers, []);
});
