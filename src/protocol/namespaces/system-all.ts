import { bounded } from '../bounds.ts';
import { clipped, isObject, object, text, textOr, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';
import { toggles, type Toggle } from './togglex.ts';

export const NAMESPACE = 'Appliance.System.All';

/** A plug's description of itself. */
export interface SystemAll {
  readonly hardware: Hardware;
  /** E.g. `2.1.17`. */
  readonly firmwareVersion: string;
  readonly time: PlugTime;
  /** Every relay with its state; empty for a device without relays. */
  readonly toggles: readonly Toggle[];
}

export interface Hardware {
  /** The model, in lower case, e.g. `mss425e`. */
  readonly type: string;
  /** The hardware's generation, e.g. `2.0.0`. */
  readonly version: string;
  /** 32 characters; identifies the plug, whatever its address. */
  readonly uuid: string;
  /** E.g. `48:e1:e9:a1:b2:c3`; empty if the plug does not send it. */
  readonly macAddress: string;
}

export interface PlugTime {
  /** Seconds since 1970 by the plug's clock; a small number if it was never set. */
  readonly timestamp: number;
  /** IANA name, e.g. `Europe/London`; empty if it was never set. The plug's days then follow UTC. */
  readonly timezone: string;
}

/** Asks for identity, firmware, clock and all relays at once. 540–1050 bytes; the cheapest complete reply. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { all: {} } };
}

/**
 * Reads `{ all: { system: { hardware, firmware, time, online }, digest: { togglex: [ … ] } } }`.
 * @throws {MalformedError} without hardware, uuid or firmware version
 * Seen: mss310 2.1.17, mss425e 2.1.2, mss110 7.3.37, em06 2.3.8 (no relays), mss210 1.1.12 (`control`).
 */
export function parse(payload: JsonObject): SystemAll {
  const all = object(payload['all'], 'all');
  const system = object(all['system'], 'all.system');
  const hardware = object(system['hardware'], 'all.system.hardware');
  const firmware = object(system['firmware'], 'all.system.firmware');
  const digest = isObject(all['digest']) ? all['digest'] : {};
  // Firmware 1.x has no digest, and one relay without a channel.
  const control = isObject(all['control']) ? all['control'] : {};
  return {
    hardware: {
      type: clipped(text(hardware['type'], 'hardware.type')).toLowerCase(),
      version: clipped(textOr(hardware['version'], '')),
      uuid: text(hardware['uuid'], 'hardware.uuid').toLowerCase(),
      macAddress: textOr(hardware['macAddress'], '').toLowerCase(),
    },
    firmwareVersion: clipped(text(firmware['version'], 'firmware.version')),
    time: readTime(system['time']),
    toggles: bounded(
      [...toggles(digest['togglex'], 'digest.togglex'), ...toggles(control['toggle'], 'control.toggle')],
      'relays',
      'digest.togglex with control.toggle',
    ),
  };
}

function readTime(value: unknown): PlugTime {
  const time = isObject(value) ? value : {};
  const { timestamp, timezone } = time;
  return { timestamp: typeof timestamp === 'number' ? timestamp : 0, timezone: textOr(timezone, '') };
}
