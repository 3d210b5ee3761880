import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mailroom, type Letter, type Opened } from '../../../src/broker/mailroom.ts';
import { Teller } from '../../../src/broker/teller.ts';
import { replyTopic, topicFrom } from '../../../src/broker/topics.ts';
import { deadline } from '../../../src/clock.ts';
import { MalformedError, NoAnswerError, RefusedError, UnreachableError, WrongKeyError } from '../../../src/errors.ts';
import { BOUNDS } from '../../../src/protocol/bounds.ts';
import { isObject, oneOrMany } from '../../../src/protocol/decode.ts';
import type { Request } from '../../../src/protocol/envelope.ts';
import { newMessageId } from '../../../src/protocol/message-id.ts';
import * as multiple from '../../../src/protocol/namespaces/multiple.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { diary, known, OTHER, OTHER_KEY, OTHER_UUID, PLUG, says, UUID, type Diary } from './plugs.ts';

const REPLIES = replyTopic('test');

interface Room extends Diary {
  readonly mailroom: Mailroom;
  readonly clock: FakeClock;
  readonly take: (json: string, letter?: Partial<Letter>) => Opened | undefined;
}

function room(onMessage?: () => void): Room {
  const clock = new FakeClock();
  const told = diary();
  const teller = new Teller(told.log, clock);
  const events = onMessage ? { ...told, onMessage } : told;
  const mailroom = new Mailroom({ plugs: known(PLUG, OTHER), clock, replyTopic: REPLIES, teller, ...events });
  const take = (json: string, letter: Partial<Letter> = {}): Opened | undefined =>
    mailroom.open({ topic: topicFrom(UUID), bytes: Buffer.from(json), isRetained: false, ...letter });
  return { ...told, mailroom, clock, take };
}

test('a press on the button is passed on, once, however often it is sent', () => {
  const { take, messages } = room();
  const push = says();
  assert.deepEqual(
    [push, push, push].map(json => take(json)?.isNews),
    [true, false, false],
  );
  assert.deepEqual(
    messages.map(({ uuid, message }) => [uuid, message.payload]),
    [[UUID, { togglex: [{ channel: 0, onoff: 1, lmTime: 5 }] }]],
  );
});

/** What is not believed, or not ours. */
const IGNORED: readonly (readonly [what: string, json: string, letter?: Partial<Letter>])[] = [
  ['signed with another key', says({ key: OTHER_KEY })],
  ['not signed', says({ sign: '' })],
  ['a stored copy', says(), { isRetained: true }],
  ['of one plug on the topic of another', says(), { topic: topicFrom(OTHER_UUID) }],
  ['of one plug over the session of another', says(), { sender: OTHER }],
  ['that names another plug in its header', says({ header: { uuid: OTHER_UUID } })],
  ['of a plug we do not know', says({ uuid: 'f'.repeat(32) }), { topic: topicFrom('f'.repeat(32)) }],
  ['from nobody', says({ header: { from: '' } }), { topic: REPLIES }],
  ['that is an answer to nobody’s question', says({ method: 'SETACK' })],
  ['without an id', says({ messageId: '' })],
  ['with an id beyond all measure', says({ messageId: 'a'.repeat(65) })],
  ['larger than any of a plug', says({ payload: { text: 'x'.repeat(BOUNDS.messageBytes.most) } })],
  ['that is no JSON', 'hello'],
  ['that breaks off', says().slice(0, -9)],
  ['that is not text', '\u0000\u0001'],
  ['without a header', '{"payload":{}}'],
  ['that is null', 'null'],
];

for (const [what, json, letter] of IGNORED) {
  test(`a message ${what} changes nothing`, () => {
    const { take, messages } = room();
    take(json, letter);
    assert.deepEqual(messages, []);
    assert.equal(take(says())?.isNews, true, 'the next one is heard');
  });
}

test('a message nested to the bottom of the stack ends nothing but itself', () => {
  const { take, messages } = room();
  const deep = '['.repeat(7500) + ']'.repeat(7500);
  const json = says({ namespace: 'Appliance.Control.ConsumptionConfig', payload: { config: 0 } });
  take(json.replace('"config":0', `"config":${deep}`));
  assert.ok(messages.length <= 1);
  assert.equal(take(says())?.isNews, true);
});

test('a plug that asks again is answered again', () => {
  const { take } = room();
  const bind = says({ namespace: 'Appliance.Control.Bind', method: 'SET', payload: { bind: {} } });
  const [first, second] = [take(bind)?.answer, take(bind)?.answer];
  assert.match(first ?? '', /SETACK/);
  assert.equal(second, first);
});

test('a part of the plugin that fails is told of, and the next message comes through', () => {
  let calls = 0;
  const { take, lines } = room(() => {
    calls += 1;
    throw new Error('the payload was 0123456789abcdef');
  });
  take(says());
  take(says());
  assert.equal(calls, 2);
  assert.match(lines.join('\n'), /could not be taken in/);
  assert.doesNotMatch(lines.join('\n'), /0123456789abcdef/);
});

test('wrong signatures are told once an hour, and no line holds one', async () => {
  const { take, lines, clock } = room();
  const forged = (): Opened | undefined => take(says({ key: 'guess', sign: 'deadbeefdeadbeefdeadbeefdeadbeef' }));
  for (let count = 0; count < 50; count++) forged();
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines.join('\n'), /deadbeef|guess/);
  await clock.advance(3_600_000);
  forged();
  assert.equal(lines.length, 2);
});

const ORDER: Request = { namespace: 'Appliance.Control.ToggleX', method: 'SET', payload: { togglex: { onoff: 1 } } };

interface Asked extends Room {
  readonly answer: Promise<unknown>;
  readonly sent: { readonly header: Readonly<Record<string, unknown>> };
  readonly messageId: string;
}

function ask(signal = new AbortController().signal): Asked {
  const here = room();
  const texts: string[] = [];
  const answer = here.mailroom.request(PLUG, ORDER, signal, json => texts.push(json));
  answer.catch(() => undefined);
  const sent = JSON.parse(texts[0] ?? '') as Asked['sent'];
  return { ...here, answer, sent, messageId: String(sent.header['messageId']) };
}

test('the answer to an order comes back to who gave it, and is no news for others', async () => {
  const { take, answer, sent, messageId, messages } = ask();
  assert.equal(sent.header['from'], REPLIES);
  assert.equal(sent.header['method'], 'SET');
  take(says({ method: 'SETACK', messageId, payload: {} }), { topic: REPLIES });
  await answer;
  assert.deepEqual(messages, []);
});

test('a plug that answers on its own topic is heard as well', async () => {
  const { take, answer, messageId } = ask();
  take(says({ method: 'SETACK', messageId, payload: {} }));
  await answer;
  assert.equal(
    take(says({ method: 'SETACK', messageId, payload: {} }))?.isNews,
    false,
    'a second one is no answer, and proves nothing',
  );
});

test('what was picked up from a request of ours, or from its reply, is no news of the plug, now or after a restart', () => {
  const { sent, messageId, take, messages } = ask();
  const { timestamp, sign } = sent.header;
  const payload = { togglex: [{ channel: 0, onoff: 0 }] };
  const picked = { messageId, payload, timestamp: Number(timestamp), sign: String(sign) };
  assert.equal(take(says(picked))?.isNews, false, 'over MQTT');
  assert.equal(
    take(says({ ...picked, namespace: 'Appliance.System.Online', payload: { online: { status: 1 } } }))?.isNews,
    false,
  );

  const overHttp = newMessageId();
  assert.equal(take(says({ messageId: overHttp, payload }))?.isNews, false, 'over HTTP, in this run or another');
  assert.equal(take(says({ messageId: overHttp, payload, timestamp: 2_000_000_000 }))?.isNews, false, 'of its reply');
  const [inner] = oneOrMany(multiple.set([ORDER]).payload['multiple']);
  const header = isObject(inner) && isObject(inner['header']) ? inner['header'] : {};
  assert.equal(
    take(says({ messageId: String(header['messageId']), payload }))?.isNews,
    false,
    'of a reply inside a reply',
  );

  assert.deepEqual(messages, []);
  assert.equal(take(says({ payload }))?.isNews, true, 'the plug itself is heard');
});

test('an order over MQTT names its plug, and who sends it, as the app does', () => {
  const { sent } = ask();
  assert.equal(sent.header['uuid'], UUID);
  assert.equal(sent.header['triggerSrc'], 'iOSLocal');
});

test('a wrong key and a refusal are told apart', async () => {
  const wrongKey = ask();
  const error = (code: number): unknown => ({ error: { code, detail: 'sign error' } });
  wrongKey.take(says({ method: 'ERROR', messageId: wrongKey.messageId, payload: error(5001), key: 'its own' }));
  await assert.rejects(wrongKey.answer, WrongKeyError);
  const refused = ask();
  refused.take(says({ method: 'ERROR', messageId: refused.messageId, payload: error(5000) }));
  await assert.rejects(refused.answer, RefusedError);
});

test('nobody else can answer for a plug', async () => {
  const { take, answer, messageId } = ask();
  take(says({ method: 'SETACK', messageId, uuid: OTHER_UUID, key: OTHER_KEY }), { topic: REPLIES });
  take(says({ method: 'PUSH', messageId }), { topic: REPLIES });
  take(says({ method: 'SETACK', messageId, key: 'guess' }), { topic: REPLIES });
  await assert.rejects(answer, MalformedError);
});

test('an order that is not answered ends with its deadline, a shutdown or the session', async () => {
  const clock = new FakeClock();
  const late = ask(deadline(clock, 4000).signal);
  await clock.advance(4000);
  await assert.rejects(late.answer, (error: unknown) => error instanceof NoAnswerError && !error.hungUp);

  const gone = ask();
  gone.mailroom.hangUp(OTHER_UUID);
  gone.mailroom.hangUp(UUID);
  await assert.rejects(gone.answer, (error: unknown) => error instanceof NoAnswerError && error.hungUp);

  const closed = ask();
  closed.mailroom.close();
  await assert.rejects(closed.answer, { name: 'GivenUpError' });

  const reason = new Error('a command came first');
  const controller = new AbortController();
  const dropped = ask(controller.signal);
  controller.abort(reason);
  await assert.rejects(dropped.answer, reason);
});

test('an order without any time left is not sent', async () => {
  const clock = new FakeClock();
  const { signal } = deadline(clock, 10);
  await clock.advance(10);
  let sent = 0;
  const { mailroom } = room();
  await assert.rejects(
    mailroom.request(PLUG, ORDER, signal, () => (sent += 1)),
    UnreachableError,
  );
  assert.equal(sent, 0);
});
