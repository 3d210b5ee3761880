/** The user's own broker: here one with TLS and a password that forwards messages and never replies. */
import { Aedes } from 'aedes';
import assert from 'node:assert/strict';
import { createServer as createPlainServer, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createServer, type TLSSocket } from 'node:tls';
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { ensureCertificate } from '../../../../src/push/embedded/certificate.ts';
import { BrokerStartError } from '../../../../src/push/broker-start-error.ts';
import { ExternalBroker, type ExternalBrokerOptions } from '../../../../src/push/external/external-broker.ts';
import { systemClock } from '../../../../src/clock.ts';
import { NoAnswerError, UnreachableError } from '../../../../src/errors.ts';
import { parse } from '../../../../src/protocol/envelope.ts';
import * as togglex from '../../../../src/protocol/namespaces/togglex.ts';
import { until } from '../../../support/until.ts';
import { portOf } from '../../transport/plain-server.ts';
import {
  CERTIFICATE,
  recordEvents,
  knownPlugs,
  PLUG,
  plugMessage,
  UUID,
  type PluginEvents,
} from '../broker-fixture.ts';

const PASSWORD = 'open-sesame';
const COMMAND = togglex.set({ channel: 0, on: true });

interface UserBroker {
  readonly port: number;
  readonly ca: string;
  readonly close: () => Promise<void>;
}

async function startUserBroker(t: TestContext, requestedPort = 0): Promise<UserBroker> {
  const aedes = await Aedes.createBroker({
    maxClientsIdLength: 128,
    authenticate: (_client, _username, password, done) => {
      const isRight = password?.toString() === PASSWORD;
      done(isRight ? null : Object.assign(new Error('no'), { returnCode: 4 }), isRight);
    },
  });
  const { key, cert } = await ensureCertificate({ file: CERTIFICATE, hosts: ['127.0.0.1'], nowSeconds: nowSeconds() });
  const sockets = new Set<TLSSocket>();
  const server = createServer({ key, cert }, socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    aedes.handle(socket);
  });
  await new Promise<void>(resolve => server.listen(requestedPort, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
    await new Promise<void>(resolve => aedes.close(resolve));
  };
  t.after(close);
  return { port: portOf(server.address()), ca: cert, close };
}

const nowSeconds = (): number => systemClock.epochSeconds();

interface ExternalBrokerFixture extends PluginEvents {
  readonly broker: ExternalBroker;
}

async function startExternalBroker(
  t: TestContext,
  options: Partial<ExternalBrokerOptions> & { url: string },
): Promise<ExternalBrokerFixture> {
  const events = recordEvents();
  const clock = systemClock;
  const plugs = knownPlugs(PLUG);
  const broker = new ExternalBroker({
    plugs,
    clock,
    username: 'hb',
    password: PASSWORD,
    retryMs: 100,
    ...events,
    ...options,
  });
  t.after(() => broker.close());
  await broker.start();
  return { ...events, broker };
}

const waitUntilListening = ({ lines }: ExternalBrokerFixture): Promise<boolean> =>
  until(() => lines.some(line => line.includes('Listening to plugs')), 8000, 'it listens');

const urlOf = (port: number): string => `mqtts://127.0.0.1:${String(port)}`;

interface ConnectedFixture extends ExternalBrokerFixture {
  readonly userBroker: UserBroker;
  /** A client of that broker that stands in for the plug. */
  readonly plug: MqttClient;
  readonly received: string[];
  readonly publish: (json: string | Buffer) => Promise<void>;
}

/** A plug and the plugin at the same broker. */
async function startConnected(t: TestContext, options: Partial<ExternalBrokerOptions> = {}): Promise<ConnectedFixture> {
  const userBroker = await startUserBroker(t);
  const fixture = await startExternalBroker(t, { url: urlOf(userBroker.port), ca: userBroker.ca, ...options });
  await waitUntilListening(fixture);
  const plug = connectClient(t, userBroker.port);
  const received: string[] = [];
  plug.on('message', (_topic, bytes) => received.push(bytes.toString('utf8')));
  await until(() => plug.connected, 8000, 'the plug is there');
  await plug.subscribeAsync(`/appliance/${UUID}/subscribe`);
  const publish = async (json: string | Buffer): Promise<void> => {
    await plug.publishAsync(`/appliance/${UUID}/publish`, json, { qos: 1 });
  };
  return { ...fixture, userBroker, plug, received, publish };
}

function connectClient(t: TestContext, port: number): MqttClient {
  const settings = { username: 'plug', password: PASSWORD, rejectUnauthorized: false, reconnectPeriod: 0 };
  const mqttClient = connectMqtt({ host: '127.0.0.1', port, protocol: 'mqtts', ...settings });
  mqttClient.on('error', () => undefined);
  t.after(() => mqttClient.endAsync(true));
  return mqttClient;
}

test('a press on a plug at the user’s own broker comes through, and proves its session', async t => {
  const { publish, messages, sessions, broker } = await startConnected(t);
  const push = plugMessage();
  await publish(push);
  await until(() => messages.length === 1, 8000, 'the press');
  assert.equal(broker.hasSession(UUID), true);
  assert.deepEqual(sessions, ['plug in']);
  await publish(push);
  await publish(plugMessage());
  await until(() => messages.length === 2, 8000, 'the next press, and no copy of the first');
});

test('a plug at a broker that never replies gets replies from the plugin, if that is not disabled', async t => {
  const bind = { namespace: 'Appliance.Control.Bind', method: 'SET', payload: { bind: {} } };
  const { publish, received } = await startConnected(t);
  await publish(plugMessage(bind));
  await until(() => received.length === 1, 8000, 'the answer');
  assert.match(received[0] ?? '', /"method":"SETACK"/);

  const noReplies = await startConnected(t, { repliesToPlugs: false });
  await noReplies.publish(plugMessage(bind));
  await noReplies.publish(plugMessage());
  await until(() => noReplies.messages.length === 1, 8000, 'what came after it');
  assert.deepEqual(noReplies.received, []);
});

test('a command goes through the user’s own broker, and its reply comes back', async t => {
  const { plug, broker, messages } = await startConnected(t);
  plug.on('message', (_topic, bytes) => {
    const { header } = parse(bytes.toString('utf8'));
    const { from } = (JSON.parse(bytes.toString('utf8')) as { header: { from: string } }).header;
    plug.publish(from, plugMessage({ method: 'SETACK', payload: {}, messageId: header.messageId }));
  });
  const { header } = await broker.request(UUID, COMMAND, AbortSignal.timeout(8000));
  assert.equal(header.method, 'SETACK');
  assert.deepEqual(messages, []);
  await assert.rejects(broker.request('f'.repeat(32), COMMAND, AbortSignal.timeout(8000)), UnreachableError);
});

test('messages of other clients of that broker change nothing', async t => {
  const { publish, messages, sessions, plug } = await startConnected(t);
  await publish(plugMessage({ key: 'guess' }));
  await publish('hello');
  await publish(Buffer.alloc(100_000));
  await plug.publishAsync('/appliance/meross_lan/publish', plugMessage());
  const unknownUuid = 'f'.repeat(32);
  await plug.publishAsync(`/appliance/${unknownUuid}/publish`, plugMessage({ uuid: unknownUuid }));
  assert.deepEqual(sessions, []);
  await publish(plugMessage({ messageId: 'a'.repeat(32) }));
  await until(() => messages.length > 0, 8000, 'a real press');
  assert.deepEqual(
    messages.map(({ message }) => message.header.messageId),
    ['a'.repeat(32)],
  );
});

test('a retained copy at that broker does not count as a press', async t => {
  const userBroker = await startUserBroker(t);
  const plug = connectClient(t, userBroker.port);
  await until(() => plug.connected, 8000, 'the plug is there');
  await plug.publishAsync(`/appliance/${UUID}/publish`, plugMessage({ messageId: 'b'.repeat(32) }), {
    qos: 1,
    retain: true,
  });
  const fixture = await startExternalBroker(t, { url: urlOf(userBroker.port), ca: userBroker.ca });
  await waitUntilListening(fixture);
  await plug.publishAsync(`/appliance/${UUID}/publish`, plugMessage({ messageId: 'c'.repeat(32) }), { qos: 1 });
  await until(() => fixture.messages.length > 0, 8000, 'a press');
  assert.deepEqual(
    fixture.messages.map(({ message }) => message.header.messageId),
    ['c'.repeat(32)],
  );
});

test('a huge packet is not kept, and the plugin keeps receiving', async t => {
  const fixture = await startConnected(t);
  await fixture.publish(Buffer.alloc(300 * 1024));
  await until(() => fixture.lines.filter(line => line.includes('Listening')).length === 2, 8000, 'it listens again');
  await fixture.publish(plugMessage());
  await until(() => fixture.messages.length === 1, 8000, 'a press');
});

test('a broker that starts late, stops and starts again is used whenever it runs', async t => {
  const first = await startUserBroker(t);
  const { port, ca } = first;
  await first.close();
  const fixture = await startExternalBroker(t, { url: urlOf(port), ca });
  await until(() => fixture.lines.some(line => line.includes('nothing listens there')), 8000, 'the log entry');
  await assert.rejects(fixture.broker.request(UUID, COMMAND, AbortSignal.timeout(8000)), UnreachableError);

  const second = await startUserBroker(t, port);
  await waitUntilListening(fixture);
  const plug = connectClient(t, port);
  await until(() => plug.connected, 8000, 'the plug is there');
  plug.publish(`/appliance/${UUID}/publish`, plugMessage());
  await until(() => fixture.sessions.length === 1, 8000, 'a press');
  const waiting = fixture.broker.request(UUID, COMMAND, AbortSignal.timeout(8000));
  waiting.catch(() => undefined);
  await second.close();
  await assert.rejects(waiting, (error: unknown) => error instanceof NoAnswerError && error.hungUp);
  assert.deepEqual(fixture.sessions, ['plug in', 'plug out']);

  await startUserBroker(t, port);
  await until(() => fixture.lines.filter(line => line.includes('Listening')).length === 2, 8000, 'it listens again');
});

test('a wrong password and an untrusted certificate are logged, with what to do', async t => {
  const { port, ca } = await startUserBroker(t);
  const wrong = await startExternalBroker(t, { url: urlOf(port), ca, password: 'guess-me' });
  await until(() => wrong.lines.length > 0, 8000, 'a line');
  assert.match(wrong.lines[0] ?? '', /refuses the user name or the password\.\nSet "username"/);
  const untrusted = await startExternalBroker(t, { url: urlOf(port) });
  await until(() => untrusted.lines.length > 0, 8000, 'a line');
  assert.match(untrusted.lines[0] ?? '', /certificate is not trusted\.\nSet "ca"/);
  assert.doesNotMatch([...wrong.lines, ...untrusted.lines].join('\n'), /guess-me|open-sesame/);
});

for (const [what, onConnection, pattern] of [
  ['never replies to the login', () => undefined, /no connection in time/],
  ['closes the connection at the login', (socket: Socket) => void socket.end(), /it closes the connection/],
] as const) {
  test(`a broker that ${what} is logged once, and tried again`, async t => {
    let dials = 0;
    const server = createPlainServer(socket => {
      dials += 1;
      socket.on('error', () => undefined);
      socket.resume();
      onConnection(socket);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    t.after(() => void server.close());
    // Ten seconds are over in half a second.
    const clock = { ...systemClock, after: (ms: number, task: () => void) => systemClock.after(ms / 20, task) };
    const fixture = await startExternalBroker(t, {
      url: `mqtt://127.0.0.1:${String(portOf(server.address()))}`,
      clock,
    });
    await until(() => dials >= 2, 8000, 'the second attempt');
    assert.equal(fixture.lines.length, 1);
    assert.match(fixture.lines[0] ?? '', pattern);
  });
}

test('a broker on the internet, or no broker at all, is refused without repeating the URL', () => {
  const make = (url: string): ExternalBroker =>
    new ExternalBroker({ url, plugs: knownPlugs(PLUG), clock: systemClock, ...recordEvents() });
  for (const url of ['mqtts://8.8.8.8', 'mqtt://broker.example.com:1883', 'mqtts://[2001:db8::1]:8883']) {
    assert.throws(() => make(url), /is not in the local network/, url);
  }
  for (const url of ['', 'http://hb:secret@127.0.0.1', 'mqtts://', 'hb:secret@127.0.0.1:8883']) {
    assert.throws(
      () => make(url),
      (error: unknown) => {
        assert.ok(error instanceof BrokerStartError);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  }
  for (const url of ['mqtt://127.0.0.1', 'mqtts://[::1]:8883', 'mqtt://nas.local']) make(url);
});
