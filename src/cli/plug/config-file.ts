import { readConfig, type DeviceConfig, type Problem } from '../../config.ts';
import { pathOf } from '../../config/value-description.ts';
import { isObject } from '../../protocol/decode.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../../settings.ts';
import { OddFileError, type Ownership } from '../../storage/regular-file.ts';
import { parseLenientJson } from '../setup/json-edit.ts';
import { UsageError } from '../usage-error.ts';
import { readNamedFile, type NamedFileContent } from './named-file.ts';

/** The plugs and keys in a Homebridge config. */
export interface ConfigFile {
  readonly path: string;
  /** The usable plugs of all blocks of this plugin. */
  readonly devices: readonly DeviceConfig[];
  /** The key of plugs without a key of their own, if all blocks have the same. */
  readonly key: string | undefined;
  /** The plugs whose key is the one at the top level of their block. */
  readonly withoutOwnKey: ReadonlySet<DeviceConfig>;
  /** Every key in the file, each once. */
  readonly keys: readonly string[];
  /** The networks that Homebridge searches. */
  readonly subnets: readonly string[];
  readonly problems: readonly Problem[];
  /** Paths of the entries that cannot be used. */
  readonly leftOut: readonly string[];
}

/** `platform` of our blocks: the short form, and the long one that Homebridge takes as well. */
export const OUR_PLATFORMS: readonly unknown[] = [PLATFORM_NAME, `${PLUGIN_NAME}.${PLATFORM_NAME}`];

/**
 * Reads a Homebridge `config.json`.
 * @throws {UsageError} no such file, not JSON, or without a block of this plugin
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const { document } = await readDocument(path);
  const listed: unknown = isObject(document) ? document['platforms'] : undefined;
  const blocks = (Array.isArray(listed) ? listed : []).filter(
    block => isObject(block) && OUR_PLATFORMS.includes(block['platform']),
  );
  if (blocks.length === 0) {
    throw new UsageError(
      `${path} has no block with "platform": "${PLATFORM_NAME}".`,
      "Is it Homebridge's config.json, and are plugs set up in it?",
    );
  }
  const readings = blocks.map(block => readConfig(block));
  const configs = readings.flatMap(({ config }) => config ?? []);
  const devices = configs.flatMap(config => config.devices);
  const common = [...new Set(configs.flatMap(({ key }) => key ?? []))];
  return {
    path,
    devices,
    key: common.length === 1 ? common[0] : undefined,
    withoutOwnKey: new Set(
      readings.flatMap(({ config, written }) =>
        (config?.devices ?? []).filter(({ path: entry }) => !written.has(pathOf(entry, 'key'))),
      ),
    ),
    keys: [...new Set([...common, ...devices.map(({ key }) => key)])],
    subnets: configs.flatMap(({ discovery }) => (discovery === false ? [] : discovery.subnets)),
    problems: readings.flatMap(({ problems }) => problems),
    leftOut: readings.flatMap(({ leftOut }) => leftOut.map(({ path: entry }) => entry)),
  };
}

/** Advice for a file that cannot be used. */
interface FileAdvice {
  readonly whenUnreadable: string;
  readonly whenNotJson: string;
  /** Comments are allowed: Homebridge takes none, but a file that is written again must keep them. */
  readonly allowsComments?: boolean;
}

const CONFIG_ADVICE: FileAdvice = {
  whenUnreadable: "--config and MEROSS_CONFIG take the path of Homebridge's config.json.",
  whenNotJson: 'Homebridge cannot read it either; its settings screen shows where.',
  allowsComments: true,
};

/** A JSON file as it was read. */
export interface JsonDocument {
  readonly text: string;
  readonly document: unknown;
  /** The owner of the file; undefined if it is not a regular file, such as `/dev/stdin`. */
  readonly owner: Ownership | undefined;
}

/**
 * Reads a JSON file. The advice is by default that for a config.
 *
 * @throws {UsageError} no such file, something else, too large, not UTF-8, or not JSON
 */
export async function readDocument(path: string, advice: FileAdvice = CONFIG_ADVICE): Promise<JsonDocument> {
  const { bytes, owner } = await readContent(path, advice);
  const text = textOf(bytes, path);
  return { text, document: parseJson(text, path, advice), owner };
}

async function readContent(path: string, { whenUnreadable }: FileAdvice): Promise<NamedFileContent> {
  try {
    return await readNamedFile(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reasonFor(error)}.`, whenUnreadable);
  }
}

function reasonFor(error: unknown): string {
  if (error instanceof OddFileError) return `it is ${error.message}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return READ_FAILURES[code] ?? code;
}

/** Invalid UTF-8 would become replacement characters, and stay so in a file that is written again. */
function textOf(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${path} is not valid UTF-8.`, 'Save it as UTF-8 with a text editor, and run this again.');
  }
}

const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
};

/** The message of the parser is not shown, because it quotes from the file, which has keys in it. */
function parseJson(text: string, path: string, { whenNotJson, allowsComments }: FileAdvice): unknown {
  try {
    return allowsComments ? parseLenientJson(text) : JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new UsageError(`${path} is not valid JSON.`, whenNotJson);
  }
}
