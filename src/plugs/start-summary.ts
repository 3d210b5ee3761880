import type { Clock } from '../clock.ts';
import type { ErrorKind } from '../errors.ts';
import type { PluginLog } from '../plugin-log.ts';
import type { PlugLogTexts } from '../texts/en/log.ts';

/** What became of one plug at the start: it is ready, another entry is the same plug, or why it is not ready. */
export type StartResult = 'ready' | 'duplicate' | 'no plug' | ErrorKind;

export interface StartSummaryOptions {
  readonly log: Pick<PluginLog, 'info' | 'texts'>;
  readonly clock: Clock;
  /** Paths in the config of the plugs that were started. */
  readonly plugs: readonly string[];
  /** How many entries of the config could not be used. */
  readonly leftOutCount: number;
}

/** The summary waits this long for plugs that neither reply nor fail. */
const LONGEST_WAIT_MS = 30_000;

type ResultTexts = PlugLogTexts['startResults'];

/** Every failure without a text of its own counts as "unreachable". */
const hasText = (result: string, texts: ResultTexts): result is keyof ResultTexts => Object.hasOwn(texts, result);

/** Logs one line once every plug of the config has replied or failed for the first time: how many are ready, and why the others are not. */
export class StartSummary {
  readonly #options: StartSummaryOptions;
  readonly #results = new Map<string, StartResult>();
  #cancel: (() => void) | undefined;
  #isDone: boolean;

  constructor(options: StartSummaryOptions) {
    this.#options = options;
    this.#isDone = options.plugs.length + options.leftOutCount === 0;
  }

  start(): void {
    if (this.#isDone) return;
    if (this.#options.plugs.length === 0) {
      this.#finish();
      return;
    }
    this.#cancel = this.#options.clock.after(LONGEST_WAIT_MS, () => this.#finish());
  }

  /** The latest result of a plug counts. Results of plugs that are not in the config, or that come later, are ignored. */
  record(path: string, result: StartResult): void {
    if (this.#isDone || !this.#options.plugs.includes(path)) return;
    this.#results.set(path, result);
    if (this.#results.size === this.#options.plugs.length) this.#finish();
  }

  close(): void {
    this.#isDone = true;
    this.#cancel?.();
  }

  #finish(): void {
    this.close();
    this.#options.log.info(this.#text());
  }

  #text(): string {
    const { plugs, leftOutCount } = this.#options;
    const total = plugs.length + leftOutCount;
    const results = plugs.map(path => this.#results.get(path) ?? 'pending');
    const ready = results.filter(result => result === 'ready').length;
    const texts = this.#options.log.texts.log;
    if (ready === total) return texts.allReady({ total });
    const failed = results.filter(result => result !== 'ready');
    const counts = Map.groupBy(failed, result => (hasText(result, texts.startResults) ? result : 'unreachable'));
    const others = [...counts].map(([result, same]) => `${String(same.length)} ${texts.startResults[result]}`);
    if (leftOutCount > 0) others.push(`${String(leftOutCount)} ${texts.startResults['left out']}`);
    return texts.someReady({ ready, total, others });
  }
}
