/** Sets a simulated plug up, over real sockets or a simulated radio. */
import type { Clock } from '../../../src/clock.ts';
import { AccessPointTransport } from '../../../src/setup/access-point-transport.ts';
import { connectBle } from '../../../src/setup/ble-transport.ts';
import type { PairingTransport } from '../../../src/setup/pairing-transport.ts';
import { ProvisioningError } from '../../../src/setup/provisioning-error.ts';
import { provision, type ProvisionedPlug, type ProvisionOptions } from '../../../src/setup/provision.ts';
import { peripheralsNearby } from '../../../src/setup/bluetooth-scan.ts';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { parseAddress, type Address } from '../../../src/transport/transport.ts';
import { homeNetwork } from '../../support/new-plug.ts';
import { fasterClock } from '../../support/faster-clock.ts';
import { SimulatedRadio } from './simulated-radio.ts';

export const KEY = '0123456789abcdef0123456789abcdef';
export const PASSWORD = homeNetwork.password;

/** For what takes seconds and goes over real sockets. */
export const FAST_CLOCK = fasterClock(10);

export const PAIRING_METHODS = ['its own Wi-Fi', 'Bluetooth'] as const;
export type PairingMethod = (typeof PAIRING_METHODS)[number];

export function addressOf(host: string): Address {
  const address = parseAddress(host);
  if (address === undefined) throw new Error(`${host} is no address`);
  return address;
}

/** Sets a plug up; whatever goes wrong is thrown. */
export async function setUp(
  plug: SimulatedPlug,
  method: PairingMethod,
  options: Partial<ProvisionOptions> = {},
): Promise<ProvisionedPlug> {
  const { signal } = new AbortController();
  const clock = options.clock ?? FAST_CLOCK;
  const transport = await connectTo(plug, method, clock, signal);
  try {
    return await provision({
      pairingTransport: transport,
      key: KEY,
      timezone: 'Europe/Paris',
      chooseNetwork: () => Promise.resolve({ ssid: homeNetwork.ssid, password: PASSWORD }),
      // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
      find: async function* () {
        // One that is back in pairing mode is met too, as by a computer that is still in its Wi-Fi.
        const isFound = plug.mode === 'home' || (plug.mode === 'pairing' && method === 'its own Wi-Fi');
        if (isFound) yield addressOf(plug.host);
      },
      clock,
      signal,
      ...options,
    });
  } finally {
    await transport.close();
  }
}

async function connectTo(
  plug: SimulatedPlug,
  method: PairingMethod,
  clock: Clock,
  signal: AbortSignal,
): Promise<PairingTransport> {
  if (method === 'its own Wi-Fi') return new AccessPointTransport({ clock, address: addressOf(plug.host) });
  const [peripheral] = await peripheralsNearby(new SimulatedRadio(plug), { clock, signal, onFound: () => true });
  if (peripheral === undefined) throw new Error('no plug was heard');
  return connectBle(peripheral, { clock, signal });
}

/** The failure in which a set-up ended. */
export async function failureOf(work: Promise<unknown>): Promise<ProvisioningError> {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof ProvisioningError) return error;
  throw new Error('no failure of a set-up', { cause: error });
}
