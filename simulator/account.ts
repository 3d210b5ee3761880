import { isObject, type JsonObject, numberAt, textAt } from './json.ts';

/** Address of a plug's broker, and of the second broker that it uses when the first is unreachable. */
export interface Gateway {
  readonly host: string;
  /** TLS port. */
  readonly port: number;
  readonly secondHost?: string | undefined;
  readonly secondPort?: number | undefined;
  /** 1 in what every tool sends; its meaning is not known. */
  readonly redirect?: number | undefined;
}

/** Key, user and broker of a plug, as the last `Config.Key` set them. */
export interface Account {
  /** Signs messages; empty on a factory-new plug. */
  readonly key: string;
  /** Digits; the plug itself reports it as a number. */
  readonly userId: string;
  /** Undefined if none was ever set: then System.All shows the recorded one, and the plug connects to no broker. */
  readonly gateway: Gateway | undefined;
}

/** The account of a plug without an owner. */
export const noAccount: Account = { key: '', userId: '0', gateway: { host: '', port: 0 } };

/**
 * Reads the `key` of a `Config.Key` SET: `{ userId, key, gateway: { host, port, secondHost, secondPort, redirect } }`.
 * Ports are numbers or strings of digits, because tools send both. Without a gateway, that of `before` stays. Undefined
 * if it has no key, or a gateway without host or port.
 */
export function readAccount(wanted: JsonObject, before: Account): Account | undefined {
  const key = textAt(wanted, 'key');
  if (key === undefined) return undefined;
  const userId = String(numberAt(wanted, 'userId') ?? textAt(wanted, 'userId') ?? '');
  if (!('gateway' in wanted)) return { key, userId, gateway: before.gateway };
  const gateway = isObject(wanted['gateway']) ? readGateway(wanted['gateway']) : undefined;
  return gateway === undefined ? undefined : { key, userId, gateway };
}

function readGateway(wanted: JsonObject): Gateway | undefined {
  const host = textAt(wanted, 'host');
  const port = portAt(wanted, 'port');
  if (host === undefined || host === '' || port === undefined) return undefined;
  return {
    host,
    port,
    secondHost: textAt(wanted, 'secondHost'),
    secondPort: portAt(wanted, 'secondPort'),
    redirect: numberAt(wanted, 'redirect'),
  };
}

function portAt(owner: JsonObject, key: string): number | undefined {
  const port = Number(numberAt(owner, key) ?? textAt(owner, key) ?? NaN);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
