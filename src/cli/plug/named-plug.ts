import { HOST } from '../../config/host.ts';
import type { DeviceConfig } from '../../config.ts';
import { formatAddress, type Address } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import { keyFor } from './plug-key.ts';

/** The plug that is meant, and where it is. */
export interface NamedPlug {
  readonly address: Address;
  /** Its name in the config, else its address; fit for a terminal. */
  readonly label: string;
  /** Its entry in the config, if it has one. */
  readonly config: DeviceConfig | undefined;
  /** What the config says of its key: its own, else that of all plugs. */
  readonly configuredKey: string | undefined;
}

/** The same, and how to talk to it. */
export interface PlugWithKey extends NamedPlug {
  readonly key: string;
}

/**
 * Finds out which plug HOST means, and its key.
 * @throws {UsageError} as {@link findNamedPlug}; or there is no key
 */
export async function findPlugWithKey(call: Call): Promise<PlugWithKey> {
  const plug = await findNamedPlug(call);
  return { ...plug, key: await keyFor(call, plug.configuredKey, plug.label) };
}

/**
 * Finds out which plug HOST means: one of the config by its name, uuid or address, else the address itself.
 * @throws {UsageError} no usable address, a name that the config has not, or one that two plugs have
 */
export async function findNamedPlug(call: Call): Promise<NamedPlug> {
  const host = (call.argument('host') ?? '').trim();
  const path = call.text('config');
  const file = path === undefined ? undefined : await readConfigFile(path);
  const config = file && entryFor(host, file);
  const address = config ?? (file && isBareName(host) ? undefined : HOST.read(host));
  if (address === undefined) throw notFound(host, file);
  return {
    address: { host: address.host, port: address.port },
    label: labelOf(config ?? address),
    config,
    configuredKey: config?.key ?? file?.key,
  };
}

/** What people call a plug: its name in the config, if it has one, and its address. */
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

/** With a config, a single word is the name of a plug in it, or a slip of the pen; a computer's is written `plug.local`. */
const isBareName = (host: string): boolean => /^[\w-]+$/.test(host);

function notFound(host: string, file: ConfigFile | undefined): UsageError {
  const expectation = `${upperFirst(HOST.needs(host))}.`;
  // A URL may have a password in it.
  const shown = HOST.hides?.(host) === true ? 'HOST' : `"${plain(host)}"`;
  if (file === undefined) return new UsageError(`${shown} is no address of a plug.`, expectation);
  const names = file.devices.map(device => plain(device.name ?? formatAddress(device)));
  const bad = file.problems.length === 0 ? '' : ' Part of it cannot be used: "meross-local doctor --config" tells why.';
  return new UsageError(
    `${shown} is neither the name of a plug in ${file.path} nor an address.`,
    `${names.length > 0 ? `It has ${names.join(', ')}.` : `It has no plug that can be used. ${expectation}`}${bad}`,
  );
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
