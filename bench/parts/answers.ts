/**
 * How long one reply blocks the event loop, and with it every other plug and plugin. The largest replies that are still
 * read, and larger ones, which are refused. Each should stay below 20 ms on a current computer; a history with a gap in
 * every half hour is the worst case.
 */
import { systemClock } from '../../src/clock.ts';
import { plugInfo } from '../../src/device/plug-info.ts';
import { EnergyTotal } from '../../src/energy/energy-total.ts';
import { MalformedError } from '../../src/errors.ts';
import { filledEntries, type Counters } from '../../src/history/gap-filling.ts';
import { gapsBetween, HISTORY_SIZE, type HistoryEntry } from '../../src/history/history-entry.ts';
import { BOUNDS } from '../../src/protocol/bounds.ts';
import { parse } from '../../src/protocol/envelope.ts';
import type { Part } from '../lib/part.ts';
import { median } from '../lib/percentiles.ts';
import * as consumptionh from '../../src/protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../../src/protocol/namespaces/consumptionx.ts';
import * as multiple from '../../src/protocol/namespaces/multiple.ts';
import * as systemAbility from '../../src/protocol/namespaces/system-ability.ts';
import * as systemAll from '../../src/protocol/namespaces/system-all.ts';
import * as systemTime from '../../src/protocol/namespaces/system-time.ts';

const NOW = systemClock.epochSeconds();
const DAY = 86_400;
const ROUNDS = 9;

const listOf = <Row>(count: number, row: (at: number) => Row): Row[] =>
  Array.from({ length: count }, (_, at) => row(at));

/** Shuffled, in the same way each time. */
const shuffled = <Row>(rows: readonly Row[]): readonly Row[] =>
  rows.map((_, at) => rows[(at * 7919) % rows.length] ?? rows[0]).filter(row => row !== undefined);

const reply = (namespace: string, payload: object): string =>
  JSON.stringify({ header: { messageId: 'a'.repeat(32), namespace, method: 'GETACK', timestamp: NOW }, payload });

const days = (count: number): string => {
  const date = (at: number): string => new Date((NOW - at * DAY) * 1000).toISOString().slice(0, 10);
  const consumptionx = listOf(count, at => ({ date: date(at), time: NOW, value: 1000 + at }));
  return reply('Appliance.Control.ConsumptionX', { consumptionx: shuffled(consumptionx) });
};

const hours = (count: number): string => {
  const data = listOf(count, at => ({ timestamp: NOW - at * 3600, value: 40 }));
  return reply('Appliance.Control.ConsumptionH', { consumptionH: [{ channel: 0, total: 0, data: shuffled(data) }] });
};

const rules = (count: number): string => {
  const timeRule = listOf(count, at => [NOW - at * 9_000_000, at % 2 === 0 ? 3600 : 7200, at % 2]);
  return reply('Appliance.System.Time', { time: { timestamp: NOW, timezone: 'Europe/Paris', timeRule } });
};

const describedPlug = (relays: number): string => {
  const hardware = { type: 'mss425f', version: '1', uuid: '2'.repeat(32), macAddress: '48:e1:e9:00:00:0a' };
  const time = { timestamp: NOW, timezone: 'Europe/Paris', timeRule: listOf(BOUNDS.rules.most, at => [at, 3600, 0]) };
  const togglex = listOf(relays, channel => ({ channel, onoff: 0, lmTime: NOW }));
  const system = { hardware, firmware: { version: '1' }, time };
  return reply('Appliance.System.All', { all: { system, digest: { togglex } } });
};

const abilities = (count: number): string =>
  reply('Appliance.System.Ability', {
    ability: Object.fromEntries(listOf(count, at => [`Appliance.Control.Something${String(at)}`, { maxCmdNum: 5 }])),
  });

/** Processor time in ms, so that other processes do not count. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The time of the first round, before the code is compiled, and the median of all. */
function measure(what: string, work: () => unknown): readonly string[] {
  let result = 'read';
  const taken = listOf(ROUNDS, () => {
    const from = spent();
    try {
      work();
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      result = 'refused';
    }
    return spent() - from;
  });
  const [first = 0] = taken;
  return [what, first.toFixed(1), median(taken).toFixed(1), result];
}

/** What replies about energy change: the total, and the gaps of the history. */
interface Energy {
  readonly days: string;
  readonly hours: string;
  readonly rules: string;
}

function countEnergy({ days, hours, rules }: Energy, entries: readonly HistoryEntry[]): void {
  const counters: Counters = {
    days: consumptionx.parse(parse(days).payload),
    hours: consumptionh.parse(parse(hours).payload).flatMap(row => row.hours),
    offsets: systemTime.parse(parse(rules).payload).timeRule.map(([since, seconds]) => ({ since, seconds })),
  };
  const total = new EnergyTotal();
  total.countedDays(counters.days, 0);
  total.countedDays(counters.days, 1000);
  total.countedHours(counters.hours, 2000);
  filledEntries(gapsBetween(entries, NOW), counters, entries);
}

/** Four weeks without a reading, and a history with as many gaps as possible. */
const ONE_GAP: readonly HistoryEntry[] = [{ at: NOW - 28 * DAY, on: true }];
const ALL_GAPS: readonly HistoryEntry[] = listOf(HISTORY_SIZE, at => ({
  at: NOW - (HISTORY_SIZE - at) * 1200,
  ...(at % 2 === 0 ? { watts: 5 } : { on: true }),
}));

const largest = { days: days(BOUNDS.days.most), hours: hours(BOUNDS.hours.most), rules: rules(BOUNDS.rules.most) };
const tooLarge = { ...largest, days: days(1950), rules: rules(6000) };
const texts = {
  describedPlug: describedPlug(BOUNDS.relays.most),
  tooManyRelays: describedPlug(256),
  abilities: abilities(BOUNDS.abilities.most),
  deep: reply('N', {}).replace('{}', `{"ability":{"A":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`),
  wide: reply('N', {}).replace('{}', `{"ability":[${'[],'.repeat(21_000)}[]]}`),
  multiple: reply(multiple.NAMESPACE, {
    multiple: listOf(BOUNDS.parts.most, () => JSON.parse(describedPlug(BOUNDS.relays.most)) as object),
  }),
};

export const answers: Part = {
  name: 'answers',
  title: 'how long the largest replies block everything else',
  run: () =>
    Promise.resolve([
      { name: 'answers', head: ['milliseconds of processor time', 'first', 'median', ''], rows: rows() },
    ]),
};

const rows = (): readonly (readonly string[])[] => [
  measure('System.All, the most relays and rules', () =>
    plugInfo(systemAll.parse(parse(texts.describedPlug).payload), {}),
  ),
  measure('System.Ability, the most namespaces', () => systemAbility.parse(parse(texts.abilities).payload)),
  measure('Multiple, the most parts, each such a System.All', () => {
    for (const { payload } of multiple.parse(parse(texts.multiple))) systemAll.parse(payload);
  }),
  measure('the most days, hours and rules, after four weeks away', () => countEnergy(largest, ONE_GAP)),
  measure('the same, into a history full of holes', () => countEnergy(largest, ALL_GAPS)),
  measure('64 kB of brackets', () => parse(texts.wide)),
  measure('1,950 days and 6,000 rules, after four weeks away', () => countEnergy(tooLarge, ONE_GAP)),
  measure('6,000 rules', () => systemTime.parse(parse(tooLarge.rules).payload)),
  measure('256 relays', () => systemAll.parse(parse(texts.tooManyRelays).payload)),
  measure('an ability nested 30,000 deep', () => parse(texts.deep)),
];
