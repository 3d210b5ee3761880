import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { PlatformAccessory, Service } from 'homebridge';
import type { Clock } from '../../../src/clock.ts';
import { MerossDevice } from '../../../src/device/device.ts';
import { plugInfo, type PlugInfo } from '../../../src/device/plug-info.ts';
import {
  LockedError,
  MalformedError,
  NoAnswerError,
  RefusedError,
  UnreachableError,
  WrongKeyError,
} from '../../../src/errors.ts';
import { inUse } from '../../../src/features/in-use.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { PlugAccessory, type Appearance } from '../../../src/homekit/plug-accessory.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { sessionOf } from '../../support/open-session.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import {
  api,
  failed,
  hap,
  HAPStatus,
  newAccessory,
  read,
  restarted,
  outletServices,
  warningsOf,
  write,
} from './real-hap.ts';

const { On, OutletInUse, ConfiguredName, Name } = hap.Characteristic;
const UUID = '2401011234567890340148e1e9a1b2c3';
const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
const OUTLET: Appearance = { type: 'outlet', outlets: [], isLocked: () => false };

/** Time stands still except for the shortest waits: nothing is polled, and no deadline passes. */
const still: Clock = {
  now: () => 0,
  epochSeconds: () => 1735689600,
  after: (ms, task) => {
    if (ms > 50) return () => undefined;
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** What a plug without a meter has. */
const PLAIN = [toggle, inUse({ aboveWatts: 2, holdMs: 15_000 }, still)];

const REMEMBERED = {
  host: '192.168.1.20',
  address: '192.168.1.20',
  isDisplaced: false,
  isDiscovered: false,
  httpQuirks: { lenient: false, encrypted: false },
  quirks: {},
  renamed: {},
} as const;

const header = { messageId: '', uuid: UUID, timestamp: 0, sign: '' };

/** The plug's System.All, with these relays. */
function account(relays: readonly boolean[]): Message {
  const hardware = { type: 'mss425e', version: '2.0.0', uuid: UUID, macAddress: '48:e1:e9:a1:b2:c3' };
  const digest = { togglex: relays.map((on, channel) => ({ channel, onoff: on ? 1 : 0 })) };
  return {
    header: { ...header, namespace: systemAll.NAMESPACE, method: 'GETACK' },
    payload: { all: { system: { hardware, firmware: { version: '2.1.2' } }, digest } },
  };
}

function infoOf(relays: readonly boolean[]): PlugInfo {
  return plugInfo(systemAll.parse(account(relays).payload), { [togglex.NAMESPACE]: {} });
}

/** A press on the plug's button, or a command from the cloud. */
const push = (channel: number, on: boolean): Message => ({
  header: { ...header, namespace: togglex.NAMESPACE, method: 'PUSH' },
  payload: togglex.set({ channel, on }).payload,
});

interface AccessoryFixture {
  readonly plug: PlugAccessory;
  readonly accessory: PlatformAccessory;
  /** The errors that were reported for the log. */
  readonly failures: unknown[];
  readonly build: (appearance?: Partial<Appearance>, relays?: readonly boolean[]) => void;
  readonly socket: (channel?: number, kind?: Kind) => Service | undefined;
}

type Kind = typeof hap.Service.Outlet | typeof hap.Service.Switch | typeof hap.Service.Lightbulb;

function fixture(relays: readonly boolean[] = [true], accessory = newAccessory()): AccessoryFixture {
  const plug = new PlugAccessory(accessory, api);
  const failures: unknown[] = [];
  return {
    plug,
    accessory,
    failures,
    build: (appearance = {}, now = relays) => {
      const onFailedWrite = (error: unknown): void => void failures.push(error);
      plug.build({ info: infoOf(now), appearance: { ...OUTLET, ...appearance }, capabilities: PLAIN, onFailedWrite });
    },
    socket: (channel = 0, kind: Kind = hap.Service.Outlet) => accessory.getServiceById(kind, String(channel)),
  };
}

/** A running device; the test decides the outcome of commands. */
function deviceOf(t: TestContext, relays: readonly boolean[], acknowledgeAll: (request: Request) => Promise<Message>) {
  const requests: Request[] = [];
  const info = infoOf(relays);
  const transport: Transport = {
    address: 'a plug',
    request: (request, signal) => {
      requests.push(request);
      return Promise.race([
        acknowledgeAll(request),
        once(signal, 'abort').then((): never => {
          throw signal.reason instanceof Error ? signal.reason : new Error('aborted');
        }),
      ]);
    },
  };
  const device = new MerossDevice({
    info,
    session: sessionOf(transport, info, still),
    features: PLAIN,
    clock: still,
    pollMs: 5000,
    phase: 0.5,
  });
  t.after(() => device.close());
  device.start(account(relays));
  return { device, requests };
}

const acknowledge = ({ namespace }: Request): Promise<Message> =>
  Promise.resolve({ header: { ...header, namespace, method: 'SETACK' }, payload: {} });

test('a plug that has not replied since the start reads as unreachable, instead of "off"', async () => {
  const { build, socket } = fixture();
  build();
  assert.deepEqual(await read(socket(), On), NO_ANSWER);
  assert.deepEqual(await read(socket(), OutletInUse), NO_ANSWER);
});

test('a read that fails is reported, because the Home app may be open; one that succeeds is not', async t => {
  const accessory = newAccessory();
  const plug = new PlugAccessory(accessory, api);
  let failedReads = 0;
  const [appearance, onFailedWrite] = [OUTLET, (): void => undefined];
  plug.build({
    info: infoOf([true]),
    appearance,
    capabilities: PLAIN,
    onFailedWrite,
    onFailedRead: () => (failedReads += 1),
  });
  const socket = accessory.getServiceById(hap.Service.Outlet, '0');
  assert.deepEqual(await read(socket, On), NO_ANSWER);
  assert.equal(failedReads, 1);
  plug.attach(deviceOf(t, [true], acknowledge).device);
  assert.equal(await read(socket, On), true);
  assert.equal(failedReads, 1);
});

test('switching a plug that has not replied yet fails at once, and is logged', async () => {
  const { build, socket, failures } = fixture();
  build();
  const before = performance.now();
  assert.deepEqual(await write(socket(), On, true), NO_ANSWER);
  assert.ok(performance.now() - before < 200);
  assert.equal(failures.length, 1);
  assert.ok(failures[0] instanceof UnreachableError);
  await turn();
  assert.deepEqual(await read(socket(), On), NO_ANSWER);
});

test('as soon as the plug replies, the tile shows its state', async t => {
  for (const on of [true, false]) {
    const { build, socket, plug } = fixture([on]);
    build();
    plug.attach(deviceOf(t, [on], acknowledge).device);
    assert.equal(await read(socket(), On), on);
    assert.equal(await read(socket(), OutletInUse), on);
  }
});

test('a press on the plug turns the tile, and only that of its outlet', async t => {
  const { build, socket, plug } = fixture([true, true, false]);
  build();
  const { device } = deviceOf(t, [true, true, false], acknowledge);
  plug.attach(device);
  const received: unknown[] = [];
  socket(2)
    ?.getCharacteristic(On)
    .on(hap.CharacteristicEventTypes.CHANGE, ({ newValue }) => received.push(newValue));
  device.receive(push(2, true));
  assert.equal(await read(socket(2), On), true);
  assert.equal(await read(socket(1), On), true);
  assert.deepEqual(received, [true]);
});

test('a tap switches the plug: one command, and the tile shows the acknowledged state', async t => {
  const { build, socket, plug, failures } = fixture([false]);
  build();
  const { device, requests } = deviceOf(t, [false], acknowledge);
  plug.attach(device);
  assert.equal(await write(socket(), On, true), undefined);
  const orders = requests.filter(({ method }) => method === 'SET');
  assert.deepEqual(orders, [togglex.set({ channel: 0, on: true })]);
  assert.equal(await read(socket(), On), true);
  assert.equal(await read(socket(), OutletInUse), true);
  assert.deepEqual(failures, []);
});

for (const [what, error, status] of [
  ['refuses', new RefusedError(5000), HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE],
  ['does not accept the key', new WrongKeyError('x'), HAPStatus.INSUFFICIENT_AUTHORIZATION],
  ['answers nonsense', new MalformedError('x'), HAPStatus.SERVICE_COMMUNICATION_FAILURE],
  ['stays silent', new NoAnswerError('x', { hungUp: false }), HAPStatus.OPERATION_TIMED_OUT],
] as const) {
  test(`a switch that a plug ${what} fails, is logged, and the tile returns to the actual state`, async t => {
    const { build, socket, plug, failures } = fixture([true]);
    build();
    plug.attach(deviceOf(t, [true], () => Promise.reject(error)).device);
    assert.deepEqual(await write(socket(), On, false), failed(status));
    assert.deepEqual(failures, [error]);
    await turn();
    if (error instanceof WrongKeyError) {
      // That is certain at once, so the plug counts as unreachable.
      assert.deepEqual(await read(socket(), On), failed(status));
    } else {
      assert.equal(await read(socket(), On), true, 'the last known value');
      assert.equal(await read(socket(), OutletInUse), true);
    }
  });
}

test('a locked plug is shown, and never switched', async t => {
  const { build, socket, plug, failures } = fixture([true]);
  build({ isLocked: () => true });
  const { device, requests } = deviceOf(t, [true], acknowledge);
  plug.attach(device);
  assert.deepEqual(await write(socket(), On, false), failed(HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE));
  assert.ok(failures[0] instanceof LockedError);
  await turn();
  assert.equal(await read(socket(), On), true);
  assert.deepEqual(requests, []);
});

test('another device in its place is the one that is shown and switched from then on', async t => {
  const { build, socket, plug } = fixture([true]);
  build();
  const first = deviceOf(t, [true], acknowledge);
  const second = deviceOf(t, [false], acknowledge);
  plug.attach(first.device);
  plug.attach(second.device);
  assert.equal(await read(socket(), On), false);
  first.device.receive(push(0, true));
  assert.equal(await read(socket(), On), false);
  await write(socket(), On, true);
  assert.equal(second.requests.filter(({ method }) => method === 'SET').length, 1);
  assert.equal(first.requests.filter(({ method }) => method === 'SET').length, 0);
});

test('a plug has one outlet, without a name of its own: Home shows the name of the accessory', () => {
  const { build, accessory, socket } = fixture();
  build({ outlets: [{ channel: 0, name: 'ignored', hidden: false }] });
  assert.deepEqual(outletServices(accessory), ['outlet 0']);
  assert.equal(socket()?.testCharacteristic(ConfiguredName), false);
});

for (const [type, kind, word] of [
  ['switch', hap.Service.Switch, 'switch 0'],
  ['light', hap.Service.Lightbulb, 'light 0'],
] as const) {
  test(`made a ${type} in the config, the outlet is gone and the ${type} works`, async t => {
    const { build, accessory, socket, plug } = fixture([true]);
    build();
    plug.attach(deviceOf(t, [true], acknowledge).device);
    build({ type });
    assert.deepEqual(outletServices(accessory), [word]);
    assert.equal(await read(socket(0, kind), On), true);
    assert.equal(socket(0, kind)?.testCharacteristic(OutletInUse), false);
    assert.equal(await write(socket(0, kind), On, false), undefined);
    build();
    assert.deepEqual(outletServices(accessory), ['outlet 0']);
  });
}

test('rebuilt as it was, the plug keeps its services, and with them rooms, scenes and automations', () => {
  const { build, accessory, socket } = fixture([false, false, false]);
  build();
  const before = [socket(1), socket(2)];
  build();
  assert.deepEqual(outletServices(accessory), ['outlet 1', 'outlet 2']);
  assert.equal(socket(1), before[0]);
  assert.equal(socket(2), before[1]);
});

test('rebuilt after a restart, it keeps them too', () => {
  const first = fixture([false, false, false]);
  first.build();
  const accessory = restarted(first.accessory);
  const services = [...accessory.services];
  fixture([false, false, false], accessory).build();
  assert.deepEqual([...accessory.services], services);
});

test('a strip shows its outlets, and its master only if that is listed', () => {
  const { build, accessory } = fixture([false, false, false, false, false]);
  build();
  assert.deepEqual(outletServices(accessory), ['outlet 1', 'outlet 2', 'outlet 3', 'outlet 4']);
  build({ outlets: [{ channel: 0, hidden: false }] });
  assert.deepEqual(outletServices(accessory), ['outlet 0', 'outlet 1', 'outlet 2', 'outlet 3', 'outlet 4']);
  build({ outlets: [{ channel: 0, hidden: true }] });
  assert.deepEqual(outletServices(accessory), ['outlet 1', 'outlet 2', 'outlet 3', 'outlet 4']);
});

test('of a device with two relays both are outlets', () => {
  const { build, accessory } = fixture([false, false]);
  build();
  assert.deepEqual(outletServices(accessory), ['outlet 0', 'outlet 1']);
});

test('hidden outlets are gone, also those that were shown before; listing one that does not exist adds none', () => {
  const { build, accessory } = fixture([false, false, false, false]);
  build();
  build({
    outlets: [
      { channel: 2, hidden: true },
      { channel: 9, hidden: false },
    ],
  });
  assert.deepEqual(outletServices(accessory), ['outlet 1', 'outlet 3']);
});

test('an outlet that the plug does not have any more is gone', () => {
  const { build, accessory } = fixture([false, false, false, false]);
  build();
  build({}, [false, false, false]);
  assert.deepEqual(outletServices(accessory), ['outlet 1', 'outlet 2']);
});

test('the outlets of a strip are switched each by its own channel', async t => {
  const { build, socket, plug } = fixture([true, true, true]);
  build({ outlets: [{ channel: 0, hidden: false }] });
  const { device, requests } = deviceOf(t, [true, true, true], acknowledge);
  plug.attach(device);
  for (const channel of [2, 0, 1]) await write(socket(channel), On, false);
  const orders = requests.filter(({ method }) => method === 'SET').map(({ payload }) => payload);
  assert.deepEqual(
    orders,
    [2, 0, 1].map(channel => togglex.set({ channel, on: false }).payload),
  );
});

test('the outlets of a strip have names of their own: from the config, else by their number', () => {
  const { build, socket } = fixture([false, false, false]);
  build({
    outlets: [
      { channel: 0, hidden: false },
      { channel: 2, name: 'Aquarium 🐟', hidden: false },
    ],
  });
  const names = [0, 1, 2].map(channel => socket(channel)?.getCharacteristic(ConfiguredName).value);
  assert.deepEqual(names, ['All outlets', 'Outlet 1', 'Aquarium 🐟']);
  assert.equal(socket(2)?.getCharacteristic(Name).value, 'Aquarium');
});

test('a name given in the Home app is kept over a rebuild and a restart, whatever the config says', async () => {
  const { build, socket, plug, accessory } = fixture([false, false, false]);
  const outlets = [{ channel: 1, name: 'Lamp', hidden: false }];
  build({ outlets });
  plug.remember({ ...REMEMBERED, info: infoOf([false, false, false]) });
  assert.equal(await write(socket(1), ConfiguredName, 'Reading lamp'), undefined);
  assert.equal(await write(socket(2), ConfiguredName, 'Radio'), undefined);
  build({ outlets });
  assert.equal(await read(socket(1), ConfiguredName), 'Reading lamp');
  assert.equal(await read(socket(2), ConfiguredName), 'Radio');

  const again = fixture([false, false, false], restarted(accessory));
  again.build({ outlets });
  assert.equal(await read(again.socket(1), ConfiguredName), 'Reading lamp');
  assert.equal(await read(again.socket(2), ConfiguredName), 'Radio');
  assert.equal(again.plug.context?.address, '192.168.1.20', 'and nothing else is forgotten over it');
});

test('a plug without a device reads as unreachable, and is no longer switched', async t => {
  const { build, socket, plug } = fixture([true]);
  build();
  const { device, requests } = deviceOf(t, [true], acknowledge);
  plug.attach(device);
  plug.detach();
  assert.deepEqual(await read(socket(), On), NO_ANSWER);
  device.receive(push(0, false));
  assert.deepEqual(await read(socket(), On), NO_ANSWER);
  assert.deepEqual(await write(socket(), On, true), NO_ANSWER);
  assert.deepEqual(requests, []);
});

test('HAP logs no warning, whatever the appearance and whatever happens', async t => {
  const warnings = t.mock.method(console, 'warn', () => undefined).mock;
  const { build, plug, accessory, socket } = fixture([true, false, true], newAccessory('Strip'));
  const all: (readonly string[])[] = [];
  const received = new Set<Service>();
  const listen = (): void => {
    for (const service of accessory.services.filter(each => !received.has(each))) {
      received.add(service);
      all.push(warningsOf(service));
    }
  };
  listen();
  const { device } = deviceOf(t, [true, false, true], acknowledge);
  for (const appearance of [
    {},
    { type: 'light' },
    { type: 'switch' },
    { outlets: [{ channel: 0, hidden: false }] },
  ] as const) {
    build(appearance);
    listen();
    plug.attach(device);
    build(appearance);
  }
  await write(socket(1), On, true);
  device.receive(push(0, false));
  assert.deepEqual(all.flat(), []);
  assert.deepEqual(
    warnings.calls.map(({ arguments: texts }) => texts),
    [],
  );
});
