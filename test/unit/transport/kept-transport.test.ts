import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { deadline, systemClock } from '../../../src/clock.ts';
import { GivenUpError } from '../../../src/errors.ts';
import { healthy, OK, PARSERS, QUERY, replyTo, send, serve, transportTo, type Behaviour } from './plain-server.ts';

const WITH_LENGTH: Behaviour = received => {
  const body = replyTo(received);
  received.socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
};

/** Each ends the request in another way. */
const TROUBLES: Readonly<Record<string, Behaviour>> = {
  'a hang-up': ({ socket }) => void socket.end(),
  'a reset': ({ socket }) => void socket.resetAndDestroy(),
  'half a reply': ({ socket }) => void socket.end(`${OK}{"header":`),
  'a status of 500': ({ socket }) => void socket.end('HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nno'),
  'no HTTP': ({ socket }) => void socket.end('garbage\r\n\r\n'),
  'too many bytes': ({ socket }) => void socket.write(OK + 'x'.repeat(2 ** 21)),
  'a connection that stays open after the reply': received => void received.socket.write(OK + replyTo(received)),
  'two replies': received => void received.socket.write((OK + replyTo(received)).repeat(2)),
  silence: () => undefined,
};

for (const { parser, lenient } of PARSERS)
  for (const [name, trouble] of Object.entries(TROUBLES))
    test(`after ${name}, the next request to the same plug is answered (${parser})`, { timeout: 20_000 }, async t => {
      let count = 0;
      const server = await serve(t, received => ((count += 1) % 2 === 1 ? trouble : healthy)(received));
      const transport = transportTo(server, { lenient });
      for (let round = 0; round < 5; round += 1) {
        // The next request follows in the same tick, so the socket of this one is not closed yet.
        await send(transport, 80).catch(() => undefined);
        while (count % 2 !== 1) await send(transport, 80).catch(() => undefined);
        const { header } = await send(transport);
        assert.equal(header.namespace, QUERY.namespace);
      }
    });

for (const { parser, lenient } of PARSERS)
  test(`a request that makes room for another one does not hold it up (${parser})`, async t => {
    const server = await serve(t, received => (received.message['method'] === 'GET' ? undefined : healthy(received)));
    const transport = transportTo(server, { lenient });
    for (let round = 0; round < 5; round += 1) {
      const poll = deadline(systemClock, 60_000);
      const polled = assert.rejects(transport.request(QUERY, poll.signal), GivenUpError);
      if (round > 0) await new Promise(resolve => setTimeout(resolve, round));
      poll.abort(new GivenUpError('a command goes first'));
      const command = { namespace: QUERY.namespace, method: 'SET', payload: {} } as const;
      assert.equal((await send(transport, 5000, command)).header.method, 'SETACK');
      await polled;
    }
  });

for (const behaviour of [healthy, WITH_LENGTH])
  test(`no reply costs the stack of an error, which takes longer than the request where Homebridge maps it to source files (${behaviour === healthy ? 'without' : 'with'} Content-Length)`, async t => {
    const transport = transportTo(await serve(t, behaviour));
    await send(transport); // what is loaded at the first request
    const formatted = formattedStacks(t);
    for (let i = 0; i < 10; i += 1) await send(transport);
    assert.deepEqual(formatted, []);
  });

/** The messages of the errors whose stacks are formatted from now on. */
function formattedStacks(t: TestContext): readonly string[] {
  const formatted: string[] = [];
  const before: unknown = Reflect.get(Error, 'prepareStackTrace');
  t.after(() => {
    Reflect.set(Error, 'prepareStackTrace', before);
  });
  Error.prepareStackTrace = error => {
    formatted.push(error.message);
    return error.message;
  };
  return formatted;
}
