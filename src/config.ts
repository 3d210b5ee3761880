import { Block, type Field } from './config/block.ts';
import { readBroker } from './config/broker.ts';
import * as defaults from './config/defaults.ts';
import { looksSecret } from './config/describe.ts';
import { readDevices } from './config/devices.ts';
import { CLOCK, KEY, numberWithin, oneOf, textUpTo } from './config/kinds.ts';
import { Report } from './config/report.ts';
import { SUBNET } from './config/subnet.ts';
import type { ClockKeeper, Config, ConfigReading } from './config/types.ts';

export type {
  ApplianceConfig,
  BrokerConfig,
  ClockKeeper,
  Config,
  ConfigReading,
  DeviceConfig,
  LeftOut,
  OutletConfig,
  OutletType,
  Problem,
} from './config/types.ts';

export { discoveredDevice } from './config/discovered.ts';

const NAME = textUpTo(defaults.NAME_MAX_LENGTH);
const PUBLISH = oneOf('hap', 'matter');
const UNUSABLE = 'Until then no plug runs, and the accessories stay as they are.';
const EXAMPLE = `such as
  "devices": [
    { "host": "192.168.1.20", "key": "the key you gave your plug" }
  ]`;

/**
 * Reads the plugin's config block, as it stands in Homebridge's config.json: `unknown` in, a `Config` out.
 *
 * All problems are told at once, and one bad plug never stops the others: it is left out if running it could do harm or
 * make no sense (its `host`, `key`, `uuid` or `locked` can't be used, or it is listed twice); any other wrong setting,
 * in a plug or at the top level, is replaced by its default. Unknown keys are ignored, and told. Keys that start with
 * `_`, and Homebridge's `platform`, are left alone.
 *
 * @returns no `config` only if the block can't be used at all: it is no block, or its `devices` is no list
 * @throws never; and `input` is not changed
 */
export function readConfig(input: unknown): ConfigReading {
  const report = new Report(secretsIn(input));
  const block = Block.read(input, '', 'platform', report);
  if (block === undefined) report.refuse('config', input, 'a block in { } is needed', UNUSABLE);
  const config = block && readPlatform(block);
  const { problems, leftOut, written } = report;
  return { ...(config !== undefined && { config }), problems, leftOut, written };
}

function readPlatform(block: Block): Config | undefined {
  const seconds = (key: string, bounds: defaults.Bounds): number =>
    block.withDefault(key, numberWithin(bounds), bounds.default);
  const name = block.withDefault('name', NAME, defaults.DEFAULT_NAME);
  const key = block.field('key', KEY, 'Until then plugs without a key of their own are left out.');
  const clock = block.withDefault('clock', CLOCK, defaults.DEFAULT_CLOCK);
  const devices = readList(block, key, clock);
  const config = {
    name,
    ...(key.value !== undefined && { key: key.value }),
    pollSeconds: seconds('pollSeconds', defaults.POLL_SECONDS),
    energySeconds: seconds('energySeconds', defaults.ENERGY_SECONDS),
    clock,
    discovery: readDiscovery(block),
    broker: readBroker(block),
    publish: block.withDefault('publish', PUBLISH, 'hap'),
  };
  if (devices?.length === 0 && block.report.leftOut.length === 0 && config.discovery === false) {
    const found = block.has('devices') ? 'has no entry' : 'is missing';
    block.report.say('devices', `${found}, so there is no plug to show; list each plug with its address, ${EXAMPLE}`);
  }
  return devices && { ...config, devices };
}

/** The plugs that can run; undefined if `devices` is there but no list, and so nobody knows which plugs are meant. */
function readList(block: Block, key: Field<string>, clock: ClockKeeper): Config['devices'] | undefined {
  if (!block.has('devices')) return [];
  const list = block.list('devices', 'a list such as [{ "host": "192.168.1.20" }] is needed', UNUSABLE);
  return list && readDevices(list, key, clock, block.report);
}

function readDiscovery(block: Block): Config['discovery'] {
  if (block.get('discovery') === false) return false;
  const off = 'Until then no network is searched.';
  const needed = 'false, or the networks to search are needed: { "subnets": ["192.168.1.0/24"] }';
  const inner = block.block('discovery', 'discovery', needed, off);
  if (inner === undefined) return false;
  if (!inner.has('subnets')) inner.refuse('subnets', 'a list such as ["192.168.1.0/24"] is needed', off);
  const list = inner.list('subnets', 'a list such as ["192.168.1.0/24"] is needed', off);
  if (list?.length === 0) inner.refuse('subnets', 'it needs at least one network, such as "192.168.1.0/24"', off);
  const subnets = (list ?? []).flatMap((entry, index) => {
    const subnet = SUBNET.read(entry);
    if (subnet !== undefined) return [subnet];
    const path = `${inner.at('subnets')}[${index.toString()}]`;
    block.report.refuse(path, entry, SUBNET.needs(entry), 'Until then it is not searched.');
    return [];
  });
  return subnets.length === 0 ? false : { subnets };
}

/** Every text under a name such as `key` or `password`, at the top level and in each plug. */
function secretsIn(input: unknown): ReadonlySet<string> {
  const secrets = new Set<string>();
  const collect = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 3) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && inner !== '' && looksSecret(name)) secrets.add(inner);
      else collect(inner, depth + 1);
    }
  };
  collect(input, 0);
  return secrets;
}
