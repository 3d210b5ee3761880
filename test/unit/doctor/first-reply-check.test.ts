import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ExaminedPlug } from '../../../src/doctor/examined-plug.ts';
import type { Faults } from '../../../simulator/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';
import { replyTo, OK, serve, type Behaviour, type PlainServer } from '../transport/plain-server.ts';
import { examine, failed, layer, startPlug, examinedPlug, warned } from './doctor-fixture.ts';

function examinedServer({ host, port }: PlainServer): ExaminedPlug {
  return { label: 'the lamp', address: { host, port }, key: 'a key' };
}

async function examineServer(t: TestContext, behave: Behaviour): ReturnType<typeof examine> {
  return examine(examinedServer(await serve(t, behave)));
}

test('a plug that accepts the connection and then stays silent is reported as stuck', async t => {
  const clock = new FakeClock();
  const server = await serve(t, () => undefined);
  const examination = examine(examinedServer(server), { clock });
  await until(() => server.requests.length === 1, 10_000, 'the query');
  await clock.advance(5000);
  const diagnosis = await examination;
  assert.deepEqual(failed(diagnosis), ['http']);
  assert.match(diagnosis.verdict, /accepts the connection and then stays silent.*Ruled out:.*without power/);
  assert.match(diagnosis.todo ?? '', /Unplug the plug/);
  assert.equal(diagnosis.exit, 3);
  assert.equal(clock.pending, 0);
});

test('a device that hangs up is asked once more before it is judged', async t => {
  const server = await serve(t, ({ socket }) => void socket.destroy());
  const diagnosis = await examine(examinedServer(server));
  assert.deepEqual(failed(diagnosis), ['http']);
  assert.match(diagnosis.verdict, /hangs up without a reply/);
  assert.equal(diagnosis.exit, 3);
  assert.equal(server.requests.length, 2);
});

test('a plug that hung up once is examined, and the hang-up is reported', async t => {
  const plug = await startPlug(t);
  let isFirst = true;
  plug.faults.hangUp = () => {
    const now = isFirst;
    isFirst = false;
    return now;
  };
  const diagnosis = await examine(examinedPlug(plug));
  assert.deepEqual(warned(diagnosis), ['http']);
  assert.match(layer(diagnosis, 'http').says, /It hung up on the first attempt/);
  assert.equal(diagnosis.exit, 0);
});

const OTHER_DEVICES: readonly (readonly [string, Behaviour, RegExp, number])[] = [
  ['speaks no HTTP', ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'), /not in HTTP/, 6],
  [
    'replies with status 404',
    ({ socket }) => void socket.end('HTTP/1.1 404 Not Found\r\n\r\n'),
    /a web server, but not a Meross plug \(HTTP status 404\)/,
    6,
  ],
  ['replies with status 500', ({ socket }) => void socket.end('HTTP/1.1 500 Oops\r\n\r\n'), /HTTP status 500/, 6],
  [
    'sends elsewhere',
    ({ socket }) => void socket.end('HTTP/1.1 302 Found\r\nlocation: /login\r\n\r\n'),
    /redirects \(HTTP status 302\)/,
    6,
  ],
  ['has a web page', ({ socket }) => void socket.end(`${OK}<!DOCTYPE html><title>Router</title>`), /a web page/, 6],
  ['sends plain text', ({ socket }) => void socket.end(`${OK}hello there`), /not a Meross device/, 6],
  ['speaks another JSON', ({ socket }) => void socket.end(`${OK}{"hello":"there"}`), /not a Meross device/, 6],
  ['sends a list', ({ socket }) => void socket.end(`${OK}[1,2,3]`), /not a Meross device/, 6],
  ['never ends', ({ socket }) => void socket.end(OK + 'x'.repeat(200_000)), /not a Meross device/, 6],
  [
    'sends no uuid',
    received => void received.socket.end(OK + replyTo(received, { header: { from: 'me' } })),
    /not a Meross device/,
    6,
  ],
  [
    'breaks off',
    received => void received.socket.end(OK + replyTo(received).slice(0, -30)),
    /breaks off in the middle/,
    1,
  ],
  [
    'answers something else',
    received => void received.socket.end(OK + replyTo(received, { header: { messageId: 'f'.repeat(32) } })),
    /its reply is to another request/,
    1,
  ],
];

for (const [what, behave, says, exit] of OTHER_DEVICES) {
  test(`a device that ${what} is reported as such`, async t => {
    const diagnosis = await examineServer(t, behave);
    assert.match(diagnosis.verdict, says);
    assert.equal(diagnosis.exit, exit);
    assert.notEqual(diagnosis.todo, undefined);
    assert.equal(layer(diagnosis, 'key').verdict, 'not looked at');
  });
}

test('an unknown device never sees a signature made with our key', async t => {
  const seals: unknown[] = [];
  const server = await serve(t, received => {
    seals.push(received.message['messageId'], received.message['sign'], received.message['timestamp']);
    received.socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  });
  await examine({ ...examinedServer(server), key: '' });
  const [messageId, sign, timestamp] = seals;
  const { createHash } = await import('node:crypto');
  const ours = createHash('md5')
    .update(`${String(messageId)}${String(timestamp)}`)
    .digest('hex');
  assert.notEqual(sign, ours);
  assert.equal(server.requests.length, 1);
});

const HEADS: readonly Faults['lineEnding'][] = ['status-lf', 'lf'];
for (const lineEnding of HEADS) {
  test(`a head with bare line feeds (${lineEnding}) is read, and reported`, async t => {
    const plug = await startPlug(t);
    plug.faults.lineEnding = lineEnding;
    const diagnosis = await examine(examinedPlug(plug));
    assert.match(layer(diagnosis, 'http').says, /bare LF/);
    assert.equal(layer(diagnosis, 'http').facts['lenient'], true);
    assert.equal(diagnosis.exit, 0);
  });
}
