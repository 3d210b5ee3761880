import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyTo, send, writeInPieces, serve, transportTo, UUID, type Behaviour } from './plain-server.ts';

/** The lines without a carriage return: protocol.md 1.3 and Q1. */
const HEADS = [
  { head: 'CRLF everywhere', first: '\r\n', rest: '\r\n', blank: '\r\n', isStrict: true },
  { head: 'a bare LF after the status line', first: '\n', rest: '\r\n', blank: '\r\n', isStrict: false },
  { head: 'bare LFs everywhere', first: '\n', rest: '\n', blank: '\n', isStrict: false },
  { head: 'a bare LF as the blank line', first: '\r\n', rest: '\r\n', blank: '\n', isStrict: false },
] as const;

const FRAMES = [
  { frame: 'the right length', extra: 0, keepsOpen: false },
  { frame: 'the right length, kept open', extra: 0, keepsOpen: true },
  { frame: 'no length', extra: undefined, keepsOpen: false },
  { frame: 'no length, kept open', extra: undefined, keepsOpen: true },
  { frame: 'too great a length', extra: 100, keepsOpen: false },
  { frame: 'too great a length, kept open', extra: 100, keepsOpen: true },
] as const;

const SPEEDS = [
  { speed: 'at once', atOnce: Infinity },
  { speed: 'a few bytes at a time', atOnce: 5 },
  { speed: 'byte by byte', atOnce: 1 },
] as const;

const PAYLOAD = { text: 'Küche {"}"} 🔌', all: { digest: {} } };

for (const { head, first, rest, blank, isStrict } of HEADS) {
  for (const { frame, extra, keepsOpen } of FRAMES) {
    for (const { speed, atOnce } of SPEEDS) {
      const replyWith: Behaviour = async received => {
        const body = replyTo(received, { payload: PAYLOAD });
        const length = extra === undefined ? '' : `Content-Length: ${Buffer.byteLength(body) + extra}${rest}`;
        const type = `Content-Type: application/json${rest}`;
        const bytes = Buffer.from(`HTTP/1.1 200 OK${first}${type}${length}Connection: close${rest}${blank}${body}`);
        await writeInPieces(received.socket, bytes, atOnce);
        if (!keepsOpen) received.socket.end();
      };

      test(`understood: ${head}; ${frame}; ${speed}`, { timeout: 20_000 }, async t => {
        const server = await serve(t, replyWith);
        let quirksReports = 0;
        const transport = transportTo(server, { uuid: UUID, onQuirks: () => (quirksReports += 1) });
        for (const connections of isStrict ? [1, 2, 3] : [2, 3, 4]) {
          const { payload, header } = await send(transport, 10_000);
          assert.deepEqual(payload, PAYLOAD);
          assert.equal(header.uuid, UUID);
          assert.equal(server.connections.length, connections, 'a second look only once, and only where it is needed');
        }
        assert.equal(quirksReports, isStrict ? 0 : 1);
        const ids = server.requests.map(({ message }) => message['messageId']);
        assert.equal(new Set(ids).size, ids.length, 'a second look has a new id: newer firmware refuses old ones');
      });
    }
  }
}

test('a reply is returned as soon as it is complete, even if the plug keeps the connection open', async t => {
  const server = await serve(t, received => {
    received.socket.write(`HTTP/1.1 200 OK\r\n\r\n${replyTo(received)}`);
  });
  const before = performance.now();
  await send(transportTo(server), 5000);
  await send(transportTo(server, { lenient: true }), 5000);
  assert.ok(performance.now() - before < 2500, 'two answers within half of their deadline');
});

test('a chunked reply is understood, although no plug is known to send one', async t => {
  const server = await serve(t, received => {
    const body = replyTo(received, { payload: {} });
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    received.socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`);
  });
  for (const lenient of [false, true]) assert.equal((await send(transportTo(server, { lenient }))).header.uuid, UUID);
});

test('a reply with HTTP/1.0 is understood', async t => {
  const server = await serve(t, received => {
    received.socket.end(`HTTP/1.0 200 OK\r\n\r\n${replyTo(received)}`);
  });
  for (const lenient of [false, true]) assert.equal((await send(transportTo(server, { lenient }))).header.uuid, UUID);
});

test('space around the JSON is ignored', async t => {
  const server = await serve(t, received => {
    received.socket.end(`HTTP/1.1 200 OK\r\n\r\n\r\n ${replyTo(received)}\r\n`);
  });
  for (const lenient of [false, true]) assert.equal((await send(transportTo(server, { lenient }))).header.uuid, UUID);
});
