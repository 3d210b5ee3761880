import type { Gateway } from '../protocol/namespaces/config-key.ts';

/**
 * What has been done to a plug that gets a new key or broker, and what was about to be done. Written before each step,
 * so that the plug's key is always in this file: it contains both keys.
 *
 * **Secret.** A reader of this file can switch the plug. The file is readable by its owner only (mode 0600), and never
 * goes into a log or a bug report.
 */
export interface RekeyRecord {
  readonly format: 'meross-rekey/1';
  /** Seconds since 1970 by this computer's clock. */
  readonly at: number;
  readonly step: RekeyStep;
  /** Address of the plug: `192.168.1.20`. */
  readonly address: string;
  readonly uuid: string;
  readonly before: RecordedBinding;
  readonly wanted: RecordedBinding;
}

/** The progress of the run. */
export type RekeyStep =
  /** The command is about to be sent. */
  | 'about to set'
  /** The command was sent; the plug is queried for its key. */
  | 'reading back'
  /** The plug has the new key. */
  | 'done'
  /** The plug acknowledged, and uses the old settings until its next start. */
  | 'waits for a power cycle'
  /** The command was refused, or never sent: the plug has the old key. */
  | 'not done'
  /** The previous settings are about to be written back. */
  | 'about to roll back'
  /** The previous settings were written back. */
  | 'rolled back'
  /** It is unknown which of the two keys the plug has. */
  | 'unknown';

/** Key, account and brokers of a plug. */
export interface RecordedBinding {
  readonly key: string;
  readonly userId: string;
  /** Undefined where the plug does not report it. */
  readonly gateway: Gateway | undefined;
}
