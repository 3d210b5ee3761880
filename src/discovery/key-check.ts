import { randomBytes } from 'node:crypto';
import { reasonOf, within, type Clock } from '../clock.ts';
import { NotSignedError, WrongKeyError } from '../errors.ts';
import type { Header, Message } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { HttpTransport, type HttpOptions } from '../transport/http.ts';
import { openSocket } from '../transport/socket.ts';
import type { Address, HttpQuirks, RequestTerms } from '../transport/transport.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { SEARCH } from './search-settings.ts';

/** What a plug at an address has shown of itself. */
export interface KeyCheckResult {
  readonly uuid: string;
  readonly key: 'fits' | 'refused';
}

export interface KeyCheckOptions {
  /** Ours. A plug that has one of them shows it by its signature. */
  readonly keys: readonly string[];
  readonly clock: Clock;
  /** Every single connection waits for its turn. */
  readonly rateLimiter: RateLimiter;
  readonly signal: AbortSignal;
}

/** Reads every kind of head, so that nobody, whatever it is, is asked a second time for the sake of its line ends. */
const LENIENT: HttpQuirks = { lenient: true, encrypted: false };

/**
 * Asks whoever is at an address for System.Ability, which every plug answers in clear, if our key fits.
 * Where nobody listens, the refused or unanswered connection is all that happens.
 *
 * @returns undefined for all that is no plug, or does not answer in time
 * @throws the signal's reason, and nothing else
 */
export async function checkKey(address: Address, options: KeyCheckOptions): Promise<KeyCheckResult | undefined> {
  try {
    await inTurn(SEARCH.connectMs, options, async signal => (await openSocket(address, signal)).destroy());
    return await tryKeys(address, options);
  } catch {
    if (options.signal.aborted) throw reasonOf(options.signal);
    return undefined;
  }
}

/**
 * The first query is signed with a random key: anything may listen at an address, and a short key can be guessed from a
 * signature. A plug refuses that query with error 5001, and signs this reply with its own key. So a reply that is signed
 * with one of our keys comes from something that has that key, and only that is sent a signature of ours. What takes any
 * key, such as a plug that was never set up, is not ours.
 */
async function tryKeys(address: Address, options: KeyCheckOptions): Promise<KeyCheckResult | undefined> {
  const { clock, keys } = options;
  let key: string | undefined;
  const onHeader = (header: Header): void => {
    key = keys.find(candidate => isSignedWith(header, candidate));
  };
  const refused = await query({ address, key: randomBytes(16).toString('hex'), clock }, { onHeader }, options);
  const uuid = refused instanceof WrongKeyError ? refused.uuid : undefined;
  if (uuid === undefined) return undefined;
  if (key === undefined) return { uuid, key: 'refused' };
  const reply = await query({ address, key, clock, uuid }, { mustBeSigned: () => true }, options);
  return { uuid, key: reply instanceof Error ? 'refused' : 'fits' };
}

/** System.Ability once; the plug's refusal, or a reply that is not signed rightly, is returned. */
async function query(
  target: Omit<HttpOptions, 'quirks'>,
  terms: RequestTerms,
  options: KeyCheckOptions,
): Promise<Message | WrongKeyError | NotSignedError> {
  const transport = new HttpTransport({ ...target, quirks: LENIENT });
  try {
    const message = await inTurn(SEARCH.queryMs, options, signal =>
      transport.request(systemAbility.get(), signal, terms),
    );
    systemAbility.parse(message.payload);
    return message;
  } catch (error) {
    if (error instanceof WrongKeyError || error instanceof NotSignedError) return error;
    throw error;
  }
}

/** Does something when its turn has come, with a limit that begins then. */
async function inTurn<T>(
  ms: number,
  { clock, rateLimiter, signal }: KeyCheckOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await rateLimiter.turn(signal);
  return within({ clock, signal }, ms, work);
}
