/**
 * What the settings page and its server send each other. Types only: the page is built for browsers and shares no code
 * with the plugin. A request without a valid body is refused with a `RequestError`; no reply and no event contains a key
 * or a password, except that of `/take-over/entries`, see there.
 *
 * The server keeps nothing about plugs between requests: each body names its plug and the key to use.
 */
import type { Fix } from '../doctor/fix.ts';

export type { Fix } from '../doctor/fix.ts';

/** A plug to talk to. `host` as in the config: an address or a local name, with an optional `:port`. */
export interface PlugTarget {
  readonly host: string;
  readonly key: string;
  /** If set, another plug at this address gets no command, and its reply is not used. */
  readonly uuid?: string;
}

/** Why a request failed: as the command line and the log explain it, in the language of the page. */
export interface Failure {
  /** E.g. `unreachable`, `wrong-key`, `other-plug`: the `kind` of a MerossError; `usage` for everything else. */
  readonly kind: string;
  /** One sentence: what happened. */
  readonly happened: string;
  /** The likely cause and what to do; may be empty. */
  readonly advice: string;
}

/** A plug that replied to the search. */
export interface SeenPlug {
  readonly host: string;
  readonly uuid: string;
  /** Whether one of the given keys fits; `not tried`: none was given. */
  readonly key: 'fits' | 'refused' | 'not tried';
  /** Index into the given keys; only where one fits. */
  readonly keyIndex?: number;
  readonly model?: string;
  readonly firmwareVersion?: string;
  /** Its name in the Meross app, where it answers with one. */
  readonly name?: string;
}

/** One outlet. Channel 0 is the only outlet of a plug, or the master switch of a strip. */
export interface OutletDetails {
  readonly channel: number;
  /** As the plug reports it. */
  readonly name?: string;
  readonly on?: boolean;
  /** Missing where this outlet is not measured. */
  readonly watts?: number;
}

/** The options of an entry of "devices" that depend on what a plug supports. */
export type PlugOption = 'energy' | 'led' | 'autoOffMinutes' | 'appliance' | 'clock' | 'inUseWatts' | 'outlets';

/** What a plug answered: everything that the page shows about it. */
export interface PlugDetails {
  readonly host: string;
  readonly uuid: string;
  readonly model: string;
  readonly hardwareVersion: string;
  readonly firmwareVersion: string;
  /** False for a Meross device without an outlet: it cannot be added. */
  readonly isPlug: boolean;
  readonly outlets: readonly OutletDetails[];
  /** Whether a strip has a master switch, channel 0, which is not in `outlets`. */
  readonly hasMaster: boolean;
  /** Of the whole plug; missing without a meter, or while the meter measures nothing. */
  readonly watts?: number;
  readonly signalPercent?: number;
  /** Whether its LAN messages are encrypted. */
  readonly isEncrypted: boolean;
  readonly clock: {
    readonly state: 'right' | 'off' | 'not set' | 'no zone' | 'old rules' | 'unknown';
    /** How far it is ahead of this computer; negative: behind. */
    readonly aheadSeconds?: number;
    readonly timezone?: string;
  };
  /** Whether it sends its changes to a broker, and to which kind; `none`: not set up for one. */
  readonly broker: 'meross' | 'local' | 'elsewhere' | 'none' | 'unknown';
  /** For each option: true if it has an effect on this plug, else why it has none (a clause, in the page's language). */
  readonly options: Readonly<Record<PlugOption, true | string>>;
  /** Round trip of the query for its state, in milliseconds. */
  readonly roundTripMs: number;
}

/** A finding of the doctor that is not healthy, or of which all are shown on demand. */
export interface TestFinding {
  /** E.g. `reach`, `key`, `clock`. */
  readonly layer: string;
  readonly verdict: 'ok' | 'warn' | 'fail' | 'not looked at';
  readonly says: string;
  readonly todo?: string;
}

/** The result of examining one plug of the config. */
export interface TestResult {
  readonly isHealthy: boolean;
  /** The conclusion in a sentence. */
  readonly verdict: string;
  /** What to do; empty where nothing is to be done. */
  readonly todo: string;
  readonly findings: readonly TestFinding[];
  readonly fixes: readonly Fix[];
}

/** An entry of "devices" as it stands in the form; unknown properties are ignored. */
export interface ConfigEntry {
  readonly host: string;
  /** The key of this entry, or that of the platform. */
  readonly key: string;
  readonly uuid?: string;
  readonly name?: string;
}

export interface EnergyOfPlug {
  /** Oldest first. `date` is the plug's own day, e.g. `2026-11-28`. */
  readonly days: readonly { readonly date: string; readonly wattHours: number }[];
  /** Oldest first; `endsAt` in seconds since 1970. Empty where the plug counts no hours. */
  readonly hours: readonly { readonly channel: number; readonly endsAt: number; readonly wattHours: number }[];
  /**
   * Oldest first: sums of the days that the plug and the plugin's own files know. `month` as `2026-11`; `missingDays` have no
   * count, or that of a part.
   */
  readonly months: readonly { readonly month: string; readonly wattHours: number; readonly missingDays: number }[];
  /** The zone of those days; empty: UTC. */
  readonly timezone: string;
}

/** What a re-keying would change. Nothing has been changed yet. */
export interface RekeyDryRun {
  /** For users, one line each; empty if nothing would change. */
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
  /** The command that does it, without secrets. */
  readonly command: string;
}

/** Plugs in pairing mode, as far as this computer can see them. */
export interface PairingScan {
  /** The access point of a plug that this computer is connected to. */
  readonly accessPoint?: { readonly host: string; readonly model?: string; readonly uuid?: string };
  readonly bluetooth:
    | { readonly isAvailable: true; readonly plugs: readonly { readonly id: string; readonly name: string }[] }
    /** Why not, and what to do about it. */
    | { readonly isAvailable: false; readonly why: string };
  /** The command to run on a computer with a radio, without secrets. */
  readonly command: string;
}

/** A local plug of a `homebridge-meross` block that can be taken over. */
export interface TakeOverPlug {
  /** Identifies the plug in this block. */
  readonly id: number;
  readonly host?: string;
  readonly uuid?: string;
  readonly name?: string;
  readonly model?: string;
  readonly hasKey: boolean;
  /** Why it cannot be taken over as it is, e.g. it has no address; undefined: it can. */
  readonly problem?: string;
}

/** Path → its body and reply. Every body may have `language`: `en` (the default), `de` or `fr`. */
export interface Requests {
  /**
   * Starts a search, and ends an earlier one. Events named `find` follow, see {@link FindEvent}. Without `subnets`, the
   * networks of this computer are searched; each must be private.
   */
  '/find/start': {
    body: { readonly keys: readonly string[]; readonly subnets?: readonly string[]; readonly port?: number };
    reply: { readonly search: number; readonly subnets: readonly string[]; readonly total: number };
  };
  '/find/stop': { body: object; reply: { readonly stopped: boolean } };
  '/plug': { body: PlugTarget; reply: { readonly plug: PlugDetails } | { readonly failure: Failure } };
  /** Only the state and the watts: cheaper than `/plug`, for later visits. */
  '/state': {
    body: PlugTarget;
    reply:
      | { readonly uuid: string; readonly outlets: readonly OutletDetails[]; readonly watts?: number }
      | { readonly failure: Failure };
  };
  '/switch': {
    body: PlugTarget & { readonly channel: number; readonly on: boolean };
    reply: { readonly on: boolean } | { readonly failure: Failure };
  };
  /** Examines the entry at `index` of `devices`. The other entries are needed to find duplicates. */
  '/test': {
    body: { readonly devices: readonly ConfigEntry[]; readonly index: number };
    reply: TestResult;
  };
  '/energy': { body: PlugTarget; reply: { readonly energy: EnergyOfPlug } | { readonly failure: Failure } };
  /** Sets clock, zone and rules. Without `timezone`, the zone of this computer. */
  '/clock': {
    body: PlugTarget & { readonly timezone?: string };
    reply: { readonly timezone: string } | { readonly failure: Failure };
  };
  /** What re-keying would change; sends queries only. `newKey` and `broker` as in `rekey`. */
  '/rekey/plan': {
    body: PlugTarget & { readonly newKey?: string; readonly broker?: string };
    reply: { readonly plan: RekeyDryRun } | { readonly failure: Failure };
  };
  /** Re-keys; events named `step` follow. After it, the page puts the new key into the config. */
  '/rekey/run': {
    body: PlugTarget & { readonly newKey?: string; readonly broker?: string };
    reply: { readonly done: true } | { readonly failure: Failure };
  };
  /** The addresses of this computer that plugs can use as a broker, and the port of the config. */
  '/push': {
    body: { readonly port?: number };
    reply: { readonly addresses: readonly string[]; readonly port: number; readonly isListening: boolean };
  };
  '/pairing/scan': { body: object; reply: PairingScan };
  /** Sets up a plug in pairing mode by the steps of `provision`; events named `step` follow. */
  '/pairing/run': {
    body: {
      readonly by: 'ap' | 'ble';
      /** The address of the access point, or the id of the Bluetooth plug. */
      readonly target: string;
      readonly ssid: string;
      readonly password: string;
      readonly key: string;
      readonly subnets?: readonly string[];
    };
    reply: { readonly plug: SeenPlug } | { readonly failure: Failure };
  };
  /** The redacted report of `doctor --report`. */
  '/report': {
    body: { readonly devices: readonly ConfigEntry[] };
    reply: { readonly fileName: string; readonly text: string };
  };
  /** The local plugs of the `homebridge-meross` block in Homebridge's config; an empty list if there is none. */
  '/take-over': { body: object; reply: { readonly plugs: readonly TakeOverPlug[] } };
  /**
   * The entries for "devices" of the plugs with these ids, complete with their keys: the page writes the config, so the
   * keys have to pass through it from one block to the other. It is the only reply with keys, and only for plugs of
   * that block. An entry of a plug without a usable address has no `host` yet; without a key, no `key`.
   */
  '/take-over/entries': {
    body: { readonly ids: readonly number[] };
    reply: { readonly entries: readonly Readonly<Record<string, unknown>>[] };
  };
}

/**
 * Events named `find`. Those of an earlier search have another number, and are ignored. A plug whose key fits is `found`
 * twice: at once, and again with its model and firmware; the later event replaces the earlier one with the same uuid.
 */
export type FindEvent = { readonly search: number } & (
  | { readonly kind: 'progress'; readonly asked: number; readonly total: number }
  | { readonly kind: 'found'; readonly plug: SeenPlug }
  | { readonly kind: 'end'; readonly reason: 'done' | 'stopped' }
);

/** Events named `step`, during `/rekey/run` and `/pairing/run`: a line for users. */
export interface StepEvent {
  readonly text: string;
  readonly state: 'started' | 'done' | 'failed' | 'note';
}
