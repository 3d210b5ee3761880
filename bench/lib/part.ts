/** A part of the bench: it measures in one run, and returns tables. */
import type { Table } from './table.ts';

/** How thorough: a whole run, a quick look, or only whether everything starts and ends. */
export type Effort = 'full' | 'short' | 'smoke';

export interface Part {
  readonly name: string;
  /** What it measures, in a few words. */
  readonly title: string;
  run(effort: Effort): Promise<readonly Table[]>;
}

/** A number for each effort. */
export const byEffort = <Value>(effort: Effort, values: Readonly<Record<Effort, Value>>): Value => values[effort];
