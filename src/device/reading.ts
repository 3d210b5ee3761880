import type { MerossError } from '../errors.ts';

/**
 * One thing known of a plug. Plug-wide readings use channel 0, as Meross does. A reading is what the plug has said, or
 * what its acknowledgement proves; never a wish.
 */
export type Reading =
  | { readonly kind: 'reachable'; readonly channel: 0; readonly reachable: true }
  | { readonly kind: 'reachable'; readonly channel: 0; readonly reachable: false; readonly why: MerossError }
  | { readonly kind: 'toggle'; readonly channel: number; readonly on: boolean }
  | {
      readonly kind: 'power';
      readonly channel: number;
      readonly watts: number;
      readonly volts: number;
      readonly amperes: number;
    };

/** The reading of one kind. */
export type ReadingOf<Kind extends Reading['kind']> = Extract<Reading, { readonly kind: Kind }>;
