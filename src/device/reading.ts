import type { MerossError } from '../errors.ts';
import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import type { ZoneAndTime } from '../protocol/namespaces/system-time.ts';

/**
 * One thing known of a plug. Plug-wide readings use channel 0, as Meross does. A reading is what the plug has said, or
 * what its acknowledgement proves; never a wish.
 */
export type Reading =
  | { readonly kind: 'reachable'; readonly channel: 0; readonly reachable: true }
  | { readonly kind: 'reachable'; readonly channel: 0; readonly reachable: false; readonly why: MerossError }
  | { readonly kind: 'toggle'; readonly channel: number; readonly on: boolean }
  /** What a meter measures; undefined where it does not, as where it is dead. Watts are below zero where power flows back. */
  | {
      readonly kind: 'power';
      readonly channel: number;
      readonly watts: number | undefined;
      readonly volts: number | undefined;
      readonly amperes: number | undefined;
    }
  /** What the plug's counters say, by day, by hour, or this month. Each is news whenever the plug has counted on. */
  | { readonly kind: 'days'; readonly channel: 0; readonly days: readonly DayOfEnergy[] }
  | { readonly kind: 'hours'; readonly channel: number; readonly hours: readonly HourOfEnergy[] }
  | { readonly kind: 'month'; readonly channel: number; readonly wattHours: number }
  /** The plug's own clock, its zone and the rules of that. New at every reply. */
  | { readonly kind: 'time'; readonly channel: 0; readonly time: ZoneAndTime }
  /** The status light. */
  | { readonly kind: 'led'; readonly channel: 0; readonly isLit: boolean };

/** The reading of one kind. */
export type ReadingOf<Kind extends Reading['kind']> = Extract<Reading, { readonly kind: Kind }>;
