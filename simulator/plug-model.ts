import type { JsonObject } from './json.ts';
import type { PlugReply } from './plug-message.ts';
import type { RecordedQuery } from './recorded-queries.ts';

/** A timer or trigger, and how often it has been changed. */
export interface RecordedRule {
  readonly rule: JsonObject;
  readonly count: number;
}

/** The identity and recorded state of a plug, read from a `meross-trace/1` document by `readTrace`. */
export interface PlugModel {
  /** Type and firmware, such as "mss310-2.1.17". */
  readonly id: string;
  /** As in `hardware.type`: "mss310". */
  readonly type: string;
  readonly hardwareVersion: string;
  readonly firmwareVersion: string;
  /** First digit of the hardware version, which names the dialect: 1 (2018) … 9 (Matter). */
  readonly generation: number;
  /** What can be switched. 0 alone is the relay of a plug; of three and more, 0 is the master of a strip. */
  readonly channels: readonly number[];
  /** Whether the LAN side requires AES bodies. */
  readonly lanEncryption: boolean;
  /** 32 characters; the last 12 are the MAC address. */
  readonly uuid: string;
  /** The made-up signing key of the trace. */
  readonly key: string;
  /** Namespace → parameters, such as `{ maxCmdNum: 5 }` of Multiple. */
  readonly abilities: ReadonlyMap<string, JsonObject>;
  /** Namespace → the payload of its last GETACK. */
  readonly state: ReadonlyMap<string, JsonObject>;
  /** Its timers and triggers, rule by rule, where they are recorded: from generation 2 on. */
  readonly rules: Readonly<Record<'timer' | 'trigger', readonly RecordedRule[]>>;
  /** Namespace → the GETs that were recorded, oldest first, with their results. */
  readonly queries: ReadonlyMap<string, readonly RecordedQuery[]>;
  /** Namespace → payload keys with which a recorded GET was answered. */
  readonly acceptedKeys: ReadonlyMap<string, ReadonlySet<string>>;
  /** Namespace → the recorded reply to a PUSH, if any. */
  readonly pushReplies: ReadonlyMap<string, PlugReply>;
}
