import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeIsUp } from '../../../src/clock.ts';
import { InternalError, MalformedError, NoAnswerError, RefusedError, UnreachableError } from '../../../src/errors.ts';
import * as configWifiList from '../../../src/protocol/namespaces/config-wifilist.ts';
import * as systemHardware from '../../../src/protocol/namespaces/system-hardware.ts';
import { BleTransport, connectBle } from '../../../src/setup/ble-transport.ts';
import { sendRequest } from '../../../src/setup/pairing-transport.ts';
import { BluetoothError } from '../../../src/setup/radio.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ProvisionFixture, HOME, KEY } from './provision-fixture.ts';
import { FakeConnection, framed, peripheralOf, type RadioQuirks } from './fake-radio.ts';
import { PairingPlug, UUID } from './pairing-plug.ts';

/** A bench whose plug is reached by Bluetooth. */
function byBluetooth(quirks: RadioQuirks = {}): {
  readonly fixture: ProvisionFixture;
  readonly connection: FakeConnection;
} {
  const fixture = new ProvisionFixture();
  const connection = new FakeConnection(fixture.plug, fixture.clock, quirks);
  fixture.transport = new BleTransport(connection, { clock: fixture.clock });
  return { fixture, connection };
}

/** Sends one request over a link with these faults; the link, and the outcome of the request. */
function sendQuery(quirks: RadioQuirks = {}, request = systemHardware.get()) {
  const clock = new FakeClock();
  const plug = new PairingPlug(clock);
  const connection = new FakeConnection(plug, clock, quirks);
  const transport = new BleTransport(connection, { clock });
  const stop = new AbortController();
  const reply = sendRequest(transport, request, { clock, signal: stop.signal });
  reply.catch(() => undefined);
  return { clock, plug, connection, transport, stop, reply };
}

for (const mtu of [23, 64, 185, 203, 244, 517]) {
  test(`a Bluetooth plug is set up where packets hold ${mtu - 3} bytes, in pieces of 200 at most`, async () => {
    const { fixture, connection } = byBluetooth({ mtu });
    const { outcome } = await fixture.run();
    assert.deepEqual([(await outcome).address, fixture.plug.key], [HOME, KEY]);
    assert.ok(connection.written.every(piece => piece.length <= Math.min(mtu - 3, 200)));
  });
}

test('its answers are read whatever pieces they come in: 1 to 400 bytes', async () => {
  for (let piece = 1; piece <= 400; piece += 1) {
    const { clock, reply } = sendQuery({ piece, noise: Buffer.from('aa55ff55', 'hex') });
    await clock.advance(1000);
    assert.equal(systemHardware.parse((await reply).payload).uuid, UUID, `pieces of ${piece}`);
  }
});

test('noise before every answer does not keep a plug from being set up', async () => {
  const { fixture } = byBluetooth({ noise: Buffer.from('55aa3fff0055', 'hex'), piece: 20 });
  await (
    await fixture.run()
  ).outcome;
});

test('pieces follow each other at a pace that radios can follow, and no slower', async () => {
  const { clock, connection, reply } = sendQuery({ mtu: 23 });
  await clock.advance(5000);
  await reply;
  const gaps = connection.writtenAt.slice(1).map((at, index) => at - (connection.writtenAt[index] ?? 0));
  assert.ok(gaps.length > 5 && gaps.every(gap => gap === 100));
});

test('the plug is given 15 s, and 30 s to look for networks', async () => {
  for (const [request, seconds] of [
    [systemHardware.get(), 15],
    [configWifiList.get(), 30],
  ] as const) {
    const { clock, plug, reply } = sendQuery({}, request);
    plug.behaviours.set(request.namespace, 'is silent');
    let isOver = false;
    reply.catch(() => void (isOver = true));
    await clock.advance(seconds * 1000 - 1);
    assert.equal(isOver, false);
    await clock.advance(1);
    await assert.rejects(reply, (error: unknown) => error instanceof NoAnswerError && !error.hungUp);
    assert.equal(clock.pending, 0);
  }
});

test('a lost piece is silence, a damaged answer is distinguished from it, and the next question is answered', async () => {
  for (const [quirks, kind] of [
    [{ loses: 1, piece: 50 }, NoAnswerError],
    [{ damages: true }, MalformedError],
  ] as const) {
    const { clock, connection, transport, stop, reply } = sendQuery(quirks);
    await clock.advance(15_000);
    await assert.rejects(reply, kind);
    connection.quirks = {};
    const next = sendRequest(transport, systemHardware.get(), { clock, signal: stop.signal });
    await clock.advance(1000);
    assert.equal((await next).header.uuid, UUID);
  }
});

test('an answer that comes after its question was given up is not taken for that of the next', async () => {
  const { clock, connection, transport, stop, reply } = sendQuery({ delayMs: 15_100 });
  await clock.advance(15_000);
  await assert.rejects(reply, NoAnswerError);
  connection.quirks = { delayMs: 500 };
  const next = sendRequest(transport, configWifiList.get(), { clock, signal: stop.signal });
  await clock.advance(1000);
  assert.equal((await next).header.namespace, configWifiList.NAMESPACE);
});

test('what the plug says unasked is passed over', async () => {
  const { clock, plug, connection, reply } = sendQuery({ delayMs: 200 });
  await clock.advance(100);
  connection.emitBytes(
    framed(plug.messageText('ffffffffffffffffffffffffffffffff', 'Appliance.System.Clock', 'PUSH', {})),
  );
  await clock.advance(1000);
  assert.equal((await reply).header.namespace, systemHardware.NAMESPACE);
  connection.emitBytes(framed('not json'));
});

test('a refusal is reported as one', async () => {
  const { clock, plug, reply } = sendQuery();
  plug.behaviours.set(systemHardware.NAMESPACE, 'refuses');
  await clock.advance(1000);
  await assert.rejects(reply, RefusedError);
});

test('another plug that answers in its place is not believed', async () => {
  const { clock, connection, transport, stop, reply } = sendQuery();
  await clock.advance(1000);
  await reply;
  connection.quirks = { delayMs: 60_000 };
  const next = sendRequest(transport, systemHardware.get(), { clock, signal: stop.signal });
  await clock.advance(1000);
  const sent = Buffer.concat(connection.written).toString('latin1').split('"messageId":"').at(-1)?.slice(0, 32) ?? '';
  const other = new PairingPlug(clock)
    .messageText(sent, systemHardware.NAMESPACE, 'GETACK', {})
    .replaceAll(UUID, UUID.replace('24', '99'));
  connection.emitBytes(framed(other));
  await assert.rejects(next, { name: 'OtherPlugError' });
  await clock.advance(120_000);
});

test('a connection that ends before all is said has sent the plug nothing', async () => {
  const { clock, transport, stop, reply } = sendQuery({ mtu: 23, dropsAfterPieces: 3 });
  await clock.advance(1000);
  await assert.rejects(reply, UnreachableError);
  await assert.rejects(sendRequest(transport, systemHardware.get(), { clock, signal: stop.signal }), UnreachableError);
  assert.equal(clock.pending, 0);
});

test('one that ends after it may have sent it everything', async () => {
  const { clock, plug, reply } = sendQuery();
  plug.behaviours.set(systemHardware.NAMESPACE, 'hangs up after doing it');
  await clock.advance(1000);
  await assert.rejects(reply, (error: unknown) => error instanceof NoAnswerError && error.hungUp);
});

test('a radio that takes nothing is given up, and the connection with it, for half a question may be in the plug', async () => {
  const { clock, connection, reply } = sendQuery({ writesHang: true });
  await clock.advance(15_000);
  await assert.rejects(reply, UnreachableError);
  assert.equal(connection.isClosed, true);
  assert.equal(clock.pending, 0);
});

test('whoever interrupts a question gets their own reason, and nothing is left ticking', async () => {
  const { clock, stop, reply } = sendQuery({ mtu: 23 });
  await clock.advance(30);
  const reason = new Error('Ctrl-C');
  stop.abort(reason);
  await assert.rejects(reply, reason);
  await clock.advance(0);
  assert.equal(clock.pending, 0);
});

test('there is one question at a time', async () => {
  const { clock, transport, stop, reply } = sendQuery();
  await assert.rejects(transport.request(systemHardware.get(), stop.signal), InternalError);
  await clock.advance(1000);
  await reply;
});

test('a link that drops between the Wi-Fi and its acknowledgement is no failure if the plug is on the network', async () => {
  const { fixture } = byBluetooth();
  fixture.plug.behaviours.set('Appliance.Config.WifiX', 'hangs up after doing it');
  const { outcome, stepStates } = await fixture.run();
  assert.deepEqual((await outcome).address, HOME);
  assert.deepEqual(stepStates().slice(-2), ['wifi done', 'arrival done']);
});

test('a link that drops at any other moment is a clear end', async () => {
  for (const [namespace, step] of [
    ['System.All', 'look'],
    ['Config.WifiList', 'networks'],
    ['System.Time', 'time'],
    ['Config.Key', 'key'],
  ] as const) {
    const { fixture } = byBluetooth();
    fixture.plug.behaviours.set(`Appliance.${namespace}`, 'hangs up');
    await assert.rejects((await fixture.run()).outcome, { name: 'ProvisioningError', step });
    assert.equal(fixture.clock.pending, 0);
  }
});

test('a peripheral out of reach is given up after 20 s; what the radio says of it is passed on', async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const late = connectBle(peripheralOf(undefined), { clock, signal });
  late.catch(() => undefined);
  await clock.advance(20_000);
  await assert.rejects(late, (error: unknown) => error instanceof UnreachableError && error.cause instanceof TimeIsUp);
  const refused = connectBle(peripheralOf(new BluetoothError('no')), { clock, signal });
  await assert.rejects(refused, BluetoothError);
  const connection = new FakeConnection(new PairingPlug(clock), clock);
  const transport = await connectBle(peripheralOf(connection), { clock, signal });
  assert.equal(transport.address, 'Bluetooth (Meross)');
  await transport.close();
  await transport.close();
  assert.equal(connection.isClosed, true);
  assert.equal(clock.pending, 0);
});
