import { clipped, isObject, textOr, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Config.Trace';

/** The result of the plug's last try to join a network. The numbers are undocumented, so they are shown as they are. */
export interface JoinTrace {
  readonly code: number | undefined;
  readonly info: string;
  /** Probably dBm. */
  readonly rssi: number | undefined;
}

/** Asks for the result of the last try to join a network. Distinguishes a wrong password from a network out of reach. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { trace: {} } };
}

/**
 * Reads `{ trace: { ssid, bssid, rssi, code, info } }`; the network's name and address are not read. Never fails,
 * because the result is only displayed.
 * Described by one project, for firmware in pairing mode; no capture exists.
 */
export function parse(payload: JsonObject): JoinTrace {
  const trace = isObject(payload['trace']) ? payload['trace'] : {};
  return { code: numberIn(trace['code']), info: clipped(textOr(trace['info'], '')), rssi: numberIn(trace['rssi']) };
}

function numberIn(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}
