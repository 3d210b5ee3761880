import type { BrokerLog } from './broker-connection.ts';

/** Runs a callback of another module. Its failure is logged, and ends neither the broker nor the process. */
export function callSafely(log: BrokerLog, subject: string, task: () => void): void {
  try {
    task();
  } catch (error) {
    const errorName = error instanceof Error ? error.name : 'an unknown error';
    log('error', `MQTT: ${subject} could not be handled: ${errorName}. Please report this.`);
  }
}
