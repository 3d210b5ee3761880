import { channelAt, type JsonObject, textAt } from './json.ts';
import type { RecordedRule } from './plug-model.ts';

/** A row of Digest.TimerX or Digest.TriggerX; `count` grows by one with every change of the rule. */
export interface DigestRow {
  readonly channel: number;
  readonly id: string;
  readonly count: number;
}

// Slots of an mss310 2.1.7 for timers, and as many for auto-off.
const maxRules = 32;

/** The timers of a plug, or its triggers, stored by id as they were sent. */
export class RuleBook {
  #entries: ReadonlyMap<string, RecordedRule>;

  constructor(recorded: readonly RecordedRule[]) {
    this.#entries = entriesOf(recorded);
  }

  /** As they were sent, oldest first. */
  get rules(): readonly JsonObject[] {
    return [...this.#entries.values()].map(({ rule }) => rule);
  }

  digest(): readonly DigestRow[] {
    return [...this.#entries].map(([id, { rule, count }]) => ({ channel: channelAt(rule) ?? 0, id, count }));
  }

  /** A rule and its row; undefined when there is none of that id. */
  find(id: string): { readonly rule: JsonObject; readonly row: DigestRow } | undefined {
    const rule = this.#entries.get(id)?.rule;
    const row = this.digest().find(candidate => candidate.id === id);
    return rule === undefined || row === undefined ? undefined : { rule, row };
  }

  /** Adds a rule or replaces the one of its id. Returns false when there is no room for one more. */
  put(rule: JsonObject): boolean {
    const id = textAt(rule, 'id') ?? '';
    const before = this.#entries.get(id);
    if (before === undefined && this.#entries.size >= maxRules) return false;
    this.#entries = new Map([...this.#entries, [id, { rule, count: (before?.count ?? 0) + 1 }]]);
    return true;
  }

  /** Removes a rule, if there is one of that id. */
  remove(id: string): void {
    this.#entries = new Map([...this.#entries].filter(([key]) => key !== id));
  }

  /** Replaces the whole list, as the first generation does. Returns false when it is too long. */
  replace(rules: readonly JsonObject[]): boolean {
    if (rules.length > maxRules) return false;
    this.#entries = entriesOf(rules.map(rule => ({ rule, count: 1 })));
    return true;
  }
}

function entriesOf(rules: readonly RecordedRule[]): ReadonlyMap<string, RecordedRule> {
  return new Map(rules.map(entry => [textAt(entry.rule, 'id') ?? '', entry]));
}
