import type { Message, Request } from '../protocol/envelope.ts';
import * as timerx from '../protocol/namespaces/timerx.ts';
import * as triggerx from '../protocol/namespaces/triggerx.ts';

/**
 * The ids of rules that the command line or the plugin has written begin with these; other rules are left alone unless
 * named.
 */
export const OUR_TIMERS = 'hb';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const WHOLE_WEEK = 0x7f;
/** Set in every row that was seen: the rule repeats every week. */
const REPEAT = 0x80;

/**
 * The days in a text such as `mon,tue` or `daily`, as a plug's week mask; undefined for anything else. Monday is
 * bit 0: sources disagree, and the one sample with a known day supports it.
 */
export function weekOf(text: string): number | undefined {
  const names = text
    .toLowerCase()
    .split(',')
    .map(word => word.trim());
  if (names.length === 1 && names[0] === 'daily') return REPEAT | WHOLE_WEEK;
  const bits = names.map(word => DAYS.findIndex(day => day === word));
  return bits.includes(-1) ? undefined : bits.reduce((mask, bit) => mask | (1 << bit), REPEAT);
}

/** A week mask as text, in the same order of days. */
export function daysOf(week: number): string {
  if ((week & WHOLE_WEEK) === WHOLE_WEEK) return 'daily';
  const days = DAYS.filter((_, bit) => (week & (1 << bit)) !== 0);
  return days.length === 0 ? 'never' : days.join(',');
}

/** `22:30` as minutes since midnight; undefined for anything else. */
export function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? [];
  return hours === undefined || minutes === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** Minutes since midnight as `22:30`. */
export function timeOf(minuteOfDay: number): string {
  const hours = String(Math.floor(minuteOfDay / 60)).padStart(2, '0');
  return `${hours}:${String(Math.floor(minuteOfDay % 60)).padStart(2, '0')}`;
}

/** Sends one query to a plug. */
type AskPlug = (request: Request) => Promise<Message>;

/** The timers with these ids, each asked for by itself; those that the plug does not have are left out. */
export async function readTimers(ask: AskPlug, ids: readonly string[]): Promise<readonly timerx.Timer[]> {
  const found: timerx.Timer[] = [];
  for (const id of ids) {
    const timer = timerx.parse((await ask(timerx.get(id))).payload);
    if (timer) found.push(timer);
  }
  return found;
}

/** The auto-off rules with these ids, each asked for by itself; those that the plug does not have are left out. */
export async function readTriggers(ask: AskPlug, ids: readonly string[]): Promise<readonly triggerx.Trigger[]> {
  const found: triggerx.Trigger[] = [];
  for (const id of ids) {
    const trigger = triggerx.parseOne((await ask(triggerx.get(id))).payload, id);
    if (trigger) found.push(trigger);
  }
  return found;
}
