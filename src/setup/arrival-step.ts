import type { Clock } from '../clock.ts';
import * as configTrace from '../protocol/namespaces/config-trace.ts';
import { formatAddress, type Address, type Transport } from '../transport/transport.ts';
import { waitForArrival } from './arrival.ts';
import { sendRequest, type PairingTransport } from './pairing-transport.ts';
import type { FindOnLan } from './lan-finder.ts';
import { NotArrivedError } from './not-arrived-error.ts';
import { ProvisioningError, type FailureAccount, type LeftOnPlug } from './provisioning-error.ts';
import { ACCESS_POINT_ADDRESS, SETUP_TIMES } from './setup-times.ts';
import type { StepResult } from './step-runner.ts';

/** How the caller searches for the plug on the network. */
export interface ArrivalSettings {
  readonly find: FindOnLan;
  /** How long to wait. Default 90 s. */
  readonly arrivalMs?: number;
  /** Opens a transport to a candidate. Default HTTP. */
  readonly lanTransport?: (address: Address) => Transport;
}

interface ArrivalStepOptions extends ArrivalSettings {
  readonly pairingTransport: PairingTransport;
  readonly uuid: string;
  readonly key: string;
  readonly encryptable: boolean;
  /** Whether the plug has acknowledged the Wi-Fi. */
  readonly acknowledged: boolean;
  /** Whether the plug lists a namespace. */
  readonly supports: (namespace: string) => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Waits for the plug. If it does not appear, queries it once more in pairing mode to find the reason. */
export async function arrivalStep({ arrivalMs, ...rest }: ArrivalStepOptions): Promise<StepResult<Address>> {
  try {
    const excludedAddresses = [rest.pairingTransport.address, formatAddress(ACCESS_POINT_ADDRESS)];
    const value = await waitForArrival({
      ...rest,
      excludedAddresses,
      ...(arrivalMs !== undefined && { timeoutMs: arrivalMs }),
    });
    return { value, detail: `${formatAddress(value)}, signed with the new key` };
  } catch (error) {
    if (!(error instanceof NotArrivedError)) throw error;
    throw notArrived(error, rest, error.hasOtherKey ? undefined : await queryJoinTrace(rest));
  }
}

/** How joining went, by the plug's own account, where it is in pairing mode again and still reachable. */
async function queryJoinTrace({
  pairingTransport,
  supports,
  clock,
  signal,
}: ArrivalStepOptions): Promise<configTrace.JoinTrace | undefined> {
  if (!supports(configTrace.NAMESPACE)) return undefined;
  try {
    const { payload } = await sendRequest(
      pairingTransport,
      configTrace.get(),
      { clock, signal },
      SETUP_TIMES.joinTraceMs,
    );
    return configTrace.parse(payload);
  } catch {
    return undefined;
  }
}

function notArrived(
  error: NotArrivedError,
  { acknowledged }: ArrivalStepOptions,
  trace: configTrace.JoinTrace | undefined,
): ProvisioningError {
  const silently = acknowledged ? '' : ', and had not acknowledged the Wi-Fi settings';
  const leftOnPlug: LeftOnPlug = acknowledged ? 'the key and the Wi-Fi' : 'the key, and the Wi-Fi perhaps';
  return new ProvisioningError({
    step: 'arrival',
    happened: `${error.message.replace(/^the/, 'The')}${silently}.`,
    ...explainArrivalFailure(error, trace),
    left: error.hasOtherKey ? 'the Wi-Fi, and another key' : leftOnPlug,
    cause: error,
  });
}

function explainArrivalFailure(
  { hasOtherKey }: NotArrivedError,
  trace: configTrace.JoinTrace | undefined,
): Pick<FailureAccount, 'likely' | 'advice' | 'startsOver'> {
  if (hasOtherKey) {
    return {
      likely: 'The plug is on the network, but does not sign with the new key.',
      advice: 'Hold its button for 5 seconds, which resets it, and run this again.',
      startsOver: true,
    };
  }
  if (trace) {
    const code = trace.code === undefined ? '' : ` (its error code: ${trace.code})`;
    return {
      likely: `The plug is in pairing mode again, so it could not join${code}. Most likely the password is wrong, or the network is out of range.`,
      advice: 'Run this again, and type the password with care.',
    };
  }
  return {
    likely:
      'Most likely the password is wrong, the network is not on 2.4 GHz or takes WPA3 only, or this computer is not in that network.',
    advice:
      'Check the light of the plug. Steady green: it has joined, and "meross-local discover" on that network finds it. ' +
      'Alternating green and orange: it is in pairing mode again, so run this again and type the password with care.',
  };
}
