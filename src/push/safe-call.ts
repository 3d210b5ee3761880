import type { BrokerLog } from './broker-connection.ts';

/**
 * Runs a callback of another module. Its failure is logged, and ends neither the broker nor the process.
 * @param explain the text for the log; `error` is the name of the error, or undefined if it has none
 */
export function callSafely(log: BrokerLog, explain: (error: string | undefined) => string, task: () => void): void {
  try {
    task();
  } catch (error) {
    log('error', explain(error instanceof Error ? error.name : undefined));
  }
}
