import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session } from '../../../src/device/session.ts';
import { OtherPlugError, UnreachableError } from '../../../src/errors.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import type { Endpoint, RequestTerms, Transport } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const OURS = '24010100000000000034fa4e48e1e9a1b2c3'.slice(-32);
const OTHER = '24010100000000000034fa4e48e1e9ffffff'.slice(-32);
const OUR_MAC = '48:e1:e9:a1:b2:c3';
const ON = togglex.set({ channel: 0, on: true });

/** An address whose plug can change; one connection for each request. */
class FakeAddress implements Transport {
  readonly address = 'plug.local';
  readonly requests: string[] = [];
  /** Commands that the other plug received. */
  commandsToOtherPlug = 0;
  endpoint: Endpoint = { ip: '192.168.1.20', port: 80 };
  uuid = OURS;
  /** The MAC that the kernel has for the IP. */
  mac: string | undefined;
  /** Runs once connected, before anything is written. */
  onConnection: () => void = () => undefined;

  async request(request: Request, _signal: AbortSignal, terms?: RequestTerms): Promise<Message> {
    this.onConnection();
    await terms?.checkEndpoint?.(this.endpoint);
    this.requests.push(`${request.method} ${request.namespace.replace(/.*\./, '')}`);
    if (request.method === 'SET' && this.uuid !== OURS) this.commandsToOtherPlug += 1;
    if (this.uuid !== OURS) throw new OtherPlugError({ expected: OURS, found: this.uuid });
    const { namespace, method } = request;
    return {
      header: { messageId: '', namespace, method: `${method}ACK`, uuid: OURS, timestamp: 0, sign: '' },
      payload: {},
    };
  }
}

function startSession(): {
  fakeAddress: FakeAddress;
  clock: FakeClock;
  query: () => Promise<unknown>;
  tap: () => Promise<unknown>;
} {
  const fakeAddress = new FakeAddress();
  const clock = new FakeClock();
  const session = new Session({
    http: () => fakeAddress,
    clock,
    pollMs: 5000,
    macBehind: () => Promise.resolve(fakeAddress.mac),
  });
  session.open({ uuid: OURS, encryptable: false });
  const { signal } = new AbortController();
  return {
    fakeAddress,
    clock,
    query: () => session.query(systemAll.get(), work => work(signal)),
    tap: () => session.command(ON, signal),
  };
}

describe('a tap', () => {
  test('goes straight to a plug that has just replied', async () => {
    const { fakeAddress, query, tap } = startSession();
    await query();
    await tap();
    assert.deepEqual(fakeAddress.requests, ['GET All', 'SET ToggleX']);
  });

  test('sends a query first if the plug has not replied for a while', async () => {
    const { fakeAddress, clock, query, tap } = startSession();
    await query();
    await clock.advance(30_000);
    await tap();
    assert.deepEqual(fakeAddress.requests, ['GET All', 'GET All', 'SET ToggleX']);
  });

  test('sends no query first if the neighbour table has the MAC of the plug, however long ago it replied', async () => {
    const { fakeAddress, clock, query, tap } = startSession();
    fakeAddress.mac = OUR_MAC;
    await query();
    await clock.advance(60_000);
    await tap();
    assert.deepEqual(fakeAddress.requests, ['GET All', 'SET ToggleX']);
  });

  for (const [what, change] of [
    ['its name resolves to another plug', { endpoint: { ip: '192.168.1.21', port: 80 } }],
    ['its address passed to another plug according to the neighbour table', { mac: '48:e1:e9:ff:ff:ff' }],
  ] as const) {
    test(`never reaches another plug when ${what} between two requests`, async () => {
      const { fakeAddress, query, tap } = startSession();
      fakeAddress.mac = OUR_MAC;
      await query();
      Object.assign(fakeAddress, { uuid: OTHER, ...change });
      await assert.rejects(tap(), OtherPlugError);
      await assert.rejects(tap(), OtherPlugError);
      assert.equal(fakeAddress.commandsToOtherPlug, 0);
      Object.assign(fakeAddress, { uuid: OURS });
      await tap();
      assert.equal(fakeAddress.requests.at(-1), 'SET ToggleX', 'and works again when the plug is back');
    });
  }

  test('is not written if the name resolves to another endpoint at each connection', async () => {
    const { fakeAddress, query, tap } = startSession();
    await query();
    let last = 20;
    fakeAddress.onConnection = () => {
      last += 1;
      fakeAddress.endpoint = { ip: `192.168.1.${last}`, port: 80 };
    };
    await assert.rejects(tap(), UnreachableError);
    assert.equal(fakeAddress.requests.includes('SET ToggleX'), false);
  });

  test('behind a repeater that answers with a MAC of its own goes straight to the plug', async () => {
    const { fakeAddress, query, tap } = startSession();
    fakeAddress.mac = '02:00:00:00:00:01';
    await query();
    await tap();
    assert.deepEqual(fakeAddress.requests, ['GET All', 'SET ToggleX']);
  });
});
