/** The config block, read: every value checked, every default filled in. */
export interface Config {
  readonly name: string;
  /** For every plug without one of its own, and for those that are found on the network. */
  readonly key?: string;
  /** Only the plugs that can run; see `ConfigReading.leftOut` for the others. */
  readonly devices: readonly DeviceConfig[];
  /** Seconds between two questions for a plug's switches, 1 to 3600. */
  readonly pollSeconds: number;
  /** Seconds between two questions for a plug's power, 1 to 3600. */
  readonly energySeconds: number;
  /** `subnets`: IPv4 networks in CIDR notation as the user wrote them, each private and at most 1024 addresses. */
  readonly discovery: false | { readonly subnets: readonly string[] };
  readonly broker: BrokerConfig;
  readonly publish: 'hap' | 'matter';
}

/** How plugs tell their changes by themselves: to a broker of our own, or to one that runs already. */
export interface BrokerConfig {
  readonly enabled: boolean;
  /** Where our own listens. */
  readonly port: number;
  /** Addresses of this computer on which our own listens; none: on all that are in the local network. */
  readonly addresses: readonly string[];
  /** A broker that runs already, such as `mqtts://192.168.1.5:8883`; then there is none of our own. */
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM, or the path of a file with it: who signed the certificate of the broker at `url`. */
  readonly ca?: string;
}

/** One plug, as configured. */
export interface DeviceConfig {
  /** Where it stands in the user's config, for messages: `devices[0]`. */
  readonly path: string;
  /** An address or a lower-case name; IPv6 without brackets, with its zone id if there was one. */
  readonly host: string;
  readonly port: number;
  /** Its own, or the platform's. Empty only if the user wrote `""`. */
  readonly key: string;
  readonly name?: string;
  /** 32 characters, lower case. */
  readonly uuid?: string;
  /** What the Home app shows. */
  readonly type: OutletType;
  readonly outlets: readonly OutletConfig[];
  /** Watts above which the outlet counts as "in use", 0 to 4000. */
  readonly inUseWatts: number;
  readonly energy: boolean;
  readonly led: boolean;
  readonly locked: boolean;
  /** Minutes until the plug switches itself off, 0 (never) to 10080. */
  readonly autoOffMinutes: number;
  readonly appliance?: ApplianceConfig;
  /** `auto`: the plug's time, zone and rules are kept right. */
  readonly clock?: 'auto';
  /** It speaks nothing newer than TLS 1.1 to the broker. */
  readonly oldTls: boolean;
}

export type OutletType = 'outlet' | 'switch' | 'light';

/** One outlet of a strip; `channel` 0 is the master switch. */
export interface OutletConfig {
  readonly channel: number;
  readonly name?: string;
  readonly hidden: boolean;
}

/** When a machine behind a plug counts as running, in watts, and as finished, in minutes below that. */
export interface ApplianceConfig {
  readonly runsAboveWatts: number;
  readonly finishedAfterMinutes: number;
}

/** One thing wrong in the config block. */
export interface Problem {
  /** Where, as the user would point at it: `devices[1].outlets[0].channel`; `config` for the whole block. */
  readonly path: string;
  /** What was found (masked if secret), what is allowed, and what happens until then: plain English sentences. */
  readonly message: string;
}

/** A plug that is in the config but cannot run; what of it could be read, so that its accessory can be kept. */
export interface LeftOut {
  readonly path: string;
  readonly host?: string;
  readonly port?: number;
  readonly uuid?: string;
}

/** What `readConfig` found. */
export interface ConfigReading {
  /** Absent if the block can't be used at all: cached accessories are then best left in place. */
  readonly config?: Config;
  /** All of them, block by block; in each, unknown keys come first. */
  readonly problems: readonly Problem[];
  /** Plugs the user did list; their accessories are not "gone from the config". */
  readonly leftOut: readonly LeftOut[];
  /** Paths of the known keys that the user wrote: `devices[0].led`, `broker`, `broker.port`. */
  readonly written: ReadonlySet<string>;
}
