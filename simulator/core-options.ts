import type { Account } from './account.ts';
import type { Faults } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { PlugModel } from './plug-model.ts';
import type { ToggleRow } from './relays.ts';
import type { Timer } from './sleep.ts';
import type { WifiNetwork } from './wifi-networks.ts';

/** The identity and settings of one plug, apart from its model. */
export interface CoreOptions {
  readonly model: PlugModel;
  readonly uuid: string;
  /** Its account, unless it is factory-new. */
  readonly account: Account;
  readonly isNew: boolean;
  readonly address: string;
  readonly faults: Faults;
  /** The true time in milliseconds since 1970. */
  readonly now: () => number;
  /** What it waits by; default the timer of this computer. */
  readonly after?: Timer;
  /** Whether its meter counts what flows, default true; if not, ConsumptionX, ConsumptionH and mConsume stay as recorded. */
  readonly counts?: boolean;
  readonly networks: readonly WifiNetwork[];
  readonly scanMs: number;
  readonly joinMs: number;
}

/** Notified of what happens inside the plug. */
export interface PlugObserver {
  /** The plug left or joined a Wi-Fi, or failed to join. */
  modeChanged(): void;
  /** Another key or broker is in force, and the SETACK has been sent. */
  accountChanged(): void;
  /** These rows are everything that one switching of the relays has changed. */
  turned(rows: readonly ToggleRow[]): void;
  /** Power fails, by the fault `powerCutAfter`. */
  powerFails(): void;
}

/** What a firmware update changes. */
export interface Firmware {
  readonly firmwareVersion: string;
  /** Namespace → parameters, such as `{ maxCmdNum: 5 }` of Multiple. */
  readonly abilities: ReadonlyMap<string, JsonObject>;
}
