import type { MerossDevice } from '../../device/device.ts';
import { PlugConnection } from '../../device/plug-connection.ts';
import type { Reading } from '../../device/reading.ts';
import { power } from '../../features/power.ts';
import { toggle } from '../../features/toggle.ts';
import type { Call } from '../call.ts';
import { explainFailure } from '../command-failure.ts';
import { meterName } from '../plug/plug-meters.ts';
import { sessionOptions, withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { masterOf, outletName, outletsOf } from '../plug/plug-outlets.ts';
import { PlugCommandError } from '../plug-command-error.ts';
import { sparkline } from '../show/bars.ts';
import { oneLine } from '../show/json.ts';
import { watts } from '../../texts/en/numbers.ts';
import { width } from '../show/plain.ts';
import type { CommandAction } from '../command-spec.ts';

const EVERY = { min: 1, max: 3600, default: 2 };

/** `watch HOST`. */
export const watch: CommandAction = call => {
  const everySeconds = call.number('every', EVERY) ?? EVERY.default;
  return withPlug(call, async plug => {
    const printer = new ReadingPrinter(call, plug);
    const connection = new PlugConnection({
      address: () => plug.target.address,
      session: () => sessionOptions(plug.target, call.io),
      uuid: () => plug.info.uuid,
      features: [toggle, power({ everySeconds, clock: call.io.clock, includesSharedMeter: true })],
      clock: call.io.clock,
      pollMs: everySeconds * 1000,
      phase: 0,
      onDevice: (device: MerossDevice) => {
        device.onReading(reading => {
          printer.show(reading);
        });
      },
      onEnd: () => undefined,
      onFailure: why => {
        printer.show({ kind: 'reachable', channel: 0, reachable: false, why });
      },
    });
    await untilAborted(call.io.signal, connection);
    call.endLine();
  });
};

/** Runs the connection until Ctrl-C. */
async function untilAborted(signal: AbortSignal, connection: PlugConnection): Promise<void> {
  const end = (): void => void connection.close();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  await connection.run(0);
  await connection.close();
}

/** How many measurements the line of bars shows. */
const MAX_POINTS = 24;

/** Prints each reading on one line. */
class ReadingPrinter {
  readonly #call: Call;
  readonly #plug: OpenPlug;
  readonly #watts = new Map<number, number[]>();
  /** The width of the longest name of an outlet or meter. */
  readonly #outletColumns: number;
  #lastError = '';

  constructor(call: Call, plug: OpenPlug) {
    this.#call = call;
    this.#plug = plug;
    const names = outletsOf(plug).flatMap(({ channel }) => [outletName(plug, channel), meterName(plug, channel)]);
    this.#outletColumns = Math.max(0, ...names.map(name => width(name.replace(/,$/, ''))));
  }

  show(reading: Reading): void {
    if (reading.kind === 'reachable' && !this.#hasChanged(reading)) return;
    const { io, json } = this.#call;
    if (json) io.out.write(`${oneLine({ time: this.#time().toISOString(), ...dataOf(reading, this.#plug) })}\n`);
    else this.#printText(reading);
  }

  /** A reachable plug is reported only after it was unreachable, and each reason only once. */
  #hasChanged(reading: Extract<Reading, { readonly kind: 'reachable' }>): boolean {
    const before = this.#lastError;
    this.#lastError = reading.reachable ? '' : reading.why.name;
    return before !== this.#lastError;
  }

  #printText(reading: Reading): void {
    const { call, plug } = { call: this.#call, plug: this.#plug };
    if (reading.kind === 'reachable') {
      const time = localClock(this.#time());
      if (reading.reachable) call.note(`${time}  ${plug.target.label} is back.`, 'green');
      else
        call.note(
          `${time}  ${explainFailure(new PlugCommandError(reading.why, plug.target.label)).message} Waiting for it.`,
          'yellow',
        );
      return;
    }
    if (reading.kind !== 'toggle' && reading.kind !== 'power') return;
    // The master of some strips is on while any outlet is on, so only the outlets are shown.
    if (reading.kind === 'toggle' && reading.channel === masterOf(plug)) return;
    const time = call.paint('dim', localClock(this.#time()));
    const name = reading.kind === 'toggle' ? outletName(plug, reading.channel) : meterName(plug, reading.channel);
    const outlet = name.replace(/,$/, '');
    const outletColumn =
      outlet === '' ? '' : `${outlet}${' '.repeat(Math.max(0, this.#outletColumns - width(outlet)))}  `;
    const what = reading.kind === 'toggle' ? this.#state(reading.on) : this.#power(reading.channel, reading.watts);
    call.io.out.write(`${time}  ${outletColumn}${what}\n`);
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

  #time(): Date {
    return new Date(this.#call.io.clock.epochSeconds() * 1000);
  }
}

function dataOf(reading: Reading, plug: OpenPlug): object {
  if (reading.kind === 'reachable' && !reading.reachable) {
    const { code, message } = explainFailure(new PlugCommandError(reading.why, plug.target.label));
    return { kind: 'reachable', reachable: false, error: { code, message } };
  }
  if (reading.kind === 'reachable') return { kind: 'reachable', reachable: true };
  const isMaster = reading.kind === 'toggle' && reading.channel === masterOf(plug);
  return { ...reading, ...(isMaster && { master: true }) };
}

/** `17:03:09`, by this computer's clock. */
function localClock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}
