import { BROKER } from './broker-table.ts';
import {
  canonicalAddress,
  CLOCK,
  DEVICE,
  NAME,
  SYNONYMS_OF_CLOCK,
  SYNONYMS_OF_KEY,
  SYNONYMS_OF_NAME,
} from './device-table.ts';
import type { HostPort } from './host.ts';
import { KEY, numberWithin, oneOf } from './kinds.ts';
import { METRICS } from './metrics-table.ts';
import { blockOf, falseOr, listOf, listOfBlocks } from './nested.ts';
import {
  defaultsOf,
  optional,
  required,
  withDefault,
  type InheritedKeys,
  type Option,
  type Table,
  type Values,
} from './option.ts';
import { SUBNET } from './subnet-kind.ts';

/** What happens until the block, or its list of plugs, can be read. */
export const UNUSABLE = 'Until then no plug runs, and the accessories stay as they are.';
const NO_SEARCH = 'Until then no network is searched.';
const NO_BROKER = 'Until then the broker is off.';

const DISCOVERY = {
  location: 'in "discovery"',
  options: {
    /** IPv4 networks in CIDR notation as the user wrote them, each private and at most 1024 addresses. */
    subnets: required(
      listOf(
        {
          title: 'Network (CIDR)',
          description: 'A private network of at most 1024 addresses: /22 to /32.',
          kind: SUBNET,
          otherwise: 'Until then it is not searched.',
        },
        'a list such as ["192.168.1.0/24"] is needed',
        'it needs at least one network, such as "192.168.1.0/24"',
      ),
      {
        title: 'Networks',
        description:
          'The plugin searches these networks for plugs that have your key, and for plugs whose address has changed.',
        synonyms: ['network', 'networks', 'cidr'],
        leavesOut: NO_SEARCH,
      },
    ),
  },
} as const satisfies Table;

/** The platform's block in Homebridge's config.json. All other tables are inside this one. */
export const PLATFORM = {
  location: 'at the top level of the block, beside "devices"',
  foreign: ['platform'],
  options: {
    /** In logs: the plugin's display name. */
    name: withDefault(NAME, 'Meross Local', {
      title: 'Name',
      description: 'The name of this plugin in the log.',
      synonyms: SYNONYMS_OF_NAME,
    }),
    /** For every plug without a key of its own, and for plugs that are found on the network. */
    key: optional(KEY, {
      title: 'Key',
      description:
        'The key that your plugs were given when they were set up. Needed, unless every plug below has a key of its own.',
      more: 'For a plug whose key really is empty, write `""`.',
      synonyms: SYNONYMS_OF_KEY,
      otherwise: 'Until then plugs without a key of their own are left out.',
    }),
    /** Only the plugs that can run; see `ConfigReading.leftOut` for the others. */
    devices: withDefault(
      listOfBlocks(DEVICE, {
        needed: 'a list such as [{ "host": "192.168.1.20" }] is needed',
        entry: {
          title: 'Plug',
          needed: 'a block such as { "host": "192.168.1.20" } is needed',
          otherwise: 'It is left out until then; the others run.',
        },
        unique: [
          { key: 'host', id: ({ host }) => host && canonicalAddress(host) },
          { key: 'uuid', id: ({ uuid }) => uuid },
        ],
        repeated: { what: 'this plug', otherwise: 'A plug is listed once: this entry is left out.' },
        finish: toDevice,
        onLeftOut: ({ leftOut }, path, { host, uuid, name }) =>
          leftOut.push({ path, ...host, ...(uuid !== undefined && { uuid }), ...(name !== undefined && { name }) }),
      }),
      [],
      {
        title: 'Plugs',
        description: 'One entry for each plug. Only its address is needed.',
        synonyms: ['plugs', 'switches', 'accessories', 'strips', 'singledevices', 'multidevices', 'outletdevices'],
        leavesOut: UNUSABLE,
        defaultText: 'none',
      },
    ),
    /** A press on the button shows within 5 s, and a plug answers in about 50 ms; below 1 s plugs cannot keep up. */
    pollSeconds: withDefault(numberWithin({ min: 1, max: 3600 }), 5, {
      title: 'Query plugs every (seconds)',
      description: "Without push, Home shows a press on a plug's button after at most this time.",
      more: 'For ten seconds after a change, the plugin queries the plug every second.',
      synonyms: ['interval', 'poll', 'polling', 'pollinterval', 'refresh', 'refreshinterval', 'updateinterval'],
    }),
    /** Meters settle within a few seconds, and a graph in Eve needs no finer grain. */
    energySeconds: withDefault(numberWithin({ min: 1, max: 3600 }), 10, {
      title: 'Query meters every (seconds)',
      description: 'The watts in Eve are at most this old.',
    }),
    /** A plug gets its time from the internet and its zone from the app, so by default neither is changed. */
    clock: withDefault(CLOCK, 'plug', {
      title: 'Clocks of the plugs',
      description:
        'Sets the clock, time zone and daylight-saving rules of every plug, for plugs without internet access. A plug ' +
        'can have a setting of its own.',
      synonyms: SYNONYMS_OF_CLOCK,
    }),
    discovery: withDefault(
      falseOr(blockOf(DISCOVERY, 'false, or the networks to search are needed: { "subnets": ["192.168.1.0/24"] }')),
      false,
      {
        title: 'Finding plugs',
        description: 'Networks in which the plugin searches for plugs.',
        synonyms: ['discover', 'scan', 'autodiscovery'],
        otherwise: NO_SEARCH,
      },
    ),
    broker: withDefault(
      blockOf(BROKER, 'a block such as { "enabled": true, "port": 8883 } is needed', (broker, refused) => ({
        ...broker,
        // A user who names an unusable broker does not want another one instead.
        enabled: broker.enabled && !refused('url'),
      })),
      defaultsOf(BROKER.options),
      {
        title: 'Push',
        description: 'Plugs report a change at once, to an MQTT broker inside this plugin or to your own.',
        synonyms: ['mqtt'],
        otherwise: NO_BROKER,
        defaultText: 'off',
      },
    ),
    metrics: withDefault(blockOf(METRICS, 'a block such as { "port": 9464 } is needed'), defaultsOf(METRICS.options), {
      title: 'Metrics',
      description: 'A page for Prometheus with the watts, kWh and state of every plug. It sends no request to a plug.',
      synonyms: ['prometheus', 'exporter'],
      otherwise: 'Until then there are no metrics.',
      defaultText: 'off',
    }),
    publish: withDefault(oneOf('hap', 'matter'), 'hap', {
      title: 'Publish as',
      description: 'How the Home app sees the plugs.',
      more: 'It has no effect yet; the log says so if you set it.',
    }),
  },
} as const satisfies Table & { readonly options: Readonly<Record<InheritedKeys<typeof DEVICE.options>, Option>> };

/** The config block after reading: every value checked, every default filled in. */
export type Config = Values<typeof PLATFORM.options>;

/** Where Prometheus may read the metrics; off without a port. */
export type MetricsConfig = Config['metrics'];
/** How plugs push their changes: to the embedded broker, or to an external one. */
export type BrokerConfig = Config['broker'];

type DeviceValues = Values<typeof DEVICE.options>;

/**
 * One plug, as configured. `path` is its JSON path in the user's config, for messages: `devices[0]`. `host` is an IP or
 * a lower-case name; IPv6 without brackets, with its zone id if there was one.
 */
export type DeviceConfig = Omit<DeviceValues, 'host'> & HostPort & { readonly path: string };

export type OutletType = DeviceConfig['type'];
/** Who sets a plug's clock: the plug itself, or this plugin, which sets time, zone and daylight-saving rules. */
export type ClockMode = DeviceConfig['clock'];
/** One outlet of a strip; `channel` 0 is the master switch. */
export type OutletConfig = DeviceConfig['outlets'][number];
/** The watts from which a machine behind a plug counts as running, and the minutes below that until it is finished. */
export type ApplianceConfig = NonNullable<DeviceConfig['appliance']>;

function toDevice({ host: address, ...settings }: DeviceValues, path: string): DeviceConfig {
  return { path, ...address, ...settings };
}

/** The required options of a found plug. */
type FoundPlug = HostPort & Required<Pick<DeviceValues, 'uuid' | 'key'>>;

/**
 * The settings of a plug that was found on the network, as if the user had only written its address.
 *
 * @param platform the settings that all plugs share
 */
export function discoveredDevice(
  plug: FoundPlug,
  platform: Pick<Config, Exclude<InheritedKeys<typeof DEVICE.options>, keyof FoundPlug>>,
): DeviceConfig {
  const { clock } = platform;
  return { ...defaultsOf(DEVICE.options), clock, ...plug, path: 'the top level' };
}
