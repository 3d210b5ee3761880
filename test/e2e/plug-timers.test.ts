import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { set } from '../simulator/client.ts';
import { HomeApp, type Outlet } from '../support/home-app.ts';
import { servicesOf } from '../support/home-services.ts';
import { startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { deviceConfig, linesWith, outletOf, platformConfig, startPlug } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const TIMER = 'Appliance.Control.TimerX';
const VALVE = 'D0';
const ACTIVE = 'B0';
const SET_DURATION = 'D3';
const REMAINING = 'D4';

/** A timer of another program, which turns the plug on at five in the morning. */
const THEIRS = {
  id: 'k3v9x0a1b2c3d4e5',
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'Early',
  createTime: 1_700_000_000,
  week: 255,
  time: 300,
  sunOffset: 0,
  duration: 0,
  extend: { toggle: { onoff: 1, lmTime: 0 } },
};

interface Home {
  readonly plug: SimulatedPlug;
  readonly homebridge: RunningHomebridge;
  readonly app: HomeApp;
  /** Time that only the plug lives through. */
  readonly pass: (seconds: number) => void;
  /** Starts Homebridge again, and waits until the plug is ready. */
  readonly restart: () => Promise<void>;
  /** The ids of the plug's timers, without the one of the other program. */
  readonly ours: () => readonly unknown[];
}

const closing: (() => Promise<unknown>)[] = [];

after(async () => {
  for (const close of closing.reverse()) await close();
});

/** A plug that is on at noon by its clock, with a timer of another program, and Homebridge with a storage that outlives it. */
async function home(config: object): Promise<Home> {
  const startedAt = Date.now();
  let passedMs = Date.UTC(2025, 5, 2, 12, 0, 5) - startedAt;
  const plug = await startPlug({ model: 'mss310-2.1.17', now: () => Date.now() + passedMs });
  closing.push(() => plug.close());
  plug.turn(0, true);
  await set(plug, TIMER, { timerx: THEIRS });
  const storage = await mkdtemp(join(tmpdir(), 'meross-hb-'));
  closing.push(() => rm(storage, { recursive: true, force: true }));
  const platforms = [platformConfig([deviceConfig(plug, { name: 'Router', ...config })], { pollSeconds: 1 })];
  const homebridge = await startHomebridge({ storage, platforms });
  closing.push(() => homebridge.stop());
  await homebridge.waitForLog(/Router is ready/);
  const app = await HomeApp.pair(homebridge);
  closing.push(() => app.close());
  return {
    plug,
    homebridge,
    app,
    pass: seconds => {
      passedMs += seconds * 1000;
    },
    restart: async () => {
      await homebridge.restart(platforms);
      await homebridge.waitForLog(/Router is ready/);
      await app.reconnect();
    },
    ours: () => plug.timers.map(({ id }) => id).filter(id => id !== THEIRS.id),
  };
}

const isRunning = ({ pid }: RunningHomebridge): boolean => {
  try {
    return pid !== 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function valveOf(app: HomeApp): Promise<Outlet> {
  const [valve] = servicesOf(await app.accessories(), VALVE);
  assert.ok(valve);
  return valve;
}

describe('what the plug does by itself', () => {
  test('a restart is completed by the plug after Homebridge was killed; a locked plug is restarted only by its switch', async () => {
    const { plug, homebridge, app, pass, restart, ours } = await home({ locked: true, restartSeconds: 5 });
    const outlet = await outletOf(app, 'Router', 'Router');
    const restartSwitch = await outletOf(app, 'Router', 'Router restart');
    assert.notEqual((await app.switch(outlet, false)).status, 0);
    assert.equal(plug.isOn(), true);

    assert.equal((await app.switch(restartSwitch, true)).status, 0);
    process.kill(homebridge.pid, 'SIGKILL');
    await until(() => !isRunning(homebridge), 5000, 'gone');
    assert.equal(plug.isOn(), false);
    assert.deepEqual(ours(), ['hblocalrestart00']);
    pass(75);
    assert.equal(plug.isOn(), true, 'by its own timer');

    await restart();
    await until(() => ours().length === 0, 15_000, 'the timer is removed');
    assert.equal(plug.isOn(), true);
    assert.deepEqual(plug.timers, [THEIRS]);
    assert.equal((await app.read(restartSwitch)).on, false);

    await homebridge.waitForLog(
      /another program has written rules .*timer "Early", on at 05:00 daily .*remove --id k3v9x0a1b2c3d4e5/,
      30_000,
    );
    assert.equal(linesWith(homebridge.log, 'another program').length, 1);
  });

  test('a restart with Homebridge running takes its seconds, and leaves nothing in the plug', async () => {
    const { plug, app, ours } = await home({ restartSeconds: 2 });
    const restartSwitch = await outletOf(app, 'Router', 'Router restart');
    assert.equal((await app.switch(restartSwitch, true)).status, 0);
    assert.equal(plug.isOn(), false);
    await until(() => plug.isOn(), 6000, 'on again');
    await until(() => ours().length === 0, 6000, 'the timer is removed');
    await until(async () => (await app.read(restartSwitch)).on === false, 3000, 'the switch is off');
  });

  test('an off timer goes on over a restart of Homebridge and of the plug', async () => {
    const { plug, homebridge, app, pass, restart, ours } = await home({ offAfter: true });
    const valve = await valveOf(app);
    assert.equal(await app.write(valve, SET_DURATION, 600), 0);
    assert.equal(await app.write(valve, ACTIVE, 1), 0);
    assert.deepEqual(ours(), ['hblocaloffonce00']);

    await homebridge.stop();
    await plug.unplug();
    pass(60);
    await plug.plugIn();
    await restart();
    assert.equal((await app.read(valve, ACTIVE)).value, 1);
    const { value: remaining } = await app.read(valve, REMAINING);
    assert.ok(typeof remaining === 'number' && remaining > 500 && remaining <= 660, String(remaining));
    assert.equal(plug.isOn(), true);

    pass(600);
    assert.equal(plug.isOn(), false, 'by its own timer');
    await until(async () => (await app.read(valve, ACTIVE)).value === 0, 8000, 'it is shown');
    await until(() => ours().length === 0, 8000, 'the timer is removed');
    assert.deepEqual(plug.timers, [THEIRS]);
  });
});
