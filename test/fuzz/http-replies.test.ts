/** Bytes from a bare socket: whatever answers on the port of a plug. */
import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { deadline, systemClock } from '../../src/clock.ts';
import { MerossError } from '../../src/errors.ts';
import { lanCipher, macOf } from '../../src/protocol/cipher.ts';
import { HttpTransport } from '../../src/transport/http.ts';
import { until } from '../support/until.ts';
import { KEY, portOf, QUERY, UUID } from '../unit/transport/plain-server.ts';
import { damaged, damages, piecesOf, sizes, type Damage } from './support/damage.ts';
import { fuzz } from './support/fuzz.ts';

const SUBJECT = 'http-replies';

/** What the server sends, and how. */
interface Script {
  readonly head: string;
  /** With `ID` where the message id of the request belongs. */
  readonly body: string;
  /** Encrypts the body, if the request was encrypted. */
  readonly seals: boolean;
  readonly damages: readonly Damage[];
  readonly sizes: readonly number[];
  readonly end: 'end' | 'reset' | 'open';
}

const lineEnd = fc.constantFrom('\r\n', '\r\n', '\n', '\r');
const status = fc.oneof(
  { weight: 6, arbitrary: fc.constant('HTTP/1.1 200 OK') },
  fc.constantFrom('HTTP/1.0 200 OK', 'HTTP/1.1 200', 'HTTP/1.1 404 Not Found', 'HTTP/1.1 101 Switching Protocols'),
  fc.constantFrom(
    'HTTP/1.1 100 Continue',
    'HTTP/2 200 OK',
    'http/1.1 200 ok',
    'HTTP/1.1 204 No Content',
    'SSH-2.0-x',
    '',
  ),
  fc.constantFrom('HTTP/1.1 99999 OK', 'HTTP/1.1 -1 OK', 'HTTP/1.1 304 Not Modified', 'ICY 200 OK'),
  fc.string({ maxLength: 40 }),
);
const header = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('Content-Type: application/json', 'Connection: close', 'Connection: keep-alive'),
  },
  fc.nat({ max: 100_000 }).map(length => `Content-Length: ${length}`),
  fc.constantFrom('Content-Length: -1', 'Content-Length: x', 'Content-Length: 99999999999999999999', 'Content-Length:'),
  fc.constantFrom('Transfer-Encoding: chunked', 'Transfer-Encoding: gzip', 'Content-Encoding: gzip', 'Upgrade: h2c'),
  fc.constantFrom(
    ' folded',
    'no colon',
    ': no name',
    'Trailer: x',
    'Keep-Alive: timeout=0',
    'Location: http://192.0.2.1/',
  ),
  fc.nat({ max: 20_000 }).map(length => `X-Long: ${'x'.repeat(length)}`),
  fc.tuple(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 })).map(pair => pair.join(': ')),
);
const head = fc
  .tuple(status, fc.array(header, { maxLength: 5 }), fc.array(lineEnd, { minLength: 1, maxLength: 3 }))
  .map(([first, rest, ends]) => [first, ...rest, ''].map((line, at) => line + (ends[at % ends.length] ?? '')).join(''));

const REPLY = JSON.stringify({
  header: {
    messageId: 'ID',
    namespace: QUERY.namespace,
    method: 'GETACK',
    payloadVersion: 1,
    from: `/appliance/${UUID}/publish`,
    timestamp: 1,
    sign: '',
  },
  payload: { all: {} },
});
const body = fc.oneof(
  { weight: 4, arbitrary: fc.constant(REPLY) },
  fc.constant(`${REPLY.length.toString(16)}\r\n${REPLY}\r\n0\r\n\r\n`),
  fc.constantFrom('', '{', '{}', 'null', '[]', '"x"', `${REPLY}${REPLY}`, REPLY.replace('GETACK', 'PUSH'), '<html>'),
  fc.constantFrom(REPLY.replace('ID', 'f'.repeat(32)), REPLY.replace(UUID, 'e'.repeat(32))),
  fc.integer({ min: 1, max: 90_000 }).map(length => `{"header":"${'x'.repeat(length)}"}`),
  fc.integer({ min: 1, max: 60_000 }).map(depth => '['.repeat(depth)),
  fc.json(),
  fc.string({ unit: 'binary' }),
);

const CIPHER = lanCipher({ uuid: UUID, key: KEY, macAddress: macOf(UUID) });

const script: fc.Arbitrary<Script> = fc.record({
  head: fc.oneof({ weight: 8, arbitrary: head }, fc.string({ unit: 'binary', maxLength: 300 })),
  body,
  seals: fc.boolean(),
  damages: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, damages),
  sizes: fc.oneof(
    fc.constant([100_000]),
    sizes.map(list => list.map(size => Math.max(size, 20))),
  ),
  end: fc.oneof(
    { weight: 8, arbitrary: fc.constant('end' as const) },
    fc.constant('reset' as const),
    fc.constant('open' as const),
  ),
});

let server: Server;
let port = 0;
let current: Script | undefined;
let connectionCount = 0;
const open = new Set<Socket>();

before(async () => {
  server = createServer({ allowHalfOpen: true }, socket => {
    connectionCount += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket)).on('error', () => undefined);
    let received = '';
    socket.on('data', bytes => {
      received += bytes.toString('latin1');
      const [requestHead = '', requestBody = ''] = received.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(requestHead)?.[1]);
      if (current === undefined || requestBody.length !== length) return;
      const isSealed = !requestBody.startsWith('{');
      const id = /"messageId":"(\w+)"/.exec(isSealed ? CIPHER.decrypt(requestBody) : requestBody)?.[1] ?? '';
      const { head: first, body: template, seals } = current;
      const reply = template.replace('ID', id);
      void play(socket, current, Buffer.from(first + (isSealed && seals ? CIPHER.encrypt(reply) : reply)));
    });
    socket.on('end', () => socket.end());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  port = portOf(server.address());
});
after(() => {
  for (const socket of open) socket.destroy();
  server.close();
});

async function play(socket: Socket, { damages: list, sizes: pieceSizes, end }: Script, reply: Buffer): Promise<void> {
  socket.setNoDelay(true);
  const bytes = damaged(reply, list);
  // A few pieces are enough to split it anywhere.
  const pieces = piecesOf(bytes, pieceSizes);
  const [first, rest] = [pieces.slice(0, 20), Buffer.concat(pieces.slice(20))];
  for (const piece of [...first, rest]) {
    if (socket.destroyed) return;
    if (piece.length > 0) socket.write(piece);
    if (pieces.length > 1) await turn();
  }
  if (end === 'end') socket.end();
  if (end === 'reset') socket.resetAndDestroy();
}

/** The messages of an error and of its causes. */
function textsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message}\n${error.cause === undefined ? '' : textsOf(error.cause)}`;
}

test('whatever answers, a request ends in time with the reply to it or with one typed error, without the key; nothing stays open', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.asyncProperty(script, fc.boolean(), fc.boolean(), async (each, lenient, encryptable) => {
      current = each;
      connectionCount = 0;
      const quirks = { lenient, encrypted: encryptable };
      const transport = new HttpTransport({
        address: { host: '127.0.0.1', port },
        key: KEY,
        uuid: UUID,
        encryptable,
        clock: systemClock,
        quirks,
      });
      const { signal, cancel } = deadline(systemClock, each.end === 'open' ? 40 : 5000);
      let seen = 0;
      try {
        const { header } = await transport.request(QUERY, signal, { onHeader: () => (seen += 1) });
        assert.deepEqual([header.uuid, header.namespace, header.method], [UUID, QUERY.namespace, 'GETACK']);
        assert.equal(seen, 1);
      } catch (error) {
        assert.ok(error instanceof MerossError, String(error));
        assert.ok(error.message.length < 500, error.message);
        assert.ok(!textsOf(error).includes(KEY), 'the key is shown');
        if (each.end !== 'open') assert.ok(!signal.aborted, `${error.message}: it waits until the deadline`);
      } finally {
        cancel();
      }
      assert.ok(connectionCount <= 2, `${connectionCount} connections`);
      if (open.size > 0) await until(() => open.size === 0, 5000, 'all connections are closed');
    }),
  );
});
