import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MqttTransport } from '../../../src/push/mqtt-transport.ts';
import { deadline, systemClock } from '../../../src/clock.ts';
import { NoAnswerError, UnreachableError } from '../../../src/errors.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { startBroker, KEY, md5, connectPlug, plugMessage, UUID } from './broker-fixture.ts';

const COMMAND = togglex.set({ channel: 0, on: true });

test('a command over MQTT reaches the plug, and its reply comes back', async t => {
  const running = await startBroker(t);
  const plug = await connectPlug(t, running);
  plug.client.on('message', (_topic, bytes) => {
    const { header } = JSON.parse(bytes.toString('utf8')) as { header: { messageId: string; from: string } };
    const reply = plugMessage({ method: 'SETACK', payload: {}, messageId: header.messageId });
    plug.client.publish(header.from, reply, { qos: 1 });
  });
  const transport = new MqttTransport({ broker: running.broker, uuid: UUID });
  const message = await transport.request(COMMAND, AbortSignal.timeout(8000));
  assert.equal(message.header.method, 'SETACK');
  const [command] = plug.received as { header: { messageId: string; timestamp: number; sign: string } }[];
  assert.ok(command);
  const { messageId, timestamp, sign } = command.header;
  assert.equal(sign, md5(`${messageId}${KEY}${String(timestamp)}`));
  assert.deepEqual(running.messages, []);
});

test('a command to a plug without a session is not sent; a plug that disconnects in between causes an error that says so', async t => {
  const running = await startBroker(t);
  const { broker } = running;
  await assert.rejects(broker.request(UUID, COMMAND, AbortSignal.timeout(8000)), UnreachableError);
  const plug = await connectPlug(t, running);
  plug.client.on('message', () => void plug.client.endAsync(true));
  await assert.rejects(
    broker.request(UUID, COMMAND, AbortSignal.timeout(8000)),
    (error: unknown) => error instanceof NoAnswerError && error.hungUp,
  );
});

test('a silent plug delays no caller beyond the deadline', async t => {
  const running = await startBroker(t);
  await connectPlug(t, running);
  const { signal } = deadline(systemClock, 50);
  await assert.rejects(
    running.broker.request(UUID, COMMAND, signal),
    (error: unknown) => error instanceof NoAnswerError && !error.hungUp,
  );
});
