import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { MerossDevice } from '../../../src/device/device.ts';
import { Session } from '../../../src/device/session.ts';
import { outletChannels } from '../../../src/device/plug-info.ts';
import { autoOff } from '../../../src/features/auto-off.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { isObject } from '../../../src/protocol/decode.ts';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { HttpTransport } from '../../../src/transport/http.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import { startPlug } from '../../support/simulated-home.ts';
import { memoryNotes } from '../../support/feature-tools.ts';
import { until } from '../../support/until.ts';

const RULE = 'Appliance.Control.TriggerX';

/** A rule that another app has made, as it was sent. */
const OTHER_RULE = {
  id: 'k3v9x0a1b2c3d4e5',
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'Night',
  createTime: 1_700_000_000,
  rule: { week: 255, duration: 46_800 },
};

interface AutoOffFixture {
  readonly plug: SimulatedPlug;
  /** Time passes for the plug only. */
  readonly pass: (seconds: number) => void;
  /** The plugin runs with this option until its rules are right, and then stops. */
  readonly run: (minutes: number) => Promise<void>;
}

/** A simulated plug with a rule of another app, and the notes that are kept about it. */
async function fixture(t: TestContext, model: string): Promise<AutoOffFixture> {
  const start = Date.now();
  let passed = 0;
  const plug = await startPlug({ model, now: () => Date.now() + passed });
  t.after(() => plug.close());
  const notes = memoryNotes();
  const address = parseAddress(plug.host);
  assert.ok(address);
  const transport = (uuid?: string) => new HttpTransport({ address, key: plug.key, clock: systemClock, uuid });
  const limit = (): AbortSignal => AbortSignal.timeout(5000);
  if (plug.abilities.has(RULE)) {
    await transport().request({ namespace: RULE, method: 'SET', payload: { triggerx: OTHER_RULE } }, limit());
  }
  return {
    plug,
    pass: seconds => {
      passed += seconds * 1000;
      assert.ok(Date.now() - start < 60_000, 'true time must not matter');
    },
    run: async minutes => {
      const failures: unknown[] = [];
      const session = new Session({ http: to => transport(to?.uuid), clock: systemClock, pollMs: 5000 });
      const { info, message } = await session.identify(work => work(limit()));
      const rules = autoOff({
        minutes,
        clock: systemClock,
        notes: () => notes,
        onFailure: error => failures.push(error),
      });
      const features = [toggle, rules].filter(feature => feature.supports(info));
      const deviceOptions = { info, session, clock: systemClock, pollMs: 5000, phase: 0.5 };
      const device = new MerossDevice({ ...deviceOptions, features });
      const from = plug.requests.length;
      device.start(message);
      const isDone = (): boolean => {
        const own = plug.rules.filter(({ id }) => id !== OTHER_RULE.id);
        const isQueried = plug.requests.slice(from).some(({ namespace }) => namespace.includes('TriggerX'));
        const isUpToDate = own.every(({ rule }) => isObject(rule) && rule['duration'] === minutes * 60);
        const isComplete = own.length === (minutes > 0 ? outletChannels(info).length : 0);
        return (
          isUpToDate &&
          isComplete &&
          (isQueried || minutes === 0) &&
          plug.requests.every(({ outcome }) => outcome !== 'pending')
        );
      };
      if (features.includes(rules)) await until(isDone, 5000, `rules for ${minutes} min`);
      await device.close();
      assert.deepEqual(failures, []);
    },
  };
}

for (const model of ['mss310-2.1.17', 'mss310-6.1.8', 'mss305-8.3.15']) {
  describe(`auto-off in a simulated ${model}`, () => {
    test('fires while Homebridge is stopped, and again at the next press', async t => {
      const { plug, pass, run } = await fixture(t, model);
      plug.turn(0, false);
      await run(15);
      for (let round = 0; round < 2; round += 1) {
        plug.press();
        pass(899);
        assert.equal(plug.isOn(), true);
        pass(1);
        assert.equal(plug.isOn(), false);
      }
    });

    test('is removed with the option, and the rule of the other app is unchanged', async t => {
      const { plug, pass, run } = await fixture(t, model);
      plug.turn(0, false);
      for (const minutes of [15, 15, 30, 0, 0]) {
        await run(minutes);
        assert.deepEqual(plug.rules[0], OTHER_RULE);
        assert.equal(plug.rules.length, minutes > 0 ? 2 : 1);
      }
      plug.press();
      pass(2 * 3600);
      assert.equal(plug.isOn(), true);
      pass(11 * 3600);
      assert.equal(plug.isOn(), false, 'that other rule still holds');
    });

    test('is written once, and only read at the next start', async t => {
      const { plug, run } = await fixture(t, model);
      await run(15);
      const before = plug.requests.length;
      await run(15);
      const commands = plug.requests.slice(before).filter(({ method }) => method !== 'GET');
      assert.deepEqual(commands, []);
    });
  });
}

describe('auto-off in a simulated strip', () => {
  test('switches each outlet off by itself, minutes after that one was switched on', async t => {
    const { plug, pass, run } = await fixture(t, 'mss425e-2.1.2');
    plug.turn(0, false);
    await run(10);
    plug.press(1);
    pass(300);
    plug.press(3);
    pass(300);
    const states = (): readonly boolean[] => [1, 2, 3, 4].map(channel => plug.isOn(channel));
    assert.deepEqual(states(), [false, false, true, false]);
    pass(300);
    assert.deepEqual(states(), [false, false, false, false]);
    await run(0);
    assert.deepEqual(plug.rules, [OTHER_RULE]);
  });
});

test('a plug of the first generation, which has other rules, gets no query and keeps them', async t => {
  const { plug, run } = await fixture(t, 'mss310-1.1.13');
  const before = plug.rules;
  assert.ok(before.length > 0);
  await run(15);
  assert.deepEqual(plug.rules, before);
  assert.ok(!plug.requests.some(({ namespace }) => namespace.includes('Trigger')));
});
