import type { Io, Sink } from './io.ts';
import type { PlugCallContext } from './plug/open-plug.ts';
import { painter, type Colour, type Paint } from './show/colour.ts';
import { oneLine } from './show/json.ts';
import { wrapped } from './show/wrap.ts';
import { UsageError } from './usage-error.ts';

/** What commander read from the command line. */
export interface CommandInput {
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** All arguments in their order, for a command that takes any number of them. */
  readonly words?: readonly string[];
}

/** How long to wait for each reply: some boards need 3.2 s just to accept a connection. */
const TIMEOUT_SECONDS = { default: 5, min: 0.1, max: 600 };

/** One run of a command: its arguments and options, and where its output goes. */
export class Call {
  readonly io: Io;
  /** Colours for stdout and stderr, or none. */
  readonly paint: Paint;
  readonly paintErr: Paint;
  readonly #input: CommandInput;

  constructor(io: Io, input: CommandInput) {
    this.io = io;
    this.#input = input;
    const isWanted = !this.isOff('color');
    this.paint = painter(io.out, io.env, isWanted && !this.json);
    this.paintErr = painter(io.err, io.env, isWanted);
  }

  /** Whether a program reads the output. */
  get json(): boolean {
    return this.flag('json');
  }

  /** The width of tables on stdout: that of the terminal. Elsewhere it is unlimited, so that nothing is cut. */
  get tableColumns(): number {
    const { isTerminal, columns } = this.io.out;
    return isTerminal ? columns() : Infinity;
  }

  /** How long to wait for one reply of a plug. @throws {UsageError} not a number of seconds */
  get timeoutMs(): number {
    return (this.number('timeout', TIMEOUT_SECONDS) ?? TIMEOUT_SECONDS.default) * 1000;
  }

  /** What requests to plugs need of this run. @throws {UsageError} `--timeout` is not a number of seconds */
  get context(): PlugCallContext {
    return { clock: this.io.clock, signal: this.io.signal, timeoutMs: this.timeoutMs };
  }

  /** An argument by its name in the usage; undefined if it was left out. */
  argument(name: string): string | undefined {
    return this.#input.args[name];
  }

  /** All arguments in their order. */
  get words(): readonly string[] {
    return this.#input.words ?? [];
  }

  /** The text of an option, by its name in camel case; undefined if it was left out. */
  text(option: string): string | undefined {
    const value = this.#input.options[option];
    return typeof value === 'string' ? value : undefined;
  }

  /** The texts of an option that may be repeated. */
  texts(option: string): readonly string[] {
    const value = this.#input.options[option];
    return Array.isArray(value) ? value.filter(text => typeof text === 'string') : [];
  }

  flag(option: string): boolean {
    return this.#input.options[option] === true;
  }

  /** Whether an option was switched off by its `--no-` form. */
  isOff(option: string): boolean {
    return this.#input.options[option] === false;
  }

  /** An option's number. @throws {UsageError} not a number within the bounds */
  number(option: string, { min, max, whole }: NumberRange): number | undefined {
    const text = this.text(option);
    return text === undefined ? undefined : readNumber(text, { what: `--${option}`, min, max, whole: whole === true });
  }

  /** Shows the result: for programs `data` as one line of JSON, for people `text`. */
  print(data: unknown, text: () => string): void {
    this.io.out.write(`${this.json ? oneLine(data) : text()}\n`);
  }

  /** Prose for stdout: in a terminal broken between words, elsewhere one line. */
  prose(text: string): string {
    return linesFor(this.io.out, text).join('\n');
  }

  /** Ends the line in which a terminal has shown `^C`. */
  endLine(): void {
    if (this.io.err.isTerminal) this.io.err.write('\n');
  }

  /** Writes a message to stderr. Colours are added after the text is wrapped. */
  note(text: string, colour?: Colour): void {
    const lines = linesFor(this.io.err, text);
    this.io.err.write(`${lines.map(line => (colour ? this.paintErr(colour, line) : line)).join('\n')}\n`);
  }
}

/**
 * The lines of a text for a stream: in a terminal broken between words, elsewhere as they are, so that programs can
 * search them.
 */
export function linesFor({ isTerminal, columns }: Sink, text: string): readonly string[] {
  const lines = text.split('\n');
  return isTerminal ? lines.flatMap(line => wrapped(line, columns())) : lines;
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

/** @throws {UsageError} `text` is not a number within the bounds; `what` names the option or argument */
export function readNumber(text: string, { what, min, max, whole }: NumberRange & { readonly what: string }): number {
  const number = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (number >= min && number <= max && (whole !== true || Number.isInteger(number))) return number;
  throw new UsageError(`${what} needs a ${whole === true ? 'whole ' : ''}number from ${min} to ${max}.`);
}
