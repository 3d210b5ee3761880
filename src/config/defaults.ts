import type { ClockKeeper, OutletType } from './types.ts';

/** A number's bounds, both allowed, and its default. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly whole?: true;
}

/** Name of the platform in logs: the plugin's display name. */
export const DEFAULT_NAME = 'Meross Local';

/** Characters, counted as code points. HomeKit takes names of at most 64. */
export const NAME_MAX_LENGTH = 64;

/** TCP port of a plug's local API: plain HTTP on 80 in every trace. */
export const DEFAULT_PORT = 80;

/** TCP ports; 0 is no port. */
export const PORT: Omit<Bounds, 'default'> = { min: 1, max: 65535, whole: true };

/** Seconds. A press on the button shows within 5 s, and a plug answers in about 50 ms; below 1 s plugs get tired. */
export const POLL_SECONDS: Bounds = { min: 1, max: 3600, default: 5 };

/** Seconds. Meters settle within a few seconds, and a graph in Eve needs no finer grain. */
export const ENERGY_SECONDS: Bounds = { min: 1, max: 3600, default: 10 };

/** Watts. Above the standby draw of a charger, below the smallest lamp; 16 A at 250 V is 4000 W. */
export const IN_USE_WATTS: Bounds = { min: 0, max: 4000, default: 2 };

/** Minutes, 0 for never: nothing is programmed into a plug unasked. A week is the most that makes sense. */
export const AUTO_OFF_MINUTES: Bounds = { min: 0, max: 7 * 1440, default: 0, whole: true };

/** Watts. A washing machine waits at under 5 W and runs at over 50 W, save for pauses. */
export const RUNS_ABOVE_WATTS: Bounds = { min: 0.1, max: 4000, default: 10 };

/** Minutes. Longer than the pauses within a washing programme. */
export const FINISHED_AFTER_MINUTES: Bounds = { min: 0.1, max: 1440, default: 3 };

/** TCP port for MQTT over TLS, as registered with IANA; plugs accept any. */
export const BROKER_PORT: Bounds = { ...PORT, default: 8883 };

/** Channel numbers: 0 is the master, and a digest's array index is a small number. The largest strip seen has 6. */
export const CHANNEL: Omit<Bounds, 'default'> = { min: 0, max: 63, whole: true };

/** Bits. A /22 has 1024 addresses: a sweep of a minute, not of a day. */
export const SUBNET_MIN_PREFIX = 22;

/** What the Home app shows a plug as, unless told otherwise: what it is. */
export const DEFAULT_TYPE: OutletType = 'outlet';

/** A plug gets its time from the internet, and its zone from the app that set it up: nothing is changed in it unasked. */
export const DEFAULT_CLOCK: ClockKeeper = 'plug';

/** Watts and kilowatt-hours are shown where a plug has a meter: it is what the meter is for. */
export const DEFAULT_ENERGY = true;

/** No switch for the indicator light unless asked for: most people never touch it, and it clutters the Home app. */
export const DEFAULT_LED = false;

/** TLS 1.0 and 1.1 are weak: only for a plug that is named. */
export const DEFAULT_OLD_TLS = false;

/** A plug can be switched unless the user says otherwise. */
export const DEFAULT_LOCKED = false;
