import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ledCommand } from '../../../src/features/led.ts';
import { failed, hap, HAPStatus, read, outletServices, write } from '../homekit/real-hap.ts';
import type { Outcome } from '../../support/fate.ts';
import { FeatureFixture, type HomebridgeRun } from './feature-fixture.ts';

const { On, ConfiguredName, Identify } = hap.Characteristic;
const LED = 'System.DNDMode';
const SHOWN = { config: { led: true } } as const;
/** Longer than a blinking takes. */
const BLINKING_MS = 10_000;

const statusLight = ({ service }: HomebridgeRun) => service(hap.Service.Switch, 'status light');

/** Presses "Identify" in the Home app. */
async function identify({ plug }: HomebridgeRun): Promise<void> {
  assert.equal(await write(plug.accessory.getService(hap.Service.AccessoryInformation), Identify, true), undefined);
}

/** The light commands that the plug received, as on the wire. */
const modes = ({ plug }: FeatureFixture): readonly unknown[] =>
  plug.requests
    .filter(({ method, namespace }) => method === 'SET' && namespace.endsWith(LED))
    .map(({ payload }) => JSON.stringify(payload['DNDMode']));

const LIT = '{"mode":0}';
const DARK = '{"mode":1}';

describe('the status light as a switch', () => {
  test('is not there without the option, and then costs no request', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await fixture.clock.advance(600_000);
    assert.deepEqual(outletServices(run.plug.accessory), ['outlet 0']);
    assert.deepEqual(fixture.plug.methodsFor(LED), []);
  });

  test('is shown with the option, with a label in its name', t => {
    const run = new FeatureFixture(t).start(SHOWN);
    assert.deepEqual(outletServices(run.plug.accessory), ['outlet 0', 'switch status light']);
    assert.equal(statusLight(run)?.getCharacteristic(ConfiguredName).value, 'Desk lamp status light');
  });

  test('is not there if the plug does not support it', async t => {
    const fixture = new FeatureFixture(t, { abilities: ['Control.ToggleX'] });
    const run = fixture.start(SHOWN);
    await identify(run);
    await fixture.clock.advance(600_000);
    assert.deepEqual(outletServices(run.plug.accessory), ['outlet 0']);
    assert.deepEqual(fixture.plug.methodsFor(LED), []);
  });

  test('shows what the plug reports: 0 is lit, 1 is dark', async t => {
    for (const [mode, isLit] of [
      [0, true],
      [1, false],
    ] as const) {
      const fixture = new FeatureFixture(t);
      fixture.plug.core.dndMode = mode;
      const run = fixture.start(SHOWN);
      assert.deepEqual(await read(statusLight(run), On), failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE), 'unknown');
      await fixture.clock.advance(6000);
      assert.equal(await read(statusLight(run), On), isLit);
    }
  });

  test('switches the light, and nothing else', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await fixture.clock.advance(6000);
    for (const [isLit, mode] of [
      [false, 1],
      [true, 0],
    ] as const) {
      const done = write(statusLight(run), On, isLit);
      await fixture.clock.advance(100);
      assert.equal(await done, undefined);
      assert.equal(fixture.plug.core.dndMode, mode);
      assert.equal(await read(statusLight(run), On), isLit);
    }
    assert.deepEqual(modes(fixture), [DARK, LIT]);
    assert.equal(fixture.plug.methodsFor('Control.ToggleX').includes('SET'), false);
    assert.equal(fixture.plug.isOn(0), true);
  });

  test('returns to the actual state if the plug refuses', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await fixture.clock.advance(6000);
    fixture.plug.fate = ({ method }) => (method === 'SET' ? 'refused' : 'answered');
    const done = write(statusLight(run), On, false);
    await fixture.clock.advance(1000);
    assert.deepEqual(await done, failed(HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE));
    assert.equal(await read(statusLight(run), On), true);
  });

  test('shows a change by another app within minutes, with a few queries an hour', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start(SHOWN);
    await fixture.clock.advance(6000);
    fixture.plug.core.dndMode = 1;
    await fixture.clock.advance(330_000);
    assert.equal(await read(statusLight(run), On), false);
    const before = fixture.plug.methodsFor(LED).length;
    await fixture.clock.advance(3_600_000);
    const queried = fixture.plug.methodsFor(LED).length - before;
    assert.ok(queried >= 10 && queried <= 14, String(queried));
  });

  test('is removed with the option, and the outlet shows the name of the accessory again', t => {
    const fixture = new FeatureFixture(t);
    assert.equal(fixture.start(SHOWN).service(hap.Service.Outlet, '0')?.testCharacteristic(ConfiguredName), true);
    const run = fixture.start();
    assert.deepEqual(outletServices(run.plug.accessory), ['outlet 0']);
    assert.equal(run.service(hap.Service.Outlet, '0')?.testCharacteristic(ConfiguredName), false);
  });

  test('is one for a strip, not one for each outlet', t => {
    const run = new FeatureFixture(t, { channels: [0, 1, 2] }).start(SHOWN);
    assert.deepEqual(outletServices(run.plug.accessory), ['outlet 1', 'outlet 2', 'switch status light']);
  });

  test('of an outlet shown as a switch is not mixed up with it', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({ ...SHOWN, appearance: { type: 'switch' } });
    assert.deepEqual(outletServices(run.plug.accessory), ['switch 0', 'switch status light']);
    await fixture.clock.advance(6000);
    const done = write(statusLight(run), On, false);
    await fixture.clock.advance(100);
    await done;
    assert.deepEqual([fixture.plug.core.dndMode, fixture.plug.isOn(0)], [1, true]);
    assert.equal(await read(run.service(hap.Service.Switch, '0'), On), true);
  });
});

describe('"identify"', () => {
  for (const [what, mode, blinks] of [
    ['that shines', 0, [DARK, LIT, DARK, LIT, DARK, LIT, LIT]],
    ['that is dark', 1, [LIT, DARK, LIT, DARK, LIT, DARK, DARK]],
  ] as const) {
    test(`blinks a light ${what}, leaves it so, and never touches the load`, async t => {
      const fixture = new FeatureFixture(t);
      fixture.plug.core.dndMode = mode;
      const run = fixture.start();
      await identify(run);
      await fixture.clock.advance(BLINKING_MS);
      assert.deepEqual(modes(fixture), blinks);
      assert.equal(fixture.plug.core.dndMode, mode);
      assert.equal(fixture.plug.methodsFor('Control.ToggleX').includes('SET'), false);
      assert.equal(fixture.plug.isOn(0), true);
      assert.deepEqual(outletServices(run.plug.accessory), ['outlet 0'], 'and there is still no switch for it');
    });
  }

  test('pressed again in the middle leaves the light as it was before the first', async t => {
    for (const afterMs of [50, 300, 700, 1500]) {
      const fixture = new FeatureFixture(t);
      const run = fixture.start();
      await identify(run);
      await fixture.clock.advance(afterMs);
      await identify(run);
      await fixture.clock.advance(2 * BLINKING_MS);
      assert.equal(fixture.plug.core.dndMode, 0, `${afterMs} ms later`);
    }
  });

  test('pressed again afterwards blinks again', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await identify(run);
    await fixture.clock.advance(BLINKING_MS);
    const once = modes(fixture).length;
    await identify(run);
    await fixture.clock.advance(BLINKING_MS);
    assert.equal(modes(fixture).length, 2 * once);
  });

  for (const fate of [
    'refused',
    'hung up',
    'hung up after doing it',
    'no connection',
  ] as const satisfies readonly Outcome[]) {
    for (const fails of [1, 2, 3, 6]) {
      test(`leaves the light as it was though command ${fails} is ${fate}, and the one after it`, async t => {
        const fixture = new FeatureFixture(t);
        const run = fixture.start();
        let commands = 0;
        fixture.plug.fate = ({ method }) => {
          if (method !== 'SET') return 'answered';
          commands += 1;
          return commands === fails || commands === fails + 1 ? fate : 'answered';
        };
        await identify(run);
        await fixture.clock.advance(6 * BLINKING_MS);
        assert.equal(fixture.plug.core.dndMode, 0);
        assert.equal(fixture.plug.isOn(0), true);
      });
    }
  }

  test('leaves the light as it was though the plug is unreachable for half a minute in the middle', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await identify(run);
    await fixture.clock.advance(200);
    assert.equal(fixture.plug.core.dndMode, 1, 'dark at this moment');
    fixture.plug.fate = () => 'no connection';
    await fixture.clock.advance(30_000);
    assert.equal(fixture.plug.core.dndMode, 1);
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(60_000);
    assert.equal(fixture.plug.core.dndMode, 0);
  });

  test('gives up if the plug never restores the light', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await identify(run);
    fixture.plug.fate = ({ method }) => (method === 'SET' ? 'refused' : 'answered');
    await fixture.clock.advance(600_000);
    const reported = modes(fixture).length;
    assert.ok(reported > 2 && reported < 15, String(reported));
    await fixture.clock.advance(600_000);
    assert.equal(modes(fixture).length, reported);
  });

  test('does nothing with a plug that does not report its light', async t => {
    for (const fate of ['refused', 'hung up', 'no connection'] as const) {
      const fixture = new FeatureFixture(t);
      const run = fixture.start();
      fixture.plug.fate = ({ namespace }) => (namespace.endsWith(LED) ? fate : 'answered');
      await identify(run);
      await fixture.clock.advance(BLINKING_MS);
      assert.deepEqual(modes(fixture), []);
    }
  });

  test('of a plug that has not replied since the start does nothing', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    run.plug.detach();
    await identify(run);
    await fixture.clock.advance(BLINKING_MS);
    assert.deepEqual(fixture.plug.methodsFor(LED), []);
  });

  test('continues while the user switches the plug', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await identify(run);
    await fixture.clock.advance(700);
    const tapped = write(run.service(hap.Service.Outlet, '0'), On, false);
    await fixture.clock.advance(100);
    assert.equal(await tapped, undefined);
    assert.equal(fixture.plug.isOn(0), false);
    await fixture.clock.advance(BLINKING_MS);
    assert.equal(fixture.plug.core.dndMode, 0);
  });

  test('leaves nothing ticking when Homebridge ends in the middle', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    await identify(run);
    await fixture.clock.advance(1000);
    await run.close();
    await fixture.clock.advance(0);
    assert.equal(fixture.clock.pending, 0);
  });
});

test('the command names its end state, and proves the state that the plug will report', () => {
  for (const isLit of [true, false]) {
    assert.deepEqual(ledCommand(isLit).proves, [{ kind: 'led', channel: 0, isLit }]);
    assert.equal(ledCommand(isLit).key, ledCommand(!isLit).key, 'the latest wish wins');
  }
});
