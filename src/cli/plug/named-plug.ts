import { HOST } from '../../config/host.ts';
import { closest } from '../../config/key-suggestion.ts';
import type { DeviceConfig } from '../../config.ts';
import { formatAddress, type Address } from '../../transport/transport.ts';
import { ENGLISH } from '../../texts/log-texts.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import type { ConfigFile } from './config-file.ts';
import { findConfig, POINT_ELSEWHERE, searchedPlaces, type ConfigSearch } from './config-search.ts';
import { givenKey, keyFor } from './plug-key.ts';

/** The plug that HOST names, and its address. */
export interface NamedPlug {
  readonly address: Address;
  /** Its name in the config, else its address; safe for a terminal. */
  readonly label: string;
  /** Its entry in the config, if it has one. */
  readonly config: DeviceConfig | undefined;
  /** Its key in the config: its own, else the key of all plugs. */
  readonly configuredKey: string | undefined;
  /** The expected plug, where the config does not name it. */
  readonly uuid?: string;
  /** The Homebridge config that was read, whether or not it has this plug. */
  readonly configFile?: string;
}

/** The same with the key to use. */
export interface PlugWithKey extends NamedPlug {
  readonly key: string;
}

/**
 * Finds the plug that HOST names, and its key.
 * @throws {UsageError} as {@link findNamedPlug}; a single word that is not a name on the network either; or there is no
 * key
 */
export async function findPlugWithKey(call: Call): Promise<PlugWithKey> {
  return plugWithKey(call, hostArgument(call), await findConfig(call));
}

/**
 * The same for several HOSTs, each plug once.
 * @throws {UsageError} as {@link findPlugWithKey}, for the first HOST that is wrong
 */
export async function findPlugsWithKey(call: Call, hosts: readonly string[]): Promise<readonly PlugWithKey[]> {
  const search = await findConfig(call);
  const plugs = new Map<string, PlugWithKey>();
  for (const host of hosts) {
    const plug = await plugWithKey(call, host.trim(), search);
    plugs.set(formatAddress(plug.address), plug);
  }
  return [...plugs.values()];
}

/** The plugs of a config, each with its key. */
export function configuredPlugs(call: Call, { devices, path }: ConfigFile): readonly PlugWithKey[] {
  const given = givenKey(call);
  return devices.map(device => ({ ...namedPlug(device, device), configFile: path, key: given ?? device.key }));
}

/**
 * Finds the plug that HOST names: one of the config by its name, uuid or address, else the address itself.
 * @throws {UsageError} no usable address, a name that is not in the config, or a name of two plugs
 */
export async function findNamedPlug(call: Call): Promise<NamedPlug> {
  return plugIn(await findConfig(call), hostArgument(call));
}

const hostArgument = (call: Call): string => (call.argument('host') ?? '').trim();

async function plugWithKey(call: Call, written: string, search: ConfigSearch): Promise<PlugWithKey> {
  const plug = plugIn(search, written);
  const { host } = plug.address;
  if (plug.config === undefined && isBareName(host) && !(await call.io.isOnNetwork?.(host)))
    throw notFound(host, search);
  return { ...plug, key: await keyFor(call, plug.configuredKey, plug.label) };
}

function plugIn(search: ConfigSearch, host: string): NamedPlug {
  const { file, isNamed } = search;
  const config = file && entryFor(host, file);
  const address = config ?? (isNamed && isBareName(host) ? undefined : HOST.read(host));
  if (address === undefined) throw notFound(host, search);
  const plug = namedPlug(address, config);
  return { ...plug, configuredKey: plug.configuredKey ?? file?.key, ...(file && { configFile: file.path }) };
}

function namedPlug({ host, port }: Address, config: DeviceConfig | undefined): NamedPlug {
  const address = { host, port };
  return { address, label: labelOf(config ?? address), config, configuredKey: config?.key };
}

/** A plug for people: its name in the config, if it has one, and its address. */
export function labelOf({ name, ...address }: Address & { readonly name?: string }): string {
  return name === undefined ? formatAddress(address) : `${plain(name)} (${formatAddress(address)})`;
}

function entryFor(host: string, { devices, path }: ConfigFile): DeviceConfig | undefined {
  const lower = host.toLowerCase();
  const matches = devices.filter(({ name, uuid }) => name?.toLowerCase() === lower || uuid === lower);
  const [first, second] = matches;
  if (first && second) {
    throw new UsageError(
      `"${plain(host)}" is the name of ${matches.length} plugs in ${path}.`,
      `Use an address: ${matches.map(formatAddress).join(', ')}.`,
    );
  }
  const address = HOST.read(host);
  return first ?? (address && devices.find(device => formatAddress(device) === formatAddress(address)));
}

/** A single word is probably the name of a plug in the config, or mistyped; a host name is written `plug.local`. */
const isBareName = (host: string): boolean => /^[\w-]+$/.test(host);

function notFound(host: string, search: ConfigSearch): UsageError {
  const expectation = `${upperFirst(HOST.needs(host)(ENGLISH.config))}.`;
  // A URL may contain a password.
  const shown = HOST.hides?.(host) === true ? 'HOST' : `"${plain(host)}"`;
  if (/^\S*[./:]\S*$/.test(host)) return new UsageError(`${shown} is not an address in your network.`, expectation);
  if (search.file === undefined) return notLookedUp(shown, search);
  const { file, isNamed } = search;
  const bad =
    file.problems.length === 0
      ? ''
      : ` Part of it cannot be used: "meross-local doctor --config ${plain(file.path)}" shows why.`;
  const elsewhere = isNamed ? '' : ` ${POINT_ELSEWHERE}`;
  return new UsageError(
    `${shown} is neither the name of a plug in ${plain(file.path)} nor an address.`,
    `${namesIn(host, file)}${bad}${elsewhere}`,
  );
}

/** No config has the names of plugs. */
function notLookedUp(shown: string, search: ConfigSearch): UsageError {
  const places = searchedPlaces(search);
  if (places === '') {
    return new UsageError(
      `${shown} is not an address, and no Homebridge config was read for its name.`,
      POINT_ELSEWHERE,
    );
  }
  return new UsageError(
    `${shown} is not an address, and no Homebridge config was found that could have it as a name.`,
    `${places} ${POINT_ELSEWHERE}`,
  );
}

/** More names than these do not help. */
const MAX_NAMES = 12;

function namesIn(host: string, { devices }: ConfigFile): string {
  if (devices.length === 0) return 'That config has no plug that can be used.';
  const names = devices.map(device => device.name ?? formatAddress(device));
  const similar = similarName(host, names);
  const question = similar === undefined ? '' : `Did you mean "${plain(similar)}"? `;
  const rest = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
  return `${question}That config has ${names.slice(0, MAX_NAMES).map(plain).join(', ')}${rest}.`;
}

/** A name that differs by a letter or two, or the only one that contains the word. */
function similarName(host: string, names: readonly string[]): string | undefined {
  const containing = names.filter(name => name.toLowerCase().includes(host.toLowerCase()));
  return closest(host, names) ?? (containing.length === 1 ? containing[0] : undefined);
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
