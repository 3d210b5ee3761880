import { randomBytes } from 'node:crypto';
import { formatAddress } from '../../transport/transport.ts';
import { isPlug, type PlugInfo } from '../../device/plug-info.ts';
import { addressesIn, search, type DiscoveredPlug } from '../../discovery/search.ts';
import type { Call } from '../call.ts';
import type { ConfigFile } from '../plug/config-file.ts';
import { findConfig } from '../plug/config-search.ts';
import { deviceEntries } from '../plug/device-entries.ts';
import { readFoundPlug } from '../plug/found-plug.ts';
import { aboutKeys, givenKey } from '../plug/plug-key.ts';
import { subnetsOf } from '../plug/search-subnets.ts';
import { plain } from '../show/plain.ts';
import { table, type Cell } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';

const PORT = { min: 1, max: 65535, whole: true };

/** A plug in the list. */
interface ListedPlug {
  readonly found: DiscoveredPlug;
  /** Its System.All and abilities; known only with its key. */
  readonly info: PlugInfo | undefined;
  /** Its name in the config, else in its answer to the UDP probe. */
  readonly name: string | undefined;
  readonly key: 'fits' | 'refused' | 'not tried';
  /** Whether the config has it. */
  readonly isConfigured: boolean;
}

/** `discover`. */
export const discover: CommandAction = async call => {
  const { file } = await findConfig(call);
  const subnets = subnetsOf(call, file?.subnets ?? []);
  const given = givenKey(call);
  const keys = [...new Set([...(given === undefined ? [] : [given]), ...(file?.keys ?? [])])];
  const found = await searchPlugs(call, subnets, keys);
  const plugs: ListedPlug[] = [];
  for (const plug of found) plugs.push(await identify(call, plug, { keys, file }));
  call.print(plugs.map(dataOf), () => [shown(call, plugs), ...configPart(call, plugs, file)].join('\n\n'));
  noteKeys(call, plugs);
};

/** Advice for plugs without a key that fits; for programs it is in the data. */
function noteKeys(call: Call, plugs: readonly ListedPlug[]): void {
  if (call.json) return;
  if (plugs.some(({ key }) => key === 'not tried')) {
    call.note(`No key given, so keys were not checked. Give one with MEROSS_KEY or --key. ${aboutKeys()}`);
  } else if (plugs.some(({ key }) => key === 'refused')) {
    call.note(`A plug whose key does not fit needs its own "key" in the config. ${aboutKeys()}`);
  }
}

async function searchPlugs(
  call: Call,
  subnets: readonly string[],
  keys: readonly string[],
): Promise<readonly DiscoveredPlug[]> {
  const { io } = call;
  const total = subnets.reduce((sum, subnet) => sum + [...addressesIn(subnet)].length, 0);
  const subnetList = subnets.join(', ');
  const progress = io.err.isTerminal
    ? (await import('../prompts.ts')).showProgress(call, total, `Looking for plugs in ${subnetList}`)
    : undefined;
  const found: DiscoveredPlug[] = [];
  let asked = 0;
  const countText = (): string => (found.length === 1 ? '1 plug found' : `${found.length} plugs found`);
  const state = (): string => `${asked} of ${total} asked, ${countText()}`;
  try {
    await search({
      subnets,
      // A search needs a key; without one, a random key is used.
      keys: keys.length > 0 ? keys : [randomBytes(16).toString('hex')],
      port: call.number('port', PORT) ?? 80,
      clock: io.clock,
      signal: io.signal,
      onFound: plug => {
        found.push(plug);
        progress?.update(state());
      },
      // No address is skipped; the callback only counts, because it runs before each query.
      skip: () => {
        asked += 1;
        progress?.advance(state());
        return false;
      },
    });
  } finally {
    progress?.end(`${subnetList}: ${countText()}`);
  }
  return found.sort((one, other) => one.host.localeCompare(other.host, 'en', { numeric: true }));
}

interface KeySources {
  readonly keys: readonly string[];
  readonly file: ConfigFile | undefined;
}

async function identify(call: Call, found: DiscoveredPlug, { keys, file }: KeySources): Promise<ListedPlug> {
  const config = file?.devices.find(
    ({ uuid, host, port }) => uuid === found.uuid || (!uuid && host === found.host && port === found.port),
  );
  const name = config?.name ?? found.name;
  const listed = { found, info: undefined, name, isConfigured: config !== undefined };
  if (found.key === 'refused') return { ...listed, key: keys.length > 0 ? 'refused' : 'not tried' };
  for (const key of config ? [config.key, ...keys] : keys) {
    const info = await readFoundPlug(found, key, call.context);
    if (info) return { ...listed, info, key: 'fits' };
  }
  return { ...listed, key: 'fits' };
}

function dataOf({ found, info, name, key }: ListedPlug): object {
  const { host, port, uuid } = found;
  const model = info?.model ?? found.type?.toUpperCase();
  const firmwareVersion = info?.firmwareVersion ?? found.firmwareVersion;
  return {
    ...{ host, port, uuid, key },
    ...(info && { isPlug: isPlug(info) }),
    ...(name !== undefined && { name }),
    ...(model !== undefined && { model }),
    ...(firmwareVersion !== undefined && { firmwareVersion }),
  };
}

function shown(call: Call, plugs: readonly ListedPlug[]): string {
  if (plugs.length === 0) {
    return call.prose(
      'No Meross plug replies there. Is this computer on the same network as the plugs? A guest Wi-Fi keeps them apart.',
    );
  }
  return table(
    [
      { title: 'Address' },
      { title: 'Key' },
      { title: 'Model' },
      { title: 'Plug' },
      { title: 'Firmware' },
      { title: 'Name', minColumns: 8 },
      { title: 'uuid', isExtra: true },
    ],
    plugs.map(({ found, info, name, key }): readonly Cell[] => [
      formatAddress(found),
      KEYS[key],
      info?.model ?? found.type?.toUpperCase() ?? '–',
      plugCell(info),
      info?.firmwareVersion ?? found.firmwareVersion ?? '–',
      name ?? '–',
      found.uuid,
    ]),
    call.paint,
    call.tableColumns,
  );
}

/**
 * Entries for the plugs that are not in the config, to paste into it; empty if all are in it. A plug that refuses the
 * key is left out, because it would not work with the key of the others.
 */
function configPart(call: Call, plugs: readonly ListedPlug[], file: ConfigFile | undefined): readonly string[] {
  const added = plugs.filter(
    ({ info, key, isConfigured }) => !isConfigured && key !== 'refused' && (info === undefined || isPlug(info)),
  );
  if (added.length === 0) return [];
  const title = file === undefined ? 'For "devices" in the config:' : `Not in ${plain(file.path)}; for "devices":`;
  const entries = deviceEntries(added.map(({ found: { host, port, uuid }, name }) => ({ host, port, uuid, name })));
  return [`${call.paint('bold', title)}\n${entries}`];
}

/** Whether it can be switched; known only if it accepts the key. */
function plugCell(info: PlugInfo | undefined): Cell {
  if (info === undefined) return '–';
  return isPlug(info) ? 'yes' : { text: 'no', colour: 'yellow' };
}

const KEYS: Readonly<Record<ListedPlug['key'], Cell>> = {
  fits: { text: 'fits', colour: 'green' },
  refused: { text: 'does not fit', colour: 'yellow' },
  'not tried': { text: 'not checked', colour: 'dim' },
};
