const KEPT = 60;

/** What has happened, for the report of a failure: the last events, each with its time since the start. */
export class Journal {
  readonly #startedAt = performance.now();
  readonly #isLoud: boolean;
  #lines: readonly string[] = [];
  #count = 0;

  /** @param isLoud prints every event at once */
  constructor(isLoud = false) {
    this.#isLoud = isLoud;
  }

  /** How many events there were. */
  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const line = `${((performance.now() - this.#startedAt) / 1000).toFixed(2).padStart(8)} s  ${text}`;
    this.#count += 1;
    this.#lines = [...this.#lines, line].slice(-KEPT);
    if (this.#isLoud) console.log(line);
  }

  /** The last events. */
  get last(): string {
    return this.#lines.join('\n');
  }
}
