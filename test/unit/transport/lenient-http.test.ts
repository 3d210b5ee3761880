import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { MerossError, NoAnswerError } from '../../../src/errors.ts';
import { replyTo, send, failure, OK, PARSERS, serve, transportTo, healthy, type Behaviour } from './plain-server.ts';

/** A plug as in protocol.md 9.1: a bare LF after the status line. */
const lineFeedOnly: Behaviour = received => {
  const head = 'HTTP/1.1 200 OK\nContent-Type: application/json\r\nConnection: close\r\n\r\n';
  received.socket.end(head + replyTo(received));
};

test('a plug with bare LFs costs a second connection once, and one per request from then on', async t => {
  const server = await serve(t, lineFeedOnly);
  let quirksReports = 0;
  const transport = transportTo(server, { onQuirks: () => (quirksReports += 1) });
  await send(transport);
  assert.equal(server.connections.length, 2);
  for (let i = 0; i < 5; i += 1) await send(transport);
  assert.equal(server.connections.length, 7);
  assert.equal(quirksReports, 1);
});

test('a plug that is known to need the lenient parser costs one connection from the start, and is not reported again', async t => {
  const server = await serve(t, lineFeedOnly);
  let quirksReports = 0;
  await send(transportTo(server, { lenient: true, onQuirks: () => (quirksReports += 1) }));
  assert.equal(server.connections.length, 1);
  assert.equal(quirksReports, 0);
});

test('a plug that was updated and sends correct HTTP is still understood', async t => {
  const server = await serve(t, healthy);
  await send(transportTo(server, { lenient: true }));
  assert.equal(server.connections.length, 1);
});

test('a plug with correct HTTP is never read leniently', async t => {
  const server = await serve(t, healthy);
  let quirksReports = 0;
  const transport = transportTo(server, { onQuirks: () => (quirksReports += 1) });
  for (let i = 0; i < 3; i += 1) await send(transport);
  assert.equal(server.connections.length, 3);
  assert.equal(quirksReports, 0);
});

test('a reply that is not HTTP at all does not store the lenient parser', async t => {
  let isWell = false;
  const server = await serve(t, received => {
    if (isWell) void healthy(received);
    else received.socket.end('SSH-2.0-OpenSSH_9.9\r\n');
  });
  let quirksReports = 0;
  const transport = transportTo(server, { onQuirks: () => (quirksReports += 1) });
  assert.ok((await failure(send(transport))) instanceof MerossError);
  assert.equal(quirksReports, 0);
  isWell = true;
  const before = server.connections.length;
  await send(transport);
  assert.equal(server.connections.length, before + 1);
  assert.equal(quirksReports, 0);
});

test('one plug with bare LFs does not make the others lenient', async t => {
  const old = await serve(t, lineFeedOnly);
  await send(transportTo(old));
  let quirksReports = 0;
  const other = await serve(t, lineFeedOnly);
  await send(transportTo(other, { onQuirks: () => (quirksReports += 1) }));
  assert.equal(other.connections.length, 2);
  assert.equal(quirksReports, 1);
});

test('a plug that dies before the second try has hung up, and the lenient parser is not stored', async t => {
  let connectionCount = 0;
  let quirksReports = 0;
  const server = await serve(t, received => {
    connectionCount += 1;
    if (connectionCount === 1) void lineFeedOnly(received);
    else received.socket.end();
  });
  const error = await failure(send(transportTo(server, { onQuirks: () => (quirksReports += 1) })));
  assert.ok(error instanceof NoAnswerError);
  assert.equal(quirksReports, 0);
});

test('both tries share one deadline', async t => {
  let connectionCount = 0;
  const server = await serve(t, received => {
    connectionCount += 1;
    if (connectionCount === 1) setTimeout(() => void lineFeedOnly(received), 150);
  });
  const before = performance.now();
  const error = await failure(send(transportTo(server), 250));
  assert.ok(error instanceof NoAnswerError);
  assert.equal(error.hungUp, false);
  assert.equal(connectionCount, 2);
  assert.ok(performance.now() - before < 390, 'the second look does not get a deadline of its own');
});

// Two traps. undici 7 loops for ever if its connector calls back in the same tick, or hands out a spent socket. Node's
// http opens a connection of its own if `agent` is given beside `createConnection`.
for (const { parser, lenient } of PARSERS) {
  test(`each request is exactly one connection, however it ends (${parser})`, { timeout: 20_000 }, async t => {
    const ends: readonly Behaviour[] = [
      healthy,
      received => void received.socket.write(OK + replyTo(received)),
      ({ socket }) => void socket.end(),
      ({ socket }) => void socket.resetAndDestroy(),
      ({ socket }) => void socket.end(OK),
      ({ socket }) => void socket.end(`${OK}{"header":`),
      ({ socket }) => void socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
      () => undefined,
    ];
    for (const [index, end] of ends.entries()) {
      const server = await serve(t, end);
      await send(transportTo(server, { lenient }), 100).catch(() => undefined);
      for (let i = 0; i < 20; i += 1) await turn();
      assert.equal(server.connections.length, 1, `way ${index}`);
      assert.equal(server.requests.length, 1, `way ${index}`);
      await server.close();
    }
  });

  test(`a plug that hangs up while we begin to send does not stop the process (${parser})`, async t => {
    const server = await serve(t, () => undefined, {
      onConnection: socket => {
        setImmediate(() => socket.resetAndDestroy());
      },
    });
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    t.after(() => clearInterval(counting));
    for (let i = 0; i < 50; i += 1) await failure(send(transportTo(server, { lenient }), 500));
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(server.connections.length, 50);
    assert.ok(turns > 0);
  });
}
