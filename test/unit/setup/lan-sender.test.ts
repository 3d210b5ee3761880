import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { lanSender } from '../../../src/setup/rekey-plan.ts';
import { replyTo, QUERY, serve, UUID } from '../transport/plain-server.ts';

const context = { clock: systemClock, signal: new AbortController().signal };

test('an order to a plug whose heads end in bare LFs goes out once', async t => {
  const server = await serve(
    t,
    visit => void visit.socket.end(`HTTP/1.1 200 OK\nConnection: close\n\n${replyTo(visit)}`),
  );
  const send = lanSender({ address: server, ...context });
  await send('a key', { ...QUERY, method: 'SET' });
  assert.equal(server.requests.length, 1);
});

test('once the plug is known, another one at its address is not believed', async t => {
  const server = await serve(
    t,
    visit => void visit.socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${replyTo(visit)}`),
  );
  const send = lanSender({ address: server, ...context });
  await send('a key', QUERY, { uuid: UUID, encryptable: false });
  const other = { uuid: UUID.replace('24', '99'), encryptable: false };
  await assert.rejects(send('a key', QUERY, other), { name: 'OtherPlugError' });
});
