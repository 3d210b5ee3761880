import { MalformedError } from '../../errors.ts';
import { number, object, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.System.Runtime';

/** Asks for the plug's Wi-Fi signal. It changes slowly: once in five minutes is enough. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { runtime: {} } };
}

/**
 * Reads `{ runtime: { signal, ssid, netType, iotStatus } }`; only `signal` is always there.
 * @returns the signal in per cent, 0 to 100
 * @throws {MalformedError} no signal, or not in per cent
 * Seen: mss310 2.1.17 (signal alone), mss110 7.3.37 (with ssid), em06 2.3.8.
 */
export function parse(payload: JsonObject): number {
  const signal = number(object(payload['runtime'], 'runtime')['signal'], 'runtime.signal');
  if (signal < 0 || signal > 100) throw new MalformedError(`runtime.signal is ${signal}, expected 0 to 100`);
  return signal;
}
