import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { readSaved } from '../../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../../src/energy/energy-total.ts';
import type { JsonObject } from '../../../src/protocol/decode.ts';
import type { Request } from '../../../src/protocol/envelope.ts';
import * as consumptionx from '../../../src/protocol/namespaces/consumptionx.ts';
import * as systemTime from '../../../src/protocol/namespaces/system-time.ts';
import { loadModel, SimulatedPlug } from '../../../simulator/index.ts';
import { HttpTransport } from '../../../src/transport/http.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import { dailyLoad } from './daily-load.ts';
import { DAY, HOUR, MINUTE } from './day-list.ts';

/** Midnight in Paris; summer time begins there on the 30th. */
const START = Date.parse('2025-03-10T00:00:00+01:00');
const PARIS: systemTime.Zone = {
  timezone: 'Europe/Paris',
  timeRule: [
    [1729990800, 3600, 0],
    [1743296400, 7200, 1],
    [1761440400, 3600, 0],
  ],
};

type Day = consumptionx.DayOfEnergy;

/** The days with another value for the newest one. */
const withNewest = (days: readonly Day[], reportedDays: (wattHours: number) => number): readonly Day[] => {
  const sorted = days.toSorted((one, other) => one.date.localeCompare(other.date));
  const newest = sorted.at(-1);
  if (!newest) return days;
  return [...sorted.slice(0, -1), { ...newest, wattHours: reportedDays(newest.wattHours) }];
};

/** The days with one that begins with all of the day before. */
const withYesterday = (days: readonly Day[], today: string, yesterday: string): readonly Day[] => {
  const of = (date: string): number => days.find(day => day.date === date)?.wattHours ?? 0;
  const begun = { date: today, wattHours: of(today) + of(yesterday), time: undefined };
  return [...days.filter(({ date }) => date !== today), begun];
};

/** A plug and a Homebridge in simulated time; all energy is also counted here, by other means. */
class MonthSimulation {
  readonly plug: SimulatedPlug;
  #nowMs = START;
  #watts = 0;
  #isPowered = true;
  /** Wh that have truly flowed. */
  truth = 0;
  /** Homebridge, while it runs, and when it was started. */
  #energy: EnergyTotal | undefined;
  #saved: unknown;
  #startedMs = START;
  /** The largest total shown so far. */
  seen = 0;
  readings = 0;
  /** What its firmware reports for its days. */
  distort: (days: readonly Day[], reading: number) => readonly Day[] = days => days;
  isIdle = false;

  constructor(model: Awaited<ReturnType<typeof loadModel>>) {
    this.plug = new SimulatedPlug({ model, now: () => this.#nowMs });
  }

  get isHomebridgeUp(): boolean {
    return this.#energy !== undefined;
  }

  /** How long Homebridge has been running: the only time that the total may know. */
  get #upMs(): number {
    return this.#nowMs - this.#startedMs;
  }

  async send(request: Request): Promise<JsonObject> {
    const address = parseAddress(this.plug.host);
    assert.ok(address);
    const { key, uuid } = this.plug;
    const transport = new HttpTransport({ address, key, uuid, clock: systemClock });
    return (await transport.request(request, AbortSignal.timeout(10_000))).payload;
  }

  async setClock(): Promise<void> {
    await this.send(systemTime.set({ ...PARIS, timestamp: Math.floor(this.#nowMs / 1000) }));
  }

  stopHomebridge(): void {
    this.#saved = JSON.parse(JSON.stringify(this.#energy?.saved ?? null));
    this.#energy = undefined;
  }

  startHomebridge(): void {
    this.#startedMs = this.#nowMs;
    this.#energy = new EnergyTotal(readSaved(this.#saved));
  }

  async cutPower(): Promise<void> {
    await this.plug.unplug();
    this.#isPowered = false;
  }

  /** The power comes back. The plug may have lost the time. */
  async restorePower(knowsTime: boolean): Promise<void> {
    await (knowsTime ? this.plug.plugIn() : this.plug.reboot(1));
    this.#isPowered = true;
  }

  /** A minute passes. The appliance changes 20 s after the watts were read, so that they are never quite right. */
  minute(watts: number): void {
    this.#energy?.flows(this.#isPowered ? this.#watts : undefined, this.#upMs);
    this.#pass(20_000);
    this.#watts = watts;
    this.plug.setLoad(watts);
    this.#pass(40_000);
    this.#observe();
  }

  /** Homebridge queries the plug for its days, if both are running. */
  async ask(): Promise<void> {
    if (!this.#energy || !this.#isPowered) return;
    const days = consumptionx.parse(await this.send(consumptionx.get()));
    this.#energy.countedDays(this.distort(days, this.readings), this.#upMs);
    this.readings += 1;
    this.#observe();
  }

  #observe(): void {
    const total = this.#energy?.wattHours(this.#upMs);
    if (total === undefined) return;
    assert.ok(total >= this.seen, `${total} Wh after ${this.seen} at ${new Date(this.#nowMs).toISOString()}`);
    this.seen = total;
  }

  #pass(ms: number): void {
    this.#nowMs += ms;
    if (this.#isPowered) this.truth += (this.#watts * ms) / HOUR;
  }
}

async function simulationOf(t: TestContext): Promise<MonthSimulation> {
  const simulation = new MonthSimulation(await loadModel('mss310-2.1.17'));
  t.after(() => simulation.plug.close());
  await simulation.plug.start();
  simulation.plug.turn(0, true);
  simulation.plug.faults.midnightFreeze = true;
  await simulation.setClock();
  simulation.startHomebridge();
  return simulation;
}

/** What goes wrong in this month: day and time by a clock that knows no summer time, which is what the plug's is not. */
const DISTURBANCES: readonly (readonly [day: number, time: number, (simulation: MonthSimulation) => unknown])[] = [
  [2, 14 * HOUR, simulation => (simulation.stopHomebridge(), simulation.startHomebridge())],
  [3, 4 * HOUR, simulation => simulation.cutPower()],
  [3, 4 * HOUR + 10 * MINUTE, simulation => simulation.restorePower(true)],
  // A reboot after which the plug does not know the time; it gets the time five minutes later.
  [6, 19 * HOUR, simulation => simulation.cutPower()],
  [6, 19 * HOUR + 5 * MINUTE, simulation => simulation.restorePower(false)],
  [6, 19 * HOUR + 10 * MINUTE, simulation => simulation.setClock()],
  // One absurd reading, one of nothing, and an hour in which every other reading is absurd.
  [4, 10 * HOUR, simulation => (simulation.distort = days => withNewest(days, () => 500_000))],
  [4, 10 * HOUR + 5 * MINUTE, simulation => (simulation.distort = days => days)],
  [4, 15 * HOUR, simulation => (simulation.distort = days => withNewest(days, () => 0))],
  [4, 15 * HOUR + 5 * MINUTE, simulation => (simulation.distort = days => days)],
  [
    5,
    10 * HOUR,
    simulation => (simulation.distort = (days, at) => (at % 2 ? withNewest(days, it => it + 15_500) : days)),
  ],
  [5, 11 * HOUR, simulation => (simulation.distort = days => days)],
  // An idle evening, and a new day that begins with all of yesterday until it is put right.
  [7, 18 * HOUR, simulation => (simulation.isIdle = true)],
  [8, 0, simulation => (simulation.distort = days => withYesterday(days, '2025-03-18', '2025-03-17'))],
  [8, 30 * MINUTE, simulation => (simulation.distort = days => days)],
  [8, 6 * HOUR, simulation => (simulation.isIdle = false)],
  // Homebridge is off for thirty hours.
  [9, 9 * HOUR, simulation => simulation.stopHomebridge()],
  [10, 15 * HOUR, simulation => simulation.startHomebridge()],
  // It restarts while the counter stands still, and a minute after midnight.
  [12, DAY - MINUTE, simulation => (simulation.stopHomebridge(), simulation.startHomebridge())],
  [13, MINUTE, simulation => (simulation.stopHomebridge(), simulation.startHomebridge())],
  // A day without power, which the plug does not know of.
  [14, 22 * HOUR, simulation => simulation.cutPower()],
  [16, HOUR, simulation => simulation.restorePower(true)],
  // The same, over midnight, and the plug gets no time for a while.
  [17, 23 * HOUR, simulation => simulation.cutPower()],
  [18, HOUR, simulation => simulation.restorePower(false)],
  [18, HOUR + 10 * MINUTE, simulation => simulation.setClock()],
  // Homebridge sleeps through the change to summer time.
  [19, 23 * HOUR, simulation => simulation.stopHomebridge()],
  [20, 5 * HOUR, simulation => simulation.startHomebridge()],
  // The plug's clock is two days ahead for an hour.
  [23, 12 * HOUR, simulation => (simulation.plug.faults.clockOffsetSeconds = 2 * 86_400)],
  [23, 13 * HOUR, simulation => (simulation.plug.faults.clockOffsetSeconds = 0)],
  [27, 8 * HOUR, simulation => (simulation.stopHomebridge(), simulation.startHomebridge())],
];

test('a month with reboots, glitches, swings, an idle evening, frozen midnights, summer time, a lost day and restarts: right to 1 %, and never falling', async t => {
  const simulation = await simulationOf(t);
  await simulation.ask();
  const atFirst = simulation.seen;
  assert.equal(atFirst, 4770, 'what the plug remembers of the days before');
  const draws = dailyLoad(20250310);
  let disturbances = 0;
  for (let minute = 0; minute < 30 * 1440; minute += 1) {
    for (const [, , happens] of DISTURBANCES.filter(([day, time]) => day * DAY + time === minute * MINUTE)) {
      await happens(simulation);
      disturbances += 1;
    }
    const watts = draws(minute);
    simulation.minute(simulation.isIdle ? 0 : watts);
    if (minute % 5 === 4) await simulation.ask();
    if (minute % 1440 === 720 && simulation.isHomebridgeUp) {
      const [counted, truth] = [simulation.seen - atFirst, simulation.truth];
      assert.ok(Math.abs(counted - truth) < 0.01 * truth + 20, `${counted} Wh of ${truth} by noon`);
    }
  }
  assert.equal(disturbances, DISTURBANCES.length);
  assert.ok(simulation.readings > 7500 && simulation.truth > 50_000);
  const error = (simulation.seen - atFirst) / simulation.truth - 1;
  assert.ok(Math.abs(error) < 0.01, `${simulation.seen - atFirst} Wh of ${simulation.truth}`);
});
