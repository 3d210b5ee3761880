import { stat } from 'node:fs/promises';
import { codeOf } from '../../storage/storage-error.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';

/** A search for the Homebridge config: the file that was found, or where it was looked for in vain. */
export interface ConfigSearch {
  readonly file: ConfigFile | undefined;
  /** Whether the user named the file, by `--config` or `MEROSS_CONFIG`. */
  readonly isNamed: boolean;
  /** The usual places where there is no file. */
  readonly missing: readonly string[];
  /** Why the files in the other usual places cannot be used: a sentence for each. */
  readonly unusable: readonly string[];
}

/** What people can do to point to another file. */
export const POINT_ELSEWHERE = 'Name the file with --config FILE or in MEROSS_CONFIG.';

const NO_SEARCH: ConfigSearch = { file: undefined, isNamed: false, missing: [], unusable: [] };

/**
 * Finds the Homebridge config: `--config`, else `MEROSS_CONFIG`, else the first of the usual places that has a block of
 * this plugin. None with `--no-config`.
 *
 * @throws {UsageError} the file that the user named cannot be used
 */
export async function findConfig(call: Call): Promise<ConfigSearch> {
  if (call.isOff('config')) return NO_SEARCH;
  const { MEROSS_CONFIG = '' } = call.io.env;
  const named = call.text('config') ?? (MEROSS_CONFIG === '' ? undefined : MEROSS_CONFIG);
  if (named !== undefined) return { ...NO_SEARCH, file: await readConfigFile(named), isNamed: true };
  const missing: string[] = [];
  const unusable: string[] = [];
  for (const place of call.io.configPlaces ?? []) {
    if (!(await exists(place))) {
      missing.push(place);
      continue;
    }
    try {
      return { file: await readConfigFile(place), isNamed: false, missing, unusable };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      unusable.push(error.message);
    }
  }
  return { file: undefined, isNamed: false, missing, unusable };
}

/** Where the search has looked in vain, as sentences; empty where it has not looked. */
export function searchedPlaces({ missing, unusable }: ConfigSearch): string {
  const places = missing.length === 0 ? [] : [`There is no file at ${missing.join(', ')}.`];
  return plain([...places, ...unusable].join(' '));
}

/** A folder that may not be entered counts as one with the file: reading it names the cause. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
  }
}
