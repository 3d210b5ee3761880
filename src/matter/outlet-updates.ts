import type { Clock } from '../clock.ts';
import type { MatterBridge } from './matter-api.ts';
import type { MatterCluster, MatterState } from './matter-state.ts';
import { dueAtMs, type SentState } from './update-rules.ts';

export interface OutletUpdatesOptions {
  readonly matter: Pick<MatterBridge, 'updateAccessoryState' | 'getAccessoryState'>;
  readonly clock: Clock;
  /** The UUID of the Matter accessory. */
  readonly uuid: string;
  /** The state to show. */
  readonly state: () => MatterState;
}

/** In this order, so that a plug that is back is reachable before it shows values. */
const CLUSTERS = [
  'bridgedDeviceBasicInformation',
  'onOff',
  'electricalPowerMeasurement',
  'electricalEnergyMeasurement',
] as const satisfies readonly MatterCluster[];

/** Homebridge returns before an update is done, so the value is read back after this time, and sent again if it is not there. */
const READ_BACK_MS = 50;
const TRIES = 5;
/** After a command, Homebridge sets the state itself; only later may it be compared and corrected. */
const AFTER_COMMAND_MS = 100;

/** Sends the state of one outlet to Homebridge's Matter server: one update at a time, and no more often than it is useful. */
export class OutletUpdates {
  readonly #options: OutletUpdatesOptions;
  #sent: SentState = {};
  #isOpen = false;
  #isSending = false;
  /** Commands in progress. Until they are done, On/Off is not touched. */
  #commands = 0;
  #cancelTimer = (): void => undefined;

  constructor(options: OutletUpdatesOptions) {
    this.#options = options;
  }

  /** The accessory is ready: everything is sent once, and from now on what changes. */
  open(): void {
    this.#isOpen = true;
    this.#sent = {};
    this.refresh();
  }

  /** Nothing is sent any more, and no timer is left. */
  close(): void {
    this.#isOpen = false;
    this.#cancelTimer();
  }

  /** The state may have changed. */
  refresh(): void {
    if (!this.#isOpen || this.#isSending) return;
    this.#isSending = true;
    void this.#sendAll();
  }

  /** Runs a command from Matter. Meanwhile On/Off is not updated; afterwards the actual state is sent in any case. */
  async whileSwitching(command: () => Promise<void>): Promise<void> {
    this.#commands += 1;
    try {
      await command();
    } finally {
      this.#options.clock.after(AFTER_COMMAND_MS, () => {
        this.#commands -= 1;
        const { onOff: _, ...others } = this.#sent;
        this.#sent = others;
        this.refresh();
      });
    }
  }

  async #sendAll(): Promise<void> {
    const { clock } = this.#options;
    this.#cancelTimer();
    for (;;) {
      const state = this.#options.state();
      const due = CLUSTERS.map(cluster => ({ cluster, atMs: this.#dueAtMs(cluster, state) }));
      const next = this.#isOpen ? due.find(({ atMs }) => atMs <= clock.now()) : undefined;
      if (next === undefined) {
        // Without a gap, so that no change is missed.
        this.#isSending = false;
        const atMs = Math.min(...due.map(each => each.atMs));
        if (this.#isOpen && atMs < Infinity) this.#cancelTimer = clock.after(atMs - clock.now(), () => this.refresh());
        return;
      }
      await this.#send(next.cluster, state);
    }
  }

  #dueAtMs(cluster: MatterCluster, state: MatterState): number {
    if (cluster === 'onOff' && this.#commands > 0) return Infinity;
    return dueAtMs(cluster, this.#sent, state) ?? Infinity;
  }

  /** Sends the attributes of a cluster until they can be read back. Homebridge logs why an update fails. */
  async #send(cluster: MatterCluster, state: MatterState): Promise<void> {
    const { matter, clock, uuid } = this.#options;
    const attributes = state[cluster];
    if (attributes === undefined) return;
    this.#sent = { ...this.#sent, [cluster]: { attributes, atMs: clock.now() } };
    for (let left = TRIES; left > 0 && this.#isOpen; left -= 1) {
      try {
        await matter.updateAccessoryState(uuid, cluster, { ...attributes });
        await new Promise<void>(resolve => clock.after(READ_BACK_MS, resolve));
        const current = await matter.getAccessoryState(uuid, cluster);
        if (current !== undefined && includes(current, attributes)) return;
      } catch {
        // The Matter server has stopped, or the accessory was removed meanwhile.
        return;
      }
      if (cluster === 'onOff' && this.#commands > 0) return;
    }
  }
}

/** Whether each of these values is in the attributes that were read. Those contain more, e.g. the time of a measurement. */
function includes(found: object, expected: object): boolean {
  const values = new Map<string, unknown>(Object.entries(found));
  return Object.entries(expected).every(([key, value]: [string, unknown]) => {
    const current = values.get(key);
    const areObjects = typeof value === 'object' && value !== null && typeof current === 'object' && current !== null;
    return areObjects ? includes(current, value) : current === value;
  });
}
