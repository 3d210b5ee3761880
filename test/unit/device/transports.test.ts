import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deadline } from '../../../src/clock.ts';
import { NoAnswerError, OtherPlugError, UnreachableError } from '../../../src/errors.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import * as electricity from '../../../src/protocol/namespaces/electricity.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { PlugHttp } from '../../../src/device/plug-http.ts';
import { PlugTransports } from '../../../src/device/plug-transports.ts';
import { Proof } from '../../../src/device/proof.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const QUESTION = togglex.get(0);
const ORDER = togglex.set({ channel: 0, on: true });
const REFUSED = new UnreachableError('refused');
const HUNG_UP = new NoAnswerError('hung up', { hungUp: true });
const SILENT = new NoAnswerError('silent', { hungUp: false });
const STRANGER = new OtherPlugError({ expected: 'ours', found: 'another' });

/** A way that fails as it is told, and knows what it was asked. */
class Way implements Transport {
  readonly address = 'somewhere';
  readonly asked: string[] = [];
  failure: Error | undefined;

  request({ method, namespace }: Request): Promise<Message> {
    this.asked.push(`${method} ${namespace.replace(/.*\./, '')}`);
    if (this.failure) return Promise.reject(this.failure);
    const header = { messageId: '', method: `${method}ACK`, namespace, uuid: 'ours', timestamp: 0, sign: '' };
    return Promise.resolve({ header, payload: {} });
  }

  /** What it was asked since the last call. */
  news(): readonly string[] {
    return this.asked.splice(0);
  }
}

interface Ways {
  readonly http: Way;
  readonly mqtt: Way;
  readonly clock: FakeClock;
  isOpen: boolean;
  readonly ask: (request: Request) => Promise<Message>;
}

function ways(): Ways {
  const clock = new FakeClock();
  const [http, mqtt] = [new Way(), new Way()];
  const both: Ways = {
    http,
    mqtt,
    clock,
    isOpen: false,
    ask: request => send(transports, request, new AbortController().signal, answered),
  };
  const answered = new Set([systemAll.NAMESPACE, togglex.NAMESPACE]);
  const transports = transportsOf(http, () => (both.isOpen ? mqtt : undefined), clock, answered);
  both.isOpen = true;
  return both;
}

function transportsOf(
  http: Transport,
  mqtt: () => Transport | undefined,
  clock: FakeClock,
  answered: ReadonlySet<string>,
): PlugTransports {
  const isAnswered = ({ namespace }: Request): boolean => answered.has(namespace);
  const plugHttp = new PlugHttp({
    http,
    clock,
    encryptable: false,
    encrypted: false,
    onEncrypted: () => undefined,
    proof: new Proof({ uuid: 'ours', clock, pollMs: 5000, isGiven: true }),
    mustBeSigned: () => false,
    isAnswered,
  });
  return new PlugTransports({ http: plugHttp, mqtt, clock, isAnswered });
}

async function send(
  transports: PlugTransports,
  request: Request,
  signal: AbortSignal,
  answered: Set<string>,
): Promise<Message> {
  const isQuery = request.method === 'GET';
  const message = await (isQuery
    ? transports.query(request, signal)
    : transports.command(request, signal, () => undefined));
  answered.add(request.namespace);
  return message;
}

describe('a plug that can be reached over HTTP and over MQTT', () => {
  test('is asked over HTTP while that works', async () => {
    const { ask, http, mqtt } = ways();
    await ask(QUESTION);
    await ask(ORDER);
    assert.deepEqual([http.news(), mqtt.news()], [['GET ToggleX', 'SET ToggleX'], []]);
  });

  for (const [what, failure] of [
    ['refuses connections', REFUSED],
    ['hangs up', HUNG_UP],
  ] as const) {
    test(`is given over MQTT what its HTTP does not take, if that ${what}; and from then on nobody waits for HTTP first`, async () => {
      const { ask, http, mqtt } = ways();
      http.failure = failure;
      await ask(ORDER);
      await ask(QUESTION);
      await ask(ORDER);
      assert.deepEqual(http.news(), ['SET ToggleX']);
      assert.deepEqual(mqtt.news(), ['SET ToggleX', 'GET ToggleX', 'SET ToggleX']);
    });
  }

  test('has its HTTP tried again after a minute, and used where it works again', async () => {
    const { ask, http, mqtt, clock } = ways();
    http.failure = REFUSED;
    await ask(QUESTION);
    await clock.advance(60_000);
    await ask(QUESTION);
    assert.deepEqual(http.news(), ['GET ToggleX', 'GET ToggleX']);
    await clock.advance(60_000);
    http.failure = undefined;
    mqtt.news();
    await ask(QUESTION);
    await ask(ORDER);
    assert.deepEqual([http.news(), mqtt.news()], [['GET ToggleX', 'SET ToggleX'], []]);
  });

  test('is not given again what it may have done, and is asked over MQTT next time', async () => {
    const { ask, http, mqtt } = ways();
    http.failure = SILENT;
    await assert.rejects(ask(ORDER), SILENT);
    assert.deepEqual(mqtt.news(), []);
    await ask(QUESTION);
    assert.deepEqual(mqtt.news(), ['GET ToggleX']);
  });

  test('may refuse a question by hanging up, which it is not asked again over MQTT', async () => {
    const { ask, http, mqtt } = ways();
    http.failure = HUNG_UP;
    await assert.rejects(ask(electricity.get(0)), HUNG_UP);
    assert.deepEqual(mqtt.news(), []);
    http.failure = undefined;
    await ask(electricity.get(0));
    http.failure = HUNG_UP;
    await ask(electricity.get(0));
    assert.deepEqual(mqtt.news(), ['GET Electricity'], 'it has answered that before');
  });

  test('gets no order at its address before it has answered there, if it was last heard over MQTT', async () => {
    const { ask, http, mqtt, clock } = ways();
    http.failure = REFUSED;
    await ask(QUESTION);
    await clock.advance(60_000);
    // Its address has been given to another plug, with the same key.
    http.failure = STRANGER;
    http.news();
    await assert.rejects(ask(ORDER), STRANGER);
    assert.deepEqual(http.news(), ['GET All']);
    http.failure = undefined;
    mqtt.news();
    await ask(ORDER);
    await ask(ORDER);
    assert.deepEqual(http.news(), ['GET All', 'SET ToggleX', 'SET ToggleX']);
  });

  test('is given what MQTT could not be sent over HTTP at once, and what MQTT swallowed the next time', async () => {
    const { ask, http, mqtt } = ways();
    http.failure = REFUSED;
    await ask(QUESTION);
    http.failure = undefined;
    mqtt.failure = REFUSED;
    await ask(QUESTION);
    http.failure = REFUSED;
    mqtt.failure = SILENT;
    await assert.rejects(ask(QUESTION), SILENT);
    http.failure = undefined;
    mqtt.news();
    await ask(QUESTION);
    assert.deepEqual(mqtt.news(), []);
  });

  test('that has no session fails as its HTTP fails', async () => {
    const both = ways();
    both.isOpen = false;
    both.http.failure = REFUSED;
    await assert.rejects(both.ask(ORDER), REFUSED);
    assert.deepEqual(both.mqtt.news(), []);
  });
});

test('once the time is up nothing is sent on another way', async () => {
  const clock = new FakeClock();
  const mqtt = new Way();
  const limit = deadline(clock, 100);
  const http: Transport = {
    address: 'somewhere',
    request: () => {
      limit.abort(new Error('the time is up'));
      return Promise.reject(REFUSED);
    },
  };
  const transports = transportsOf(http, () => mqtt, clock, new Set([systemAll.NAMESPACE]));
  await assert.rejects(transports.query(systemAll.get(), limit.signal), REFUSED);
  assert.deepEqual(mqtt.news(), []);
});
