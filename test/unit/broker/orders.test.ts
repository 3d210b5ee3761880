import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MqttTransport } from '../../../src/broker/transport.ts';
import { deadline, systemClock } from '../../../src/clock.ts';
import { NoAnswerError, UnreachableError } from '../../../src/errors.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { house, KEY, md5, plugIn, says, UUID } from './plugs.ts';

const ORDER = togglex.set({ channel: 0, on: true });

test('an order over MQTT reaches the plug, and its answer comes back', async t => {
  const here = await house(t);
  const plug = await plugIn(t, here);
  plug.client.on('message', (_topic, bytes) => {
    const { header } = JSON.parse(bytes.toString('utf8')) as { header: { messageId: string; from: string } };
    const answer = says({ method: 'SETACK', payload: {}, messageId: header.messageId });
    plug.client.publish(header.from, answer, { qos: 1 });
  });
  const transport = new MqttTransport({ mail: here.broker, uuid: UUID });
  const message = await transport.request(ORDER, AbortSignal.timeout(8000));
  assert.equal(message.header.method, 'SETACK');
  const [order] = plug.received as { header: { messageId: string; timestamp: number; sign: string } }[];
  assert.ok(order);
  const { messageId, timestamp, sign } = order.header;
  assert.equal(sign, md5(`${messageId}${KEY}${String(timestamp)}`));
  assert.deepEqual(here.messages, []);
});

test('an order to a plug that is not there is not sent; one that hangs up in between says so', async t => {
  const here = await house(t);
  const { broker } = here;
  await assert.rejects(broker.request(UUID, ORDER, AbortSignal.timeout(8000)), UnreachableError);
  const plug = await plugIn(t, here);
  plug.client.on('message', () => void plug.client.endAsync(true));
  await assert.rejects(
    broker.request(UUID, ORDER, AbortSignal.timeout(8000)),
    (error: unknown) => error instanceof NoAnswerError && error.hungUp,
  );
});

test('a silent plug keeps nobody beyond the deadline', async t => {
  const here = await house(t);
  await plugIn(t, here);
  const { signal } = deadline(systemClock, 50);
  await assert.rejects(
    here.broker.request(UUID, ORDER, signal),
    (error: unknown) => error instanceof NoAnswerError && !error.hungUp,
  );
});
