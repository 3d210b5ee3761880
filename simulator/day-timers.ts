import type { Alarms } from './alarms.ts';
import { channelAt, type JsonObject, numberAt, objectAt, textAt } from './json.ts';

/** What `DayTimers` needs of the plug. */
export interface DayTimerContext {
  readonly alarms: Alarms;
  /** Seconds since 1970 by the plug's own clock and zone, with fractions; undefined while it does not know the time. */
  localSeconds(): number | undefined;
  turn(channel: number, on: boolean): void;
}

interface DayTimer {
  readonly channel: number;
  readonly on: boolean;
  readonly minuteOfDay: number;
  readonly week: number;
  readonly isOnce: boolean;
}

const daySeconds = 86_400;
const once: readonly unknown[] = [2, 4];

/**
 * Executes timers: at a minute of the day, by the clock and the zone of the plug. While the plug does not know the time,
 * none is executed. A timer of type 2 is executed once and is then disabled (our guess: the notes describe only "once").
 * A moment during which the plug has no power passes without effect.
 *
 * `week` has a bit for each day on which it counts, Sunday the lowest, as for auto-off.
 */
export class DayTimers {
  readonly #context: DayTimerContext;
  readonly #rules = new Map<string, JsonObject>();
  readonly #disable: (rule: JsonObject) => void;

  /** @param disable called with a timer that has been executed and does not repeat */
  constructor(context: DayTimerContext, disable: (rule: JsonObject) => void) {
    this.#context = context;
    this.#disable = disable;
  }

  /** Executes this timer from now on, instead of the one with its id. */
  put(rule: JsonObject): void {
    this.#rules.set(idOf(rule), rule);
    this.#schedule(rule);
  }

  remove(id: string): void {
    this.#rules.delete(id);
    this.#context.alarms.cancel(nameOf(id));
  }

  clear(): void {
    for (const id of [...this.#rules.keys()]) this.remove(id);
  }

  /** The clock, the zone or the power is not what it was. */
  reschedule(): void {
    for (const rule of this.#rules.values()) this.#schedule(rule);
  }

  #schedule(rule: JsonObject): void {
    const { alarms } = this.#context;
    const id = idOf(rule);
    alarms.cancel(nameOf(id));
    const timer = readTimer(rule);
    const now = this.#context.localSeconds();
    if (timer === undefined || now === undefined) return;
    const next = nextMoment(timer, now);
    if (next === undefined) return;
    alarms.set(nameOf(id), (next - now) * 1000, () => {
      this.#execute(rule, timer);
    });
  }

  #execute(rule: JsonObject, timer: DayTimer): void {
    // A clock that was lost meanwhile executes nothing.
    if (this.#context.localSeconds() !== undefined) this.#context.turn(timer.channel, timer.on);
    if (timer.isOnce) {
      this.#rules.delete(idOf(rule));
      this.#disable(rule);
    } else this.#schedule(rule);
  }
}

/** The next full minute of this timer, later than `now`; both in local seconds since 1970. */
function nextMoment({ minuteOfDay, week }: DayTimer, now: number): number | undefined {
  const today = Math.floor(now / daySeconds);
  for (let day = today; day <= today + 7; day += 1) {
    const moment = day * daySeconds + minuteOfDay * 60;
    // 1970 began on a Thursday.
    if (moment > now && (week & (1 << ((day + 4) % 7))) !== 0) return moment;
  }
  return undefined;
}

const idOf = (rule: JsonObject): string => textAt(rule, 'id') ?? '';

const nameOf = (id: string): string => `timer ${id}`;

function readTimer(rule: JsonObject): DayTimer | undefined {
  const channel = channelAt(rule);
  const minuteOfDay = numberAt(rule, 'time');
  const onoff = objectAt(objectAt(rule, 'extend'), 'toggle')['onoff'];
  if (channel === undefined || minuteOfDay === undefined || rule['enable'] !== 1) return undefined;
  if (onoff !== 0 && onoff !== 1) return undefined;
  return {
    channel,
    on: onoff === 1,
    minuteOfDay,
    week: numberAt(rule, 'week') ?? 0,
    isOnce: once.includes(rule['type']),
  };
}
