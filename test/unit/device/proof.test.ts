import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session } from '../../../src/device/session.ts';
import { OtherPlugError, UnreachableError } from '../../../src/errors.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import type { Endpoint, Terms, Transport } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const OURS = '24010100000000000034fa4e48e1e9a1b2c3'.slice(-32);
const OTHER = '24010100000000000034fa4e48e1e9ffffff'.slice(-32);
const OUR_MAC = '48:e1:e9:a1:b2:c3';
const ON = togglex.set({ channel: 0, on: true });

/** An address that leads to whichever plug is behind it at the moment; one connection for each request. */
class Street implements Transport {
  readonly address = 'plug.local';
  readonly requests: string[] = [];
  /** Commands that the other plug was given. */
  wronged = 0;
  endpoint: Endpoint = { ip: '192.168.1.20', port: 80 };
  uuid = OURS;
  /** What the kernel says of who is behind the IP. */
  mac: string | undefined;
  /** Runs when a connection stands, before anything is written to it. */
  onConnection: () => void = () => undefined;

  async request(request: Request, _signal: AbortSignal, terms?: Terms): Promise<Message> {
    this.onConnection();
    await terms?.admit?.(this.endpoint);
    this.requests.push(`${request.method} ${request.namespace.replace(/.*\./, '')}`);
    if (request.method === 'SET' && this.uuid !== OURS) this.wronged += 1;
    if (this.uuid !== OURS) throw new OtherPlugError({ expected: OURS, found: this.uuid });
    const { namespace, method } = request;
    return {
      header: { messageId: '', namespace, method: `${method}ACK`, uuid: OURS, timestamp: 0, sign: '' },
      payload: {},
    };
  }
}

function talk(): { street: Street; clock: FakeClock; ask: () => Promise<unknown>; tap: () => Promise<unknown> } {
  const street = new Street();
  const clock = new FakeClock();
  const session = new Session({
    http: () => street,
    clock,
    pollMs: 5000,
    macBehind: () => Promise.resolve(street.mac),
  });
  session.open({ uuid: OURS, encryptable: false });
  const { signal } = new AbortController();
  return {
    street,
    clock,
    ask: () => session.query(systemAll.get(), work => work(signal)),
    tap: () => session.command(ON, signal),
  };
}

describe('a tap', () => {
  test('goes straight to a plug that has just replied', async () => {
    const { street, ask, tap } = talk();
    await ask();
    await tap();
    assert.deepEqual(street.requests, ['GET All', 'SET ToggleX']);
  });

  test('asks first where the plug has not replied for a while', async () => {
    const { street, clock, ask, tap } = talk();
    await ask();
    await clock.advance(30_000);
    await tap();
    assert.deepEqual(street.requests, ['GET All', 'GET All', 'SET ToggleX']);
  });

  test('does not ask first where the neighbour table names the MAC of the plug, however long ago it replied', async () => {
    const { street, clock, ask, tap } = talk();
    street.mac = OUR_MAC;
    await ask();
    await clock.advance(60_000);
    await tap();
    assert.deepEqual(street.requests, ['GET All', 'SET ToggleX']);
  });

  for (const [what, change] of [
    ['its name leads to another plug', { endpoint: { ip: '192.168.1.21', port: 80 } }],
    ['its address passed on to another plug, by the neighbour table', { mac: '48:e1:e9:ff:ff:ff' }],
  ] as const) {
    test(`never reaches another plug when ${what} between two requests`, async () => {
      const { street, ask, tap } = talk();
      street.mac = OUR_MAC;
      await ask();
      Object.assign(street, { uuid: OTHER, ...change });
      await assert.rejects(tap(), OtherPlugError);
      await assert.rejects(tap(), OtherPlugError);
      assert.equal(street.wronged, 0);
      Object.assign(street, { uuid: OURS });
      await tap();
      assert.equal(street.requests.at(-1), 'SET ToggleX', 'and works again when the plug is back');
    });
  }

  test('is not written to a name that leads elsewhere at each connection', async () => {
    const { street, ask, tap } = talk();
    await ask();
    let last = 20;
    street.onConnection = () => {
      last += 1;
      street.endpoint = { ip: `192.168.1.${last}`, port: 80 };
    };
    await assert.rejects(tap(), UnreachableError);
    assert.equal(street.requests.includes('SET ToggleX'), false);
  });

  test('behind a repeater that answers with a MAC of its own goes straight to the plug', async () => {
    const { street, ask, tap } = talk();
    street.mac = '02:00:00:00:00:01';
    await ask();
    await tap();
    assert.deepEqual(street.requests, ['GET All', 'SET ToggleX']);
  });
});
