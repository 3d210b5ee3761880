import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reasonOf, sleep } from '../../src/clock.ts';
import type { MerossDevice } from '../../src/device/device.ts';
import { PlugConnection } from '../../src/device/plug-connection.ts';
import { NoAnswerError, UnreachableError } from '../../src/errors.ts';
import { toggle } from '../../src/features/toggle.ts';
import type { Message, Request } from '../../src/protocol/envelope.ts';
import type { RequestTerms, Transport } from '../../src/transport/transport.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { TestPlug } from '../support/test-plug.ts';
import { untilAborted } from '../support/test-plug-transport.ts';

/** What becomes of a connection to a plug that is away. */
type Outage = 'refused' | 'no ARP reply' | 'unanswered' | 'hanging' | 'hanging up';

/** The kernel gives up after three requests, one a second. */
const ARP_MS = 3000;

/** A plug that can be away, as the network shows it. A request that was sent before it came back stays unanswered. */
class Outages implements Transport {
  readonly address = 'somewhere';
  outage: Outage | undefined;
  readonly #plug: TestPlug;
  readonly #clock: FakeClock;

  constructor(plug: TestPlug, clock: FakeClock) {
    this.#plug = plug;
    this.#clock = clock;
  }

  async request(request: Request, signal: AbortSignal, terms?: RequestTerms): Promise<Message> {
    switch (this.outage) {
      case undefined:
        return this.#plug.request(request, signal, terms);
      case 'refused':
        throw new UnreachableError('refused', { reason: 'connection refused' });
      case 'hanging up':
        throw new NoAnswerError('hung up', { hungUp: true });
      case 'no ARP reply':
        await sleep(this.#clock, ARP_MS, signal).catch(() => undefined);
        throw new UnreachableError('no such host', { reason: 'no such host' });
      case 'unanswered':
        await untilAborted(signal).catch(() => undefined);
        throw new UnreachableError('no connection', { reason: 'no connection in time', cause: reasonOf(signal) });
      case 'hanging':
        await untilAborted(signal).catch(() => undefined);
        throw new NoAnswerError('silence', { hungUp: false, cause: reasonOf(signal) });
    }
  }
}

/** Numbers from 0 to 1 that look random and are the same in each run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

interface Home {
  readonly clock: FakeClock;
  readonly plug: TestPlug;
  readonly network: Outages;
  readonly connection: PlugConnection;
  readonly device: () => MerossDevice | undefined;
}

function startHome(pollMs: number, phase: number): Home {
  const clock = new FakeClock();
  const plug = new TestPlug(clock);
  const network = new Outages(plug, clock);
  const connection = new PlugConnection({
    addresses: () => [{ host: '10.0.0.1', port: 80 }],
    session: () => ({ http: () => network }),
    features: [toggle],
    clock,
    pollMs,
    phase,
    onDevice: () => undefined,
    uuid: () => undefined,
    onEnd: () => undefined,
    onFailure: () => undefined,
  });
  return { clock, plug, network, connection, device: () => connection.device };
}

const isRight = ({ plug, device }: Home): boolean => {
  const state = device()?.state;
  return state?.get('reachable')?.reachable === true && state.get('toggle')?.on === plug.isOn();
};

/** How long it takes from the end of an outage until the tile is right. */
async function msUntilRight(home: Home, atMostMs: number): Promise<number> {
  const from = home.clock.now();
  while (!isRight(home) && home.clock.now() - from <= atMostMs) await home.clock.advance(50);
  return home.clock.now() - from;
}

/** The lengths of outages, from 5 s to 10 min; as many short ones as long ones. */
const outageMs = (random: () => number): number => 5000 * 120 ** random();

const OUTAGES = 40;
/** A query and the step of the measurement. */
const REPLY_MS = 100;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

describe('after an outage of up to ten minutes, during which its button was pressed, the tile is right', () => {
  for (const outage of ['refused', 'no ARP reply', 'unanswered', 'hanging', 'hanging up'] as const) {
    for (const pollSeconds of [2, 5, 30]) {
      test(`within one poll mostly and two at worst: ${outage}, pollSeconds ${String(pollSeconds)}`, async () => {
        const pollMs = pollSeconds * 1000;
        const random = randomNumbers(pollSeconds);
        const home = startHome(pollMs, random());
        void home.connection.run(0);
        const times: number[] = [];
        for (let count = 0; count < OUTAGES; count += 1) {
          await home.clock.advance(15_000 + 30_000 * random());
          home.network.outage = outage;
          const lengthMs = outageMs(random);
          await home.clock.advance(lengthMs / 2);
          home.plug.turn(0, !home.plug.isOn());
          await home.clock.advance(lengthMs / 2);
          home.network.outage = undefined;
          times.push(await msUntilRight(home, 3 * pollMs));
        }
        assert.ok(median(times) <= pollMs + REPLY_MS, `median ${String(median(times))} ms`);
        assert.ok(Math.max(...times) <= 2 * pollMs + REPLY_MS, `worst ${String(Math.max(...times))} ms`);
        await home.connection.close();
        assert.equal(home.clock.pending, 0);
      });

      test(`also if Homebridge starts during it: ${outage}, pollSeconds ${String(pollSeconds)}`, async () => {
        const pollMs = pollSeconds * 1000;
        const random = randomNumbers(pollSeconds + 1);
        const times: number[] = [];
        for (let count = 0; count < OUTAGES / 2; count += 1) {
          const home = startHome(pollMs, random());
          home.network.outage = outage;
          void home.connection.run(0);
          await home.clock.advance(outageMs(random));
          home.network.outage = undefined;
          times.push(await msUntilRight(home, 3 * pollMs));
          await home.connection.close();
        }
        assert.ok(median(times) <= pollMs + REPLY_MS, `median ${String(median(times))} ms`);
        assert.ok(Math.max(...times) <= 2 * pollMs + REPLY_MS, `worst ${String(Math.max(...times))} ms`);
      });
    }
  }
});
