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

const QUERY = togglex.get(0);
const COMMAND = togglex.set({ channel: 0, on: true });
const REFUSED = new UnreachableError('refused');
const HUNG_UP = new NoAnswerError('hung up', { hungUp: true });
const SILENT = new NoAnswerError('silent', { hungUp: false });
const OTHER_PLUG = new OtherPlugError({ expected: 'ours', found: 'another' });

/** A transport that fails with `failure`, and records its requests. */
class FakeTransport implements Transport {
  readonly address = 'somewhere';
  readonly requests: string[] = [];
  failure: Error | undefined;

  request({ method, namespace }: Request): Promise<Message> {
    this.requests.push(`${method} ${namespace.replace(/.*\./, '')}`);
    if (this.failure) return Promise.reject(this.failure);
    const header = { messageId: '', method: `${method}ACK`, namespace, uuid: 'ours', timestamp: 0, sign: '' };
    return Promise.resolve({ header, payload: {} });
  }

  /** The requests since the last call. */
  takeRequests(): readonly string[] {
    return this.requests.splice(0);
  }
}

interface TransportsFixture {
  readonly http: FakeTransport;
  readonly mqtt: FakeTransport;
  readonly clock: FakeClock;
  isMqttOpen: boolean;
  readonly sendRequest: (request: Request) => Promise<Message>;
}

function startTransports(): TransportsFixture {
  const clock = new FakeClock();
  const [http, mqtt] = [new FakeTransport(), new FakeTransport()];
  const fixture: TransportsFixture = {
    http,
    mqtt,
    clock,
    isMqttOpen: false,
    sendRequest: request => send(transports, request, new AbortController().signal, answeredNamespaces),
  };
  const answeredNamespaces = new Set([systemAll.NAMESPACE, togglex.NAMESPACE]);
  const transports = transportsOf(http, () => (fixture.isMqttOpen ? mqtt : undefined), clock, answeredNamespaces);
  fixture.isMqttOpen = true;
  return fixture;
}

function transportsOf(
  http: Transport,
  mqtt: () => Transport | undefined,
  clock: FakeClock,
  answeredNamespaces: ReadonlySet<string>,
): PlugTransports {
  const isAnswered = ({ namespace }: Request): boolean => answeredNamespaces.has(namespace);
  const plugHttp = new PlugHttp({
    http,
    clock,
    encryptable: false,
    encrypted: false,
    onEncrypted: () => undefined,
    proof: new Proof({ uuid: 'ours', clock, pollMs: 5000, isProven: true }),
    mustBeSigned: () => false,
    isAnswered,
  });
  return new PlugTransports({ http: plugHttp, mqtt, clock, isAnswered });
}

async function send(
  transports: PlugTransports,
  request: Request,
  signal: AbortSignal,
  answeredNamespaces: Set<string>,
): Promise<Message> {
  const isQuery = request.method === 'GET';
  const message = await (isQuery
    ? transports.query(request, signal)
    : transports.command(request, signal, () => undefined));
  answeredNamespaces.add(request.namespace);
  return message;
}

describe('a plug that can be reached over HTTP and over MQTT', () => {
  test('is queried over HTTP while that works', async () => {
    const { sendRequest, http, mqtt } = startTransports();
    await sendRequest(QUERY);
    await sendRequest(COMMAND);
    assert.deepEqual([http.takeRequests(), mqtt.takeRequests()], [['GET ToggleX', 'SET ToggleX'], []]);
  });

  for (const [what, failure] of [
    ['refuses connections', REFUSED],
    ['hangs up', HUNG_UP],
  ] as const) {
    test(`gets requests over MQTT if its HTTP ${what}; from then on, none waits for HTTP first`, async () => {
      const { sendRequest, http, mqtt } = startTransports();
      http.failure = failure;
      await sendRequest(COMMAND);
      await sendRequest(QUERY);
      await sendRequest(COMMAND);
      assert.deepEqual(http.takeRequests(), ['SET ToggleX']);
      assert.deepEqual(mqtt.takeRequests(), ['SET ToggleX', 'GET ToggleX', 'SET ToggleX']);
    });
  }

  test('is tried over HTTP again after a minute, and uses HTTP if that works again', async () => {
    const { sendRequest, http, mqtt, clock } = startTransports();
    http.failure = REFUSED;
    await sendRequest(QUERY);
    await clock.advance(60_000);
    await sendRequest(QUERY);
    assert.deepEqual(http.takeRequests(), ['GET ToggleX', 'GET ToggleX']);
    await clock.advance(60_000);
    http.failure = undefined;
    mqtt.takeRequests();
    await sendRequest(QUERY);
    await sendRequest(COMMAND);
    assert.deepEqual([http.takeRequests(), mqtt.takeRequests()], [['GET ToggleX', 'SET ToggleX'], []]);
  });

  test('does not get a command again that it may have carried out, and is queried over MQTT next time', async () => {
    const { sendRequest, http, mqtt } = startTransports();
    http.failure = SILENT;
    await assert.rejects(sendRequest(COMMAND), SILENT);
    assert.deepEqual(mqtt.takeRequests(), []);
    await sendRequest(QUERY);
    assert.deepEqual(mqtt.takeRequests(), ['GET ToggleX']);
  });

  test('may refuse a query by hanging up, and does not get it again over MQTT', async () => {
    const { sendRequest, http, mqtt } = startTransports();
    http.failure = HUNG_UP;
    await assert.rejects(sendRequest(electricity.get(0)), HUNG_UP);
    assert.deepEqual(mqtt.takeRequests(), []);
    http.failure = undefined;
    await sendRequest(electricity.get(0));
    http.failure = HUNG_UP;
    await sendRequest(electricity.get(0));
    assert.deepEqual(mqtt.takeRequests(), ['GET Electricity'], 'it has answered that before');
  });

  test('gets no command at its address before it has replied there, if it last replied over MQTT', async () => {
    const { sendRequest, http, mqtt, clock } = startTransports();
    http.failure = REFUSED;
    await sendRequest(QUERY);
    await clock.advance(60_000);
    // Its address has been given to another plug, with the same key.
    http.failure = OTHER_PLUG;
    http.takeRequests();
    await assert.rejects(sendRequest(COMMAND), OTHER_PLUG);
    assert.deepEqual(http.takeRequests(), ['GET All']);
    http.failure = undefined;
    mqtt.takeRequests();
    await sendRequest(COMMAND);
    await sendRequest(COMMAND);
    assert.deepEqual(http.takeRequests(), ['GET All', 'SET ToggleX', 'SET ToggleX']);
  });

  test('uses HTTP at once if MQTT cannot send, and the next time if MQTT stays silent', async () => {
    const { sendRequest, http, mqtt } = startTransports();
    http.failure = REFUSED;
    await sendRequest(QUERY);
    http.failure = undefined;
    mqtt.failure = REFUSED;
    await sendRequest(QUERY);
    http.failure = REFUSED;
    mqtt.failure = SILENT;
    await assert.rejects(sendRequest(QUERY), SILENT);
    http.failure = undefined;
    mqtt.takeRequests();
    await sendRequest(QUERY);
    assert.deepEqual(mqtt.takeRequests(), []);
  });

  test('without a broker session fails as its HTTP fails', async () => {
    const fixture = startTransports();
    fixture.isMqttOpen = false;
    fixture.http.failure = REFUSED;
    await assert.rejects(fixture.sendRequest(COMMAND), REFUSED);
    assert.deepEqual(fixture.mqtt.takeRequests(), []);
  });
});

test('once the time is up, nothing is sent over the other transport', async () => {
  const clock = new FakeClock();
  const mqtt = new FakeTransport();
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
  assert.deepEqual(mqtt.takeRequests(), []);
});
