/** The user's own broker: here another one with TLS and a password, that carries messages and answers nothing. */
import { Aedes } from 'aedes';
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createServer, type TLSSocket } from 'node:tls';
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { ensureCertificate } from '../../../src/broker/certificate.ts';
import { BrokerError } from '../../../src/broker/errors.ts';
import { OutsideBroker, type OutsideOptions } from '../../../src/broker/outside.ts';
import { systemClock } from '../../../src/clock.ts';
import { NoAnswerError, UnreachableError } from '../../../src/errors.ts';
import { parse } from '../../../src/protocol/envelope.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { until } from '../../support/until.ts';
import { portOf } from '../transport/plain-server.ts';
import { CERTIFICATE, diary, known, PLUG, says, UUID, type Diary } from './plugs.ts';

const PASSWORD = 'open-sesame';
const ORDER = togglex.set({ channel: 0, on: true });

interface Mosquitto {
  readonly port: number;
  readonly ca: string;
  readonly close: () => Promise<void>;
}

async function mosquitto(t: TestContext, wanted = 0): Promise<Mosquitto> {
  const aedes = await Aedes.createBroker({
    maxClientsIdLength: 128,
    authenticate: (_client, _username, password, done) => {
      const isRight = password?.toString() === PASSWORD;
      done(isRight ? null : Object.assign(new Error('no'), { returnCode: 4 }), isRight);
    },
  });
  const { key, cert } = await ensureCertificate({ file: CERTIFICATE, hosts: ['127.0.0.1'], nowSeconds: seconds() });
  const sockets = new Set<TLSSocket>();
  const server = createServer({ key, cert }, socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    aedes.handle(socket);
  });
  await new Promise<void>(resolve => server.listen(wanted, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
    await new Promise<void>(resolve => aedes.close(resolve));
  };
  t.after(close);
  return { port: portOf(server.address()), ca: cert, close };
}

const seconds = (): number => systemClock.epochSeconds();

interface Listener extends Diary {
  readonly mail: OutsideBroker;
}

async function listener(t: TestContext, options: Partial<OutsideOptions> & { url: string }): Promise<Listener> {
  const told = diary();
  const clock = systemClock;
  const plugs = known(PLUG);
  const mail = new OutsideBroker({
    plugs,
    clock,
    username: 'hb',
    password: PASSWORD,
    retryMs: 100,
    ...told,
    ...options,
  });
  t.after(() => mail.close());
  await mail.start();
  return { ...told, mail };
}

const isListening = ({ lines }: Listener): Promise<boolean> =>
  until(() => lines.some(line => line.includes('Listening to plugs')), 8000, 'it listens');

const urlOf = (port: number): string => `mqtts://127.0.0.1:${String(port)}`;

interface Both extends Listener {
  readonly outside: Mosquitto;
  /** A client of that broker, in the plug's place. */
  readonly plug: MqttClient;
  readonly received: string[];
  readonly publish: (json: string | Buffer) => Promise<void>;
}

/** A plug and the plugin at the same broker. */
async function meet(t: TestContext, options: Partial<OutsideOptions> = {}): Promise<Both> {
  const outside = await mosquitto(t);
  const here = await listener(t, { url: urlOf(outside.port), ca: outside.ca, ...options });
  await isListening(here);
  const plug = client(t, outside.port);
  const received: string[] = [];
  plug.on('message', (_topic, bytes) => received.push(bytes.toString('utf8')));
  await until(() => plug.connected, 8000, 'the plug is there');
  await plug.subscribeAsync(`/appliance/${UUID}/subscribe`);
  const publish = async (json: string | Buffer): Promise<void> => {
    await plug.publishAsync(`/appliance/${UUID}/publish`, json, { qos: 1 });
  };
  return { ...here, outside, plug, received, publish };
}

function client(t: TestContext, port: number): MqttClient {
  const settings = { username: 'plug', password: PASSWORD, rejectUnauthorized: false, reconnectPeriod: 0 };
  const one = connectMqtt({ host: '127.0.0.1', port, protocol: 'mqtts', ...settings });
  one.on('error', () => undefined);
  t.after(() => one.endAsync(true));
  return one;
}

test('a press on a plug at the user’s own broker comes through, and proves that it is there', async t => {
  const { publish, messages, sessions, mail } = await meet(t);
  const push = says();
  await publish(push);
  await until(() => messages.length === 1, 8000, 'the press');
  assert.equal(mail.hasSession(UUID), true);
  assert.deepEqual(sessions, ['plug in']);
  await publish(push);
  await publish(says());
  await until(() => messages.length === 2, 8000, 'the next press, and no copy of the first');
});

test('a plug at a broker that stays mute is answered by us, unless told otherwise', async t => {
  const bind = { namespace: 'Appliance.Control.Bind', method: 'SET', payload: { bind: {} } };
  const { publish, received } = await meet(t);
  await publish(says(bind));
  await until(() => received.length === 1, 8000, 'the answer');
  assert.match(received[0] ?? '', /"method":"SETACK"/);

  const silent = await meet(t, { answersPlugs: false });
  await silent.publish(says(bind));
  await silent.publish(says());
  await until(() => silent.messages.length === 1, 8000, 'what came after it');
  assert.deepEqual(silent.received, []);
});

test('an order goes through the user’s own broker, and its answer comes back', async t => {
  const { plug, mail, messages } = await meet(t);
  plug.on('message', (_topic, bytes) => {
    const { header } = parse(bytes.toString('utf8'));
    const { from } = (JSON.parse(bytes.toString('utf8')) as { header: { from: string } }).header;
    plug.publish(from, says({ method: 'SETACK', payload: {}, messageId: header.messageId }));
  });
  const { header } = await mail.request(UUID, ORDER, AbortSignal.timeout(8000));
  assert.equal(header.method, 'SETACK');
  assert.deepEqual(messages, []);
  await assert.rejects(mail.request('f'.repeat(32), ORDER, AbortSignal.timeout(8000)), UnreachableError);
});

test('what others do at that broker changes nothing', async t => {
  const { publish, messages, sessions, plug } = await meet(t);
  await publish(says({ key: 'guess' }));
  await publish('hello');
  await publish(Buffer.alloc(100_000));
  await plug.publishAsync('/appliance/meross_lan/publish', says());
  const stranger = 'f'.repeat(32);
  await plug.publishAsync(`/appliance/${stranger}/publish`, says({ uuid: stranger }));
  assert.deepEqual(sessions, []);
  await publish(says({ messageId: 'a'.repeat(32) }));
  await until(() => messages.length > 0, 8000, 'a real press');
  assert.deepEqual(
    messages.map(({ message }) => message.header.messageId),
    ['a'.repeat(32)],
  );
});

test('a stored copy that waits at that broker is not taken for a press', async t => {
  const outside = await mosquitto(t);
  const plug = client(t, outside.port);
  await until(() => plug.connected, 8000, 'the plug is there');
  await plug.publishAsync(`/appliance/${UUID}/publish`, says({ messageId: 'b'.repeat(32) }), { qos: 1, retain: true });
  const here = await listener(t, { url: urlOf(outside.port), ca: outside.ca });
  await isListening(here);
  await plug.publishAsync(`/appliance/${UUID}/publish`, says({ messageId: 'c'.repeat(32) }), { qos: 1 });
  await until(() => here.messages.length > 0, 8000, 'a press');
  assert.deepEqual(
    here.messages.map(({ message }) => message.header.messageId),
    ['c'.repeat(32)],
  );
});

test('a packet beyond all measure is not kept; listening goes on', async t => {
  const here = await meet(t);
  await here.publish(Buffer.alloc(300 * 1024));
  await until(() => here.lines.filter(line => line.includes('Listening')).length === 2, 8000, 'it listens again');
  await here.publish(says());
  await until(() => here.messages.length === 1, 8000, 'a press');
});

test('a broker that is not there yet, goes and comes back is used whenever it is there', async t => {
  const first = await mosquitto(t);
  const { port, ca } = first;
  await first.close();
  const here = await listener(t, { url: urlOf(port), ca });
  await until(() => here.lines.some(line => line.includes('nothing listens there')), 8000, 'the trouble is told');
  await assert.rejects(here.mail.request(UUID, ORDER, AbortSignal.timeout(8000)), UnreachableError);

  const second = await mosquitto(t, port);
  await isListening(here);
  const plug = client(t, port);
  await until(() => plug.connected, 8000, 'the plug is there');
  plug.publish(`/appliance/${UUID}/publish`, says());
  await until(() => here.sessions.length === 1, 8000, 'a press');
  const waiting = here.mail.request(UUID, ORDER, AbortSignal.timeout(8000));
  waiting.catch(() => undefined);
  await second.close();
  await assert.rejects(waiting, (error: unknown) => error instanceof NoAnswerError && error.hungUp);
  assert.deepEqual(here.sessions, ['plug in', 'plug out']);

  await mosquitto(t, port);
  await until(() => here.lines.filter(line => line.includes('Listening')).length === 2, 8000, 'it listens again');
});

test('a wrong password and a certificate that is not trusted are told, with what to do', async t => {
  const { port, ca } = await mosquitto(t);
  const wrong = await listener(t, { url: urlOf(port), ca, password: 'guess-me' });
  await until(() => wrong.lines.length > 0, 8000, 'a line');
  assert.match(wrong.lines[0] ?? '', /refuses the user name or the password\.\nSet "username"/);
  const strange = await listener(t, { url: urlOf(port) });
  await until(() => strange.lines.length > 0, 8000, 'a line');
  assert.match(strange.lines[0] ?? '', /certificate is not trusted\.\nSet "ca"/);
  assert.doesNotMatch([...wrong.lines, ...strange.lines].join('\n'), /guess-me|open-sesame/);
});

test('a broker on the internet, or no broker at all, is refused without a word of what was written', () => {
  const make = (url: string): OutsideBroker =>
    new OutsideBroker({ url, plugs: known(PLUG), clock: systemClock, ...diary() });
  for (const url of ['mqtts://8.8.8.8', 'mqtt://broker.example.com:1883', 'mqtts://[2001:db8::1]:8883']) {
    assert.throws(() => make(url), /is not in the local network/, url);
  }
  for (const url of ['', 'http://hb:secret@127.0.0.1', 'mqtts://', 'hb:secret@127.0.0.1:8883']) {
    assert.throws(
      () => make(url),
      (error: unknown) => {
        assert.ok(error instanceof BrokerError);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  }
  for (const url of ['mqtt://127.0.0.1', 'mqtts://[::1]:8883', 'mqtt://nas.local']) make(url);
});
