import type { Alarms } from './alarms.ts';
import { channelAt, type JsonObject, numberAt, objectAt, textAt } from './json.ts';

/** What `AutoOff` needs of the plug. */
export interface AutoOffContext {
  readonly alarms: Alarms;
  /** 0 for Sunday to 6, local to the plug; undefined while it does not know the time. */
  weekday(): number | undefined;
  turn(channel: number, on: boolean): void;
}

/** A parsed trigger: this many seconds after `channel` has been switched to `from`, it is switched to `to`. */
interface Trigger {
  readonly channel: number;
  readonly from: boolean;
  readonly to: boolean;
  readonly seconds: number;
  readonly week: number;
}

const everyDay = 0b1111111;

/**
 * Executes triggers, which the app calls auto-off: inside the plug, no matter what switched it on. Only a change of the
 * relay starts the countdown; a further "on" does not restart it, and a change back ends it. A trigger that is set,
 * changed or removed loses its countdown until the next change; so do all triggers when power fails (our guesses: the
 * notes describe only the meaning of a trigger).
 *
 * `week` has a bit for each day on which it counts, Sunday the lowest as one project has it (another has Monday); a
 * plug that does not know the day obeys only a trigger of all seven.
 */
export class AutoOff {
  readonly #context: AutoOffContext;

  constructor(context: AutoOffContext) {
    this.#context = context;
  }

  /** A relay has changed; `triggers` are as they were sent. */
  switched(triggers: readonly JsonObject[], channel: number, on: boolean): void {
    const { alarms } = this.#context;
    for (const rule of triggers) {
      const trigger = readTrigger(rule);
      if (trigger?.channel !== channel) continue;
      const name = nameOf(rule);
      alarms.cancel(name);
      if (trigger.from !== on || !this.#isToday(trigger)) continue;
      alarms.set(name, trigger.seconds * 1000, () => {
        this.#context.turn(channel, trigger.to);
      });
    }
  }

  /** Ends the countdowns of triggers that were changed or removed. */
  forget(rules: readonly JsonObject[]): void {
    for (const rule of rules) this.#context.alarms.cancel(nameOf(rule));
  }

  #isToday({ week }: Trigger): boolean {
    const today = this.#context.weekday();
    return today === undefined ? (week & everyDay) === everyDay : (week & (1 << today)) !== 0;
  }
}

function nameOf(rule: JsonObject): string {
  return `auto-off ${textAt(rule, 'id') ?? ''}`;
}

// The first generation writes out what later ones imply: if on, then after a delay, off.
function readTrigger(raw: JsonObject): Trigger | undefined {
  const rule = objectAt(raw, 'rule');
  const isSpeltOut = '_then_' in rule;
  const delay = isSpeltOut ? objectAt(objectAt(rule, '_then_'), 'delay') : rule;
  const channel = channelAt(raw);
  const seconds = numberAt(delay, 'duration') ?? 0;
  if (channel === undefined || seconds <= 0 || raw['enable'] !== 1) return undefined;
  return {
    channel,
    from: isSpeltOut ? isOn(rule, '_if_') : true,
    to: isSpeltOut ? isOn(rule, '_do_') : false,
    seconds,
    week: numberAt(delay, 'week') ?? 0,
  };
}

function isOn(rule: JsonObject, part: string): boolean {
  return objectAt(objectAt(rule, part), 'toggle')['onoff'] === 1;
}
