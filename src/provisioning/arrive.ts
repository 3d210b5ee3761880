import type { Clock } from '../clock.ts';
import * as configTrace from '../protocol/namespaces/config-trace.ts';
import { formatAddress, type Address, type Transport } from '../transport/transport.ts';
import { waitForArrival } from './arrival.ts';
import { ask, type Exchange } from './exchange.ts';
import type { FindOnLan } from './find.ts';
import { NotArrivedError } from './not-arrived-error.ts';
import { ProvisioningError, type Account, type Left } from './provisioning-error.ts';
import { ACCESS_POINT, PATIENCE } from './settings.ts';
import type { Done } from './steps.ts';

/** What the caller says of how the plug is to be found on the network. */
export interface ArrivalWish {
  readonly find: FindOnLan;
  /** How long to wait; 90 s. */
  readonly arrivalMs?: number;
  /** The way to a candidate; HTTP. */
  readonly transport?: (address: Address) => Transport;
}

interface Arrival extends ArrivalWish {
  readonly exchange: Exchange;
  readonly uuid: string;
  readonly key: string;
  readonly encryptable: boolean;
  /** The plug has said that it got the Wi-Fi. */
  readonly acknowledged: boolean;
  /** Whether the plug has a namespace. */
  readonly can: (namespace: string) => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Waits for the plug; where it does not come, asks it once more in pairing mode, to tell why. */
export async function arrive({ arrivalMs, ...rest }: Arrival): Promise<Done<Address>> {
  try {
    const notAt = [rest.exchange.address, formatAddress(ACCESS_POINT)];
    const value = await waitForArrival({ ...rest, notAt, ...(arrivalMs !== undefined && { ms: arrivalMs }) });
    return { value, detail: `${formatAddress(value)}, signed with the new key` };
  } catch (error) {
    if (!(error instanceof NotArrivedError)) throw error;
    throw notArrived(error, rest, error.hasOtherKey ? undefined : await lastWords(rest));
  }
}

/** Where the plug is in pairing mode again and still in reach, how it says that joining went. */
async function lastWords({ exchange, can, clock, signal }: Arrival): Promise<configTrace.JoinTrace | undefined> {
  if (!can(configTrace.NAMESPACE)) return undefined;
  try {
    const { payload } = await ask(exchange, configTrace.get(), { clock, signal }, PATIENCE.afterthoughtMs);
    return configTrace.parse(payload);
  } catch {
    return undefined;
  }
}

function notArrived(
  error: NotArrivedError,
  { acknowledged }: Arrival,
  trace: configTrace.JoinTrace | undefined,
): ProvisioningError {
  const silently = acknowledged ? '' : ', and it had not acknowledged the Wi-Fi';
  const told: Left = acknowledged ? 'the key and the Wi-Fi' : 'the key, and the Wi-Fi perhaps';
  return new ProvisioningError({
    step: 'arrival',
    happened: `${error.message.replace(/^the/, 'The')}${silently}.`,
    ...reasons(error, trace),
    left: error.hasOtherKey ? 'the Wi-Fi, and another key' : told,
    cause: error,
  });
}

function reasons(
  { hasOtherKey }: NotArrivedError,
  trace: configTrace.JoinTrace | undefined,
): Pick<Account, 'likely' | 'advice' | 'startsOver'> {
  if (hasOtherKey) {
    return {
      likely: 'It is on the network, but does not sign with the new key.',
      advice: 'Hold its button for 5 seconds, which makes it forget everything, and run this again.',
      startsOver: true,
    };
  }
  if (trace) {
    const code = trace.code === undefined ? '' : ` (its own code for that: ${trace.code})`;
    return {
      likely: `It is in pairing mode again, so it could not join${code}: most likely the password is wrong, or the network is out of its reach.`,
      advice: 'Run this again, and type the password with care.',
    };
  }
  return {
    likely:
      'Most likely the password is wrong, the network is not on 2.4 GHz or takes WPA3 only, or this computer is not in that network.',
    advice:
      'Look at its light. Steady green: it has joined, and "meross-local discover" on that network finds it. ' +
      'Alternating green and orange: it is in pairing mode again, so run this again and type the password with care.',
  };
}
