import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Config.Key';

/** What a plug is bound to. Secret: whoever knows the key can switch the plug. */
export interface Binding {
  /** Digits; a part of the plug's MQTT password, and of no other use without a cloud. */
  readonly userId: string;
  readonly key: string;
  readonly gateway: Gateway;
}

/** The MQTT brokers of a plug, TLS both. */
export interface Gateway {
  /** An IPv4 address or a name, without a scheme. */
  readonly host: string;
  readonly port: number;
  /** Where it goes when the first does not answer; strips stopped reconnecting without one. */
  readonly secondHost: string;
  readonly secondPort: number;
}

/**
 * Gives a plug its key and its brokers. Acknowledged with `SETACK {}`, which in pairing mode is signed with the new key
 * already: that signature proves that the key is stored.
 * Seen: mss710 8.0.0 (a published capture, Bluetooth), mss310 6.1.8. Newer firmware refuses an empty key.
 */
export function set({ userId, key, gateway }: Binding): Request {
  const { host, port, secondHost, secondPort } = gateway;
  const payload = { key: { userId, key, gateway: { host, port, secondHost, secondPort, redirect: 1 } } };
  return { namespace: NAMESPACE, method: 'SET', payload };
}
