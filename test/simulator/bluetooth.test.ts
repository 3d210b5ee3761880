import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { gatt, type SimulatedPlug, type SimulatedPlugOptions } from '../../simulator/index.ts';
import { FrameReader, frameOf } from '../../simulator/bluetooth/frames.ts';
import { at, get, message, readMessage, type Reply, until } from './client.ts';
import { account, encryptedPassword, homeNetwork, newPlug, wifiOf } from '../support/new-plug.ts';

const hardware = 'Appliance.System.Hardware';
const keyName = 'Appliance.Config.Key';
const trace = 'Appliance.Config.Trace';
const wifiX = 'Appliance.Config.WifiX';

/** A phone that holds a link to a plug without access point. */
class Phone {
  readonly plug: SimulatedPlug;
  readonly chunks: Uint8Array[] = [];
  readonly replies: Reply[] = [];
  #reader = new FrameReader();

  constructor(plug: SimulatedPlug) {
    this.plug = plug;
  }

  /** Whether a frame came that could not be read. */
  get damaged(): number {
    return this.#reader.damaged;
  }

  async connect(): Promise<this> {
    this.#reader = new FrameReader();
    await this.plug.bluetooth.connect();
    this.plug.bluetooth.onNotify(chunk => {
      this.chunks.push(chunk);
      this.replies.push(...this.#reader.push(chunk).map(readMessage));
    });
    return this;
  }

  /** Writes a request, and does not wait. */
  async write(method: string, namespace: string, payload: object = {}): Promise<void> {
    const bytes = frameOf(messageFor(this.plug, method, namespace, payload));
    const { chunkBytes } = this.plug.bluetooth;
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      await this.plug.bluetooth.write(bytes.subarray(start, start + chunkBytes));
    }
  }

  async request(method: string, namespace: string, payload: object = {}): Promise<Reply> {
    const before = this.replies.length;
    await this.write(method, namespace, payload);
    await until(() => this.replies.length > before);
    const reply = this.replies.at(-1);
    assert.ok(reply);
    return reply;
  }
}

// A plug without access point has no address to be named as where the request comes from.
function messageFor(plug: SimulatedPlug, method: string, namespace: string, payload: object): string {
  return message(plug, method, namespace, payload, { from: '' });
}

async function connectedPhone(t: TestContext, options: Partial<SimulatedPlugOptions> = {}): Promise<Phone> {
  return new Phone(await newPlug(t, { accessPoint: undefined, ...options })).connect();
}

for (const chunkBytes of [1, 20, 200, 241, 1000]) {
  test(`a plug is paired over Bluetooth in chunks of ${String(chunkBytes)}`, async t => {
    const phone = await connectedPhone(t, { chunkBytes });
    const { plug } = phone;
    assert.equal(at((await phone.request('GET', hardware)).payload, 'hardware', 'uuid'), plug.uuid);
    assert.ok(phone.chunks.every(chunk => chunk.length <= chunkBytes));
    await phone.request('SET', keyName, { key: account });
    await phone.request('SET', wifiX, { wifi: wifiOf(encryptedPassword(plug, homeNetwork.password)) });
    await plug.waitFor('home');
    assert.equal(plug.bluetooth.isConnected, false);
    assert.equal(plug.bluetooth.isAdvertising, false);
    assert.equal(plug.key, account.key);
    assert.equal(at(await get(plug, 'Appliance.System.All'), 'all', 'system', 'hardware', 'uuid'), plug.uuid);
    assert.deepEqual(
      plug.requests.map(request => request.transport),
      ['bluetooth', 'bluetooth', 'bluetooth', 'http'],
    );
  });
}

test('both doors lead into the same plug', async t => {
  const phone = await connectedPhone(t, { accessPoint: {} });
  await phone.request('SET', keyName, { key: account });
  assert.equal(at(await get(phone.plug, 'Appliance.System.All'), 'all', 'system', 'firmware', 'port'), 8883);
});

test('it advertises in pairing mode with power, under an address that is not its own', async t => {
  const plug = await newPlug(t, { isNew: false });
  assert.equal(plug.bluetooth.isAdvertising, false);
  await assert.rejects(plug.bluetooth.connect(), /does not advertise/);
  plug.reset();
  assert.equal(plug.bluetooth.isAdvertising, true);
  assert.deepEqual(plug.bluetooth.services, [gatt.service]);
  assert.match(plug.bluetooth.address, /^c0(:[0-9a-f]{2}){5}$/);
  await plug.unplug();
  assert.equal(plug.bluetooth.isAdvertising, false);
});

test('one link at a time, and it ends with the power', async t => {
  const phone = await connectedPhone(t);
  const { bluetooth } = phone.plug;
  await assert.rejects(bluetooth.connect(), /has a link already/);
  let ends = 0;
  bluetooth.onDisconnect(() => (ends += 1));
  await phone.plug.unplug();
  assert.equal(ends, 1);
  await assert.rejects(bluetooth.write(new Uint8Array(1)), /no link/);
  await phone.plug.plugIn();
  bluetooth.faults.refusesConnection = true;
  await assert.rejects(bluetooth.connect(), /refuses/);
  bluetooth.faults.refusesConnection = false;
  await phone.connect();
  await phone.request('GET', hardware);
});

test('a chunk longer than the link carries is not written', async t => {
  const { plug } = await connectedPhone(t, { chunkBytes: 20 });
  await assert.rejects(plug.bluetooth.write(new Uint8Array(21)), RangeError);
});

test('with a wrong password the link stays, and the plug can tell why', async t => {
  const phone = await connectedPhone(t);
  await phone.request('SET', wifiX, { wifi: wifiOf(encryptedPassword(phone.plug, 'wrong one')) });
  await until(() => phone.plug.lastAttempt !== undefined);
  await phone.plug.waitFor('pairing');
  assert.equal(phone.plug.bluetooth.isConnected, true);
  assert.equal(at((await phone.request('GET', trace)).payload, 'trace', 'code'), 2);
});

test('what is written while the plug is at work is dropped', async t => {
  const phone = await connectedPhone(t, { scanMs: 50 });
  await phone.write('GET', 'Appliance.Config.WifiList');
  await phone.write('GET', hardware);
  assert.ok(phone.plug.bluetooth.writesWhileBusy > 0);
  await until(() => phone.replies.length === 1);
  assert.equal(at(phone.replies[0]?.payload, 'wifiList', 0, 'channel'), 11);
  await phone.request('GET', hardware);
  assert.equal(phone.plug.requests.length, 2);
});

test('a chunk that is lost on the way there costs the request', async t => {
  const phone = await connectedPhone(t, { chunkBytes: 20 });
  phone.plug.bluetooth.faults.losesWrite = index => index === 3;
  await phone.write('GET', hardware);
  assert.equal(phone.plug.requests.length, 0);
  phone.plug.bluetooth.disconnect();
  await phone.connect();
  phone.plug.bluetooth.faults.losesWrite = false;
  await phone.request('GET', hardware);
});

test('a chunk that is lost on the way back costs the answer, and the next is whole', async t => {
  const phone = await connectedPhone(t, { chunkBytes: 200 });
  phone.plug.bluetooth.faults.losesNotification = index => index === 1;
  await phone.write('GET', hardware);
  await until(() => phone.plug.requests[0]?.outcome === 'answered');
  const { length } = phone.chunks;
  assert.equal(phone.replies.length, 0);
  await phone.request('GET', hardware);
  assert.ok(phone.chunks.length > length);
  assert.ok(phone.damaged > 0);
});

test('a chunk comes twice', async t => {
  const phone = await connectedPhone(t, { chunkBytes: 200 });
  phone.plug.bluetooth.faults.doublesNotification = index => index === 0;
  await phone.write('GET', hardware);
  await until(() => phone.plug.requests[0]?.outcome === 'answered');
  assert.deepEqual(phone.chunks[0], phone.chunks[1]);
});

test('noise comes before and behind the frame', async t => {
  const phone = await connectedPhone(t, { chunkBytes: 20 });
  phone.plug.bluetooth.faults.noiseBefore = Buffer.from('0055', 'hex');
  phone.plug.bluetooth.faults.noiseAfter = Buffer.from('aa', 'hex');
  await phone.request('GET', hardware);
  await phone.request('GET', hardware);
  assert.equal(Buffer.from(phone.chunks[0] ?? []).toString('hex', 0, 4), '005555aa');
});

test('the CRC of the first answer is wrong', async t => {
  const phone = await connectedPhone(t);
  phone.plug.bluetooth.faults.wrongCrc = index => index === 0;
  await phone.write('GET', hardware);
  await until(() => phone.plug.requests[0]?.outcome === 'answered');
  await phone.request('GET', hardware);
  assert.equal(phone.replies.length, 1);
  assert.ok(phone.damaged > 0);
});

test('a frame with a wrong CRC is not obeyed', async t => {
  const { plug } = await connectedPhone(t);
  const bytes = frameOf(messageFor(plug, 'GET', hardware, {}), 1);
  for (let start = 0; start < bytes.length; start += 200)
    await plug.bluetooth.write(bytes.subarray(start, start + 200));
  assert.equal(plug.bluetooth.damagedFrames, 1);
  assert.equal(plug.requests.length, 0);
});

test('the link breaks in the middle of an answer, and the key is there all the same', async t => {
  const phone = await connectedPhone(t, { chunkBytes: 20 });
  phone.plug.bluetooth.faults.breaksAfter = 3;
  await phone.write('SET', keyName, { key: account });
  await until(() => !phone.plug.bluetooth.isConnected);
  assert.equal(phone.chunks.length, 3);
  assert.equal(phone.plug.key, account.key);
  assert.equal(phone.plug.requests[0]?.outcome, 'abandoned');
});

test('the link breaks before the network is acknowledged, and the plug joins', async t => {
  const phone = await connectedPhone(t);
  phone.plug.faults.ackLost = namespace => namespace === wifiX;
  await phone.request('SET', keyName, { key: account });
  await phone.write('SET', wifiX, { wifi: wifiOf(encryptedPassword(phone.plug, homeNetwork.password)) });
  await phone.plug.waitFor('home');
  assert.equal(phone.replies.length, 1);
});

test('the link breaks at one question, and is silent on another and on what it does not know', async t => {
  const phone = await connectedPhone(t);
  phone.plug.faults.hangUp = namespace => namespace === keyName;
  phone.plug.faults.silent = namespace => namespace === hardware;
  await phone.write('GET', hardware);
  await phone.write('GET', 'Appliance.Control.Fly');
  await until(() => phone.plug.requests[1]?.outcome === 'refused');
  await pause(20);
  assert.equal(phone.chunks.length, 0);
  assert.equal(phone.plug.bluetooth.isConnected, true);
  await phone.write('SET', keyName, { key: account });
  await until(() => !phone.plug.bluetooth.isConnected);
  assert.equal(phone.plug.key, '');
});
