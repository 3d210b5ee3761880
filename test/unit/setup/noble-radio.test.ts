import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { nobleRadio } from '../../../src/setup/noble-radio.ts';
import { BluetoothError } from '../../../src/setup/radio.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const INSTALL = /not installed.*npm install @stoprocent\/noble/;

test('without the package, a sentence says which one, and how to install it', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  for (const load of [() => Promise.reject(missing), () => Promise.resolve({ default: {} })]) {
    await assert.rejects(nobleRadio(load), (error: unknown) => {
      assert.ok(error instanceof BluetoothError && error.isMissing);
      assert.match(error.message, INSTALL);
      return true;
    });
  }
});

test('a package that does not start here is not called missing', async () => {
  const broken = Object.assign(new Error('no such library'), { code: 'ERR_DLOPEN_FAILED' });
  await assert.rejects(
    nobleRadio(() => Promise.reject(broken)),
    (error: unknown) => {
      assert.ok(error instanceof BluetoothError && !error.isMissing);
      assert.match(error.message, /installed, but does not start/);
      return true;
    },
  );
});

/** As much of noble as is used, by its own type declarations. */
class FakeNoble extends EventEmitter {
  state = 'unknown';
  readonly done: string[] = [];

  waitForPoweredOnAsync(): Promise<void> {
    return this.state === 'poweredOff' ? Promise.reject(new Error('Timeout')) : Promise.resolve();
  }

  startScanningAsync(services: readonly string[]): Promise<void> {
    this.done.push(`scan ${services.join()}`);
    return Promise.resolve();
  }

  stopScanningAsync(): Promise<void> {
    this.done.push('stop scanning');
    return Promise.resolve();
  }

  stop(): void {
    this.done.push('stop');
  }
}

class FakeCharacteristic extends EventEmitter {
  readonly uuid: string;
  readonly written: (readonly [string, boolean])[] = [];
  isSubscribed = false;

  constructor(uuid: string) {
    super();
    this.uuid = uuid;
  }

  writeAsync(data: Buffer, withoutResponse: boolean): Promise<void> {
    this.written.push([data.toString('hex'), withoutResponse]);
    return Promise.resolve();
  }

  subscribeAsync(): Promise<void> {
    this.isSubscribed = true;
    return Promise.resolve();
  }
}

class FakePeripheral extends EventEmitter {
  readonly id: string;
  readonly advertisement = { localName: 'Meross_SW_BBCC' };
  readonly rssi = -48;
  mtu: number | null = null;
  connects: () => Promise<void> = () => Promise.resolve();
  disconnects = 0;
  readonly write = new FakeCharacteristic('b002');
  readonly notify = new FakeCharacteristic('0000b003-0000-1000-8000-00805f9b34fb');
  characteristics: readonly FakeCharacteristic[] = [this.write, this.notify];

  constructor(id: string) {
    super();
    this.id = id;
  }

  connectAsync(): Promise<void> {
    return this.connects();
  }

  disconnectAsync(): Promise<void> {
    this.disconnects += 1;
    return Promise.resolve();
  }

  discoverSomeServicesAndCharacteristicsAsync(): Promise<unknown> {
    return Promise.resolve({ services: [], characteristics: this.characteristics });
  }
}

/** Scans until something is received. */
async function firstDiscovered(noble: FakeNoble, peripheral: FakePeripheral) {
  const radio = await nobleRadio(() => Promise.resolve({ withBindings: () => noble }));
  const stop = new AbortController();
  const scan = radio.scan(stop.signal)[Symbol.asyncIterator]();
  const first = scan.next();
  await new Promise(setImmediate);
  noble.emit('discover', peripheral);
  noble.emit('discover', peripheral);
  const result = await first;
  assert.ok(result.done !== true);
  return { radio, scan, stop, discovered: result.value };
}

test('plugs in pairing mode are heard once each, and the scan ends when it is stopped', async () => {
  const noble = new FakeNoble();
  const { radio, scan, stop, discovered } = await firstDiscovered(noble, new FakePeripheral('aa'));
  assert.deepEqual([discovered.id, discovered.name, discovered.rssi], ['aa', 'Meross_SW_BBCC', -48]);
  const next = scan.next();
  stop.abort();
  assert.equal((await next).done, true);
  await radio.close();
  assert.deepEqual(noble.done, ['scan a00a', 'stop scanning', 'stop']);
  assert.equal(noble.listenerCount('discover'), 0);
});

test('a connection writes without response, hears what is notified, and reports when it ends', async () => {
  const peripheral = new FakePeripheral('aa');
  const { discovered, stop } = await firstDiscovered(new FakeNoble(), peripheral);
  const connection = await discovered.connect(stop.signal);
  assert.equal(peripheral.notify.isSubscribed, true);
  assert.equal(connection.mtu, 23);
  peripheral.mtu = 244;
  assert.equal(connection.mtu, 244);
  await connection.write(Uint8Array.of(0x55, 0xaa));
  assert.deepEqual(peripheral.write.written, [['55aa', true]]);
  const events: unknown[] = [];
  connection.onNotify(piece => void events.push(Buffer.from(piece).toString('hex')));
  connection.onDisconnect(() => void events.push('end'));
  peripheral.notify.emit('data', Buffer.from('0102', 'hex'), true);
  peripheral.notify.emit('data', 'not bytes');
  peripheral.emit('disconnect', 19);
  assert.deepEqual(events, ['0102', 'end']);
  await connection.close();
  assert.equal(peripheral.disconnects, 1);
  stop.abort();
});

test('a connection that fails, or is no plug, ends in a sentence, and is let go', async () => {
  for (const [spoil, pattern] of [
    [(it: FakePeripheral) => void (it.connects = () => Promise.reject(new Error('peer hung up'))), /Move closer/],
    [(it: FakePeripheral) => void (it.characteristics = []), /lacks the Bluetooth characteristics/],
  ] as const) {
    const peripheral = new FakePeripheral('aa');
    spoil(peripheral);
    const { discovered, stop } = await firstDiscovered(new FakeNoble(), peripheral);
    await assert.rejects(discovered.connect(stop.signal), { name: 'BluetoothError', message: pattern });
    assert.equal(peripheral.disconnects, 1);
    stop.abort();
  }
});

test('an attempt to connect can be interrupted', async () => {
  const peripheral = new FakePeripheral('aa');
  peripheral.connects = () => new Promise(() => undefined);
  const { discovered, stop } = await firstDiscovered(new FakeNoble(), peripheral);
  const attempt = discovered.connect(stop.signal);
  const reason = new Error('enough');
  stop.abort(reason);
  await assert.rejects(attempt, reason);
  assert.equal(peripheral.disconnects, 1);
});

test('a radio that is switched off, or of an unknown make, ends in a sentence', async () => {
  const noble = new FakeNoble();
  noble.state = 'poweredOff';
  const { signal } = new AbortController();
  const off = await nobleRadio(() => Promise.resolve({ default: noble }));
  await assert.rejects(off.scan(signal)[Symbol.asyncIterator]().next(), {
    name: 'BluetoothError',
    message: /poweredOff.*Switch it on/,
  });
  const odd = await nobleRadio(() => Promise.resolve({ withBindings: () => ({}) }));
  await assert.rejects(odd.scan(signal)[Symbol.asyncIterator]().next(), {
    name: 'BluetoothError',
    message: /is not supported/,
  });
});

test('a radio that never says that it has stopped is not waited for', async () => {
  const noble = new FakeNoble();
  noble.stopScanningAsync = () => new Promise(() => undefined);
  const peripheral = new FakePeripheral('aa');
  peripheral.disconnectAsync = () => new Promise(() => undefined);
  const clock = new FakeClock();
  const radio = await nobleRadio(() => Promise.resolve({ withBindings: () => noble }), clock);
  const stop = new AbortController();
  const scan = radio.scan(stop.signal)[Symbol.asyncIterator]();
  const first = scan.next();
  await new Promise(setImmediate);
  noble.emit('discover', peripheral);
  const result = await first;
  assert.ok(result.done !== true);
  const connection = await result.value.connect(stop.signal);
  stop.abort();
  const ends = Promise.all([scan.next(), connection.close()]);
  await clock.advance(3000);
  assert.equal((await ends)[0].done, true);
  assert.equal(clock.pending, 0);
});

test('a radio that never says that it has begun to scan can be interrupted', async () => {
  const noble = new FakeNoble();
  noble.startScanningAsync = () => new Promise(() => undefined);
  const radio = await nobleRadio(() => Promise.resolve({ withBindings: () => noble }));
  const stop = new AbortController();
  const next = radio.scan(stop.signal)[Symbol.asyncIterator]().next();
  await new Promise(setImmediate);
  stop.abort(new Error('enough'));
  assert.equal((await next).done, true);
  assert.deepEqual(noble.done, ['stop scanning']);
});
