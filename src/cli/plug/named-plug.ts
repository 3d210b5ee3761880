import { HOST } from '../../config/host.ts';
import { closest } from '../../config/key-suggestion.ts';
import type { DeviceConfig } from '../../config.ts';
import { formatAddress, type Address } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import type { ConfigFile } from './config-file.ts';
import { findConfig, POINT_ELSEWHERE, searchedPlaces, type ConfigSearch } from './config-search.ts';
import { keyFor } from './plug-key.ts';

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
  const { search, ...plug } = await searchPlug(call);
  const host = plug.address.host;
  if (plug.config === undefined && isBareName(host) && !(await call.io.isOnNetwork?.(host)))
    throw notFound(host, search);
  return { ...plug, key: await keyFor(call, plug.configuredKey, plug.label) };
}

/**
 * Finds the plug that HOST names: one of the config by its name, uuid or address, else the address itself.
 * @throws {UsageError} no usable address, a name that is not in the config, or a name of two plugs
 */
export async function findNamedPlug(call: Call): Promise<NamedPlug> {
  const { search: _, ...plug } = await searchPlug(call);
  return plug;
}

async function searchPlug(call: Call): Promise<NamedPlug & { readonly search: ConfigSearch }> {
  const host = (call.argument('host') ?? '').trim();
  const search = await findConfig(call);
  const { file, isNamed } = search;
  const config = file && entryFor(host, file);
  const address = config ?? (isNamed && isBareName(host) ? undefined : HOST.read(host));
  if (address === undefined) throw notFound(host, search);
  return {
    address: { host: address.host, port: address.port },
    label: labelOf(config ?? address),
    config,
    configuredKey: config?.key ?? file?.key,
    ...(file && { configFile: file.path }),
    search,
  };
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
  const expectation = `${upperFirst(HOST.needs(host))}.`;
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
  if (devices.length === 0) return 'It has no plug that can be used.';
  const names = devices.map(device => device.name ?? formatAddress(device));
  const similar = similarName(host, names);
  const question = similar === undefined ? '' : `Did you mean "${plain(similar)}"? `;
  const rest = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
  return `${question}It has ${names.slice(0, MAX_NAMES).map(plain).join(', ')}${rest}.`;
}

/** A name that differs by a letter or two, or the only one that contains the word. */
function similarName(host: string, names: readonly string[]): string | undefined {
  const containing = names.filter(name => name.toLowerCase().includes(host.toLowerCase()));
  return closest(host, names) ?? (containing.length === 1 ? containing[0] : undefined);
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
