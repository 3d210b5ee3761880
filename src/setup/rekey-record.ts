import type { Gateway } from '../protocol/namespaces/config-key.ts';

/**
 * What has been done to a plug that is getting a new key or broker, and what was about to be done. Written before each
 * step, so that whatever happens, the plug's key is in this file: it holds both keys.
 *
 * **Secret.** Whoever has it can switch the plug. The file is for its owner only (mode 0600), and never for a log or a
 * bug report.
 */
export interface RekeyRecord {
  readonly format: 'meross-rekey/1';
  /** Seconds since 1970 by this computer's clock. */
  readonly at: number;
  readonly step: RekeyStep;
  /** Where the plug is: `192.168.1.20`. */
  readonly address: string;
  readonly uuid: string;
  readonly before: RecordedBinding;
  readonly wanted: RecordedBinding;
}

/** How far it has come. */
export type RekeyStep =
  /** The order is about to be sent. */
  | 'about to set'
  /** It was sent; the plug is being asked which key it has. */
  | 'reading back'
  /** The plug has the new key. */
  | 'done'
  /** The plug acknowledged, and goes by the old settings until its next start. */
  | 'waits for a power cycle'
  /** The order was refused, or never left: the plug has the old key. */
  | 'not done'
  /** The old settings are about to be written back. */
  | 'about to roll back'
  /** They were. */
  | 'rolled back'
  /** Nobody knows: one of the two keys. */
  | 'unknown';

/** What a plug is bound to, or was. */
export interface RecordedBinding {
  readonly key: string;
  readonly userId: string;
  /** Undefined where the plug does not say. */
  readonly gateway: Gateway | undefined;
}
