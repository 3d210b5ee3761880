import type { BrokerLog } from './mail.ts';

/** Runs what belongs to others: its failure is told, and ends neither the broker nor the process. */
export function safely(log: BrokerLog, what: string, task: () => void): void {
  try {
    task();
  } catch (error) {
    const why = error instanceof Error ? error.name : 'an unknown error';
    log('error', `MQTT: ${what} could not be taken in: ${why}. Please report it.`);
  }
}
