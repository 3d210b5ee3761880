import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoAnswerError } from '../../../src/errors.ts';
import { send, failure, QUERY, serve, transportTo, UUID } from './plain-server.ts';

test('a plug that obeys, hangs up and disappears is not reported as one that was never reached', async t => {
  const server = await serve(t, ({ socket }) => {
    void server.close();
    socket.destroy();
  });
  const transport = transportTo(server, { uuid: UUID, encryptable: true, lenient: true });
  const error = await failure(send(transport, 5000, { ...QUERY, method: 'SET' }));
  assert.ok(error instanceof NoAnswerError, String(error));
  assert.equal(error.hungUp, true);
  assert.equal(server.requests.length, 1);
});
