import { type JsonObject, textAt } from './json.ts';
import { AutoOff, type AutoOffContext } from './auto-off.ts';
import { DayTimers, type DayTimerContext } from './day-timers.ts';
import type { RecordedRule } from './plug-model.ts';
import { RuleBook } from './rule-book.ts';

/** Rules that a plug executes by itself: timers at a time of the day, triggers some time after it was switched. */
export type RuleKind = 'timers' | 'triggers';

/**
 * The timers and triggers of a plug. It executes them, except the timers of its recording: those would switch a plug at
 * the time of day at which a test happens to run.
 */
export class Rules {
  readonly #books: Readonly<Record<RuleKind, RuleBook>>;
  readonly #autoOff: AutoOff;
  readonly #dayTimers: DayTimers;
  readonly #changed = new Set<RuleKind>();

  constructor(
    recorded: Readonly<Record<RuleKind, readonly RecordedRule[]>>,
    context: AutoOffContext & DayTimerContext,
  ) {
    this.#books = { timers: new RuleBook(recorded.timers), triggers: new RuleBook(recorded.triggers) };
    this.#autoOff = new AutoOff(context);
    this.#dayTimers = new DayTimers(context, timer => {
      this.#books.timers.put({ ...timer, enable: 0 });
    });
  }

  /** Whether none of this kind has been added, changed or removed yet. */
  isAsRecorded(kind: RuleKind): boolean {
    return !this.#changed.has(kind);
  }

  book(kind: RuleKind): Pick<RuleBook, 'rules' | 'digest' | 'find'> {
    return this.#books[kind];
  }

  /** Adds a rule or replaces the one of its id; false when there is no room for it. */
  put(kind: RuleKind, rule: JsonObject): boolean {
    if (!this.#books[kind].put(rule)) return false;
    this.#changed.add(kind);
    if (kind === 'triggers') this.#autoOff.forget([rule]);
    else if (textAt(rule, 'id') !== undefined) this.#dayTimers.put(rule);
    return true;
  }

  /** Removes the rule of that id, if there is one. */
  remove(kind: RuleKind, id: string): void {
    this.#books[kind].remove(id);
    this.#changed.add(kind);
    if (kind === 'triggers') this.#autoOff.forget([{ id }]);
    else this.#dayTimers.remove(id);
  }

  /** Replaces the whole list; false when it is too long. */
  replace(kind: RuleKind, rules: readonly JsonObject[]): boolean {
    const before = this.#books[kind].rules;
    if (!this.#books[kind].replace(rules)) return false;
    this.#changed.add(kind);
    if (kind === 'triggers') this.#autoOff.forget(before);
    else this.#dayTimers.clear();
    return true;
  }

  /** The clock or the zone of the plug was set, or its power is back. */
  timeChanged(): void {
    this.#dayTimers.reschedule();
  }

  /** A relay has changed. */
  switched(channel: number, on: boolean): void {
    this.#autoOff.switched(this.#books.triggers.rules, channel, on);
  }
}
