import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { UnreachableError } from '../../../src/errors.ts';
import { useLookup, type LookupResult } from './fake-lookup.ts';
import { send, failure, PARSERS, serve, transportTo, healthy } from './plain-server.ts';

const PUBLIC: LookupResult = { address: '8.8.8.8', family: 4 };
const PUBLIC_6: LookupResult = { address: '2001:4860:4860::8888', family: 6 };

/** Counts the connections that are tried, to any address. */
function countConnects(t: TestContext): () => number {
  const { mock } = t.mock.method(Socket.prototype, 'connect');
  return () => mock.callCount();
}

for (const { parser, lenient } of PARSERS) {
  test(`an address outside the local network gets no packet at all (${parser})`, async t => {
    const connects = countConnects(t);
    for (const host of [
      ...['8.8.8.8', '192.0.2.10', '100.64.0.1', '172.32.0.1', '192.169.0.1', '224.0.0.251', '255.255.255.255'],
      ...['0.0.0.0', '::', '2001:4860:4860::8888', '::ffff:8.8.8.8', 'ff02::fb'],
    ]) {
      const error = await failure(send(transportTo({ host, port: 80 }, { lenient })));
      assert.ok(error instanceof UnreachableError, host);
      assert.match(error.message, /not an address of a local network/);
      assert.ok(error.message.includes(host));
    }
    assert.equal(connects(), 0);
  });

  test(`a name that resolves outside the local network gets no packet (${parser})`, async t => {
    // The fence around the tests would throw at the attempt.
    for (const found of [[PUBLIC], [PUBLIC_6], [PUBLIC, PUBLIC_6], []]) {
      useLookup(t, callback => callback(null, found));
      const error = await failure(send(transportTo({ host: 'plug.lan', port: 80 }, { lenient })));
      assert.ok(error instanceof UnreachableError, String(error));
      assert.match(error.message, /plug\.lan does not resolve to a local address/);
    }
  });

  test(`a number that the system would read as a public address gets no packet (${parser})`, async t => {
    useLookup(t, callback => callback(null, [PUBLIC]));
    for (const host of ['134744072', '0x08080808', '8.8.2056']) {
      const error = await failure(send(transportTo({ host, port: 80 }, { lenient })));
      assert.ok(error instanceof UnreachableError, String(error));
    }
  });

  test(`of a name with addresses inside and outside the local network, only the one inside is used (${parser})`, async t => {
    const server = await serve(t, healthy);
    useLookup(t, callback => callback(null, [PUBLIC, PUBLIC_6, { address: '127.0.0.1', family: 4 }]));
    await send(transportTo({ host: 'plug.lan', port: server.port }, { lenient }));
    assert.equal(server.connections.length, 1);
    assert.equal(server.requests[0]?.headers.get('host'), `plug.lan:${server.port}`);
  });

  test(`a name that resolves inside the local network works (${parser})`, async t => {
    const server = await serve(t, healthy);
    await send(transportTo({ host: 'localhost', port: server.port }, { lenient }));
    assert.equal(server.connections.length, 1);
  });
}

test('a name is looked up anew for each request: a plug may get another address', async t => {
  const server = await serve(t, healthy);
  let lookups = 0;
  useLookup(t, callback => {
    lookups += 1;
    callback(null, [{ address: '127.0.0.1', family: 4 }]);
  });
  const transport = transportTo({ host: 'plug.lan', port: server.port });
  await send(transport);
  await send(transport);
  assert.equal(lookups, 2);
});
