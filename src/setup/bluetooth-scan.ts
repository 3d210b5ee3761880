import { type Clock, TimeIsUp, within } from '../clock.ts';
import type { Peripheral, Radio } from './radio.ts';

export interface ScanOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long to listen. Default 10 s; plugs advertise several times a second. */
  readonly durationMs?: number;
  /** Called with each peripheral as it is found; `true` ends the scan. */
  readonly onFound?: (peripheral: Peripheral) => boolean | undefined;
}

/**
 * Listens for plugs in pairing mode.
 * @returns all that were found, the nearest first
 * @throws {BluetoothError} as {@link Radio.scan}; or the signal's reason
 */
export async function peripheralsNearby(
  radio: Radio,
  { clock, signal, durationMs = 10_000, onFound }: ScanOptions,
): Promise<readonly Peripheral[]> {
  const peripherals: Peripheral[] = [];
  const listen = async (stop: AbortSignal): Promise<void> => {
    for await (const peripheral of radio.scan(stop)) {
      peripherals.push(peripheral);
      if (onFound?.(peripheral) === true) return;
    }
    stop.throwIfAborted();
  };
  try {
    await within({ clock, signal }, durationMs, listen);
  } catch (error) {
    if (!(error instanceof TimeIsUp)) throw error;
  }
  return peripherals.sort((a, b) => (b.rssi ?? -Infinity) - (a.rssi ?? -Infinity));
}
