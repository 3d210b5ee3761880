import { aborted, type Clock, reasonOf, sleep, TimeIsUp, within } from '../clock.ts';
import { Session, type TransportFactory, type Slot } from '../device/session.ts';
import { WrongKeyError } from '../errors.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { TIMES } from '../settings.ts';
import { HttpTransport } from '../transport/http.ts';
import { formatAddress, type Address, type Transport } from '../transport/transport.ts';
import type { FindOnLan } from './lan-finder.ts';
import { NotArrivedError } from './not-arrived-error.ts';
import { SETUP_TIMES } from './setup-times.ts';

export interface ArrivalOptions {
  /** uuid of the plug that is expected, in lower case. */
  readonly uuid: string;
  readonly key: string;
  /** Whether the plug lists LAN encryption. */
  readonly encryptable: boolean;
  readonly find: FindOnLan;
  /**
   * Addresses of the plug's own access point, as users write them. A plug that is in pairing mode again answers there
   * with the new key, which does not count as an arrival.
   */
  readonly excludedAddresses?: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long to wait. Default 90 s. */
  readonly timeoutMs?: number;
  /** Opens a transport to a candidate. Default HTTP. */
  readonly lanTransport?: (address: Address) => Transport;
}

/**
 * Waits until a plug that has received its Wi-Fi answers on the network, with the right uuid and signed with the new
 * key.
 *
 * @throws {NotArrivedError} it does not appear in time
 * @throws the signal's reason, or what `find` throws
 */
export async function waitForArrival(options: ArrivalOptions): Promise<Address> {
  const { uuid, find, excludedAddresses = [], clock, signal, timeoutMs = SETUP_TIMES.arrivalMs } = options;
  let hasOtherKey = false;
  const search = async (stop: AbortSignal): Promise<Address> => {
    for (;;) {
      for await (const address of find(uuid, stop)) {
        if (excludedAddresses.includes(formatAddress(address))) continue;
        const result = await identify(address, options, stop);
        if (result === 'ours') return address;
        hasOtherKey ||= result === 'other key';
      }
      await sleep(clock, SETUP_TIMES.betweenSearchesMs, stop);
    }
  };
  try {
    return await within({ clock, signal }, timeoutMs, stop => Promise.race([search(stop), aborted(stop)]));
  } catch (error) {
    if (error instanceof TimeIsUp) throw new NotArrivedError(timeoutMs, hasOtherKey);
    throw error;
  }
}

async function identify(
  address: Address,
  { key, uuid, encryptable, clock, lanTransport }: ArrivalOptions,
  signal: AbortSignal,
): Promise<'ours' | 'other key' | 'not ours'> {
  const http: TransportFactory = target =>
    lanTransport?.(address) ?? new HttpTransport({ address, key, clock, ...target });
  const session = new Session({ http, clock, pollMs: TIMES.proofValidMs });
  session.open({ uuid, encryptable });
  try {
    const slot: Slot = work => within({ clock, signal }, SETUP_TIMES.lanRequestMs, work);
    const { header } = await session.query(systemAll.get(), slot);
    return isSignedWith(header, key) ? 'ours' : 'other key';
  } catch (error) {
    if (signal.aborted) throw reasonOf(signal);
    if (error instanceof WrongKeyError) return 'other key';
    return 'not ours';
  }
}
