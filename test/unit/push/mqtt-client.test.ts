/** The MQTT client at a broker that the test plays packet by packet. */
import assert from 'node:assert/strict';
import { duplexPair, type Duplex } from 'node:stream';
import { setImmediate as tick } from 'node:timers/promises';
import { test } from 'node:test';
import { generate, parser, type Packet } from 'mqtt-packet';
import { LoginRefusedError, MqttClient, type MqttLogin } from '../../../src/push/mqtt-client.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const LOGIN: MqttLogin = { version: 4, clientId: 'x', username: 'hb', password: 'pass', keepAliveSeconds: 60 };

interface Played {
  readonly client: MqttClient;
  readonly clock: FakeClock;
  readonly broker: Duplex;
  /** What the client has sent. */
  readonly packets: Packet[];
  readonly messages: string[];
  readonly send: (...packets: readonly Packet[]) => void;
}

function play(): Played {
  const [stream, broker] = duplexPair();
  const clock = new FakeClock();
  const messages: string[] = [];
  const client = new MqttClient(stream, {
    clock,
    onMessage: (topic, bytes, isRetained) => void messages.push(`${topic} ${bytes.toString()} ${String(isRetained)}`),
  });
  const packets: Packet[] = [];
  const reader = parser();
  reader.on('packet', packet => packets.push(packet));
  broker.on('data', (bytes: Buffer) => void reader.parse(bytes));
  broker.on('error', () => undefined);
  const send = (...sent: readonly Packet[]): void => void broker.write(Buffer.concat(sent.map(one => generate(one))));
  return { client, clock, broker, packets, messages, send };
}

/** Until what was written has arrived on both sides. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await tick();
}

async function playConnected(): Promise<Played> {
  const played = play();
  const login = played.client.login(LOGIN);
  played.send({ cmd: 'connack', returnCode: 0, sessionPresent: false });
  await login;
  return played;
}

const message = (fields: object): Packet => ({
  cmd: 'publish',
  topic: 'plugs',
  payload: 'on',
  qos: 0,
  dup: false,
  retain: false,
  ...fields,
});

test('it logs in with a clean session, as who it is', async () => {
  const { client, packets } = await playConnected();
  const [connect] = packets;
  assert.ok(connect?.cmd === 'connect');
  const { protocolId, protocolVersion, clean, clientId, username, password, keepalive } = connect;
  assert.deepEqual(
    [protocolId, protocolVersion, clean, clientId, username, String(password), keepalive],
    ['MQTT', 4, true, 'x', 'hb', 'pass', 60],
  );
  assert.equal(client.isConnected, true);
});

test('a refused login is an error with its code, and ends the connection', async () => {
  const { client, send } = play();
  const login = client.login(LOGIN);
  send({ cmd: 'connack', returnCode: 4, sessionPresent: false });
  await assert.rejects(login, (error: unknown) => error instanceof LoginRefusedError && error.code === 4);
  await client.closed;
  assert.equal(client.isConnected, false);
});

test('a message with QoS 1 is acknowledged, and a retained one is known as such', async () => {
  const { messages, packets, send } = await playConnected();
  send(message({ qos: 1, messageId: 7 }), message({ payload: 'off', retain: true }));
  await settle();
  assert.deepEqual(messages, ['plugs on false', 'plugs off true']);
  assert.deepEqual(
    packets.slice(1).map(({ cmd, messageId }) => [cmd, messageId]),
    [['puback', 7]],
  );
});

test('a subscription that the broker refuses is not taken for one that it grants', async () => {
  const { client, packets, send } = await playConnected();
  for (const [granted, expected] of [
    [0x80, false],
    [1, true],
  ] as const) {
    const subscription = client.subscribe('/appliance/#', 1);
    await settle();
    send({ cmd: 'suback', messageId: packets.at(-1)?.messageId ?? 0, granted: [granted] });
    assert.equal(await subscription, expected);
  }
});

test('a message that must arrive waits for its own acknowledgement', async () => {
  const { client, packets, send } = await playConnected();
  let isDone = false;
  const published = client.publishAcknowledged('plug', 'text').then(() => (isDone = true));
  await settle();
  const messageId = packets.at(-1)?.messageId ?? 0;
  send({ cmd: 'puback', messageId: messageId + 1 });
  await settle();
  assert.equal(isDone, false);
  send({ cmd: 'puback', messageId });
  await published;
});

test('whatever waits for a broker that hangs up is over', async () => {
  const { client, broker } = await playConnected();
  const waiting = [client.subscribe('/appliance/#', 1), client.publishAcknowledged('plug', 'text')];
  broker.end();
  for (const one of waiting) await assert.rejects(one, /the broker closed the connection/);
  assert.equal(await client.closed, undefined);
  await assert.rejects(client.subscribe('/appliance/#', 1), /closed the connection/);
  client.publish('plug', 'is not sent, and does no harm');
});

for (const [what, bytes] of [
  ['a packet that is not MQTT', Buffer.from([0xf0, 0x00])],
  ['a packet that only clients send', generate({ cmd: 'pingreq' })],
  ['a message with QoS 2, which nothing asked for', generate(message({ qos: 2, messageId: 1 }))],
] as const) {
  test(`${what} ends the connection, and what follows is not read`, async () => {
    const { client, broker, messages } = await playConnected();
    broker.write(Buffer.concat([bytes, generate(message({}))]));
    assert.ok((await client.closed) instanceof Error);
    assert.deepEqual(messages, []);
  });
}

test('it pings, and a broker that sends nothing any more is given up', async () => {
  const { client, clock, packets, send } = await playConnected();
  const pings = (): number => packets.filter(({ cmd }) => cmd === 'pingreq').length;
  for (let round = 1; round <= 6; round += 1) {
    await clock.advance(30_000);
    await settle();
    assert.equal(pings(), round);
    send({ cmd: 'pingresp' });
    await settle();
  }
  for (let round = 0; round < 4; round += 1) {
    await clock.advance(30_000);
    await settle();
  }
  assert.match(String(await client.closed), /silent/);
});
