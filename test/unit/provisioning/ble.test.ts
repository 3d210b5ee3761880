import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeIsUp } from '../../../src/clock.ts';
import { InternalError, MalformedError, NoAnswerError, RefusedError, UnreachableError } from '../../../src/errors.ts';
import * as configWifiList from '../../../src/protocol/namespaces/config-wifilist.ts';
import * as systemHardware from '../../../src/protocol/namespaces/system-hardware.ts';
import { BleExchange, connectBle } from '../../../src/provisioning/ble.ts';
import { ask } from '../../../src/provisioning/exchange.ts';
import { BluetoothError } from '../../../src/provisioning/radio.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { Bench, HOME, KEY } from './bench.ts';
import { FakeLink, framed, peripheralOf, type Habits } from './fake-radio.ts';
import { PairingPlug, UUID } from './pairing-plug.ts';

/** A bench whose plug is reached by Bluetooth. */
function byBluetooth(habits: Habits = {}): { readonly bench: Bench; readonly link: FakeLink } {
  const bench = new Bench();
  const link = new FakeLink(bench.plug, bench.clock, habits);
  bench.exchange = new BleExchange(link, { clock: bench.clock });
  return { bench, link };
}

/** One question over a link with these habits; the link, and what became of the question. */
function question(habits: Habits = {}, request = systemHardware.get()) {
  const clock = new FakeClock();
  const plug = new PairingPlug();
  const link = new FakeLink(plug, clock, habits);
  const exchange = new BleExchange(link, { clock });
  const stop = new AbortController();
  const answer = ask(exchange, request, { clock, signal: stop.signal });
  answer.catch(() => undefined);
  return { clock, plug, link, exchange, stop, answer };
}

for (const mtu of [23, 64, 185, 203, 244, 517]) {
  test(`a Bluetooth plug is set up where packets hold ${mtu - 3} bytes, in pieces of 200 at most`, async () => {
    const { bench, link } = byBluetooth({ mtu });
    const { outcome } = await bench.run();
    assert.deepEqual([(await outcome).address, bench.plug.key], [HOME, KEY]);
    assert.ok(link.written.every(piece => piece.length <= Math.min(mtu - 3, 200)));
  });
}

test('its answers are read whatever pieces they come in: 1 to 400 bytes', async () => {
  for (let piece = 1; piece <= 400; piece += 1) {
    const { clock, answer } = question({ piece, noise: Buffer.from('aa55ff55', 'hex') });
    await clock.advance(1000);
    assert.equal(systemHardware.parse((await answer).payload).uuid, UUID, `pieces of ${piece}`);
  }
});

test('noise before every answer does not keep a plug from being set up', async () => {
  const { bench } = byBluetooth({ noise: Buffer.from('55aa3fff0055', 'hex'), piece: 20 });
  await (
    await bench.run()
  ).outcome;
});

test('pieces follow each other at a pace that radios can follow, and no slower', async () => {
  const { clock, link, answer } = question({ mtu: 23 });
  await clock.advance(5000);
  await answer;
  const gaps = link.writtenAt.slice(1).map((at, index) => at - (link.writtenAt[index] ?? 0));
  assert.ok(gaps.length > 5 && gaps.every(gap => gap === 100));
});

test('the plug is given 15 s, and 30 s to look for networks', async () => {
  for (const [request, seconds] of [
    [systemHardware.get(), 15],
    [configWifiList.get(), 30],
  ] as const) {
    const { clock, plug, answer } = question({}, request);
    plug.fates.set(request.namespace, 'is silent');
    let isOver = false;
    answer.catch(() => void (isOver = true));
    await clock.advance(seconds * 1000 - 1);
    assert.equal(isOver, false);
    await clock.advance(1);
    await assert.rejects(answer, (error: unknown) => error instanceof NoAnswerError && !error.hungUp);
    assert.equal(clock.pending, 0);
  }
});

test('a lost piece is silence, a damaged answer is told apart from it, and the next question is answered', async () => {
  for (const [habits, kind] of [
    [{ loses: 1, piece: 50 }, NoAnswerError],
    [{ damages: true }, MalformedError],
  ] as const) {
    const { clock, link, exchange, stop, answer } = question(habits);
    await clock.advance(15_000);
    await assert.rejects(answer, kind);
    link.habits = {};
    const next = ask(exchange, systemHardware.get(), { clock, signal: stop.signal });
    await clock.advance(1000);
    assert.equal((await next).header.uuid, UUID);
  }
});

test('an answer that comes after its question was given up is not taken for that of the next', async () => {
  const { clock, link, exchange, stop, answer } = question({ delayMs: 15_100 });
  await clock.advance(15_000);
  await assert.rejects(answer, NoAnswerError);
  link.habits = { delayMs: 500 };
  const next = ask(exchange, configWifiList.get(), { clock, signal: stop.signal });
  await clock.advance(1000);
  assert.equal((await next).header.namespace, configWifiList.NAMESPACE);
});

test('what the plug says unasked is passed over', async () => {
  const { clock, plug, link, answer } = question({ delayMs: 200 });
  await clock.advance(100);
  link.say(framed(plug.message('ffffffffffffffffffffffffffffffff', 'Appliance.System.Clock', 'PUSH', {})));
  await clock.advance(1000);
  assert.equal((await answer).header.namespace, systemHardware.NAMESPACE);
  link.say(framed('not json'));
});

test('a refusal is told as one', async () => {
  const { clock, plug, answer } = question();
  plug.fates.set(systemHardware.NAMESPACE, 'refuses');
  await clock.advance(1000);
  await assert.rejects(answer, RefusedError);
});

test('another plug that answers in its place is not believed', async () => {
  const { clock, link, exchange, stop, answer } = question();
  await clock.advance(1000);
  await answer;
  link.habits = { delayMs: 60_000 };
  const next = ask(exchange, systemHardware.get(), { clock, signal: stop.signal });
  await clock.advance(1000);
  const sent = Buffer.concat(link.written).toString('latin1').split('"messageId":"').at(-1)?.slice(0, 32) ?? '';
  const other = new PairingPlug()
    .message(sent, systemHardware.NAMESPACE, 'GETACK', {})
    .replaceAll(UUID, UUID.replace('24', '99'));
  link.say(framed(other));
  await assert.rejects(next, { name: 'OtherPlugError' });
  await clock.advance(120_000);
});

test('a connection that ends before all is said has told the plug nothing', async () => {
  const { clock, exchange, stop, answer } = question({ mtu: 23, dropsAfterPieces: 3 });
  await clock.advance(1000);
  await assert.rejects(answer, UnreachableError);
  await assert.rejects(ask(exchange, systemHardware.get(), { clock, signal: stop.signal }), UnreachableError);
  assert.equal(clock.pending, 0);
});

test('one that ends after it may have told it everything', async () => {
  const { clock, plug, answer } = question();
  plug.fates.set(systemHardware.NAMESPACE, 'hangs up after doing it');
  await clock.advance(1000);
  await assert.rejects(answer, (error: unknown) => error instanceof NoAnswerError && error.hungUp);
});

test('a radio that takes nothing is given up, and the connection with it, for half a question may be in the plug', async () => {
  const { clock, link, answer } = question({ writesHang: true });
  await clock.advance(15_000);
  await assert.rejects(answer, UnreachableError);
  assert.equal(link.isClosed, true);
  assert.equal(clock.pending, 0);
});

test('whoever interrupts a question gets their own reason, and nothing is left ticking', async () => {
  const { clock, stop, answer } = question({ mtu: 23 });
  await clock.advance(30);
  const reason = new Error('Ctrl-C');
  stop.abort(reason);
  await assert.rejects(answer, reason);
  await clock.advance(0);
  assert.equal(clock.pending, 0);
});

test('there is one question at a time', async () => {
  const { clock, exchange, stop, answer } = question();
  await assert.rejects(exchange.request(systemHardware.get(), stop.signal), InternalError);
  await clock.advance(1000);
  await answer;
});

test('a link that drops between the Wi-Fi and its acknowledgement is no failure if the plug is on the network', async () => {
  const { bench } = byBluetooth();
  bench.plug.fates.set('Appliance.Config.WifiX', 'hangs up after doing it');
  const { outcome, story } = await bench.run();
  assert.deepEqual((await outcome).address, HOME);
  assert.deepEqual(story().slice(-2), ['wifi done', 'arrival done']);
});

test('a link that drops at any other moment is a clear end', async () => {
  for (const [namespace, step] of [
    ['System.All', 'look'],
    ['Config.WifiList', 'networks'],
    ['System.Time', 'time'],
    ['Config.Key', 'key'],
  ] as const) {
    const { bench } = byBluetooth();
    bench.plug.fates.set(`Appliance.${namespace}`, 'hangs up');
    await assert.rejects((await bench.run()).outcome, { name: 'ProvisioningError', step });
    assert.equal(bench.clock.pending, 0);
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
  const link = new FakeLink(new PairingPlug(), clock);
  const exchange = await connectBle(peripheralOf(link), { clock, signal });
  assert.equal(exchange.address, 'Bluetooth (Meross)');
  await exchange.close();
  await exchange.close();
  assert.equal(link.isClosed, true);
  assert.equal(clock.pending, 0);
});
