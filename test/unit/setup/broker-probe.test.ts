import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlain, type Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { Aedes } from 'aedes';
import { generate } from 'selfsigned';
import { systemClock } from '../../../src/clock.ts';
import { isObject } from '../../../src/protocol/decode.ts';
import { loginOf, tryBroker } from '../../../src/setup/broker-probe.ts';

const UUID = '2401010000000000000048e1e9aabbcc';
const MAC = '48:e1:e9:aa:bb:cc';
const KEY = '0123456789abcdef0123456789abcdef';

// provisioning-mqtt-ble.md, 3.2.
for (const [macAddress, key, userId, password] of [
  [MAC, KEY, '1000', '1000_35ee15a44e2af3bc00c824fcbb3902b0'],
  [MAC, 'meross', '0', '0_9ed6c218434f30edec668d7dc682c6ee'],
  [MAC, '', '0', '0_55ed419498eaef9d8c6fa0ed6adb6757'],
  [MAC, KEY, '', '_35ee15a44e2af3bc00c824fcbb3902b0'],
  ['34:29:8f:ff:ff:ff', 'testkey', '1234', '1234_5ac868a81f2f21b4a87f7d2bb3467cb5'],
] as const) {
  test(`a plug with key "${key}" and user ${userId} logs in with the documented password`, () => {
    const login = loginOf({ uuid: UUID, macAddress, key, userId });
    assert.deepEqual([login.username, login.password], [macAddress, password]);
    assert.match(login.clientId, /^fmware:2401010000000000000048e1e9aabbcc_[0-9a-zA-Z]{16}$/);
    assert.equal(login.clientId.length, 56);
  });
}

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

const certificates = new Map<string, Promise<{ key: string; cert: string }>>();

function certificate(keyType: 'rsa' | 'ec'): Promise<{ key: string; cert: string }> {
  const made =
    certificates.get(keyType) ??
    generate([{ name: 'commonName', value: 'a broker' }], { keyType, keySize: 2048, algorithm: 'sha256' }).then(
      ({ private: key, cert }) => ({ key, cert }),
    );
  certificates.set(keyType, made);
  return made;
}

interface BrokerQuirks {
  readonly keyType?: 'rsa' | 'ec';
  readonly longestId?: number;
  readonly key?: string;
  readonly isMute?: boolean;
}

/** An MQTT broker on loopback; where it listens, and who came. */
async function broker(
  t: TestContext,
  { keyType = 'rsa', longestId = 128, key = KEY, isMute = false }: BrokerQuirks = {},
) {
  const aedes = await Aedes.createBroker({ maxClientsIdLength: longestId });
  const ids: string[] = [];
  const clockPushes: unknown[] = [];
  aedes.authenticate = (client, username, password, done) => {
    ids.push(client.id);
    const expected = loginOf({ uuid: UUID, macAddress: MAC, key, userId: '0' });
    done(null, username === expected.username && String(password) === expected.password);
  };
  aedes.subscribe(
    `/appliance/${UUID}/publish`,
    (packet, done) => {
      const push: unknown = JSON.parse(packet.payload.toString());
      clockPushes.push(isObject(push) && isObject(push['header']) ? push['header'] : push);
      const reply = {
        topic: `/appliance/${UUID}/subscribe`,
        payload: packet.payload,
        qos: 1,
        retain: false,
        dup: false,
      } as const;
      if (!isMute) aedes.publish({ ...reply, cmd: 'publish' }, () => undefined);
      done();
    },
    () => undefined,
  );
  const server = createTls({ ...(await certificate(keyType)), minVersion: 'TLSv1.2' }, socket => {
    socket.on('error', () => undefined);
    aedes.handle(socket);
  });
  server.on('tlsClientError', () => undefined);
  const port = await listen(t, server);
  t.after(() => new Promise<void>(resolve => aedes.close(resolve)));
  return { port, ids, clockPushes };
}

const context = { clock: systemClock, signal: new AbortController().signal };
/** Five seconds are over in half a second. */
const QUICK = {
  ...context,
  clock: { ...systemClock, after: (ms: number, task: () => void) => systemClock.after(ms / 10, task) },
};
const trial = (port: number, key = KEY) => ({ host: '127.0.0.1', port, uuid: UUID, macAddress: MAC, key, userId: '0' });

test('a broker that does is let known as one, asked what plugs ask, in the name of the plug', async t => {
  const { port, ids, clockPushes } = await broker(t);
  assert.equal(await tryBroker(trial(port), context), 'it accepts the plug and replies');
  assert.equal(ids.length, 1);
  assert.match(ids[0] ?? '', new RegExp(`^fmware:${UUID}_`));
  const [push] = clockPushes;
  assert.ok(isObject(push));
  assert.deepEqual([push['namespace'], push['method']], ['Appliance.System.Clock', 'PUSH']);
});

test('one that lets the plug in and stays mute is said to', async t => {
  const { port } = await broker(t, { isMute: true });
  assert.match(await tryBroker(trial(port), QUICK), /does not reply.*pairing mode/);
});

for (const [what, quirks, pattern] of [
  ['does not know the new key', { key: 'another key' }, /new key first|does not allow this plug/],
  ['refuses ids of 56 characters', { longestId: 23 }, /maxClientsIdLength/],
  ['has an elliptic certificate', { keyType: 'ec' }, /RSA certificate/],
] as const) {
  test(`a broker that ${what} is distinguished from others`, async t => {
    const { port } = await broker(t, quirks);
    await assert.rejects(tryBroker(trial(port), context), (error: unknown) => {
      assert.ok(error instanceof Error && error.name === 'BrokerProbeError');
      assert.match(error.message, pattern);
      assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(KEY));
      return true;
    });
  });
}

test('nobody, somebody silent, and something without TLS are distinguished', async t => {
  await assert.rejects(tryBroker(trial(1), context), {
    name: 'BrokerProbeError',
    message: /No broker at 127\.0\.0\.1:1: .*refused/,
  });
  const silent = createPlain(socket => void socket.on('error', () => undefined));
  await assert.rejects(tryBroker(trial(await listen(t, silent)), QUICK), {
    name: 'BrokerProbeError',
    message: /does not reply/,
  });
  const plain = createPlain(socket => void socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await assert.rejects(tryBroker(trial(await listen(t, plain)), context), {
    name: 'BrokerProbeError',
    message: /no TLS/,
  });
});

test('a broker outside the local network is not even knocked at', async () => {
  await assert.rejects(tryBroker({ ...trial(8883), host: '8.8.8.8' }, context), {
    message: /not an address of a local network/,
  });
});

test('a trial can be interrupted', async t => {
  const stop = new AbortController();
  const port = await listen(
    t,
    createPlain(socket => void socket.on('error', () => undefined)),
  );
  const attempt = tryBroker(trial(port), { clock: systemClock, signal: stop.signal });
  const reason = new Error('Ctrl-C');
  setImmediate(() => stop.abort(reason));
  await assert.rejects(attempt, reason);
});
