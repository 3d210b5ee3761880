import type { MerossError } from '../../errors.ts';
import type { Reading } from '../../device/reading.ts';
import { watts } from '../../texts/en/numbers.ts';
import type { Call } from '../call.ts';
import { explainFailure } from '../command-failure.ts';
import { PlugCommandError } from '../plug-command-error.ts';
import type { PlugWithKey } from '../plug/named-plug.ts';
import type { OpenPlug } from '../plug/open-plug.ts';
import { meterName } from '../plug/plug-meters.ts';
import { masterOf, outletName, outletsOf } from '../plug/plug-outlets.ts';
import { sparkline } from '../show/bars.ts';
import { oneLine } from '../show/json.ts';
import { clip, plain, width } from '../show/plain.ts';

/** A plug that has replied. */
export type WatchedPlug = Pick<OpenPlug, 'target' | 'info' | 'all'>;

/** How many measurements the line of bars shows. */
const MAX_POINTS = 24;
/** A longer name is cut, so that there is room for the reading. */
const MAX_NAME_COLUMNS = 24;

/** What all plugs of one command share: the widths of the columns. */
export class WatchColumns {
  /** Of the names of plugs; 0 if there is only one plug, whose name stands in no line. */
  readonly name: number;
  /** Of the names of outlets and meters, as far as they are known. */
  #outlet = 0;

  constructor(targets: readonly PlugWithKey[]) {
    this.name = targets.length < 2 ? 0 : Math.max(...targets.map(target => width(shortName(target))));
  }

  get outlet(): number {
    return this.#outlet;
  }

  /** A plug has replied, so its outlets are known. */
  add(plug: WatchedPlug): void {
    const names = outletsOf(plug).flatMap(({ channel }) => [outletName(plug, channel), meterName(plug, channel)]);
    this.#outlet = Math.max(this.#outlet, ...names.map(name => width(name.replace(/,$/, ''))));
  }
}

/** Prints the readings of one plug, each on one line. */
export class ReadingPrinter {
  readonly #call: Call;
  readonly #target: PlugWithKey;
  readonly #columns: WatchColumns;
  readonly #watts = new Map<number, number[]>();
  #plug: WatchedPlug | undefined;
  /** The exit status of the failure that was reported last; undefined while the plug is reachable. */
  #reported: number | undefined;

  constructor(call: Call, target: PlugWithKey, columns: WatchColumns) {
    this.#call = call;
    this.#target = target;
    this.#columns = columns;
  }

  /** The plug has replied, for the first time or again. */
  identified(plug: WatchedPlug): void {
    this.#plug = plug;
    this.#columns.add(plug);
  }

  /** The plug cannot be reached. Each outage is reported once, and again if it becomes one of another kind. */
  failed(why: MerossError): void {
    const { code, message, status } = explainFailure(new PlugCommandError(why, this.#target.label));
    if (this.#reported === status) return;
    this.#reported = status;
    if (this.#call.json) this.#printData({ kind: 'reachable', reachable: false, error: { code, message } });
    else this.#call.note(`${this.#prefix()}${message} Waiting for it.`, 'yellow');
  }

  show(reading: Reading): void {
    if (reading.kind === 'reachable') {
      if (reading.reachable) this.#isBack();
      else this.failed(reading.why);
      return;
    }
    const plug = this.#plug;
    if (plug === undefined || (reading.kind !== 'toggle' && reading.kind !== 'power')) return;
    const isMaster = reading.kind === 'toggle' && reading.channel === masterOf(plug);
    if (this.#call.json) this.#printData({ ...reading, ...(isMaster && { master: true }) });
    // The master of some strips is on while any outlet is on, so only the outlets are shown.
    else if (!isMaster) this.#printText(reading, plug);
  }

  #isBack(): void {
    if (this.#reported === undefined) return;
    this.#reported = undefined;
    if (this.#call.json) this.#printData({ kind: 'reachable', reachable: true });
    else this.#call.note(`${this.#prefix()}${this.#target.label} is back.`, 'green');
  }

  #printText(reading: Extract<Reading, { readonly kind: 'toggle' | 'power' }>, plug: WatchedPlug): void {
    const { channel } = reading;
    const name = reading.kind === 'toggle' ? outletName(plug, channel) : meterName(plug, channel);
    const outlet = padded(name.replace(/,$/, ''), this.#columns.outlet);
    const what = reading.kind === 'toggle' ? this.#state(reading.on) : this.#power(channel, reading.watts);
    this.#call.io.out.write(`${this.#prefix(this.#call.paint)}${outlet}${what}\n`);
  }

  /** The name of the plug, if there are several, and the time. */
  #prefix(paint: Call['paint'] = (_, text) => text): string {
    const name = this.#columns.name === 0 ? '' : padded(shortName(this.#target), this.#columns.name);
    return `${name}${paint('dim', localClock(this.#time()))}  `;
  }

  #state(on: boolean): string {
    return this.#call.paint(on ? 'green' : 'dim', on ? 'on' : 'off');
  }

  #power(channel: number, now: number | undefined): string {
    if (now === undefined) return this.#call.paint('yellow', 'its meter measures nothing');
    const all = [...(this.#watts.get(channel) ?? []), now].slice(-MAX_POINTS);
    this.#watts.set(channel, all);
    return `${watts(now).padStart(8)}  ${this.#call.paint('cyan', sparkline(all))}`;
  }

  #printData(data: object): void {
    const { address, config } = this.#target;
    const uuid = this.#plug?.info.uuid ?? config?.uuid;
    const name = config?.name;
    const plug = { ...address, ...(uuid !== undefined && { uuid }), ...(name !== undefined && { name }) };
    this.#call.io.out.write(`${oneLine({ time: this.#time().toISOString(), ...plug, ...data })}\n`);
  }

  #time(): Date {
    return new Date(this.#call.io.clock.epochSeconds() * 1000);
  }
}

/** The name in the config, else the address. */
function shortName({ config, label }: PlugWithKey): string {
  return clip(config?.name === undefined ? label : plain(config.name), MAX_NAME_COLUMNS);
}

/** A text in a column, and the gap after it; empty if the column is. */
function padded(text: string, columns: number): string {
  return columns === 0 ? '' : `${text}${' '.repeat(Math.max(0, columns - width(text)))}  `;
}

/** `17:03:09`, by this computer's clock. */
function localClock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}
