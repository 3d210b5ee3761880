import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlugInfo } from '../../../src/device/plug-info.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { AccessoryRegistry } from '../../../src/homekit/accessory-registry.ts';
import { MatterRegistry } from '../../../src/matter/matter-registry.ts';
import { pluginLog } from '../../../src/plugin-log.ts';
import { PlugRegistry, type Protocol } from '../../../src/plugs/plug-registry.ts';
import type { ShownPlug } from '../../../src/plugs/shown-plug.ts';
import { NO_HTTP_QUIRKS } from '../../../src/transport/transport.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { api } from '../homekit/real-hap.ts';
import { FakeBridge } from '../matter/fake-bridge.ts';
import { captureLog } from './captured-log.ts';

const INFO: PlugInfo = {
  uuid: '2401011234567890340148e1e9a1b2c3',
  model: 'MSS310',
  hardwareVersion: '2.0.0',
  firmwareVersion: '2.1.17',
  macAddress: '48:e1:e9:a1:b2:c3',
  channels: [0],
  abilities: { 'Appliance.Control.ToggleX': {} },
};

/** Both protocols of one run of Homebridge. */
class Fixture {
  readonly clock = new FakeClock();
  readonly bridge = new FakeBridge(this.clock);
  readonly homeKit = new AccessoryRegistry(api, { clock: this.clock, onNotWritten: () => undefined });
  readonly lines: string[];
  readonly registry: PlugRegistry;
  refusals = 0;

  constructor({ isMatterEnabled = true } = {}) {
    const { log, lines } = captureLog();
    this.lines = lines;
    const matter = isMatterEnabled
      ? new MatterRegistry({ matter: this.bridge.matter, clock: this.clock, cached: [] })
      : ({ kind: 'not enabled' } as const);
    this.registry = new PlugRegistry({ homeKit: this.homeKit, matter, log: pluginLog(log, ENGLISH) });
  }

  async show(protocol: Protocol, name?: string): Promise<ShownPlug> {
    const plug = this.registry.open(INFO, protocol, name);
    const appearance = { type: 'outlet', outlets: [], isLocked: () => false } as const;
    plug.build({ info: INFO, appearance, capabilities: [toggle], onFailedWrite: () => undefined });
    const onRefused = (): void => void (this.refusals += 1);
    this.registry.publish(plug, { uuid: INFO.uuid, protocol, onRefused });
    const place = { host: '192.168.1.20', address: '192.168.1.21', isDisplaced: false, isDiscovered: false };
    if (!plug.context)
      plug.remember({ info: INFO, ...place, httpQuirks: NO_HTTP_QUIRKS, quirks: { signs: true }, renamed: {} });
    await this.clock.advance(1000);
    return plug;
  }

  get overHomeKit(): readonly string[] {
    return this.homeKit.all().map(({ name }) => name);
  }
}

test('a plug that goes over to Matter leaves HomeKit, and keeps its name and what is known of it', async () => {
  const fixture = new Fixture();
  await fixture.show('hap', 'Desk lamp');
  const plug = await fixture.show('matter');
  assert.deepEqual(fixture.bridge.names(), ['Desk lamp']);
  assert.deepEqual(fixture.overHomeKit, []);
  assert.deepEqual([plug.context?.address, plug.context?.quirks], ['192.168.1.21', { signs: true }]);
  assert.match(fixture.lines.join('\n'), /Desk lamp is published over Matter now, and its HomeKit tile is removed/);
});

test('a plug that goes over to HomeKit leaves Matter, and keeps its name and what is known of it', async () => {
  const fixture = new Fixture();
  await fixture.show('matter', 'Desk lamp');
  const plug = await fixture.show('hap');
  assert.deepEqual(fixture.overHomeKit, ['Desk lamp']);
  assert.deepEqual(fixture.bridge.names(), []);
  assert.deepEqual([plug.context?.address, plug.context?.quirks], ['192.168.1.21', { signs: true }]);
  assert.match(
    fixture.lines.join('\n'),
    /Desk lamp is published over HomeKit \(HAP\) now, and its Matter tile is removed/,
  );
});

test('a plug stays in HomeKit until Matter has it, and where Matter refuses it', async () => {
  const fixture = new Fixture();
  await fixture.show('hap', 'Desk lamp');
  fixture.bridge.refusal = 'its server does not run';
  await fixture.show('matter');
  assert.equal(fixture.refusals, 1);
  assert.deepEqual(fixture.overHomeKit, ['Desk lamp']);
  assert.deepEqual(fixture.lines.filter(line => line.startsWith('warn')).length, 2, 'one warning of two lines');
});

test('plugs for which there is no Matter are shown over HomeKit, with one warning for all', async () => {
  const fixture = new Fixture({ isMatterEnabled: false });
  await fixture.show('matter', 'Desk lamp');
  await fixture.show('matter', 'Desk lamp');
  assert.deepEqual(fixture.overHomeKit, ['Desk lamp']);
  assert.equal(fixture.lines.filter(line => line.includes('"publish": "matter"')).length, 1);
});

test('a plug for which the bridge has no room is logged once, and does not get into the cache of Homebridge', t => {
  const { log, lines } = captureLog();
  // As HAP-NodeJS and Homebridge do it: first the note for the cache, then the refusal.
  const cache = new Set<unknown>();
  t.mock.method(api, 'registerPlatformAccessories', (_plugin: string, _platform: string, added: readonly unknown[]) => {
    for (const accessory of added) cache.add(accessory);
    throw new Error('Cannot Bridge more than 149 Accessories');
  });
  t.mock.method(api, 'updatePlatformAccessories', (changed: readonly unknown[]) => {
    for (const accessory of changed) cache.add(accessory);
  });
  t.mock.method(
    api,
    'unregisterPlatformAccessories',
    (_plugin: string, _platform: string, gone: readonly unknown[]) => {
      for (const accessory of gone) cache.delete(accessory);
      throw new Error('Cannot find the bridged Accessory to remove.');
    },
  );
  const homeKit = new AccessoryRegistry(api, { clock: new FakeClock(), onNotWritten: () => undefined });
  const registry = new PlugRegistry({ homeKit, matter: { kind: 'not enabled' }, log: pluginLog(log, ENGLISH) });
  const appearance = { type: 'outlet', outlets: [], isLocked: () => false } as const;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const plug = registry.open(INFO, 'hap', 'Desk lamp');
    plug.build({ info: INFO, appearance, capabilities: [toggle], onFailedWrite: () => undefined });
    registry.publish(plug, { uuid: INFO.uuid, protocol: 'hap', onRefused: () => undefined });
    const place = { host: '192.168.1.20', address: '192.168.1.21', isDisplaced: false, isDiscovered: false };
    plug.remember({ info: INFO, ...place, httpQuirks: NO_HTTP_QUIRKS, quirks: {}, renamed: {} });
  }
  assert.equal(cache.size, 0);
  assert.equal(homeKit.all().length, 0);
  assert.equal(lines.filter(line => line.includes('Desk lamp is not shown')).length, 1);
  assert.match(lines.join('\n'), /149 accessories already.*\n.*child bridge/s);
});
