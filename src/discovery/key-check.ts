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

/** The plug at an address, and whether one of our keys fits. */
export interface KeyCheckResult {
  readonly uuid: string;
  readonly key: 'fits' | 'refused';
  /** Which of our keys it is, where one fits. */
  readonly keyIndex?: number;
}

export interface KeyCheckOptions {
  /** Our keys. A plug that has one of them proves it by its signature. */
  readonly keys: readonly string[];
  readonly clock: Clock;
  /** Every connection waits for its turn. */
  readonly rateLimiter: RateLimiter;
  readonly signal: AbortSignal;
}

/** Accepts any line ends in the HTTP head, so that no host is asked a second time because of them. */
const LENIENT: HttpQuirks = { lenient: true, encrypted: false };

/**
 * Finds out whether one of our keys fits the plug at an address, by System.Ability, which every plug answers in clear.
 * If no host listens there, only a connection is tried.
 *
 * @returns undefined for a host that is not a plug, or does not answer in time
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
 * The first query is signed with a random key, because any host may listen at an address, and a short key can be guessed
 * from a signature. A plug refuses that query with error 5001 and signs this reply with its own key. So a reply that is
 * signed with one of our keys comes from a host that has the key, and only such a host receives a signature of ours. A
 * plug that accepts any key, such as one that was never set up, is not ours.
 */
async function tryKeys(address: Address, options: KeyCheckOptions): Promise<KeyCheckResult | undefined> {
  const { clock, keys } = options;
  let keyIndex = -1;
  const onHeader = (header: Header): void => {
    keyIndex = keys.findIndex(candidate => isSignedWith(header, candidate));
  };
  const refused = await query({ address, key: randomBytes(16).toString('hex'), clock }, { onHeader }, options);
  const uuid = refused instanceof WrongKeyError ? refused.uuid : undefined;
  if (uuid === undefined) return undefined;
  const key = keys[keyIndex];
  if (key === undefined) return { uuid, key: 'refused' };
  const reply = await query({ address, key, clock, uuid }, { mustBeSigned: () => true }, options);
  return reply instanceof Error ? { uuid, key: 'refused' } : { uuid, key: 'fits', keyIndex };
}

/** Queries System.Ability once. Returns the error for a wrong key or a wrong signature; all other errors are thrown. */
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

/** Waits for a turn, then runs work within a time limit. */
async function inTurn<T>(
  ms: number,
  { clock, rateLimiter, signal }: KeyCheckOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await rateLimiter.turn(signal);
  return within({ clock, signal }, ms, work);
}
