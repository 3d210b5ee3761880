import type { Call } from './call.ts';

/** The code of a command. An error that it throws is reported and decides the exit status. */
export type CommandAction = (call: Call) => Promise<void>;

/** An option of one command. */
export interface OptionSpec {
  /** E.g. `--outlet <n>`. */
  readonly flags: string;
  readonly description: string;
  /** The option may be repeated. */
  readonly repeats?: true;
}

/** A command as `--help` shows it. Its code is loaded only when it runs, so that `--help` is quick. */
export interface CommandSpec {
  /** Name and arguments, e.g. `timers <host> [action]`. */
  readonly usage: string;
  /** Heading in the list of commands. */
  readonly group: string;
  readonly summary: string;
  /** More than the summary, as sentences. */
  readonly details?: string;
  /** A description of each argument. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** The words that an argument can be; the shell offers them. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly options?: readonly OptionSpec[];
  /** Command lines that work, without `meross-local`. At least one. */
  readonly examples: readonly [string, ...string[]];
  readonly load: () => Promise<CommandAction>;
}
