import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session } from '../../../src/device/session.ts';
import { OtherPlugError, UnreachableError } from '../../../src/errors.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { TestPlug } from '../../support/test-plug.ts';

const OURS = '24010100000000000034fa4e48e1e9a1b2c3'.slice(-32);
const OTHER = '24010100000000000034fa4e48e1e9ffffff'.slice(-32);
const OUR_MAC = '48:e1:e9:a1:b2:c3';
const ON = togglex.set({ channel: 0, on: true });

interface ProofFixture {
  /** Whichever plug is behind the address at the moment. */
  readonly plug: TestPlug;
  readonly clock: FakeClock;
  /** The MAC that the kernel has for the IP. */
  readonly macTable: { mac: string | undefined };
  /** What was sent, oldest first: `GET All`. */
  readonly requests: () => readonly string[];
  readonly query: () => Promise<unknown>;
  readonly tap: () => Promise<unknown>;
}

function startSession(): ProofFixture {
  const clock = new FakeClock();
  const plug = new TestPlug(clock, { uuid: OURS, delayMs: 0 });
  const macTable: ProofFixture['macTable'] = { mac: undefined };
  const session = new Session({
    http: target => plug.transport({ uuid: target?.uuid }),
    clock,
    pollMs: 5000,
    macBehind: () => Promise.resolve(macTable.mac),
  });
  session.open({ uuid: OURS, encryptable: false });
  const { signal } = new AbortController();
  return {
    plug,
    clock,
    macTable,
    requests: () => plug.requests.map(({ method, namespace }) => `${method} ${namespace.replace(/.*\./, '')}`),
    query: () => session.query(systemAll.get(), work => work(signal)),
    tap: () => session.command(ON, signal),
  };
}

describe('a tap', () => {
  test('goes straight to a plug that has just replied', async () => {
    const { requests, query, tap } = startSession();
    await query();
    await tap();
    assert.deepEqual(requests(), ['GET All', 'SET ToggleX']);
  });

  test('sends a query first if the plug has not replied for a while', async () => {
    const { clock, requests, query, tap } = startSession();
    await query();
    await clock.advance(30_000);
    await tap();
    assert.deepEqual(requests(), ['GET All', 'GET All', 'SET ToggleX']);
  });

  test('sends no query first if the neighbour table has the MAC of the plug, however long ago it replied', async () => {
    const { macTable, clock, requests, query, tap } = startSession();
    macTable.mac = OUR_MAC;
    await query();
    await clock.advance(60_000);
    await tap();
    assert.deepEqual(requests(), ['GET All', 'SET ToggleX']);
  });

  for (const [what, change] of [
    ['its name resolves to another plug', { endpoint: { ip: '192.168.1.21', port: 80 } }],
    ['its address passed to another plug according to the neighbour table', { mac: '48:e1:e9:ff:ff:ff' }],
  ] as const) {
    test(`never reaches another plug when ${what} between two requests`, async () => {
      const { plug, macTable, requests, query, tap } = startSession();
      macTable.mac = OUR_MAC;
      await query();
      plug.faults.otherUuid = OTHER;
      if ('endpoint' in change) plug.endpoint = change.endpoint;
      else macTable.mac = change.mac;
      await assert.rejects(tap(), OtherPlugError);
      await assert.rejects(tap(), OtherPlugError);
      assert.equal(plug.sets.length, 0);
      plug.faults.otherUuid = undefined;
      await tap();
      assert.equal(requests().at(-1), 'SET ToggleX', 'and works again when the plug is back');
    });
  }

  test('is not written if the name resolves to another endpoint at each connection', async () => {
    const { plug, requests, query, tap } = startSession();
    await query();
    let last = 20;
    plug.fate = () => {
      last += 1;
      plug.endpoint = { ip: `192.168.1.${last}`, port: 80 };
      return 'answered';
    };
    await assert.rejects(tap(), UnreachableError);
    assert.equal(requests().includes('SET ToggleX'), false);
  });

  test('behind a repeater that answers with a MAC of its own goes straight to the plug', async () => {
    const { macTable, requests, query, tap } = startSession();
    macTable.mac = '02:00:00:00:00:01';
    await query();
    await tap();
    assert.deepEqual(requests(), ['GET All', 'SET ToggleX']);
  });
});
