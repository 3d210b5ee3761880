import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { NotSignedError } from '../../../src/errors.ts';
import type { Message } from '../../../src/protocol/envelope.ts';
import type { HttpTransport } from '../../../src/transport/http.ts';
import { formatAddress } from '../../../src/transport/transport.ts';
import {
  replyTo,
  send,
  KEY,
  OK,
  PARSERS,
  QUERY,
  serve,
  transportTo,
  healthy,
  type ReceivedRequest,
} from './plain-server.ts';

function onlyRequest(requests: readonly ReceivedRequest[]): ReceivedRequest {
  const [received] = requests;
  assert.ok(received);
  assert.equal(requests.length, 1);
  return received;
}

for (const { parser, lenient } of PARSERS) {
  test(`a plug gets one plain POST with its length, and no header that it cannot handle (${parser})`, async t => {
    const server = await serve(t, healthy);
    const payload = { name: 'Küche 🔌', all: {} };
    await send(transportTo(server, { lenient }), 5000, { ...QUERY, payload });
    const { head, headers, body, raw } = onlyRequest(server.requests);
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
    assert.deepEqual(JSON.parse(body), { header: onlyRequest(server.requests).message, payload });
  });

  test(`every request has a connection and a message id of its own (${parser})`, async t => {
    const server = await serve(t, healthy);
    const transport = transportTo(server, { lenient });
    for (let i = 0; i < 40; i += 1) await send(transport);
    assert.equal(server.connections.length, 40);
    assert.equal(server.requests.length, 40);
    const ids = server.requests.map(({ message }) => String(message['messageId']));
    assert.equal(new Set(ids).size, 40);
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  });

  test(`a request is signed with the key, for a time just before the second in which it is sent (${parser})`, async t => {
    const server = await serve(t, healthy);
    let seconds = 1735689600;
    const clock = { now: () => 0, epochSeconds: () => seconds, after: () => () => undefined };
    const transport = transportTo(server, { lenient, clock });
    await send(transport);
    seconds = 437;
    await send(transport);
    const times = server.requests.map(({ message }) => message['timestamp']);
    for (const [index, now] of [1735689600, 437].entries()) {
      const behind = now - Number(times[index]);
      assert.ok(behind >= 5 && behind < 65, String(behind));
    }
    for (const { message, body } of server.requests) {
      const { messageId, timestamp, sign, from } = message;
      const expected = createHash('md5')
        .update(`${String(messageId)}${KEY}${String(timestamp)}`)
        .digest('hex');
      assert.equal(sign, expected);
      assert.equal(from, `http://127.0.0.1:${server.port}/config`);
      assert.equal(body.includes(KEY), false);
    }
  });

  test(`the host header of a plug with an IPv6 address is in brackets (${parser})`, async t => {
    const server = await serve(t, healthy, { host: '::1' });
    await send(transportTo(server, { lenient }));
    assert.equal(onlyRequest(server.requests).headers.get('host'), `[::1]:${server.port}`);
  });
}

test('a reply that repeats our own time and signature counts as not signed; a reply of a plug whose clock is right does not', async t => {
  const now = 1735689600;
  const clock = { now: () => 0, epochSeconds: () => now, after: () => () => undefined };
  const signed = ({ messageId }: ReceivedRequest['message'], timestamp: number): Readonly<Record<string, unknown>> => ({
    timestamp,
    sign: createHash('md5')
      .update(`${String(messageId)}${KEY}${String(timestamp)}`)
      .digest('hex'),
  });
  const echoReply = await serve(t, received => {
    const { timestamp, sign } = received.message;
    received.socket.end(OK + replyTo(received, { header: { timestamp, sign } }));
  });
  const plug = await serve(t, received => {
    received.socket.end(OK + replyTo(received, { header: signed(received.message, now) }));
  });
  let late: number | undefined;
  const slow = await serve(t, received => {
    // Its clock is late by exactly the offset of the first request.
    late ??= Number(received.message['timestamp']);
    received.socket.end(OK + replyTo(received, { header: signed(received.message, late) }));
  });
  const mustBeSigned = (): boolean => true;
  const send = (transport: HttpTransport): Promise<Message> =>
    transport.request(QUERY, AbortSignal.timeout(5000), { mustBeSigned });
  await assert.rejects(send(transportTo(echoReply, { clock })), NotSignedError);
  await send(transportTo(plug, { clock }));
  const toSlow = transportTo(slow, { clock });
  await assert.rejects(send(toSlow), NotSignedError, 'its clock shows just the time of the request');
  await send(toSlow);
});

test('an address is shown as people write it', () => {
  assert.equal(formatAddress({ host: '192.168.1.20', port: 80 }), '192.168.1.20');
  assert.equal(formatAddress({ host: '192.168.1.21', port: 8080 }), '192.168.1.21:8080');
  assert.equal(formatAddress({ host: 'plug.local', port: 80 }), 'plug.local');
  assert.equal(formatAddress({ host: 'fe80::1%eth0', port: 80 }), '[fe80::1%eth0]');
  assert.equal(formatAddress({ host: 'fd00::1', port: 81 }), '[fd00::1]:81');
});
