import { object, text, textOr, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.System.Hardware';

/** A plug's identity, letter for letter as the plug sends it: the Wi-Fi password cipher is made of these letters. */
export interface PlugHardware {
  /** The model, e.g. `mss305`. */
  readonly type: string;
  /** The hardware's generation, e.g. `8.0.0`; empty if the plug does not send it. */
  readonly version: string;
  /** 32 characters. */
  readonly uuid: string;
  /** With colons, e.g. `48:e1:e9:aa:bb:cc`. */
  readonly macAddress: string;
}

/** Asks for the identity: the smallest query that every plug in pairing mode answers. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: {} };
}

/**
 * Reads `{ hardware: { type, subType, version, chipType, uuid, macAddress } }`.
 * @throws {MalformedError} without type, uuid or MAC
 * Seen: mss710 8.0.0 (a published capture, Bluetooth), mss310 6.1.8.
 */
export function parse(payload: JsonObject): PlugHardware {
  return read(payload['hardware'], 'hardware');
}

/** The same object in `all.system.hardware` of System.All. @throws {MalformedError} as {@link parse} */
export function parseAll(payload: JsonObject): PlugHardware {
  const system = object(object(payload['all'], 'all')['system'], 'all.system');
  return read(system['hardware'], 'all.system.hardware');
}

function read(value: unknown, path: string): PlugHardware {
  const hardware = object(value, path);
  return {
    type: text(hardware['type'], `${path}.type`),
    version: textOr(hardware['version'], ''),
    uuid: text(hardware['uuid'], `${path}.uuid`),
    macAddress: text(hardware['macAddress'], `${path}.macAddress`),
  };
}
