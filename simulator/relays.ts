/** One row of `digest.togglex`: `onoff` 1 or 0, `lmTime` of the last change in seconds by the plug's clock. */
export interface ToggleRow {
  readonly channel: number;
  readonly onoff: number;
  readonly lmTime: number;
}

/** What `Relays` needs of the plug. */
export interface RelayContext {
  /** The plug's clock, in seconds. */
  seconds(): number;
  /** Whether the master reads as the OR of the outlets. */
  masterFollows(): boolean;
  /** Called before an outlet changes, so that a meter can count the energy until now. */
  beforeChange(): void;
  /** Called after a channel has changed; the master counts as one when it is switched itself. */
  afterChange(channel: number, on: boolean): void;
  /** Called with everything that one switching has changed. */
  afterTurn(rows: readonly ToggleRow[]): void;
}

/**
 * The relays of a plug or strip. With three channels and more, channel 0 is the master: it switches all outlets and
 * has no relay of its own.
 */
export class Relays {
  readonly #rows: Map<number, ToggleRow>;
  readonly #context: RelayContext;
  #isAsRecorded = true;

  constructor(rows: readonly ToggleRow[], context: RelayContext) {
    this.#rows = new Map(rows.map(row => [row.channel, row]));
    this.#context = context;
  }

  /** Whether no relay has been switched yet. */
  get isAsRecorded(): boolean {
    return this.#isAsRecorded;
  }

  /** Whether channel 0 is a master. Seen: mss425e 2.1.2; with exactly two rows both are taken for outlets. */
  get hasMaster(): boolean {
    return this.#rows.size >= 3 && this.#rows.has(0);
  }

  /** The channels that have a relay. */
  get outlets(): readonly number[] {
    return [...this.#rows.keys()].filter(channel => !(this.hasMaster && channel === 0));
  }

  /** Whether there is such a channel, the master included. */
  has(channel: number): boolean {
    return this.#rows.has(channel);
  }

  /** All channels as System.All lists them. */
  rows(): readonly ToggleRow[] {
    return [...this.#rows.keys()].map(channel => this.row(channel));
  }

  /** @throws {RangeError} when there is no such channel */
  row(channel: number): ToggleRow {
    const row = this.#rows.get(channel);
    if (row === undefined) throw new RangeError(`This plug has no channel ${String(channel)}`);
    if (!this.#isMaster(channel) || !this.#context.masterFollows() || this.#isAsRecorded) return row;
    const outlets = this.outlets.map(outlet => this.row(outlet));
    return {
      channel,
      onoff: outlets.some(outlet => outlet.onoff === 1) ? 1 : 0,
      lmTime: Math.max(...outlets.map(outlet => outlet.lmTime)),
    };
  }

  /** @throws {RangeError} when there is no such channel */
  isOn(channel: number): boolean {
    return this.row(channel).onoff === 1;
  }

  /**
   * Switches an outlet, or all of them by the master. `lmTime` moves only where something changed.
   *
   * @throws {RangeError} when there is no such channel
   */
  turn(channel: number, on: boolean): void {
    this.row(channel);
    this.#context.beforeChange();
    this.#isAsRecorded = false;
    const channels = this.#isMaster(channel) ? [...this.#rows.keys()] : [channel];
    const changed = channels.filter(each => this.#store(each, on));
    if (changed.length > 0) this.#context.afterTurn(changed.map(each => this.row(each)));
  }

  #isMaster(channel: number): boolean {
    return channel === 0 && this.hasMaster;
  }

  // Returns whether it has changed.
  #store(channel: number, on: boolean): boolean {
    const onoff = on ? 1 : 0;
    if (this.#rows.get(channel)?.onoff === onoff) return false;
    this.#rows.set(channel, { channel, onoff, lmTime: this.#context.seconds() });
    this.#context.afterChange(channel, on);
    return true;
  }
}
