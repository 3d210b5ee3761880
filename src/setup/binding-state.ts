import { isObject, textOr, type JsonObject } from '../protocol/decode.ts';
import type { Request } from '../protocol/envelope.ts';
import type { Gateway } from '../protocol/namespaces/config-key.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';

/** Account and brokers of a plug in use, as it reports them. */
export interface BindingState {
  readonly uuid: string;
  readonly model: string;
  readonly firmwareVersion: string;
  /** With colons; empty where the plug does not report it. */
  readonly macAddress: string;
  /** Digits; "0" where the plug does not report it. */
  readonly userId: string;
  /** Undefined where the plug does not report it; a second broker that is not reported is taken to equal the first. */
  readonly gateway: Gateway | undefined;
  /** Whether the plug is connected to its broker; undefined where it does not report it. */
  readonly isOnline: boolean | undefined;
}

const ONLINE = 1;

/**
 * Reads `all.system.firmware.{server, port, secondServer, secondPort, userId}` and `all.system.online.status`.
 *
 * @param debug the payload of System.Debug, where newer firmware reports the second broker: `debug.cloud`
 * @throws {MalformedError} the payload does not describe a plug
 * Seen: mss210 1.1.12 (second broker in System.All), mss310 2.1.17 and mss110 7.3.37 (in System.Debug).
 */
export function parseBindingState(payload: JsonObject, debug: JsonObject = {}): BindingState {
  const { hardware, firmwareVersion } = systemAll.parse(payload);
  const system = memberObject(memberObject(payload, 'all'), 'system');
  const firmware = memberObject(system, 'firmware');
  const status = memberObject(system, 'online')['status'];
  return {
    uuid: hardware.uuid,
    model: hardware.type,
    macAddress: hardware.macAddress,
    firmwareVersion,
    userId: digitsOr0(firmware['userId']),
    gateway: gatewayIn(firmware, memberObject(memberObject(debug, 'debug'), 'cloud')),
    isOnline: status === undefined ? undefined : Number(status) === ONLINE,
  };
}

/** Queries the cloud connection and much else; 0.6 kB. Only for plugs that list it. */
export const SYSTEM_DEBUG = 'Appliance.System.Debug';
export function getDebug(): Request {
  return { namespace: SYSTEM_DEBUG, method: 'GET', payload: { debug: {} } };
}

function gatewayIn(firmware: JsonObject, cloud: JsonObject): Gateway | undefined {
  const first = brokerAt(firmware['server'], firmware['port']);
  if (first === undefined) return undefined;
  const second =
    brokerAt(firmware['secondServer'], firmware['secondPort']) ??
    brokerAt(cloud['secondServer'], cloud['secondPort']) ??
    first;
  return { host: first.host, port: first.port, secondHost: second.host, secondPort: second.port };
}

function brokerAt(host: unknown, port: unknown): { readonly host: string; readonly port: number } | undefined {
  const read = Number(port);
  return typeof host === 'string' && host !== '' && Number.isInteger(read) && read > 0
    ? { host, port: read }
    : undefined;
}

function digitsOr0(value: unknown): string {
  const written = typeof value === 'number' ? String(value) : textOr(value, '');
  return /^\d+$/.test(written) ? written : '0';
}

function memberObject(holder: JsonObject, name: string): JsonObject {
  const value = holder[name];
  return isObject(value) ? value : {};
}
