import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { formatAddress } from '../../../src/transport/transport.ts';
import { ask, KEY, PARSERS, QUESTION, serve, transportTo, well, type Visit } from './plain-server.ts';

function only(visits: readonly Visit[]): Visit {
  const [visit] = visits;
  assert.ok(visit);
  assert.equal(visits.length, 1);
  return visit;
}

for (const { parser, lenient } of PARSERS) {
  test(`a plug gets one plain POST with its length, and nothing that it would choke on (${parser})`, async t => {
    const server = await serve(t, well);
    const payload = { name: 'Küche 🔌', all: {} };
    await ask(transportTo(server, { lenient }), 5000, { ...QUESTION, payload });
    const { head, headers, body, raw } = only(server.visits);
    assert.equal(head[0], 'POST /config HTTP/1.1');
    assert.equal(headers.get('host'), `127.0.0.1:${server.port}`);
    assert.equal(headers.get('content-type'), 'application/json');
    assert.equal(headers.get('connection'), 'close');
    assert.equal(headers.get('content-length'), String(Buffer.byteLength(body)));
    assert.ok(Buffer.byteLength(body) > body.length, 'the length is one of bytes, not of characters');
    assert.equal(headers.has('transfer-encoding'), false);
    assert.equal(headers.has('expect'), false);
    assert.equal(head.length - 1, headers.size, 'no header twice');
    // The head, the blank line, the body, and not a byte more.
    assert.equal(raw.toString('utf8'), `${head.join('\r\n')}\r\n\r\n${body}`);
    assert.deepEqual(JSON.parse(body), { header: only(server.visits).message, payload });
  });

  test(`every request has a connection and a message id of its own (${parser})`, async t => {
    const server = await serve(t, well);
    const transport = transportTo(server, { lenient });
    for (let i = 0; i < 40; i += 1) await ask(transport);
    assert.equal(server.connections.length, 40);
    assert.equal(server.visits.length, 40);
    const ids = server.visits.map(({ message }) => String(message['messageId']));
    assert.equal(new Set(ids).size, 40);
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  });

  test(`a request is signed with the key, for the second in which it leaves (${parser})`, async t => {
    const server = await serve(t, well);
    let seconds = 1735689600;
    const clock = { now: () => 0, epochSeconds: () => seconds, after: () => () => undefined };
    const transport = transportTo(server, { lenient, clock });
    await ask(transport);
    seconds = 437;
    await ask(transport);
    const times = server.visits.map(({ message }) => message['timestamp']);
    assert.deepEqual(times, [1735689600, 437]);
    for (const { message, body } of server.visits) {
      const { messageId, timestamp, sign, from } = message;
      const expected = createHash('md5')
        .update(`${String(messageId)}${KEY}${String(timestamp)}`)
        .digest('hex');
      assert.equal(sign, expected);
      assert.equal(from, `http://127.0.0.1:${server.port}/config`);
      assert.equal(body.includes(KEY), false);
    }
  });

  test(`a plug with an IPv6 address is asked in brackets (${parser})`, async t => {
    const server = await serve(t, well, { host: '::1' });
    await ask(transportTo(server, { lenient }));
    assert.equal(only(server.visits).headers.get('host'), `[::1]:${server.port}`);
  });
}

test('an address is shown as people write it', () => {
  assert.equal(formatAddress({ host: '192.168.1.20', port: 80 }), '192.168.1.20');
  assert.equal(formatAddress({ host: '192.168.1.21', port: 8080 }), '192.168.1.21:8080');
  assert.equal(formatAddress({ host: 'plug.local', port: 80 }), 'plug.local');
  assert.equal(formatAddress({ host: 'fe80::1%eth0', port: 80 }), '[fe80::1%eth0]');
  assert.equal(formatAddress({ host: 'fd00::1', port: 81 }), '[fd00::1]:81');
});
