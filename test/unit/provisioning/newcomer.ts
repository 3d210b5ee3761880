/** A simulated plug from the box, set up over real sockets or a simulated radio. */
import type { TestContext } from 'node:test';
import { systemClock, type Clock } from '../../../src/clock.ts';
import { AccessPoint } from '../../../src/provisioning/ap.ts';
import { connectBle } from '../../../src/provisioning/ble.ts';
import type { Exchange } from '../../../src/provisioning/exchange.ts';
import { ProvisioningError } from '../../../src/provisioning/provisioning-error.ts';
import { provision, type ProvisionedPlug, type ProvisionOptions } from '../../../src/provisioning/provision.ts';
import { peripheralsNearby } from '../../../src/provisioning/scan.ts';
import type { SimulatedPlug, SimulatedPlugOptions } from '../../../simulator/index.ts';
import { parseAddress, type Address } from '../../../src/transport/transport.ts';
import { homeNetwork, newPlug } from '../../simulator/new-plug.ts';
import { SimulatedRadio } from './simulated-radio.ts';

export const KEY = '0123456789abcdef0123456789abcdef';
export const PASSWORD = homeNetwork.password;

/** Time that goes ten times as fast, for what takes seconds and goes over real sockets. */
export const QUICK: Clock = {
  now: () => systemClock.now() * 10,
  epochSeconds: () => systemClock.epochSeconds(),
  after: (ms, task) => systemClock.after(ms / 10, task),
};

export const WAYS = ['its own Wi-Fi', 'Bluetooth'] as const;
export type Way = (typeof WAYS)[number];

/** A plug from the box, on loopback alone, so that it runs on every system. */
export function fromTheBox(t: TestContext, options: Partial<SimulatedPlugOptions> = {}): Promise<SimulatedPlug> {
  return newPlug(t, { address: '127.0.0.1', accessPoint: { address: '127.0.0.1' }, ...options });
}

export function addressOf(host: string): Address {
  const address = parseAddress(host);
  if (address === undefined) throw new Error(`${host} is no address`);
  return address;
}

/** Sets a plug up; whatever goes wrong is thrown. */
export async function setUp(
  plug: SimulatedPlug,
  way: Way,
  options: Partial<ProvisionOptions> = {},
): Promise<ProvisionedPlug> {
  const { signal } = new AbortController();
  const clock = options.clock ?? QUICK;
  const exchange = await wayTo(plug, way, clock, signal);
  try {
    return await provision({
      exchange,
      key: KEY,
      timezone: 'Europe/Paris',
      chooseNetwork: () => Promise.resolve({ ssid: homeNetwork.ssid, password: PASSWORD }),
      // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
      find: async function* () {
        // One that is back in pairing mode is met too, as by a computer that is still in its Wi-Fi.
        const isMet = plug.mode === 'home' || (plug.mode === 'pairing' && way === 'its own Wi-Fi');
        if (isMet) yield addressOf(plug.host);
      },
      clock,
      signal,
      ...options,
    });
  } finally {
    await exchange.close();
  }
}

async function wayTo(plug: SimulatedPlug, way: Way, clock: Clock, signal: AbortSignal): Promise<Exchange> {
  if (way === 'its own Wi-Fi') return new AccessPoint({ clock, address: addressOf(plug.host) });
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
