import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../clock.ts';
import { isObject, type JsonObject } from '../../protocol/decode.ts';
import type { BrokerAddress } from '../../setup/broker-address.ts';
import type { RekeyRecord, RekeyStep } from '../../setup/rekey-record.ts';
import { readRegular } from '../../storage/regular-file.ts';
import { replaceFile, writeCopy } from '../../storage/replace-file.ts';
import { codeOf } from '../../storage/storage-error.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** What a later run needs of an earlier record. Contains keys: secret. */
export interface EarlierRecord {
  readonly uuid: string;
  /** The key before that run. */
  readonly before: string;
  /** The key that the plug was to get. */
  readonly wanted: string;
  /** The broker that the plug was to get; undefined where the record does not contain one. */
  readonly broker: BrokerAddress | undefined;
  /** Whether it is unknown which of the two keys the plug has, or the plug waits for its next start. */
  readonly isOpen: boolean;
}

/** Steps after which it is known which key the plug has. */
const SETTLED: readonly unknown[] = ['done', 'not done', 'rolled back'] satisfies readonly RekeyStep[];

/**
 * The default path of a plug's record: in the working directory or in `folder`, named by the uuid, so that it is found
 * at any address.
 * An existing record that is named by the address, as all once were, stays in use.
 *
 * @param uuid undefined where the plug does not report it
 */
export async function recordPath(uuid: string | undefined, address: string, folder = ''): Promise<string> {
  const byAddress = join(folder, recordName(address));
  if (uuid === undefined) return byAddress;
  const byUuid = join(folder, recordName(uuid));
  if ((await readRecord(byUuid)) !== undefined) return byUuid;
  const old = await readRecord(byAddress).catch(() => undefined);
  return old?.uuid.toLowerCase() === uuid ? byAddress : byUuid;
}

const recordName = (id: string): string => `meross-rekey-${id.replace(/[^\w.-]+/g, '-')}.json`;

/**
 * Reads the record of an earlier run.
 * @returns undefined where there is no such file
 * @throws {UsageError} the file is something else, and must not be replaced
 */
export async function readRecord(path: string): Promise<EarlierRecord | undefined> {
  let text: string;
  try {
    text = await textIn(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new UsageError(`${plain(path)} cannot be read.`, 'Choose another file with --record.');
  }
  const record = recordIn(text);
  if (record === undefined) {
    throw new UsageError(
      `${plain(path)} already exists, and is not a record of this command.`,
      'Choose another file with --record.',
    );
  }
  return record;
}

/** Follows no link: in a shared folder such as /tmp, a link could lead anywhere. */
const textIn = async (path: string): Promise<string> => (await readRegular(path)).bytes.toString('utf8');

function recordIn(text: string): EarlierRecord | undefined {
  const record = objectIn(text);
  if (record?.['format'] !== 'meross-rekey/1') return undefined;
  const { uuid, step, before, wanted } = record;
  const [old, new_] = [keyIn(before), keyIn(wanted)];
  if (typeof uuid !== 'string' || old === undefined || new_ === undefined) return undefined;
  return { uuid, before: old, wanted: new_, broker: brokerIn(wanted), isOpen: !SETTLED.includes(step) };
}

/** The message of JSON.parse is dropped, because it quotes from the text. */
function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function keyIn(bound: unknown): string | undefined {
  const key = isObject(bound) ? bound['key'] : undefined;
  return typeof key === 'string' ? key : undefined;
}

function brokerIn(bound: unknown): BrokerAddress | undefined {
  const gateway = isObject(bound) ? bound['gateway'] : undefined;
  const { host, port } = isObject(gateway) ? gateway : {};
  return typeof host === 'string' && typeof port === 'number' ? { host, port } : undefined;
}

/**
 * Marks a record as done, because the plug has what the earlier run requested. Everything else in the record stays.
 * @returns whether that could be written; if not, the record still contains both keys
 */
export async function closeRecord(path: string, clock: Clock): Promise<boolean> {
  try {
    const record = objectIn(await textIn(path));
    if (record === undefined) return false;
    const closed = { ...record, at: clock.epochSeconds(), step: 'done' satisfies RekeyStep };
    await replaceFile(resolve(path), `${JSON.stringify(closed, null, 2)}\n`);
    return true;
  } catch {
    return false;
  }
}

/** Writes the record of one run. */
export interface RecordKeeper {
  readonly write: (record: RekeyRecord) => Promise<void>;
  readonly hasWritten: () => boolean;
}

/**
 * Replaces the record as a whole, readable by its owner only. The record of an earlier run that did not finish is first
 * copied aside, because it may contain the only copy of a key. A missing folder is not created, because it is most
 * likely a typing error.
 */
export function recordKeeper(path: string, open: EarlierRecord | undefined, clock: Clock): RecordKeeper {
  let hasWritten = false;
  const write = async (record: RekeyRecord): Promise<void> => {
    const target = resolve(path);
    await lstat(dirname(target));
    if (open !== undefined && !hasWritten) {
      await writeCopy(`${target}.${clock.epochSeconds()}`, (await readRegular(target)).bytes);
    }
    await replaceFile(target, `${JSON.stringify(record, null, 2)}\n`);
    hasWritten = true;
  };
  return { write, hasWritten: () => hasWritten };
}
