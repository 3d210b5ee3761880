/** Reads a history as the Eve app does: its status first, then a request, then page by page. */
import assert from 'node:assert/strict';
import { decodeEntries, decodeStatus, historyRequest, type HistoryRecord, type HistoryStatus } from './eve-decoder.ts';
import type { Outlet } from './home-accessories.ts';
import type { HomeApp } from './home-app.ts';
import { servicesOf } from './home-services.ts';

const HISTORY = 'E863F007-079E-48FF-8F27-9C2605A29F52';
/** A memory of four weeks has 367 pages. */
const MAX_PAGES = 400;

/** How Eve talks to one accessory, over HAP or without. Data is base64. */
export interface EveLink {
  readonly status: () => Promise<string>;
  readonly request: (data: string) => Promise<void>;
  readonly entries: () => Promise<string>;
}

export interface FetchedHistory {
  readonly status: HistoryStatus;
  /** In the order of arrival. */
  readonly records: readonly HistoryRecord[];
  /** How many records each read gave, the last one included. */
  readonly pages: readonly number[];
}

/** An entry as Eve stores it. */
export interface EveEntry {
  readonly at: number;
  readonly watts?: number;
  readonly on?: boolean;
}

/** Every history service of the bridge, in the shape of an outlet. */
export async function historiesOf(app: HomeApp): Promise<readonly Outlet[]> {
  return servicesOf(await app.accessories(), HISTORY);
}

/** Access to a history over HAP. */
export function eveLinkTo(app: HomeApp, history: Outlet): EveLink {
  const data = async (type: string): Promise<string> => {
    const { value, status } = await app.read(history, type);
    assert.equal(status, 0, type);
    assert.ok(typeof value === 'string', `${type} is base64`);
    return value;
  };
  return {
    status: () => data('HistoryStatus'),
    entries: () => data('HistoryEntries'),
    request: async value => {
      assert.equal(await app.write(history, 'HistoryRequest', value), 0);
    },
  };
}

/** Fetches everything from this entry on. `between` happens after each page. */
export async function fetchHistory(
  { status, request, entries }: EveLink,
  from = 0,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<FetchedHistory> {
  const known = decodeStatus(await status());
  await request(historyRequest(from));
  const records: HistoryRecord[] = [];
  const pages: number[] = [];
  while (pages.length < MAX_PAGES) {
    const page = decodeEntries(await entries(), known.signature);
    records.push(...page.records);
    pages.push(page.records.length);
    if (page.ended) return { status: known, records, pages };
    await between();
  }
  throw new Error(`no end after ${String(MAX_PAGES)} pages`);
}

/** The entries among the records, at their time of day; the reference time is their base. */
export function entriesIn({ status, records }: FetchedHistory): readonly EveEntry[] {
  return records.flatMap(record => {
    if (record.kind === 'reference') {
      assert.equal(record.firstSeconds, status.firstSeconds, 'status and reference agree');
      return [];
    }
    const { kind: _, number: __, sinceFirstSeconds, ...values } = record;
    return [{ at: status.firstSeconds + sinceFirstSeconds, ...values }];
  });
}

/** Watt hours of a history: each average is that of the time since the previous entry. */
export function wattHoursOf(entries: readonly EveEntry[]): number {
  return entries.reduce((sum, { at, watts = 0 }, index) => {
    const before = entries[index - 1]?.at;
    return before === undefined ? sum : sum + (watts * (at - before)) / 3600;
  }, 0);
}
