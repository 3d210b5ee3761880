/** What Homebridge keeps of the plugs over a restart, and how often it has to write that. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { PlatformAccessory } from 'homebridge';
import type { PlugContext } from '../../../src/device/plug-context.ts';
import type { PlugInfo } from '../../../src/device/plug-info.ts';
import { AccessoryRegistry } from '../../../src/homekit/accessory-registry.ts';
import type { PlugAccessory } from '../../../src/homekit/plug-accessory.ts';
import { NO_HTTP_QUIRKS } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { api, restarted } from './real-hap.ts';

const infoOf = (number: number): PlugInfo => ({
  uuid: `2201${String(number).padStart(16, '0')}48e1e9a1b2c3`,
  model: 'mss310',
  hardwareVersion: '2.0.0',
  firmwareVersion: '2.1.17',
  macAddress: '48:e1:e9:a1:b2:c3',
  channels: [0],
  abilities: { 'Appliance.Control.ToggleX': {} },
});

const contextOf = (number: number, others: Partial<PlugContext> = {}): PlugContext => ({
  info: infoOf(number),
  host: `192.168.1.${String(number)}`,
  address: `192.168.1.${String(number)}`,
  isDisplaced: false,
  isDiscovered: false,
  httpQuirks: NO_HTTP_QUIRKS,
  quirks: {},
  renamed: {},
  ...others,
});

/** A Homebridge that keeps, as the real one, the accessories that it was given in any of the three ways. */
function start(t: TestContext, { fails = false } = {}) {
  const clock = new FakeClock();
  const failures: (readonly string[])[] = [];
  const cache = new Set<PlatformAccessory>();
  const addAll = (accessories: readonly PlatformAccessory[]): void => {
    for (const accessory of accessories) cache.add(accessory);
  };
  t.mock.method(api, 'registerPlatformAccessories', (plugin: string, platform: string, all: PlatformAccessory[]) => {
    for (const accessory of all) Object.assign(accessory, { _associatedPlugin: plugin, _associatedPlatform: platform });
    addAll(all);
  });
  t.mock.method(
    api,
    'unregisterPlatformAccessories',
    (_plugin: string, _platform: string, all: PlatformAccessory[]) => {
      for (const accessory of all) cache.delete(accessory);
    },
  );
  const { mock: writes } = t.mock.method(api, 'updatePlatformAccessories', (all: PlatformAccessory[]) => {
    if (fails) throw new Error('ENOSPC');
    addAll(all);
  });
  const registry = new AccessoryRegistry(api, { clock, onNotWritten: names => failures.push(names) });
  const published = (number: number): PlugAccessory => {
    const plug = registry.create(infoOf(number), `Lamp ${String(number)}`);
    registry.publish(plug);
    return plug;
  };
  return { clock, registry, published, writes, cache, failures };
}

test('a home of a hundred plugs that all reply at a start is one write of the cache of Homebridge', async t => {
  const { clock, published, writes } = start(t);
  const plugs = Array.from({ length: 100 }, (_, number) => published(number));
  for (const [number, plug] of plugs.entries()) plug.remember(contextOf(number));
  for (const [number, plug] of plugs.entries()) plug.remember(contextOf(number, { quirks: { signs: true } }));
  await clock.advance(1000);
  assert.deepEqual(
    writes.calls.map(({ arguments: [accessories] }) => accessories.length),
    [100],
  );
});

test('the context of a plug is written once it has changed, and not before', async t => {
  const { clock, published, writes } = start(t);
  const plug = published(1);
  plug.remember(contextOf(1));
  await clock.advance(1000);
  assert.equal(writes.callCount(), 1);
  plug.remember(contextOf(1));
  await clock.advance(60_000);
  assert.equal(writes.callCount(), 1);
  plug.remember(contextOf(1, { address: '192.168.1.99' }));
  await clock.advance(1000);
  assert.equal(writes.callCount(), 2);
});

test('what a plug has shown in the last second before Homebridge ends is there after the restart', t => {
  const { registry, published, writes } = start(t);
  const plug = published(1);
  plug.remember(contextOf(1, { address: '192.168.1.99' }));
  registry.close();
  assert.equal(writes.callCount(), 1);
  const next = new AccessoryRegistry(api, { clock: new FakeClock(), onNotWritten: () => undefined });
  next.restore(restarted(plug.accessory));
  assert.equal(next.find({ uuid: undefined, host: '192.168.1.1' })?.context?.address, '192.168.1.99');
});

test('a plug that was removed a moment after its last change does not come back', async t => {
  const { clock, registry, published, writes, cache } = start(t);
  const [gone, stays] = [published(1), published(2)];
  gone.remember(contextOf(1));
  stays.remember(contextOf(2));
  registry.remove([gone]);
  await clock.advance(60_000);
  gone.remember(contextOf(1, { address: '192.168.1.99' }));
  await clock.advance(60_000);
  assert.deepEqual([...cache], [stays.accessory]);
  assert.equal(writes.callCount(), 1);
});

test('a cache that cannot be written is reported once, with the names of the plugs', async t => {
  const { clock, published, failures } = start(t, { fails: true });
  const plugs = [published(1), published(2)];
  for (const [index, plug] of plugs.entries()) plug.remember(contextOf(index + 1));
  await clock.advance(1000);
  for (const [index, plug] of plugs.entries()) plug.remember(contextOf(index + 1, { isDisplaced: true }));
  await clock.advance(1000);
  assert.deepEqual(failures, [['Lamp 1', 'Lamp 2']]);
});
