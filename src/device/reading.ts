import type { MerossError } from '../errors.ts';
import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import type { ZoneAndTime } from '../protocol/namespaces/system-time.ts';

/**
 * One fact known of a plug. Plug-wide readings use channel 0, as Meross does. A reading is what the plug has sent, or
 * what its acknowledgement proves; never what was merely requested.
 */
export type Reading =
  | { readonly kind: 'reachable'; readonly channel: 0; readonly reachable: true }
  | { readonly kind: 'reachable'; readonly channel: 0; readonly reachable: false; readonly why: MerossError }
  | { readonly kind: 'toggle'; readonly channel: number; readonly on: boolean }
  /** The values of a meter; undefined if it does not measure. Watts are below zero where power flows back. */
  | {
      readonly kind: 'power';
      readonly channel: number;
      readonly watts: number | undefined;
      readonly volts: number | undefined;
      readonly amperes: number | undefined;
    }
  /** The plug's energy counters, by day, by hour, or of this month. Changed whenever the plug has counted on. */
  | { readonly kind: 'days'; readonly channel: 0; readonly days: readonly DayOfEnergy[] }
  | { readonly kind: 'hours'; readonly channel: number; readonly hours: readonly HourOfEnergy[] }
  | { readonly kind: 'month'; readonly channel: number; readonly wattHours: number }
  /** The total of an outlet by these counters, in Wh: it never falls, unless Eve resets it. */
  | { readonly kind: 'energy'; readonly channel: number; readonly wattHours: number }
  /** The plug's own clock, its zone and the rules of the zone. Changed at every reply. */
  | { readonly kind: 'time'; readonly channel: 0; readonly time: ZoneAndTime }
  /** The status light. */
  | { readonly kind: 'led'; readonly channel: 0; readonly isLit: boolean };

/** The reading of one kind. */
export type ReadingOf<Kind extends Reading['kind']> = Extract<Reading, { readonly kind: Kind }>;
