import { lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Clock } from '../../clock.ts';
import { isObject, type JsonObject } from '../../protocol/decode.ts';
import type { BrokerAddress } from '../../setup/broker-address.ts';
import type { RekeyRecord, RekeyStep } from '../../setup/rekey-record.ts';
import { readRegular } from '../../storage/regular-file.ts';
import { replaceFile, writeCopy } from '../../storage/replace-file.ts';
import { codeOf } from '../../storage/storage-error.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** What of an earlier record matters to a later run. Holds keys: secret. */
export interface EarlierRecord {
  readonly uuid: string;
  /** The key that the plug had. */
  readonly before: string;
  /** The key that it was to get. */
  readonly wanted: string;
  /** The broker that it was to get; undefined where that is not told. */
  readonly broker: BrokerAddress | undefined;
  /** Nobody knows which of the two it has, or it waits for its next start. */
  readonly isOpen: boolean;
}

/** After these there is no doubt. */
const SETTLED: readonly unknown[] = ['done', 'not done', 'rolled back'] satisfies readonly RekeyStep[];

/**
 * Where the record of a plug is kept unless told otherwise: in the present folder, by its uuid, so that it is found at
 * any address. One that was named by the address, as all once were, stays in use.
 *
 * @param uuid undefined where the plug does not tell it
 */
export async function recordPath(uuid: string | undefined, address: string): Promise<string> {
  const byAddress = recordName(address);
  if (uuid === undefined) return byAddress;
  const byUuid = recordName(uuid);
  if ((await readRecord(byUuid)) !== undefined) return byUuid;
  const old = await readRecord(byAddress).catch(() => undefined);
  return old?.uuid.toLowerCase() === uuid ? byAddress : byUuid;
}

const recordName = (id: string): string => `meross-rekey-${id.replace(/[^\w.-]+/g, '-')}.json`;

/**
 * Reads what an earlier run has left.
 * @returns undefined where there is no such file
 * @throws {UsageError} it is something else, and must not be replaced
 */
export async function readRecord(path: string): Promise<EarlierRecord | undefined> {
  let text: string;
  try {
    text = await textIn(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new UsageError(`${plain(path)} cannot be read.`, 'Give another file with --record.');
  }
  const record = recordIn(text);
  if (record === undefined) {
    throw new UsageError(
      `${plain(path)} is there already, and is no record of this command.`,
      'Give another file with --record.',
    );
  }
  return record;
}

/** No link is followed: in a folder of others, such as /tmp, one could lead anywhere. */
const textIn = async (path: string): Promise<string> => (await readRegular(path)).bytes.toString('utf8');

function recordIn(text: string): EarlierRecord | undefined {
  const record = objectIn(text);
  if (record?.['format'] !== 'meross-rekey/1') return undefined;
  const { uuid, step, before, wanted } = record;
  const [old, new_] = [keyIn(before), keyIn(wanted)];
  if (typeof uuid !== 'string' || old === undefined || new_ === undefined) return undefined;
  return { uuid, before: old, wanted: new_, broker: brokerIn(wanted), isOpen: !SETTLED.includes(step) };
}

/** What JSON.parse would say quotes from the text. */
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
 * Notes that a plug has what an earlier run wanted of it. All else in the record stays.
 * @returns whether that could be written; if not, it holds both keys all the same
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

/** Keeps the record of one run. */
export interface RecordKeeper {
  readonly write: (record: RekeyRecord) => Promise<void>;
  readonly hasWritten: () => boolean;
}

/**
 * Replaces the record as a whole, for its owner only. One of an earlier run that did not finish is quarantined first, for
 * it may hold the only copy of a key. A folder that is missing is more likely a slip of the pen than a wish.
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
