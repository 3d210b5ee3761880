import { checkBrokerAddress, DEAD_BROKER, isDeadBroker, type BrokerAddress } from '../../setup/broker-address.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import { checkOption } from './option-check.ts';

const DEFAULT_BROKER_PORT = 8883;
const HINT = 'Use an address in your own network, such as 192.168.1.10 or 192.168.1.10:8883, or "none".';

/**
 * The broker of `--broker`; undefined without that option.
 * @throws {UsageError} it does not work for a plug
 */
export function brokerOption(call: Call): BrokerAddress | undefined {
  const written = call.text('broker');
  return written === undefined ? undefined : parseBroker(written);
}

/**
 * Reads `HOST`, `HOST:PORT` or `none`. @throws {UsageError} none of these, or an address that does not work for a plug
 */
export function parseBroker(written: string): BrokerAddress {
  if (written.trim() === 'none') return DEAD_BROKER;
  const [, host, port = String(DEFAULT_BROKER_PORT)] = /^([^:/@\s]+)(?::(\d+))?$/.exec(written.trim()) ?? [];
  if (host === undefined) {
    // A URL may contain a password.
    const shown = written.includes('@') ? 'That' : `"${plain(written)}"`;
    throw new UsageError(`${shown} is not the address of a broker.`, HINT);
  }
  const broker = { host, port: Number(port) };
  checkOption(() => checkBrokerAddress(broker), HINT);
  return broker;
}

/** Describes a broker, for users. */
export function written(broker: BrokerAddress): string {
  return isDeadBroker(broker)
    ? `none (${broker.host}:${broker.port}, where nothing listens)`
    : `${broker.host}:${broker.port}`;
}
