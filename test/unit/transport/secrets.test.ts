import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { useLookup } from './fake-lookup.ts';
import { replyTo, send, failure, OK, PARSERS, portOf, serve, transportTo, type Behaviour } from './plain-server.ts';

const CANARY = 'canary7f3e1d9c0b8a26544d5e6f7081';

/** Everything that a log could print of an error: all its members, also hidden ones and those of its causes. */
function everythingIn(error: unknown): string {
  const texts = [inspect(error, { showHidden: true, depth: Infinity, maxStringLength: null, maxArrayLength: null })];
  for (let each = error; each instanceof Error; each = each.cause) {
    texts.push(each.message, each.stack ?? '', String(each), JSON.stringify(each));
    // inspect shows bytes as numbers.
    for (const value of Object.values(each)) if (Buffer.isBuffer(value)) texts.push(value.toString('latin1'));
  }
  return texts.join('\n');
}

/** The messages alone: what a log prints at its default level. */
function textOf(error: unknown): string {
  const texts: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) texts.push(each.message, each.stack ?? '');
  return texts.join('\n');
}

const FAILURES: readonly (readonly [string, Behaviour])[] = [
  ['hangs up', ({ socket }) => void socket.end()],
  ['resets', ({ socket }) => void socket.resetAndDestroy()],
  ['stays silent', () => undefined],
  ['answers 404', ({ socket }) => void socket.end('HTTP/1.1 404 Not Found\r\n\r\n')],
  ['sends back our request unchanged', ({ socket, raw }) => void socket.end(raw)],
  ['sends back our message', ({ socket, body }) => void socket.end(OK + body)],
  ['sends back half of our message', ({ socket, body }) => void socket.end(OK + body.slice(0, -20))],
  ['does not send HTTP', ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
  ['does not send JSON', ({ socket }) => void socket.end(`${OK}<html>`)],
  [
    'refuses our key',
    received => {
      const payload = { error: { code: 5001, detail: 'sign error' } };
      received.socket.end(OK + replyTo(received, { header: { method: 'ERROR' }, payload }));
    },
  ],
  [
    'is another plug',
    received => {
      received.socket.end(OK + replyTo(received, { header: { uuid: 'ffffffffffffffffffffffffffffffff' } }));
    },
  ],
];

for (const { parser, lenient } of PARSERS) {
  for (const [what, behave] of FAILURES) {
    test(`the key is nowhere in the error about a plug that ${what} (${parser})`, async t => {
      const server = await serve(t, behave);
      const transport = transportTo(server, { lenient, key: CANARY, uuid: '2401011234567890340148e1e9a1b2c3' });
      const error = await failure(send(transport, 150));
      assert.equal(everythingIn(error).includes(CANARY), false);
      for (const { message } of server.requests) {
        assert.equal(textOf(error).includes(String(message['sign'])), false, 'nor is the signature in its words');
      }
    });
  }

  test(`the key is nowhere in the error about a plug that is not there (${parser})`, async t => {
    const probe = createServer();
    await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
    const port = portOf(probe.address());
    await new Promise(resolve => probe.close(resolve));
    useLookup(t, callback => callback(null, [{ address: '8.8.8.8', family: 4 }]));
    for (const host of ['127.0.0.1', '8.8.8.8', 'plug.lan']) {
      const error = await failure(send(transportTo({ host, port }, { lenient, key: CANARY })));
      assert.equal(everythingIn(error).includes(CANARY), false);
    }
  });
}

test('the key is not visible on the transport itself', () => {
  const transport = transportTo({ host: '127.0.0.1', port: 80 }, { key: CANARY });
  assert.equal(inspect(transport, { showHidden: true, depth: Infinity }).includes(CANARY), false);
  assert.equal(JSON.stringify(transport).includes(CANARY), false);
});

test('this test would find a key anywhere in an error', () => {
  const hidden = new Error('a', { cause: Object.assign(new Error('b'), { data: Buffer.from(`x${CANARY}x`) }) });
  for (const error of [new Error(CANARY), new Error('a', { cause: { key: [CANARY] } }), hidden]) {
    assert.equal(everythingIn(error).includes(CANARY), true);
  }
});
