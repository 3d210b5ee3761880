import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { set } from '../simulator/client.ts';
import { startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { platformConfig, deviceConfig, linesWith, switchCommandsTo, startPlug } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const RULE = 'Appliance.Control.TriggerX';

/** A rule that another app has made; it acts after 13 hours. */
const THEIRS = {
  id: 'k3v9x0a1b2c3d4e5',
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'Night',
  createTime: 1_700_000_000,
  rule: { week: 255, duration: 46_800 },
};

interface Home {
  readonly plug: SimulatedPlug;
  readonly homebridge: RunningHomebridge;
  /** Time that only the plug lives through. */
  readonly pass: (seconds: number) => void;
  /** Starts Homebridge again with this in the plug's config, and waits until the plug is ready. */
  readonly restart: (config: object) => Promise<void>;
  /** The rules of the plug, without the one of the other app. */
  readonly ours: () => readonly unknown[];
}

const closing: (() => Promise<unknown>)[] = [];

after(async () => {
  for (const close of closing.reverse()) await close();
});

/** A plug that is off, with a rule of another app, and Homebridge with a storage that outlives it. */
async function home(model: string, config: object): Promise<Home> {
  let passedMs = 0;
  const plug = await startPlug({ model, now: () => Date.now() + passedMs });
  closing.push(() => plug.close());
  plug.turn(0, false);
  if (plug.abilities.has(RULE)) await set(plug, RULE, { triggerx: THEIRS });
  const storage = await mkdtemp(join(tmpdir(), 'meross-hb-'));
  closing.push(() => rm(storage, { recursive: true, force: true }));
  const platforms = (wanted: object): readonly object[] => [
    platformConfig([deviceConfig(plug, { name: 'Iron', ...wanted })], { pollSeconds: 1 }),
  ];
  const homebridge = await startHomebridge({ storage, platforms: platforms(config) });
  closing.push(() => homebridge.stop());
  await homebridge.waitForLog(/Iron is ready/);
  return {
    plug,
    homebridge,
    pass: seconds => {
      passedMs += seconds * 1000;
    },
    restart: async wanted => {
      await homebridge.restart(platforms(wanted));
      await homebridge.waitForLog(/Iron is ready/);
    },
    ours: () => plug.rules.filter(({ id }) => id !== THEIRS.id),
  };
}

const isRunning = ({ pid }: RunningHomebridge): boolean => {
  try {
    return pid !== 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('auto-off', () => {
  test('fires in the plug while Homebridge is stopped; the rule of another app is still there, and still holds', async () => {
    const { plug, homebridge, pass, restart, ours } = await home('mss310-2.1.17', { autoOffMinutes: 1 });
    await until(() => ours().length === 1, 5000, 'a rule');
    await homebridge.stop();
    assert.equal(isRunning(homebridge), false);
    plug.press();
    pass(59);
    assert.equal(plug.isOn(), true);
    pass(1);
    assert.equal(plug.isOn(), false);
    assert.deepEqual(plug.rules[0], THEIRS);

    await restart({ autoOffMinutes: 1 });
    plug.press();
    await sleep(1500);
    pass(60);
    assert.equal(plug.isOn(), false, 'and while it runs');

    await restart({});
    await until(() => ours().length === 0, 5000, 'no rule');
    assert.deepEqual(plug.rules, [THEIRS]);
    plug.press();
    pass(13 * 3600 - 1);
    assert.equal(plug.isOn(), true);
    pass(1);
    assert.equal(plug.isOn(), false);
    assert.deepEqual(switchCommandsTo(plug), [], 'Homebridge itself never switched it');
  });

  test('is written once, changed when the config changes, and not asked about when it is gone', async () => {
    const { plug, homebridge, restart, ours } = await home('mss310-6.1.8', { autoOffMinutes: 1 });
    await until(() => ours().length === 1, 5000, 'a rule');
    const orders = (): number => plug.requests.filter(each => each.namespace === RULE && each.method !== 'GET').length;
    const once = orders();
    await restart({ autoOffMinutes: 1 });
    await sleep(2000);
    assert.equal(orders(), once);
    await restart({ autoOffMinutes: 2 });
    await until(() => JSON.stringify(ours()).includes('"duration":120'), 5000, 'two minutes');
    assert.equal(ours().length, 1);
    await restart({ autoOffMinutes: 2, locked: true });
    await until(() => ours().length === 0, 5000, 'no rule for a locked plug');
    await homebridge.waitForLog(/"autoOffMinutes" has no effect: the plug is locked/);
    const from = plug.requests.length;
    await restart({});
    await sleep(2000);
    assert.ok(!plug.requests.slice(from).some(each => JSON.stringify(each).includes('TriggerX')));
    assert.deepEqual(plug.rules, [THEIRS]);
  });

  test('is found and removed though Homebridge was killed before the plug had acknowledged it', async () => {
    const { plug, homebridge, restart, ours } = await home('mss310-2.1.17', {});
    await homebridge.stop();
    // It switches at once and is slow to acknowledge.
    plug.faults.actEarly = true;
    const slow = (namespace: string, method: string): boolean => namespace === RULE && method === 'SET';
    plug.faults.silent = slow;
    await restart({ autoOffMinutes: 1 });
    await until(() => ours().length === 1, 5000, 'a rule');
    await sleep(1000);
    assert.equal(plug.requests.findLast(each => slow(each.namespace, each.method))?.outcome, 'silent');
    process.kill(homebridge.pid, 'SIGKILL');
    await until(() => !isRunning(homebridge), 5000, 'gone');
    plug.faults.silent = false;
    await restart({});
    await until(() => ours().length === 0, 5000, 'no rule');
    assert.deepEqual(plug.rules, [THEIRS]);
  });

  test('of a strip is one rule for each socket, and each goes off by itself', async () => {
    const { plug, homebridge, pass, ours } = await home('mss425e-2.1.2', { autoOffMinutes: 10 });
    await until(() => ours().length === 4, 10_000, 'four rules');
    await homebridge.stop();
    plug.press(1);
    pass(300);
    plug.press(3);
    pass(300);
    assert.deepEqual(
      [1, 2, 3, 4].map(channel => plug.isOn(channel)),
      [false, false, true, false],
    );
    pass(300);
    assert.equal(plug.isOn(3), false);
  });

  test('that a plug refuses is reported once, and the plug works', async () => {
    const { plug, homebridge } = await home('mss310-2.1.17', {});
    await homebridge.stop();
    plug.faults.hangUp = (namespace, method) => namespace === RULE && method === 'SET';
    await homebridge.restart([
      platformConfig([deviceConfig(plug, { name: 'Iron', autoOffMinutes: 1 })], { pollSeconds: 1 }),
    ]);
    await homebridge.waitForLog(/its auto-off rule could not be updated/);
    await sleep(3000);
    assert.equal(linesWith(homebridge.log, 'auto-off').length, 1);
    assert.doesNotMatch(homebridge.log, /cannot be reached|hangs up without|is back/);
    assert.deepEqual(plug.rules, [THEIRS]);
    const { length } = plug.requests;
    await until(() => plug.requests.length > length, 3000, 'it is still asked');
  });

  test('that a plug cannot do is reported, and its own rules of another kind stay', async () => {
    const { plug, homebridge } = await home('mss310-1.1.13', { autoOffMinutes: 1 });
    const before = plug.rules;
    await homebridge.waitForLog(
      /plug 1 \(.*\): "autoOffMinutes" has no effect: this plug does not support auto-off rules/,
    );
    await sleep(2000);
    assert.deepEqual(plug.rules, before);
    assert.ok(!plug.requests.some(({ namespace }) => namespace.includes('Trigger')));
  });
});
