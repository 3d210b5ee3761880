import type { PlugCore } from '../../simulator/plug-core.ts';
import { isObject, type JsonObject } from '../../src/protocol/decode.ts';

/** What a meter measures at one outlet. */
export interface Measurement {
  readonly watts?: number;
  readonly volts?: number;
  readonly amperes?: number;
}

const ELECTRICITY = 'Appliance.Control.Electricity';
const ELECTRICITY_X = 'Appliance.Control.ElectricityX';
const DAYS = 'Appliance.Control.ConsumptionX';
const HOURS = 'Appliance.Control.ConsumptionH';

/** What the meter and the counters of a plug report, if the test sets that instead of the load: the recording is changed. */
export class TestMeter {
  readonly #state: Map<string, JsonObject>;
  readonly #core: PlugCore;
  readonly #days = new Map<string, number>();

  constructor(state: Map<string, JsonObject>, core: PlugCore) {
    this.#state = state;
    this.#core = core;
  }

  /**
   * Measures this from now on, whatever flows; what is left out is 0 W, 230 V or 0 A.
   *
   * @throws {Error} the load or a relay has changed, so the plug shows what flows
   */
  measure({ watts = 0, volts = 230, amperes = 0 }: Measurement, channel = 0): void {
    if (!this.#core.flowIsAsRecorded) throw new Error('the plug shows what flows: set the load');
    const [power, current] = [watts, amperes].map(value => Math.round(value * 1000));
    if (channel === 0) {
      this.#state.set(ELECTRICITY, { electricity: { channel, current, voltage: Math.round(volts * 10), power } });
    }
    this.#setRow(channel, { current, voltage: Math.round(volts * 1000), power });
  }

  /** Sets the Wh of a day, `YYYY-MM-DD`, in ConsumptionX; undefined removes that day. */
  countDay(date: string, wattHours: number | undefined): void {
    if (wattHours === undefined) this.#days.delete(date);
    else this.#days.set(date, wattHours);
    const consumptionx = [...this.#days].map(([day, value]) => ({ date: day, value, time: 0 }));
    this.#state.set(DAYS, { consumptionx });
  }

  /** Sets the Wh of ConsumptionH for the hours that ended at these seconds since 1970; it has no others. */
  countHours(hours: ReadonlyMap<number, number>): void {
    const data = [...hours].map(([timestamp, value]) => ({ timestamp, value }));
    this.#state.set(HOURS, { consumptionH: [{ channel: 0, total: 0, data }] });
  }

  /** Sets the Wh of this month in ElectricityX. */
  countMonth(wattHours: number, channel = 0): void {
    this.#setRow(channel, { mConsume: wattHours });
  }

  #setRow(channel: number, change: JsonObject): void {
    const rows = [this.#state.get(ELECTRICITY_X)?.['electricity'] ?? []].flat().filter(isObject);
    const before = rows.find(row => row['channel'] === channel);
    const row = { channel, current: 0, voltage: 230_000, power: 0, mConsume: 0, ...before, ...change };
    this.#state.set(ELECTRICITY_X, { electricity: [...rows.filter(each => each !== before), row] });
  }
}
