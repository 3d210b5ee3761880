import { EXIT } from '../settings.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Finding } from './finding.ts';
import type { Fix } from './fix.ts';

/** What is known of the entry besides its examination. */
export interface EntryContext {
  /** The index of another entry, at whose address the same plug replies. */
  readonly sameAs?: number | undefined;
  /** Where the plug of this entry replies instead, as written in a config. */
  readonly movedTo?: string | undefined;
}

/**
 * What mends the causes, the most useful first.
 *
 * | known | fix |
 * |---|---|
 * | another entry is the same plug | `remove duplicate`; no new address, because that entry has it |
 * | the plug replies at another address | `use address` |
 * | the key does not fit, or there is none | `ask key` |
 * | a warning about the clock | `set clock` |
 */
export function fixesFor({ findings }: Pick<Diagnosis, 'findings'>, { sameAs, movedTo }: EntryContext): readonly Fix[] {
  const fixes: Fix[] = [];
  if (sameAs !== undefined) fixes.push({ kind: 'remove duplicate', sameAs });
  else if (movedTo !== undefined) fixes.push({ kind: 'use address', host: movedTo });
  if (findings.some(needsKey)) fixes.push({ kind: 'ask key' });
  if (findings.some(({ layer, verdict }) => layer === 'clock' && verdict === 'warn')) fixes.push({ kind: 'set clock' });
  return fixes;
}

/** Whether the key layer failed because of the key; it also fails if the plug does not reply to a query. */
function needsKey({ layer, exit, facts }: Finding): boolean {
  return layer === 'key' && (exit === EXIT.wrongKey || facts['given'] === false);
}

/** Whether the plug of an entry may be at another address: nothing replies there as a plug does, or another plug. */
export function mayHaveMoved({ findings }: Pick<Diagnosis, 'findings'>): boolean {
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  if (failed === undefined) return false;
  const { layer, facts } = failed;
  return ['name', 'route', 'tcp', 'http', 'envelope'].includes(layer) || facts['isExpected'] === false;
}
