/** One change of a relay. `at` is by `performance.now()`. */
interface Change {
  readonly at: number;
  readonly channel: number;
  readonly on: boolean;
}

/** Every change of the relays of one plug, in the order in which they happened. */
export class RelayHistory {
  readonly #changes: Change[] = [];

  /** Adds a change; without a time it happens now. */
  record(channel: number, on: boolean, at = performance.now()): void {
    this.#changes.push({ at, channel, on });
  }

  /** Whether the relay had this state at any moment from `from` to `to`. */
  had(channel: number, on: boolean, from: number, to: number): boolean {
    const changes = this.#changes.filter(change => change.channel === channel);
    if (changes.findLast(change => change.at <= from)?.on === on) return true;
    return changes.some(change => change.on === on && change.at > from && change.at <= to);
  }
}
