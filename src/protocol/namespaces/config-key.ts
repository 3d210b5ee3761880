import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Config.Key';

/** The account, key and brokers of a plug. Secret: the key is enough to switch the plug. */
export interface Binding {
  /** Digits; part of the plug's MQTT password, without other use if there is no cloud. */
  readonly userId: string;
  readonly key: string;
  readonly gateway: Gateway;
}

/** The MQTT brokers of a plug, both with TLS. */
export interface Gateway {
  /** An IPv4 address or a name, without a scheme. */
  readonly host: string;
  readonly port: number;
  /** Used when the first does not answer; strips stopped reconnecting without one. */
  readonly secondHost: string;
  readonly secondPort: number;
}

/**
 * Gives a plug its key and its brokers. Acknowledged with `SETACK {}`. In pairing mode the reply is already signed with
 * the new key, which proves that the key is stored.
 * Seen: mss710 8.0.0 (a published capture, Bluetooth), mss310 6.1.8. Newer firmware refuses an empty key.
 */
export function set({ userId, key, gateway }: Binding): Request {
  const { host, port, secondHost, secondPort } = gateway;
  const payload = { key: { userId, key, gateway: { host, port, secondHost, secondPort, redirect: 1 } } };
  return { namespace: NAMESPACE, method: 'SET', payload };
}
