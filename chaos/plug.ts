import type { Outlet } from '../test/support/home-app.ts';
import type { SimulatedPlug } from '../simulator/index.ts';
import type { RelayHistory } from './relay-history.ts';

/** A simulated plug of the home, and what HomeKit shows of it. */
export interface ChaosPlug {
  /** Its name in the config and in HomeKit. */
  readonly name: string;
  readonly plug: SimulatedPlug;
  readonly relays: RelayHistory;
  /** The channels that HomeKit shows: 0, or 1 to 4 on a strip. */
  readonly channels: readonly number[];
  /** Whether it connects to the broker in the plugin. */
  readonly hasBroker: boolean;
}

/** One outlet of a plug as HomeKit shows it. */
export interface ShownOutlet {
  readonly owner: ChaosPlug;
  readonly channel: number;
  readonly tile: Outlet;
}

/** E.g. `Desk 2`, or `Lamp` for a plug with one outlet. */
export function outletName({ owner, channel }: Pick<ShownOutlet, 'owner' | 'channel'>): string {
  return owner.channels.length > 1 ? `${owner.name} ${channel}` : owner.name;
}
