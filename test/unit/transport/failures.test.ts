import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { deadline, systemClock, TimeIsUp } from '../../../src/clock.ts';
import {
  GivenUpError,
  MalformedError,
  NoAnswerError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  WrongKeyError,
} from '../../../src/errors.ts';
import { BOUNDS } from '../../../src/protocol/bounds.ts';
import { until } from '../../support/until.ts';
import { useLookup } from './fake-lookup.ts';
import {
  replyTo,
  send,
  failure,
  OK,
  PARSERS,
  portOf,
  QUERY,
  serve,
  transportTo,
  UUID,
  type Behaviour,
  type ReceivedRequest,
} from './plain-server.ts';

const OTHER_UUID = 'ffffffffffffffffffffffffffffffff';

/** A reply of exactly this many bytes. */
function replyOfSize(received: ReceivedRequest, bytes: number): string {
  const pad = bytes - Buffer.byteLength(replyTo(received, { payload: { pad: '' } }));
  return replyTo(received, { payload: { pad: 'x'.repeat(pad) } });
}

for (const { parser, lenient } of PARSERS) {
  describe(`${parser} parser`, () => {
    for (const [status, body] of [
      ['204 No Content', ''],
      ['301 Moved Permanently', ''],
      ['404 Not Found', '<html></html>'],
      ['500 Internal Server Error', '{}'],
    ] as const) {
      test(`a reply ${status} is not from a plug, and its status is reported`, async t => {
        const server = await serve(t, ({ socket }) => {
          socket.end(`HTTP/1.1 ${status}\r\nLocation: http://127.0.0.1/\r\nConnection: close\r\n\r\n${body}`);
        });
        const error = await failure(send(transportTo(server, { lenient })));
        assert.ok(error instanceof MalformedError);
        assert.match(error.message, new RegExp(status.slice(0, 3)));
        assert.equal(server.connections.length, 1, 'and is not followed or repeated');
      });
    }

    test('the connection of a plug that sends nonsense and keeps it open is closed', async t => {
      for (const bytes of [
        'HTTP/1.1 404 Not Found\r\n\r\n',
        'HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\n{',
        `${OK}{}`,
      ]) {
        const server = await serve(t, ({ socket }) => void socket.write(bytes));
        assert.ok((await failure(send(transportTo(server, { lenient })))) instanceof MalformedError);
        await until(() => server.open() === 0, 1000, 'we hang up');
      }
    });

    for (const [what, head] of [
      ['no length', OK],
      ['length 0', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
    ] as const) {
      test(`a reply without a body counts as a hang-up (${what})`, async t => {
        const server = await serve(t, ({ socket }) => {
          socket.end(head);
        });
        const error = await failure(send(transportTo(server, { lenient })));
        assert.ok(error instanceof NoAnswerError);
        assert.equal(error.hungUp, true);
      });
    }

    test('a reply of 64 KiB is read, one of a byte more is not', async t => {
      let size = BOUNDS.replyBytes.most;
      const server = await serve(t, received => {
        received.socket.end(OK + replyOfSize(received, size));
      });
      await send(transportTo(server, { lenient }));
      size += 1;
      const error = await failure(send(transportTo(server, { lenient })));
      assert.ok(error instanceof MalformedError);
      assert.match(error.message, /65536/);
    });

    test('an endless reply is cut off long before the deadline', async t => {
      let sent = 0;
      const server = await serve(t, async ({ socket }) => {
        socket.write(OK);
        while (!socket.destroyed && sent < 50e6) {
          socket.write('a'.repeat(8192));
          sent += 8192;
          await turn();
        }
        socket.destroy();
      });
      const error = await failure(send(transportTo(server, { lenient }), 10_000));
      assert.ok(error instanceof MalformedError);
      await until(() => server.open() === 0, 2000, 'we hang up');
      assert.ok(sent < 50e6);
    });

    test('an endless head is cut off too', async t => {
      let sent = 0;
      const server = await serve(t, async ({ socket }) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        while (!socket.destroyed && sent < 50e6) {
          socket.write(`x-${sent}: ${'a'.repeat(8000)}\r\n`);
          sent += 8000;
          await turn();
        }
        socket.destroy();
      });
      const error = await failure(send(transportTo(server, { lenient }), 10_000));
      assert.ok(error instanceof MalformedError, String(error));
      await until(() => server.open() === 0, 2000, 'we hang up');
      assert.ok(sent < 50e6);
    });

    for (const [what, bytes] of [
      ['sends SSH', 'SSH-2.0-OpenSSH_9.9\r\n'],
      ['sends TLS', '\x15\x03\x01\x00\x02\x02\x50'],
      ['sends JSON without a head', '{"header":{}}'],
    ] as const) {
      test(`a host that ${what} is not reported as a plug that hangs up`, async t => {
        const server = await serve(t, ({ socket }) => void socket.write(bytes, 'latin1'));
        const error = await failure(send(transportTo(server, { lenient })));
        assert.ok(error instanceof MalformedError, String(error));
        assert.match(error.message, /not HTTP/);
      });
    }

    test('a plug that wants to switch protocols fails at once', async t => {
      const server = await serve(t, ({ socket }) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
      });
      const error = await failure(send(transportTo(server, { lenient }), 3000));
      assert.ok(error instanceof MalformedError || (error instanceof NoAnswerError && error.hungUp), String(error));
    });

    for (const [what, head] of [
      ['and no length', OK],
      ['that was announced as complete', 'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n'],
      ['of the announced length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'],
    ] as const) {
      test(`a reply cut short ${what} is malformed, not silence`, async t => {
        const server = await serve(t, received => {
          received.socket.end(head + replyTo(received).slice(0, 100));
        });
        const error = await failure(send(transportTo(server, { lenient })));
        assert.ok(error instanceof MalformedError);
      });
    }

    test('a plug that hangs up at once has hung up, and gets only one request', async t => {
      const server = await serve(t, () => undefined, { onConnection: socket => socket.end() });
      const error = await failure(send(transportTo(server, { lenient })));
      assert.ok(error instanceof NoAnswerError, String(error));
      assert.equal(error.hungUp, true);
      assert.equal(error.namespace, QUERY.namespace);
      assert.equal(server.connections.length, 1);
    });

    test('a plug that resets every connection at once fails at once, and gets only one request', async t => {
      // Whether anything was sent before is a race.
      const server = await serve(t, () => undefined, { onConnection: socket => socket.resetAndDestroy() });
      for (let i = 1; i <= 20; i += 1) {
        const error = await failure(send(transportTo(server, { lenient })));
        assert.ok(error instanceof UnreachableError || (error instanceof NoAnswerError && error.hungUp), String(error));
        assert.equal(server.connections.length, i);
      }
    });

    for (const [what, behave] of [
      ['resets the connection', ({ socket }) => void socket.resetAndDestroy()],
      ['hangs up', ({ socket }) => void socket.end()],
      ['hangs up after half a status line', ({ socket }) => void socket.end('HTTP/1.1 2')],
      ['hangs up after half a head', ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nContent-Ty')],
    ] as const satisfies readonly (readonly [string, Behaviour])[]) {
      test(`a plug that ${what} on a request has hung up, and gets only one request`, async t => {
        const server = await serve(t, behave);
        const error = await failure(send(transportTo(server, { lenient })));
        assert.ok(error instanceof NoAnswerError, String(error));
        assert.equal(error.hungUp, true);
        assert.equal(server.connections.length, 1);
        assert.equal(server.requests.length, 1);
      });
    }

    for (const [what, bytes] of [
      ['sends nothing', ''],
      ['sends half a head', 'HTTP/1.1 200 OK\r\nConte'],
      ['sends only a head', 'HTTP/1.1 200 OK\r\n\r\n'],
      ['sends half a reply', `${OK}{"header":{"messageId":`],
    ] as const) {
      test(`a plug that ${what} until the deadline is silent, and its connection is closed exactly then`, async t => {
        const server = await serve(t, ({ socket }) => {
          if (bytes !== '') socket.write(bytes);
        });
        const before = performance.now();
        const error = await failure(send(transportTo(server, { lenient }), 150));
        const elapsedMs = performance.now() - before;
        assert.ok(error instanceof NoAnswerError, String(error));
        assert.equal(error.hungUp, false);
        assert.ok(elapsedMs >= 140 && elapsedMs < 1000, `${elapsedMs} ms`);
        await until(() => server.connections.length === 1 && server.open() === 0, 1000, 'we hang up');
      });
    }

    test('a plug that has another key, or refuses, or is another plug, is reported as that', async t => {
      let error: unknown = { code: 5001, detail: 'sign error' };
      let uuid = UUID;
      const server = await serve(t, received => {
        received.socket.end(OK + replyTo(received, { header: { method: 'ERROR', uuid }, payload: { error } }));
      });
      const transport = transportTo(server, { lenient, uuid: UUID });
      assert.ok((await failure(send(transport))) instanceof WrongKeyError);
      error = { code: 5000 };
      assert.ok((await failure(send(transport))) instanceof RefusedError);
      uuid = OTHER_UUID;
      const other = await failure(send(transport));
      assert.ok(other instanceof OtherPlugError);
      assert.equal(other.found, OTHER_UUID);
    });

    test('a reply to another request is rejected', async t => {
      const server = await serve(t, received => {
        received.socket.end(OK + replyTo(received, { header: { messageId: '00112233445566778899aabbccddeeff' } }));
      });
      assert.ok((await failure(send(transportTo(server, { lenient })))) instanceof MalformedError);
    });

    test('our own request sent back is no reply', async t => {
      const server = await serve(t, ({ socket, body }) => {
        socket.end(OK + body);
      });
      assert.ok((await failure(send(transportTo(server, { lenient })))) instanceof MalformedError);
    });

    test('an address without a listener is "unreachable"', async () => {
      const probe = createServer();
      await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
      const port = portOf(probe.address());
      await new Promise(resolve => probe.close(resolve));
      const error = await failure(send(transportTo({ host: '127.0.0.1', port }, { lenient })));
      assert.ok(error instanceof UnreachableError);
      assert.match(error.message, /refused/);
    });

    test('no connection before the deadline is "unreachable": nothing was sent', async t => {
      useLookup(t, () => undefined);
      const before = performance.now();
      const error = await failure(send(transportTo({ host: 'plug.lan', port: 80 }, { lenient }), 100));
      assert.ok(error instanceof UnreachableError);
      assert.ok(performance.now() - before < 1000);
    });

    test('a deadline that is already over is "unreachable" too', async t => {
      const server = await serve(t, () => undefined);
      const over = AbortSignal.abort(new TimeIsUp('over'));
      assert.ok((await failure(transportTo(server, { lenient }).request(QUERY, over))) instanceof UnreachableError);
      assert.equal(server.connections.length, 0);
    });

    test('an unknown name is "unreachable", with a clear message', async t => {
      useLookup(t, callback => {
        callback(Object.assign(new Error('getaddrinfo ENOTFOUND plug.lan'), { code: 'ENOTFOUND' }));
      });
      const error = await failure(send(transportTo({ host: 'plug.lan', port: 80 }, { lenient })));
      assert.ok(error instanceof UnreachableError);
      assert.match(error.message, /name is not known/);
    });

    test('a query that makes room for a command ends at once, with exactly that reason', async t => {
      const reason = new GivenUpError('a command goes first');
      for (const bytes of ['', 'HTTP/1.1 200 OK\r\nConte', `${OK}{"header":`]) {
        const server = await serve(t, ({ socket }) => {
          if (bytes !== '') socket.write(bytes);
        });
        const { signal, abort } = deadline(systemClock, 10_000);
        const outcome = failure(transportTo(server, { lenient }).request(QUERY, signal));
        await until(() => server.requests.length === 1, 2000, 'asked');
        abort(reason);
        const before = performance.now();
        assert.equal(await outcome, reason);
        assert.ok(performance.now() - before < 500);
        await until(() => server.open() === 0, 1000, 'we hang up');
      }
    });

    test('a query given up before it is sent ends with exactly that reason, and nothing is sent', async t => {
      const server = await serve(t, () => undefined);
      const reason = new GivenUpError('closed');
      const transport = transportTo(server, { lenient });
      assert.equal(await failure(transport.request(QUERY, AbortSignal.abort(reason))), reason);
      const controller = new AbortController();
      const outcome = failure(transport.request(QUERY, controller.signal));
      controller.abort(reason);
      assert.equal(await outcome, reason);
      assert.equal(server.requests.length, 0);
    });

    test('a query given up while its name is looked up ends with exactly that reason', async t => {
      useLookup(t, () => undefined);
      const reason = new GivenUpError('closed');
      const { signal, abort } = deadline(systemClock, 10_000);
      const outcome = failure(transportTo({ host: 'plug.lan', port: 80 }, { lenient }).request(QUERY, signal));
      abort(reason);
      assert.equal(await outcome, reason);
    });

    test('the deadline covers the whole request: a plug that sends byte by byte for ever is silent', async t => {
      const server = await serve(t, async ({ socket }) => {
        socket.write(OK);
        while (!socket.destroyed) {
          socket.write(' ');
          await new Promise(resolve => setTimeout(resolve, 10));
        }
      });
      const error = await failure(send(transportTo(server, { lenient }), 200));
      assert.ok(error instanceof NoAnswerError);
      assert.equal(error.hungUp, false);
    });
  });
}
