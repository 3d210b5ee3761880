import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { readConfig } from '../../../src/config.ts';
import { AccessoryRegistry } from '../../../src/homekit/accessory-registry.ts';
import { pluginLog } from '../../../src/plugin-log.ts';
import { PlugRegistry } from '../../../src/plugs/plug-registry.ts';
import { Plug } from '../../../src/plugs/plug.ts';
import { PlugStore } from '../../../src/storage/plug-store.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import { fasterClock } from '../../support/faster-clock.ts';
import { deviceConfig, platformConfig, startPlug } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { api, hap, read, write } from '../homekit/real-hap.ts';
import { captureLog } from './captured-log.ts';

/** Half a minute, the pause between two queries to a plug that has been away for a while, takes 6 s. */
const TIMES_FASTER = 5;
const clock = fasterClock(TIMES_FASTER);

interface HomeFixture {
  readonly plug: Plug;
  readonly simulated: SimulatedPlug;
  readonly homeKit: AccessoryRegistry;
}

/** A plug that has been away for so long that it is rarely asked, and is back. */
async function startReturned(t: TestContext): Promise<HomeFixture> {
  const simulated = await startPlug({ model: 'mss310-2.1.17' });
  const folder = await mkdtemp(join(tmpdir(), 'meross-signs-'));
  const store = await PlugStore.open({ folder, clock, onError: () => undefined });
  const { config } = readConfig(platformConfig([deviceConfig(simulated, { name: 'Lamp' })], { pollSeconds: 3600 }));
  const [device] = config?.devices ?? [];
  assert.ok(device);
  const homeKit = new AccessoryRegistry(api, { clock, onNotWritten: () => undefined });
  const log = pluginLog(captureLog().log, ENGLISH);
  const plug = new Plug({
    config: device,
    isDiscovered: false,
    pollSeconds: 3600,
    energySeconds: 3600,
    phase: 0.5,
    registry: new PlugRegistry({ homeKit, matter: { kind: 'not enabled' }, log }),
    clock,
    log,
    otherPlugs: {
      isLocked: () => false,
      decide: () => ({ is: 'ours', displaces: [] }),
      onIdentified: () => undefined,
      onOtherPlug: () => undefined,
      onMoved: () => undefined,
      onMissing: () => undefined,
    },
    onResult: () => undefined,
    store,
    broker: () => undefined,
  });
  t.after(async () => {
    await plug.close();
    await store.close();
    await simulated.close();
    await rm(folder, { recursive: true });
  });
  plug.start(0);
  await until(() => !plug.isUnreachable, 5000, 'ready');
  await simulated.unplug();
  await write(socketOf({ homeKit }), hap.Characteristic.On, true);
  await until(() => plug.isUnreachable, 10_000, 'away');
  // It is asked after 2, 4, 8 and 16 s, each of them up to a tenth longer, and not for half a minute after that.
  await new Promise(resolve => setTimeout(resolve, 38_000 / TIMES_FASTER));
  await simulated.plugIn();
  return { plug, simulated, homeKit };
}

function socketOf({ homeKit }: Pick<HomeFixture, 'homeKit'>) {
  const [accessory] = homeKit.all();
  return accessory?.accessory.getServiceById(hap.Service.Outlet, '0');
}

const SIGNS: readonly (readonly [string, (home: HomeFixture) => unknown])[] = [
  ['discovery sees it at its address', ({ plug }) => plug.observedAt(plug.address)],
  ['its MAC appears', ({ plug }) => plug.macSeenAt(plug.address.host)],
  ['it logs in to the broker', ({ plug }) => plug.push.setSession(true)],
  ['its tile is pressed', home => write(socketOf(home), hap.Characteristic.On, true)],
  ['its tile is read', home => read(socketOf(home), hap.Characteristic.On)],
];

describe('a plug that was away and is back is asked at once', { concurrency: true }, () => {
  for (const [what, show] of SIGNS) {
    test(`when ${what}`, async t => {
      const home = await startReturned(t);
      assert.equal(home.plug.isUnreachable, true);
      await show(home);
      await until(() => !home.plug.isUnreachable, 800, 'back');
    });
  }

  test('and only then', async t => {
    const { plug } = await startReturned(t);
    await new Promise(resolve => setTimeout(resolve, 800));
    assert.equal(plug.isUnreachable, true, 'so the other tests show something');
  });
});
