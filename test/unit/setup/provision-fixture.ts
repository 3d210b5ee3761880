/** Sets a scripted plug up, over a scripted link, by a clock of the test's own. */
import { reasonOf, TimeIsUp } from '../../../src/clock.ts';
import { NoAnswerError, UnreachableError } from '../../../src/errors.ts';
import { encode, parse, type Message, type Request } from '../../../src/protocol/envelope.ts';
import { checkReply } from '../../../src/protocol/reply.ts';
import type { PairingTransport } from '../../../src/setup/pairing-transport.ts';
import { provision, type ProvisionedPlug, type ProvisionOptions } from '../../../src/setup/provision.ts';
import type { StepReport } from '../../../src/setup/step-report.ts';
import type { Address } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import type { Reply } from '../../support/test-plug.ts';
import { PairingPlug } from './pairing-plug.ts';

export const KEY = '0123456789abcdef0123456789abcdef';
export const PASSWORD = 'hunter22';
export const HOME: Address = { host: '192.168.1.77', port: 80 };

let requestCount = 0;
const nextId = (): string => (requestCount += 1).toString(16).padStart(32, '0');

/** A link that loses nothing by itself: what goes wrong, the plug does. */
export class ScriptedTransport implements PairingTransport {
  readonly address = 'the bench';
  readonly help = 'Look at the bench.';
  readonly #plug: PairingPlug;
  readonly #clock: FakeClock;
  #key = '';

  constructor(plug: PairingPlug, clock: FakeClock) {
    this.#plug = plug;
    this.#clock = clock;
  }

  useKey(key: string): void {
    this.#key = key;
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    const messageId = nextId();
    const seal = { messageId, key: this.#key, timestamp: this.#clock.epochSeconds(), from: '' };
    return replyOrFailure(
      await this.#plug.replyTo(encode(request, seal)),
      { request, messageId, uuid: undefined },
      signal,
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function replyOrFailure(
  reply: Reply,
  expected: { request: Request; messageId: string; uuid: string | undefined },
  signal: AbortSignal,
): Promise<Message> {
  if (reply === 'no connection') throw new UnreachableError('no such host on the network');
  if (reply === 'hang-up') throw new NoAnswerError('hung up', { hungUp: true });
  if (reply === 'silence') {
    await new Promise(resolve => {
      if (signal.aborted) resolve(undefined);
      else signal.addEventListener('abort', resolve, { once: true });
    });
    const reason = reasonOf(signal);
    throw reason instanceof TimeIsUp ? new NoAnswerError('silence', { hungUp: false }) : reason;
  }
  const message = parse(reply.text);
  checkReply(message, expected);
  return message;
}

export interface ProvisionRun {
  readonly outcome: Promise<ProvisionedPlug>;
  readonly reports: readonly StepReport[];
  /** The steps and what became of each, in order: `look done`, `wifi failed` … */
  readonly stepStates: () => readonly string[];
}

export class ProvisionFixture {
  readonly clock = new FakeClock();
  readonly plug = new PairingPlug(this.clock);
  readonly stop = new AbortController();
  transport: PairingTransport = new ScriptedTransport(this.plug, this.clock);

  constructor() {
    this.plug.knownKeys.push(KEY);
  }

  /** Begins; time stands still until the test lets it pass. */
  begin(options: Partial<ProvisionOptions> = {}): ProvisionRun {
    const reports: StepReport[] = [];
    const outcome = provision({
      pairingTransport: this.transport,
      key: KEY,
      timezone: 'Europe/Paris',
      chooseNetwork: () => Promise.resolve({ ssid: 'Maison', password: PASSWORD }),
      // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
      find: async function* () {
        yield HOME;
      },
      lanTransport: () => this.plug.transport({ key: options.key ?? KEY }),
      clock: this.clock,
      signal: this.stop.signal,
      onStep: report => void reports.push(report),
      ...options,
    });
    outcome.catch(() => undefined);
    const stepStates = (): readonly string[] =>
      reports.filter(({ state }) => state !== 'begins').map(({ step, state }) => `${step} ${state}`);
    return { outcome, reports, stepStates };
  }

  /** Begins, and lets time pass until it is over. */
  async run(options: Partial<ProvisionOptions> = {}): Promise<ProvisionRun> {
    const run = this.begin(options);
    const progress = { isOver: false };
    const end = (): void => {
      progress.isOver = true;
    };
    run.outcome.then(end, end);
    for (let seconds = 0; !progress.isOver && seconds < 600; seconds += 1) await this.clock.advance(1000);
    return run;
  }
}
