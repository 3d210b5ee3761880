import { BROKER } from './broker-table.ts';
import {
  canonicalAddress,
  CLOCK,
  DEVICE,
  NAME,
  PUBLISH,
  SYNONYMS_OF_CLOCK,
  SYNONYMS_OF_KEY,
  SYNONYMS_OF_NAME,
  SYNONYMS_OF_PUBLISH,
} from './device-table.ts';
import type { ConfigReport } from './config-report.ts';
import type { HostPort } from './host.ts';
import { consistentLimits } from './limits-table.ts';
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
import type { ConfigText } from '../texts/en/config-problems.ts';
import { LANGUAGES, type Language } from '../texts/language.ts';

/** What happens until the block, or its list of plugs, can be read. */
export const UNUSABLE: ConfigText = ({ next }) => next.noPlugRuns;
const NO_SEARCH: ConfigText = ({ next }) => next.nothingSearched;
const NO_BROKER: ConfigText = ({ next }) => next.brokerIsOff;

const DISCOVERY = {
  location: ({ locations }) => locations.discovery,
  options: {
    /** IPv4 networks in CIDR notation as the user wrote them, each private and at most 1024 addresses. */
    subnets: required(
      listOf(
        {
          title: 'Network (CIDR)',
          description: 'A private network of at most 1024 addresses: /22 to /32.',
          kind: SUBNET,
          otherwise: ({ next }) => next.networkNotSearched,
        },
        ({ needs }) => needs.networks,
        ({ needs }) => needs.aNetwork,
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

/** The languages that the log can have. */
const LANGUAGE = oneOf(...LANGUAGES);

/** The platform's block in Homebridge's config.json. All other tables are inside this one. */
export const PLATFORM = {
  location: ({ locations }) => locations.platform,
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
      otherwise: ({ next }) => next.withoutKeyLeftOut,
    }),
    /** Only the plugs that can run; see `ConfigReading.leftOut` for the others. */
    devices: withDefault(
      listOfBlocks(DEVICE, {
        needed: ({ needs }) => needs.devices,
        entry: {
          title: 'Plug',
          needed: ({ needs }) => needs.device,
          otherwise: ({ next }) => next.entryLeftOut,
        },
        unique: [
          { key: 'host', id: ({ host }) => host && canonicalAddress(host) },
          { key: 'uuid', id: ({ uuid }) => uuid },
        ],
        repeated: {
          needed:
            earlier =>
            ({ needs }) =>
              needs.anotherPlug({ earlier }),
          otherwise: ({ next }) => next.plugListedOnce,
        },
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
    discovery: withDefault(falseOr(blockOf(DISCOVERY, ({ needs }) => needs.discovery)), false, {
      title: 'Finding plugs',
      description: 'Networks in which the plugin searches for plugs.',
      synonyms: ['discover', 'scan', 'autodiscovery'],
      otherwise: NO_SEARCH,
    }),
    broker: withDefault(
      blockOf(
        BROKER,
        ({ needs }) => needs.broker,
        (broker, refused) => ({
          ...broker,
          // A user who names an unusable broker does not want another one instead.
          enabled: broker.enabled && !refused('url'),
        }),
      ),
      defaultsOf(BROKER.options),
      {
        title: 'Push',
        description: 'Plugs report a change at once, to an MQTT broker inside this plugin or to your own.',
        synonyms: ['mqtt'],
        otherwise: NO_BROKER,
        defaultText: 'off',
      },
    ),
    metrics: withDefault(
      blockOf(METRICS, ({ needs }) => needs.metrics),
      defaultsOf(METRICS.options),
      {
        title: 'Metrics',
        description:
          'A page for Prometheus with the watts, kWh and state of every plug. It sends no request to a plug.',
        synonyms: ['prometheus', 'exporter'],
        otherwise: ({ next }) => next.noMetrics,
        defaultText: 'off',
      },
    ),
    language: withDefault(LANGUAGE, 'en', {
      title: 'Language of the log',
      description: 'The language in which this plugin writes to the log: English, German or French.',
      synonyms: ['lang', 'locale', 'loglanguage'],
    }),
    publish: withDefault(PUBLISH, 'hap', {
      title: 'Publish over',
      description:
        "How apps see the plugs: over HomeKit's own protocol (hap), or over Matter, with which Apple Home (iOS 27) shows " +
        'watts and energy.',
      more: 'Matter needs Homebridge 2.2 or later with Matter enabled. A plug can have a setting of its own. See [Matter](matter.md).',
      synonyms: SYNONYMS_OF_PUBLISH,
    }),
  },
} as const satisfies Table & { readonly options: Readonly<Record<InheritedKeys<typeof DEVICE.options>, Option>> };

/** The config block after reading: every value checked, every default filled in. */
export type Config = Values<typeof PLATFORM.options>;

/** Where Prometheus may read the metrics; off without a port. */
export type MetricsConfig = Config['metrics'];

/**
 * The language of the log in a config block that may have any problem, because the problems are logged in that language.
 * English where the block names none that this plugin knows.
 */
export function languageIn(block: unknown): Language {
  const value: unknown =
    typeof block === 'object' && block !== null && 'language' in block ? block.language : undefined;
  return LANGUAGE.read(value) ?? PLATFORM.options.language.default;
}

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

function toDevice({ host: address, ...settings }: DeviceValues, path: string, report: ConfigReport): DeviceConfig {
  const { limits, locked } = settings;
  if (limits === undefined) return { path, ...address, ...settings };
  const consistent = consistentLimits(limits, { isLocked: locked, path: `${path}.limits`, report });
  return { path, ...address, ...settings, limits: consistent };
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
  const { clock, publish } = platform;
  return { ...defaultsOf(DEVICE.options), clock, publish, ...plug, path: 'the top level' };
}
