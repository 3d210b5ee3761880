import { isObject, type JsonObject, numberAt, textAt } from './json.ts';

/** Where the broker of a plug is, and the one it turns to when the first is away. */
export interface Gateway {
  readonly host: string;
  /** Of TLS. */
  readonly port: number;
  readonly secondHost?: string | undefined;
  readonly secondPort?: number | undefined;
  /** 1 in what every tool sends; what it means is not known. */
  readonly redirect?: number | undefined;
}

/** Whom a plug belongs to: what `Config.Key` told it last. */
export interface Account {
  /** Signs messages; empty on a plug that is factory-new. */
  readonly key: string;
  /** Digits; the plug itself tells it as a number. */
  readonly userId: string;
  /** Undefined where nobody has told one: then System.All shows what was recorded, and no broker is dialled. */
  readonly gateway: Gateway | undefined;
}

/** The account of a plug that belongs to nobody. */
export const noAccount: Account = { key: '', userId: '0', gateway: { host: '', port: 0 } };

/**
 * Reads the `key` of a `Config.Key` SET: `{ userId, key, gateway: { host, port, secondHost, secondPort, redirect } }`.
 * Ports are numbers or strings of digits, for tools send both. One without a gateway leaves `before`'s. Undefined when
 * it has no key, or a gateway without host or port.
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
