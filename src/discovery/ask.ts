import { randomBytes } from 'node:crypto';
import { reasonOf, within, type Clock } from '../clock.ts';
import { WrongKeyError } from '../errors.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { HttpTransport } from '../transport/http.ts';
import { openSocket } from '../transport/socket.ts';
import type { Address, Manner } from '../transport/transport.ts';
import type { Pace } from './pace.ts';
import { SEARCH } from './settings.ts';

/** What a plug at an address has shown of itself. */
export interface Answer {
  readonly uuid: string;
  readonly key: 'fits' | 'refused';
}

export interface AskOptions {
  /** Tried in this order; the first that fits decides. */
  readonly keys: readonly string[];
  readonly clock: Clock;
  /** Every single connection waits for its turn. */
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** Reads every kind of head, so that nobody, whatever it is, is asked a second time for the sake of its line ends. */
const PATIENT: Manner = { lenient: true, encrypted: false };

/**
 * Asks whoever is at an address for System.Ability, which every plug answers in clear, if our key fits.
 * Where nobody listens, the refused or unanswered connection is all that happens.
 *
 * @returns undefined for all that is no plug, or does not answer in time
 * @throws the signal's reason, and nothing else
 */
export async function ask(address: Address, options: AskOptions): Promise<Answer | undefined> {
  try {
    await inTurn(SEARCH.connectMs, options, async signal => (await openSocket(address, signal)).destroy());
    return await introduced(address, options);
  } catch {
    if (options.signal.aborted) throw reasonOf(options.signal);
    return undefined;
  }
}

/**
 * The first question is signed with a key that nobody has: anything may listen at an address, and from a signature a short
 * key can be guessed. Only what refuses that one as a plug does is shown a signature of ours; and what takes any key, such
 * as a plug that was never set up, is not ours.
 */
async function introduced(address: Address, options: AskOptions): Promise<Answer | undefined> {
  const nobodys = randomBytes(16).toString('hex');
  let uuid = '';
  for (const key of [nobodys, ...options.keys]) {
    const transport = new HttpTransport({ address, key, clock: options.clock, manner: PATIENT });
    try {
      const { header, payload } = await inTurn(SEARCH.exchangeMs, options, signal =>
        transport.request(systemAbility.get(), signal),
      );
      systemAbility.parse(payload);
      return key === nobodys ? undefined : { uuid: header.uuid ?? '', key: 'fits' };
    } catch (error) {
      if (!(error instanceof WrongKeyError)) throw error;
      uuid = error.uuid ?? '';
    }
  }
  return { uuid, key: 'refused' };
}

/** Does something when its turn has come, with a limit that begins then. */
async function inTurn<T>(
  ms: number,
  { clock, pace, signal }: AskOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await pace.turn(signal);
  return within({ clock, signal }, ms, work);
}
