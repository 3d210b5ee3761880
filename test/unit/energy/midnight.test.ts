import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSaved } from '../../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../../src/energy/energy-total.ts';
import { dailyLoad } from './daily-load.ts';
import { DAY, days, MINUTE } from './day-list.ts';

/** What the first value of a day includes: the energy from before midnight while the counter stood still, or other values. */
type Midnight =
  | 'remainder in the new day'
  | 'remainder lost'
  | 'new day begins with yesterday, and is put right after some minutes'
  | 'new day begins with yesterday, and goes on from there';

/** A counter by the day that stands still from 23:58 on, as plugs do, and begins the next day as it should not. */
class OddCounter {
  readonly #midnight: Midnight;
  readonly #days = new Map<number, number>();
  #remainder = 0;
  /** Day → Wh too many in its value. */
  readonly #excess = new Map<number, number>();

  constructor(midnight: Midnight) {
    this.#midnight = midnight;
  }

  /** One minute with this power passes. */
  minute(minute: number, wattHours: number): void {
    const [day, ofDay] = [Math.floor(minute / 1440), minute % 1440];
    if (ofDay >= 1438) {
      this.#remainder += wattHours;
      return;
    }
    if (ofDay === 0) {
      this.#days.set(day, this.#midnight === 'remainder in the new day' ? this.#remainder : 0);
      this.#remainder = 0;
      if (this.#midnight.includes('begins with yesterday')) this.#excess.set(day, this.#days.get(day - 1) ?? 0);
    }
    if (ofDay === 7 && this.#midnight.includes('put right')) this.#excess.delete(day);
    this.#days.set(day, (this.#days.get(day) ?? 0) + wattHours);
  }

  list(): Readonly<Record<string, number>> {
    const rows = [...this.#days].slice(-31).map(([day, wattHours]) => {
      const date = new Date(Date.UTC(2025, 2, 1) + day * DAY).toISOString().slice(0, 10);
      return [date, Math.floor(wattHours + (this.#excess.get(day) ?? 0))] as const;
    });
    return Object.fromEntries(rows);
  }
}

for (const midnight of [
  'remainder in the new day',
  'remainder lost',
  'new day begins with yesterday, and is put right after some minutes',
  'new day begins with yesterday, and goes on from there',
] as const) {
  for (const everyMinutes of [1, 5, 12]) {
    test(`a month of midnights (${midnight}), asked every ${everyMinutes} min: right to 1 %, and never falling`, () => {
      const counter = new OddCounter(midnight);
      const draws = dailyLoad(7);
      let energy = new EnergyTotal();
      let [truth, seen, startedMs] = [0, 0, 0];
      for (let minute = 0; minute < 30 * 1440; minute += 1) {
        const nowMs = minute * MINUTE;
        // Homebridge restarts every week at noon.
        if (minute % (7 * 1440) === 720) {
          energy = new EnergyTotal(readSaved(JSON.parse(JSON.stringify(energy.saved ?? null))));
          startedMs = nowMs;
        }
        const watts = draws(minute);
        energy.flows(watts, nowMs - startedMs);
        counter.minute(minute, watts / 60);
        truth += watts / 60;
        const laterMs = nowMs + MINUTE - startedMs;
        if (minute % everyMinutes === 0) energy.countedDays(days(counter.list()), laterMs);
        const total = energy.wattHours(laterMs) ?? 0;
        assert.ok(total >= seen, `${total} Wh after ${seen}`);
        seen = total;
      }
      const error = seen / truth - 1;
      assert.ok(Math.abs(error) < 0.01, `${seen} Wh of ${truth}`);
    });
  }
}
