import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { readSaved } from '../../../src/energy/saved.ts';
import { EnergyTotal } from '../../../src/energy/total.ts';
import type { JsonObject } from '../../../src/protocol/decode.ts';
import type { Request } from '../../../src/protocol/envelope.ts';
import * as consumptionx from '../../../src/protocol/namespaces/consumptionx.ts';
import * as systemTime from '../../../src/protocol/namespaces/system-time.ts';
import { loadModel, SimulatedPlug } from '../../../simulator/index.ts';
import { HttpTransport } from '../../../src/transport/http.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import { appliances } from './appliances.ts';
import { DAY, HOUR, MINUTE } from './plug-list.ts';

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

/** The days with the newest one told as something else. */
const withNewest = (days: readonly Day[], told: (wattHours: number) => number): readonly Day[] => {
  const sorted = days.toSorted((one, other) => one.date.localeCompare(other.date));
  const newest = sorted.at(-1);
  if (!newest) return days;
  return [...sorted.slice(0, -1), { ...newest, wattHours: told(newest.wattHours) }];
};

/** The days with one that begins with all of the day before. */
const withYesterday = (days: readonly Day[], today: string, yesterday: string): readonly Day[] => {
  const of = (date: string): number => days.find(day => day.date === date)?.wattHours ?? 0;
  const begun = { date: today, wattHours: of(today) + of(yesterday), time: undefined };
  return [...days.filter(({ date }) => date !== today), begun];
};

/** A plug and a Homebridge in a world whose time is ours; all that flows is counted here too, by other means. */
class World {
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
  /** The largest total that anybody saw. */
  seen = 0;
  readings = 0;
  /** What its firmware makes of its days when it is asked. */
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

  /** The power comes back; whether the plug still knows the time is another question. */
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
    this.#look();
  }

  /** The plug is asked for its days, if it is there and Homebridge is too. */
  async ask(): Promise<void> {
    if (!this.#energy || !this.#isPowered) return;
    const days = consumptionx.parse(await this.send(consumptionx.get()));
    this.#energy.countedDays(this.distort(days, this.readings), this.#upMs);
    this.readings += 1;
    this.#look();
  }

  #look(): void {
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

async function worldOf(t: TestContext): Promise<World> {
  const world = new World(await loadModel('mss310-2.1.17'));
  t.after(() => world.plug.close());
  await world.plug.start();
  world.plug.turn(0, true);
  world.plug.faults.midnightFreeze = true;
  await world.setClock();
  world.startHomebridge();
  return world;
}

/** What goes wrong in this month: day and time by a clock that knows no summer time, which is what the plug's is not. */
const TROUBLE: readonly (readonly [day: number, time: number, (world: World) => unknown])[] = [
  [2, 14 * HOUR, world => (world.stopHomebridge(), world.startHomebridge())],
  [3, 4 * HOUR, world => world.cutPower()],
  [3, 4 * HOUR + 10 * MINUTE, world => world.restorePower(true)],
  // A reboot after which the plug does not know the time; it is told five minutes later.
  [6, 19 * HOUR, world => world.cutPower()],
  [6, 19 * HOUR + 5 * MINUTE, world => world.restorePower(false)],
  [6, 19 * HOUR + 10 * MINUTE, world => world.setClock()],
  // One absurd reading, one of nothing, and an hour in which every other reading is absurd.
  [4, 10 * HOUR, world => (world.distort = days => withNewest(days, () => 500_000))],
  [4, 10 * HOUR + 5 * MINUTE, world => (world.distort = days => days)],
  [4, 15 * HOUR, world => (world.distort = days => withNewest(days, () => 0))],
  [4, 15 * HOUR + 5 * MINUTE, world => (world.distort = days => days)],
  [5, 10 * HOUR, world => (world.distort = (days, at) => (at % 2 ? withNewest(days, it => it + 15_500) : days))],
  [5, 11 * HOUR, world => (world.distort = days => days)],
  // An idle evening, and a new day that begins with all of yesterday until it is put right.
  [7, 18 * HOUR, world => (world.isIdle = true)],
  [8, 0, world => (world.distort = days => withYesterday(days, '2025-03-18', '2025-03-17'))],
  [8, 30 * MINUTE, world => (world.distort = days => days)],
  [8, 6 * HOUR, world => (world.isIdle = false)],
  // Homebridge is off for thirty hours.
  [9, 9 * HOUR, world => world.stopHomebridge()],
  [10, 15 * HOUR, world => world.startHomebridge()],
  // It restarts while the counter stands still, and a minute after midnight.
  [12, DAY - MINUTE, world => (world.stopHomebridge(), world.startHomebridge())],
  [13, MINUTE, world => (world.stopHomebridge(), world.startHomebridge())],
  // A day without power, of which the plug knows nothing.
  [14, 22 * HOUR, world => world.cutPower()],
  [16, HOUR, world => world.restorePower(true)],
  // The same, over midnight, and nobody tells the time for a while.
  [17, 23 * HOUR, world => world.cutPower()],
  [18, HOUR, world => world.restorePower(false)],
  [18, HOUR + 10 * MINUTE, world => world.setClock()],
  // Homebridge sleeps through the change to summer time.
  [19, 23 * HOUR, world => world.stopHomebridge()],
  [20, 5 * HOUR, world => world.startHomebridge()],
  // The plug's clock is two days ahead for an hour.
  [23, 12 * HOUR, world => (world.plug.faults.clockOffsetSeconds = 2 * 86_400)],
  [23, 13 * HOUR, world => (world.plug.faults.clockOffsetSeconds = 0)],
  [27, 8 * HOUR, world => (world.stopHomebridge(), world.startHomebridge())],
];

test('a month with reboots, glitches, swings, an idle evening, frozen midnights, summer time, a lost day and restarts: right to 1 %, and never falling', async t => {
  const world = await worldOf(t);
  await world.ask();
  const atFirst = world.seen;
  assert.equal(atFirst, 4770, 'what the plug remembers of the days before');
  const draws = appliances(20250310);
  let troubles = 0;
  for (let minute = 0; minute < 30 * 1440; minute += 1) {
    for (const [, , happens] of TROUBLE.filter(([day, time]) => day * DAY + time === minute * MINUTE)) {
      await happens(world);
      troubles += 1;
    }
    const watts = draws(minute);
    world.minute(world.isIdle ? 0 : watts);
    if (minute % 5 === 4) await world.ask();
    if (minute % 1440 === 720 && world.isHomebridgeUp) {
      const [counted, truth] = [world.seen - atFirst, world.truth];
      assert.ok(Math.abs(counted - truth) < 0.01 * truth + 20, `${counted} Wh of ${truth} by noon`);
    }
  }
  assert.equal(troubles, TROUBLE.length);
  assert.ok(world.readings > 7500 && world.truth > 50_000);
  const error = (world.seen - atFirst) / world.truth - 1;
  assert.ok(Math.abs(error) < 0.01, `${world.seen - atFirst} Wh of ${world.truth}`);
});
