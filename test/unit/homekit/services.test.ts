import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { PlatformAccessory, Service } from 'homebridge';
import type { PlugInfo } from '../../../src/device/plug-info.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { PlugAccessory, type Appearance } from '../../../src/homekit/plug-accessory.ts';
import type { Capability, BindableService } from '../../../src/homekit/capability.ts';
import { eveCharacteristics, eveHistory } from '../../../src/homekit/eve-services.ts';
import { AccessoryRegistry } from '../../../src/homekit/accessory-registry.ts';
import { api, failed, hap, HAPStatus, newAccessory, read, restarted, warningsOf, write } from './real-hap.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const { ConfiguredName, ContactSensorState, MotionDetected, Name, On } = hap.Characteristic;
const { AccessoryInformation, ContactSensor, MotionSensor, Outlet, Switch } = hap.Service;
const APPEARANCE: Appearance = { type: 'outlet', outlets: [], isLocked: () => false };
const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);

const info = (channels: readonly number[] = [0]): PlugInfo => ({
  uuid: '2401011234567890340148e1e9a1b2c3',
  model: 'MSS425E',
  hardwareVersion: '2.0.0',
  firmwareVersion: '2.1.2',
  macAddress: '48:e1:e9:a1:b2:c3',
  channels,
  abilities: { 'Appliance.Control.ToggleX': {} },
});

/** A capability with only the members that a test gives it. */
const capability = (parts: Partial<Capability>): Capability => ({
  supports: () => true,
  queries: () => [],
  read: () => [],
  ...parts,
});

/** A contact beside each outlet, and a switch for the plug as a whole. */
const contact = capability({
  bind: outlet => outlet.companionService(ContactSensor, 'finished').show(ContactSensorState, () => 0),
});
const light = capability({
  bindPlug: plug => plug.service(Switch, 'status light').show(On, () => true),
});
const history = capability({
  bindPlug: plug => void plug.service(eveHistory(plug.hap)),
});

interface AccessoryFixture {
  readonly accessory: PlatformAccessory;
  readonly plug: PlugAccessory;
  readonly buildAccessory: (
    capabilities: readonly Capability[],
    channels?: readonly number[],
    appearance?: Partial<Appearance>,
  ) => void;
}

function fixture(accessory = newAccessory()): AccessoryFixture {
  const plug = new PlugAccessory(accessory, api);
  return {
    accessory,
    plug,
    buildAccessory: (capabilities, channels = [0], appearance = {}) => {
      const accessoryOptions = {
        appearance: { ...APPEARANCE, ...appearance },
        capabilities: [toggle, ...capabilities],
      };
      plug.build({ info: info(channels), ...accessoryOptions, onFailedWrite: () => undefined });
    },
  };
}

/** Every service but the information, as `47 0`, by Apple's number or in full. */
const servicesOf = ({ services }: PlatformAccessory): readonly string[] =>
  services
    .filter(({ UUID }) => UUID !== AccessoryInformation.UUID)
    .map(({ UUID, subtype }) => `${typeNames.get(UUID) ?? UUID} ${subtype ?? '?'}`)
    .sort();

const typeNames = new Map([
  [Outlet.UUID, 'outlet'],
  [Switch.UUID, 'switch'],
  [ContactSensor.UUID, 'contact'],
  [MotionSensor.UUID, 'motion'],
  [eveHistory(hap).UUID, 'history'],
]);

const nameOf = (service: Service | undefined): unknown =>
  service?.testCharacteristic(ConfiguredName) === true ? service.getCharacteristic(ConfiguredName).value : undefined;

describe('a service beside an outlet', () => {
  test('is one for each outlet that is shown, under the name of that outlet', () => {
    const { accessory, buildAccessory } = fixture();
    const outlets = [
      { channel: 1, name: 'Washer', hidden: false },
      { channel: 2, hidden: true },
    ];
    buildAccessory([contact], [0, 1, 2, 3], { outlets });
    assert.deepEqual(servicesOf(accessory), ['contact 1 finished', 'contact 3 finished', 'outlet 1', 'outlet 3']);
    assert.equal(nameOf(accessory.getServiceById(ContactSensor, '1 finished')), 'Washer finished');
    assert.equal(nameOf(accessory.getServiceById(ContactSensor, '3 finished')), 'Outlet 3 finished');
  });

  test('gives the only outlet a name too, or Home would call both the same', () => {
    const { accessory, buildAccessory } = fixture();
    buildAccessory([contact]);
    assert.equal(nameOf(accessory.getServiceById(Outlet, '0')), 'Desk lamp');
    assert.equal(nameOf(accessory.getServiceById(ContactSensor, '0 finished')), 'Desk lamp finished');
  });

  test('is removed when the config no longer has it, and with it the name of the only outlet', () => {
    const { accessory, buildAccessory } = fixture();
    buildAccessory([contact, light]);
    buildAccessory([light]);
    assert.deepEqual(servicesOf(accessory), ['outlet 0', 'switch status light']);
    buildAccessory([]);
    assert.deepEqual(servicesOf(accessory), ['outlet 0']);
    assert.equal(nameOf(accessory.getServiceById(Outlet, '0')), undefined);
  });

  test('is removed after a restart as well', () => {
    const first = fixture();
    first.buildAccessory([contact, light, history]);
    const second = fixture(restarted(first.accessory));
    second.buildAccessory([]);
    assert.deepEqual(servicesOf(second.accessory), ['outlet 0']);
  });

  test('stays the same over rebuilds and restarts, and with it rooms and automations', () => {
    const first = fixture();
    first.buildAccessory([contact, light, history], [0, 1, 2]);
    const before = [...first.accessory.services];
    first.buildAccessory([contact, light, history], [0, 1, 2]);
    assert.deepEqual([...first.accessory.services], before);
    const second = fixture(restarted(first.accessory));
    const restored = [...second.accessory.services];
    second.buildAccessory([contact, light, history], [0, 1, 2]);
    assert.deepEqual([...second.accessory.services], restored);
  });

  test('moves with its outlet when that becomes a switch', () => {
    const { accessory, buildAccessory } = fixture();
    buildAccessory([contact, light]);
    buildAccessory([contact, light], [0], { type: 'switch' });
    assert.deepEqual(servicesOf(accessory), ['contact 0 finished', 'switch 0', 'switch status light']);
  });
});

describe('a service for the plug as a whole', () => {
  test('is one, also for a strip, and is called after the accessory', () => {
    const { accessory, buildAccessory } = fixture(newAccessory('TV corner'));
    buildAccessory([light], [0, 1, 2]);
    assert.deepEqual(servicesOf(accessory), ['outlet 1', 'outlet 2', 'switch status light']);
    assert.equal(nameOf(accessory.getServiceById(Switch, 'status light')), 'TV corner status light');
  });

  test('that Home does not show has no name, and gives the outlet none', () => {
    const { accessory, buildAccessory } = fixture();
    buildAccessory([history]);
    assert.deepEqual(servicesOf(accessory), ['history plug', 'outlet 0']);
    for (const service of accessory.services) assert.equal(nameOf(service), undefined);
  });
});

describe('a name that the user gives in the Home app', () => {
  test('is kept for each service by itself, over a rebuild, a restart, and an option that was gone for a while', async () => {
    const first = fixture();
    first.buildAccessory([contact, light]);
    first.plug.remember({
      info: info(),
      host: '192.168.1.20',
      address: '192.168.1.20',
      isDisplaced: false,
      isDiscovered: false,
      httpQuirks: { lenient: false, encrypted: false },
      quirks: {},
      renamed: {},
    });
    const named = ({ accessory }: AccessoryFixture): readonly unknown[] => [
      nameOf(accessory.getServiceById(Outlet, '0')),
      nameOf(accessory.getServiceById(ContactSensor, '0 finished')),
      nameOf(accessory.getServiceById(Switch, 'status light')),
    ];
    await write(first.accessory.getServiceById(ContactSensor, '0 finished'), ConfiguredName, 'Laundry');
    await write(first.accessory.getServiceById(Switch, 'status light'), ConfiguredName, 'Green light');
    first.buildAccessory([contact, light]);
    assert.deepEqual(named(first), ['Desk lamp', 'Laundry', 'Green light']);
    const second = fixture(restarted(first.accessory));
    second.buildAccessory([light]);
    second.buildAccessory([contact, light]);
    assert.deepEqual(named(second), ['Desk lamp', 'Laundry', 'Green light']);
  });
});

describe('names that HomeKit would cut', () => {
  const long = 'The lamp in the corner of the living room behind the green sofa';

  test('are cut so that the label of each service stays visible, without a warning', t => {
    for (const name of [long, long.slice(0, 51), long.slice(0, 50), '𝒜'.repeat(32)]) {
      const { accessory, buildAccessory } = unwarned(t, newAccessory(name));
      buildAccessory([contact, light]);
      const names = [
        accessory.getServiceById(ContactSensor, '0 finished'),
        accessory.getServiceById(Switch, 'status light'),
      ].map(service => String(nameOf(service)));
      assert.match(names[0] ?? '', / finished$/);
      assert.match(names[1] ?? '', / status light$/);
      for (const each of names) assert.ok(each.length <= 64 && each.isWellFormed(), each);
    }
  });

  test('of an outlet of a strip are cut too', t => {
    const { accessory, buildAccessory } = unwarned(t, newAccessory('Strip'));
    buildAccessory([], [0, 1, 2], { outlets: [{ channel: 1, name: '🐟'.repeat(64), hidden: false }] });
    assert.equal(nameOf(accessory.getServiceById(Outlet, '1')), '🐟'.repeat(32));
  });
});

describe('two capabilities', () => {
  test('that want the same service share it: each shows its own there, and there is one name', () => {
    const bindings: BindableService[] = [];
    const shows = (type: typeof ContactSensorState | typeof MotionDetected, value: number | boolean): Capability =>
      capability({
        bind: outlet => {
          const binding = outlet.companionService(ContactSensor, 'finished');
          binding.show(type, () => value);
          bindings.push(binding);
        },
      });
    const { accessory, buildAccessory } = fixture();
    buildAccessory([shows(ContactSensorState, 1), shows(MotionDetected, true)]);
    assert.deepEqual(servicesOf(accessory), ['contact 0 finished', 'outlet 0']);
    assert.equal(bindings[0], bindings[1]);
    const contactSensor = accessory.getServiceById(ContactSensor, '0 finished');
    for (const type of [ContactSensorState, MotionDetected])
      assert.equal(contactSensor?.testCharacteristic(type), true);
    assert.equal(nameOf(contactSensor), 'Desk lamp finished');
  });

  test('of which one is not supported: the other is shown all the same', () => {
    const { accessory, buildAccessory } = fixture();
    buildAccessory([{ ...contact, supports: () => false }, light]);
    assert.deepEqual(servicesOf(accessory), ['outlet 0', 'switch status light']);
  });

  test('that want the same kind of service for different things have two', () => {
    const other = capability({
      bind: outlet => outlet.companionService(ContactSensor, 'door').show(ContactSensorState, () => 1),
    });
    const { accessory, buildAccessory } = fixture();
    buildAccessory([contact, other]);
    assert.deepEqual(servicesOf(accessory), ['contact 0 door', 'contact 0 finished', 'outlet 0']);
  });

  test("of Eve's characteristics, those stay that are shown, and the others go", () => {
    const { Watts, Volts } = eveCharacteristics(hap);
    const shows = (...types: readonly (typeof Watts)[]): Capability =>
      capability({
        bind: outlet => {
          for (const type of types) outlet.show(type, () => 1);
        },
      });
    const { accessory, buildAccessory } = fixture();
    const isThere = (type: typeof Watts): boolean | undefined =>
      accessory.getServiceById(Outlet, '0')?.characteristics.some(({ UUID }) => UUID === type.UUID);
    buildAccessory([shows(Watts), shows(Volts)]);
    assert.deepEqual([Watts, Volts].map(isThere), [true, true]);
    buildAccessory([shows(Volts)]);
    assert.deepEqual([Watts, Volts].map(isThere), [false, true]);
  });
});

describe('after a restart, before the plug has answered', () => {
  test('every read and write of its services fails', async () => {
    const first = fixture();
    first.buildAccessory([contact, light]);
    const accessory = restarted(first.accessory);
    new AccessoryRegistry(api, { clock: new FakeClock(), onNotWritten: () => undefined }).restore(accessory);
    const status = accessory.getServiceById(Switch, 'status light');
    assert.deepEqual(await read(status, On), NO_ANSWER);
    assert.deepEqual(await write(status, On, false), NO_ANSWER);
    assert.deepEqual(await read(accessory.getServiceById(ContactSensor, '0 finished'), ContactSensorState), NO_ANSWER);
    assert.equal(await read(status, ConfiguredName), 'Desk lamp status light');
    assert.equal(await read(status, Name), 'Desk lamp status light');
  });
});

test('HAP logs no warning, whatever companion services are added and removed', t => {
  const { buildAccessory } = unwarned(t, newAccessory('Strip'));
  for (const channels of [[0], [0, 1, 2]]) {
    for (const capabilities of [[], [contact], [contact, light], [history], [contact, light, history], []]) {
      buildAccessory(capabilities, channels);
    }
  }
});

/** A home whose warnings fail the test. */
function unwarned(t: TestContext, accessory: PlatformAccessory): AccessoryFixture {
  const made = fixture(accessory);
  const warnings = t.mock.method(console, 'warn', () => undefined).mock;
  const received = new Map<Service, readonly string[]>();
  const listen = (): void => {
    for (const service of accessory.services) if (!received.has(service)) received.set(service, warningsOf(service));
  };
  return {
    ...made,
    buildAccessory: (...args) => {
      listen();
      made.buildAccessory(...args);
      listen();
      made.buildAccessory(...args);
      assert.deepEqual([...received.values()].flat(), []);
      assert.deepEqual(
        warnings.calls.map(({ arguments: texts }) => texts),
        [],
      );
      warnings.restore();
    },
  };
}
