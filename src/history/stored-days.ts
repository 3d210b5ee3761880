import { join } from 'node:path';
import type { DayTotal } from '../energy/day-totals.ts';
import { readSaved } from '../energy/saved-energy.ts';
import { isObject } from '../protocol/decode.ts';
import { readRegular } from '../storage/regular-file.ts';
import { codeOf } from '../storage/storage-error.ts';
import type { HistoryEntry } from './history-entry.ts';
import { parseRow } from './history-row.ts';
import type { UtcOffset } from './plug-days.ts';
import { recordedDays } from './recorded-days.ts';

/** The days of one plug that the plugin has kept. */
export interface StoredDays {
  /** From the plug's own counter, as the plugin last read it: up to two months, also of days that the plug has dropped. */
  readonly counted: readonly DayTotal[];
  /** From the history for Eve: four weeks of a plug with one outlet. */
  readonly recorded: readonly DayTotal[];
  /** Files that are there and cannot be read, with the reason: an error code of the system, or `damaged`. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** Whose days to read, and how to divide them. */
export interface StoredDaysQuery {
  /** The plugin's own folder in Homebridge's storage. */
  readonly folder: string;
  readonly uuid: string;
  /** Decide when the plug's days begin; empty if it has no time zone. */
  readonly offsets: readonly UtcOffset[];
  /** Seconds since 1970. */
  readonly now: number;
}

/** Reads the files of one plug, and never changes anything: a running Homebridge owns them. Never fails. */
export async function readStoredDays({ folder, uuid, offsets, now }: StoredDaysQuery): Promise<StoredDays> {
  const unreadable: { readonly path: string; readonly reason: string }[] = [];
  const read = async <T>(ending: string, parse: (text: string) => T): Promise<T | undefined> => {
    const path = join(folder, `${uuid}${ending}`);
    try {
      return parse((await readRegular(path)).bytes.toString('utf8'));
    } catch (error) {
      const code = codeOf(error) ?? 'damaged';
      if (code !== 'ENOENT' && code !== 'ENOTDIR') unreadable.push({ path, reason: code });
      return undefined;
    }
  };
  // It is part of a path, and a plug chooses it.
  if (!/^[\w-]{8,64}$/.test(uuid)) return { counted: [], recorded: [], unreadable };
  const counted = await read('.json', countedDays);
  const entries = await read('.history', historyEntries);
  return { counted: counted ?? [], recorded: recordedDays(entries ?? [], offsets, now), unreadable };
}

/** The days in the notes of the energy feature. Only a plug with one outlet counts days. @throws {SyntaxError} not JSON */
function countedDays(text: string): readonly DayTotal[] {
  const notes: unknown = JSON.parse(text);
  const totals = isObject(notes) && isObject(notes['energy']) ? Object.values(notes['energy']) : [];
  return totals.flatMap(total => {
    const counter = readSaved(total)?.counter;
    if (counter?.kind !== 'days') return [];
    return counter.values.map(([date, wattHours]) => ({ date, wattHours, isWhole: true }));
  });
}

/** The entries in a history file, as far as it can be read; the last line may be incomplete. */
function historyEntries(text: string): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const line of text.split('\n')) {
    const row = line === '' ? undefined : rowOf(line);
    if (row !== undefined && 'at' in row) entries.push(row);
  }
  return entries;
}

function rowOf(line: string): ReturnType<typeof parseRow> {
  try {
    return parseRow(JSON.parse(line));
  } catch {
    return undefined;
  }
}
