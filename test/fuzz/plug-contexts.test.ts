import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { persistedContext, readContext, type PlugContext } from '../../src/device/plug-context.ts';
import { AccessoryRegistry } from '../../src/homekit/accessory-registry.ts';
import { BOUNDS } from '../../src/protocol/bounds.ts';
import { api, newAccessory, restarted } from '../unit/homekit/real-hap.ts';
import { jsonNear } from './support/any-json.ts';
import { fuzz } from './support/fuzz.ts';
import { FakeClock } from '../support/fake-clock.ts';

const SUBJECT = 'plug-contexts';
const UUID = '2401011234567890340148e1e9a1b2c3';

const any = jsonNear(
  [
    ...[
      'info',
      'host',
      'address',
      'isDisplaced',
      'isDiscovered',
      'manner',
      'habits',
      'renamed',
      'lenient',
      'encrypted',
    ],
    ...['uuid', 'model', 'hardwareVersion', 'firmwareVersion', 'macAddress', 'channels', 'abilities', 'signs', 'joins'],
    ...['batches', '0', '1', '0 finished', 'status light', 'Appliance.Control.ToggleX', 'maxCmdNum'],
  ],
  [UUID, 'mss310', '192.168.1.20', '../../etc/passwd', 'Lamp'],
);
const info = fc.record(
  {
    uuid: fc.oneof(fc.constant(UUID), any),
    model: fc.oneof(fc.constant('mss310'), any),
    channels: fc.oneof(fc.array(fc.oneof(fc.nat({ max: 300 }), any), { maxLength: 40 }), any),
    firmwareVersion: any,
    macAddress: any,
    abilities: any,
  },
  { requiredKeys: ['uuid', 'model', 'channels'] },
);
const context = fc.oneof(
  any,
  fc.record(
    { info: fc.oneof(info, any), host: any, address: any, manner: any, habits: any, renamed: any },
    { requiredKeys: ['info'] },
  ),
);

function assertSound(read: PlugContext): void {
  const { info, host, address, renamed } = read;
  // It becomes part of a file name.
  assert.match(info.uuid, /^[\w-]{8,64}$/);
  for (const text of [info.model, info.firmwareVersion, info.macAddress, host, address, ...Object.values(renamed)])
    assert.ok(text.length <= BOUNDS.text.most);
  assert.ok(info.channels.length <= BOUNDS.relays.most && new Set(info.channels).size === info.channels.length);
  assert.ok(info.channels.every(channel => Number.isInteger(channel) && channel >= 0 && channel <= 255));
  assert.ok(Object.keys(info.abilities).length <= BOUNDS.abilities.most);
}

test('any JSON in the cache of an accessory is read within bounds, or not used', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 3000 },
    fc.property(context, value => {
      const read = readContext(value);
      if (read) assertSound(read);
      assert.equal(Reflect.get({}, 'info'), undefined, 'no prototype is changed');
    }),
  );
});

test('what is remembered is the same after a restart, however many there are', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(context, value => {
      const first = readContext(value);
      if (first === undefined) return;
      const written: unknown = JSON.parse(JSON.stringify(persistedContext(first)));
      const second = readContext(written);
      assert.deepEqual(second, first);
    }),
  );
});

test('Homebridge starts with any JSON in the cache, and the accessory stays', async () => {
  const cached = newAccessory('Lamp');
  cached.addService(new api.hap.Service.Outlet('Lamp', '0'));
  await fuzz(
    { subject: SUBJECT, runs: 400 },
    fc.property(context, value => {
      const accessory = restarted(cached);
      const isBlock = typeof value === 'object' && value !== null;
      Object.assign(accessory.context, isBlock ? value : { info: value });
      const registry = new AccessoryRegistry(api, { clock: new FakeClock(), onNotWritten: () => undefined });
      registry.restore(accessory);
      assert.equal(registry.all().length, 1);
      registry.find({ uuid: undefined, host: '192.168.1.20' });
      registry.find({ uuid: UUID, host: '' });
      // Homebridge writes the accessories of all plugins into one file.
      assert.ok(JSON.stringify(accessory.context).length > 0);
    }),
  );
});
