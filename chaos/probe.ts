import { readFile } from 'node:fs/promises';
import { until } from '../test/support/until.ts';

/** A delay of the event loop. */
export interface Delay {
  readonly is: 'delay';
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly delayMs: number;
  /** How long the thread ran in this time. */
  readonly cpuMs: number;
  /** How long the thread waited for a processor, because other programs had it. */
  readonly waitedMs: number;
}

/** The memory after a collection of garbage, in bytes. */
export interface Memory {
  readonly is: 'memory';
  readonly at: number;
  /** The heap and what it holds outside, such as buffers. */
  readonly used: number;
  readonly rss: number;
}

/** Reads what `probe.mjs` measures inside Homebridge. */
export class Probe {
  readonly #file: string;

  /** @param file of `CHAOS_PROBE` */
  constructor(file: string) {
    this.#file = file;
  }

  /** Lets the process collect its garbage, and returns its memory. */
  async memory(pid: number): Promise<Memory> {
    const before = (await this.#memories()).length;
    process.kill(pid, 'SIGUSR2');
    return until(async () => (await this.#memories())[before], 15_000, 'the memory of Homebridge');
  }

  /** The delays since a moment, in milliseconds since 1970. */
  async delays(since: number): Promise<readonly Delay[]> {
    return (await this.#lines()).filter(isDelay).filter(({ at }) => at >= since);
  }

  async #memories(): Promise<readonly Memory[]> {
    return (await this.#lines()).filter(isMemory);
  }

  async #lines(): Promise<readonly unknown[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  }
}

const has = (value: unknown, is: string, numbers: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Reflect.get(value, 'is') === is &&
  numbers.every(name => typeof Reflect.get(value, name) === 'number');

const isDelay = (value: unknown): value is Delay => has(value, 'delay', ['at', 'delayMs', 'cpuMs', 'waitedMs']);
const isMemory = (value: unknown): value is Memory => has(value, 'memory', ['at', 'used', 'rss']);
