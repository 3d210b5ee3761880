import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Router, type ReceivedMessage, type RoutedMessage } from '../../../src/push/router.ts';
import { LogLimiter } from '../../../src/push/log-limiter.ts';
import { replyTopic, topicFrom } from '../../../src/push/topics.ts';
import { deadline } from '../../../src/clock.ts';
import { MalformedError, NoAnswerError, RefusedError, UnreachableError, WrongKeyError } from '../../../src/errors.ts';
import { BOUNDS } from '../../../src/protocol/bounds.ts';
import { isObject, oneOrMany } from '../../../src/protocol/decode.ts';
import type { Request } from '../../../src/protocol/envelope.ts';
import { newMessageId } from '../../../src/protocol/message-id.ts';
import * as multiple from '../../../src/protocol/namespaces/multiple.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  recordEvents,
  knownPlugs,
  OTHER_PLUG,
  OTHER_KEY,
  OTHER_UUID,
  PLUG,
  plugMessage,
  UUID,
  type PluginEvents,
} from './broker-fixture.ts';

const REPLY_TOPIC = replyTopic('test');

interface RouterFixture extends PluginEvents {
  readonly router: Router;
  readonly clock: FakeClock;
  readonly receive: (json: string, received?: Partial<ReceivedMessage>) => RoutedMessage | undefined;
}

function routerFixture(onMessage?: () => void): RouterFixture {
  const clock = new FakeClock();
  const recorded = recordEvents();
  const logLimiter = new LogLimiter(recorded.log, clock);
  const events = onMessage ? { ...recorded, onMessage } : recorded;
  const router = new Router({
    plugs: knownPlugs(PLUG, OTHER_PLUG),
    clock,
    replyTopic: REPLY_TOPIC,
    logLimiter,
    ...events,
  });
  const receive = (json: string, received: Partial<ReceivedMessage> = {}): RoutedMessage | undefined =>
    router.receive({ topic: topicFrom(UUID), bytes: Buffer.from(json), isRetained: false, ...received });
  return { ...recorded, router, clock, receive };
}

test('a press on the button is passed on, once, however often it is sent', () => {
  const { receive, messages } = routerFixture();
  const push = plugMessage();
  assert.deepEqual(
    [push, push, push].map(json => receive(json)?.isFresh),
    [true, false, false],
  );
  assert.deepEqual(
    messages.map(({ uuid, message }) => [uuid, message.payload]),
    [[UUID, { togglex: [{ channel: 0, onoff: 1, lmTime: 5 }] }]],
  );
});

/** Messages that are not trusted, or are not for us. */
const IGNORED: readonly (readonly [what: string, json: string, received?: Partial<ReceivedMessage>])[] = [
  ['signed with another key', plugMessage({ key: OTHER_KEY })],
  ['not signed', plugMessage({ sign: '' })],
  ['a stored copy', plugMessage(), { isRetained: true }],
  ['of one plug on the topic of another', plugMessage(), { topic: topicFrom(OTHER_UUID) }],
  ['of one plug over the session of another', plugMessage(), { sender: OTHER_PLUG }],
  ['that names another plug in its header', plugMessage({ header: { uuid: OTHER_UUID } })],
  ['of a plug we do not know', plugMessage({ uuid: 'f'.repeat(32) }), { topic: topicFrom('f'.repeat(32)) }],
  ['without a sender', plugMessage({ header: { from: '' } }), { topic: REPLY_TOPIC }],
  ['that is a reply without a pending request', plugMessage({ method: 'SETACK' })],
  ['without an id', plugMessage({ messageId: '' })],
  ['with an id beyond all measure', plugMessage({ messageId: 'a'.repeat(65) })],
  ['larger than any of a plug', plugMessage({ payload: { text: 'x'.repeat(BOUNDS.messageBytes.most) } })],
  ['that is no JSON', 'hello'],
  ['that breaks off', plugMessage().slice(0, -9)],
  ['that is not text', '\u0000\u0001'],
  ['without a header', '{"payload":{}}'],
  ['that is null', 'null'],
];

for (const [what, json, received] of IGNORED) {
  test(`a message ${what} changes nothing`, () => {
    const { receive, messages } = routerFixture();
    receive(json, received);
    assert.deepEqual(messages, []);
    assert.equal(receive(plugMessage())?.isFresh, true, 'the next one is heard');
  });
}

test('a message nested too deeply for the stack affects no other message', () => {
  const { receive, messages } = routerFixture();
  const deep = '['.repeat(7500) + ']'.repeat(7500);
  const json = plugMessage({ namespace: 'Appliance.Control.ConsumptionConfig', payload: { config: 0 } });
  receive(json.replace('"config":0', `"config":${deep}`));
  assert.ok(messages.length <= 1);
  assert.equal(receive(plugMessage())?.isFresh, true);
});

test('a plug that repeats a message gets its reply again', () => {
  const { receive } = routerFixture();
  const bind = plugMessage({ namespace: 'Appliance.Control.Bind', method: 'SET', payload: { bind: {} } });
  const [first, second] = [receive(bind)?.reply, receive(bind)?.reply];
  assert.match(first ?? '', /SETACK/);
  assert.equal(second, first);
});

test('a failing part of the plugin is logged, and the next message comes through', () => {
  let calls = 0;
  const { receive, lines } = routerFixture(() => {
    calls += 1;
    throw new Error('the payload was 0123456789abcdef');
  });
  receive(plugMessage());
  receive(plugMessage());
  assert.equal(calls, 2);
  assert.match(lines.join('\n'), /could not be handled/);
  assert.doesNotMatch(lines.join('\n'), /0123456789abcdef/);
});

test('wrong signatures are logged once an hour, and no line contains one', async () => {
  const { receive, lines, clock } = routerFixture();
  const receiveForged = (): RoutedMessage | undefined =>
    receive(plugMessage({ key: 'guess', sign: 'deadbeefdeadbeefdeadbeefdeadbeef' }));
  for (let count = 0; count < 50; count++) receiveForged();
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines.join('\n'), /deadbeef|guess/);
  await clock.advance(3_600_000);
  receiveForged();
  assert.equal(lines.length, 2);
});

const COMMAND: Request = { namespace: 'Appliance.Control.ToggleX', method: 'SET', payload: { togglex: { onoff: 1 } } };

interface RequestFixture extends RouterFixture {
  readonly reply: Promise<unknown>;
  readonly sent: { readonly header: Readonly<Record<string, unknown>> };
  readonly messageId: string;
}

function sendRequest(signal = new AbortController().signal): RequestFixture {
  const fixture = routerFixture();
  const texts: string[] = [];
  const reply = fixture.router.request(PLUG, COMMAND, signal, json => texts.push(json));
  reply.catch(() => undefined);
  const sent = JSON.parse(texts[0] ?? '') as RequestFixture['sent'];
  return { ...fixture, reply, sent, messageId: String(sent.header['messageId']) };
}

test('the reply to a command goes to its sender, and is not reported as a push', async () => {
  const { receive, reply, sent, messageId, messages } = sendRequest();
  assert.equal(sent.header['from'], REPLY_TOPIC);
  assert.equal(sent.header['method'], 'SET');
  receive(plugMessage({ method: 'SETACK', messageId, payload: {} }), { topic: REPLY_TOPIC });
  await reply;
  assert.deepEqual(messages, []);
});

test('a reply on the topic of the plug is received as well', async () => {
  const { receive, reply, messageId } = sendRequest();
  receive(plugMessage({ method: 'SETACK', messageId, payload: {} }));
  await reply;
  assert.equal(
    receive(plugMessage({ method: 'SETACK', messageId, payload: {} }))?.isFresh,
    false,
    'a second one is no answer, and proves nothing',
  );
});

test('a message with an id copied from a request of ours, or from its reply, is never a new push, now or after a restart', () => {
  const { sent, messageId, receive, messages } = sendRequest();
  const { timestamp, sign } = sent.header;
  const payload = { togglex: [{ channel: 0, onoff: 0 }] };
  const copied = { messageId, payload, timestamp: Number(timestamp), sign: String(sign) };
  assert.equal(receive(plugMessage(copied))?.isFresh, false, 'over MQTT');
  assert.equal(
    receive(plugMessage({ ...copied, namespace: 'Appliance.System.Online', payload: { online: { status: 1 } } }))
      ?.isFresh,
    false,
  );

  const overHttp = newMessageId();
  assert.equal(
    receive(plugMessage({ messageId: overHttp, payload }))?.isFresh,
    false,
    'over HTTP, in this run or another',
  );
  assert.equal(
    receive(plugMessage({ messageId: overHttp, payload, timestamp: 2_000_000_000 }))?.isFresh,
    false,
    'of its reply',
  );
  const [inner] = oneOrMany(multiple.set([COMMAND]).payload['multiple']);
  const header = isObject(inner) && isObject(inner['header']) ? inner['header'] : {};
  assert.equal(
    receive(plugMessage({ messageId: String(header['messageId']), payload }))?.isFresh,
    false,
    'of a reply inside a reply',
  );

  assert.deepEqual(messages, []);
  assert.equal(receive(plugMessage({ payload }))?.isFresh, true, 'the plug itself is heard');
});

test('a command over MQTT names its plug and its sender, as the app does', () => {
  const { sent } = sendRequest();
  assert.equal(sent.header['uuid'], UUID);
  assert.equal(sent.header['triggerSrc'], 'iOSLocal');
});

test('a wrong key and a refusal are different errors', async () => {
  const wrongKey = sendRequest();
  const error = (code: number): unknown => ({ error: { code, detail: 'sign error' } });
  wrongKey.receive(
    plugMessage({ method: 'ERROR', messageId: wrongKey.messageId, payload: error(5001), key: 'its own' }),
  );
  await assert.rejects(wrongKey.reply, WrongKeyError);
  const refused = sendRequest();
  refused.receive(plugMessage({ method: 'ERROR', messageId: refused.messageId, payload: error(5000) }));
  await assert.rejects(refused.reply, RefusedError);
});

test('no other plug can reply for a plug', async () => {
  const { receive, reply, messageId } = sendRequest();
  receive(plugMessage({ method: 'SETACK', messageId, uuid: OTHER_UUID, key: OTHER_KEY }), { topic: REPLY_TOPIC });
  receive(plugMessage({ method: 'PUSH', messageId }), { topic: REPLY_TOPIC });
  receive(plugMessage({ method: 'SETACK', messageId, key: 'guess' }), { topic: REPLY_TOPIC });
  await assert.rejects(reply, MalformedError);
});

test('a command without a reply ends with its deadline, a shutdown or the session', async () => {
  const clock = new FakeClock();
  const timedOut = sendRequest(deadline(clock, 4000).signal);
  await clock.advance(4000);
  await assert.rejects(timedOut.reply, (error: unknown) => error instanceof NoAnswerError && !error.hungUp);

  const ended = sendRequest();
  ended.router.endSession(OTHER_UUID);
  ended.router.endSession(UUID);
  await assert.rejects(ended.reply, (error: unknown) => error instanceof NoAnswerError && error.hungUp);

  const closed = sendRequest();
  closed.router.close();
  await assert.rejects(closed.reply, { name: 'GivenUpError' });

  const reason = new Error('a command came first');
  const controller = new AbortController();
  const dropped = sendRequest(controller.signal);
  controller.abort(reason);
  await assert.rejects(dropped.reply, reason);
});

test('a command without any time left is not sent', async () => {
  const clock = new FakeClock();
  const { signal } = deadline(clock, 10);
  await clock.advance(10);
  let sent = 0;
  const { router } = routerFixture();
  await assert.rejects(
    router.request(PLUG, COMMAND, signal, () => (sent += 1)),
    UnreachableError,
  );
  assert.equal(sent, 0);
});
