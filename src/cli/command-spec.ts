import type { Call } from './call.ts';

/** What a command does. What it throws becomes the error that people or programs read, and the exit status. */
export type CommandAction = (call: Call) => Promise<void>;

/** An option of one command. */
export interface OptionSpec {
  /** E.g. `--outlet <n>`. */
  readonly flags: string;
  readonly description: string;
  /** It may be given several times. */
  readonly repeats?: true;
}

/** A command as `--help` shows it. What it does is loaded when it is called, so that `--help` is quick. */
export interface CommandSpec {
  /** Name and arguments, e.g. `timers <host> [action]`. */
  readonly usage: string;
  /** Heading in the list of commands. */
  readonly group: string;
  readonly summary: string;
  /** More than the summary, as sentences. */
  readonly details?: string;
  /** What each argument is. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** The words that an argument can be; the shell offers them. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly options?: readonly OptionSpec[];
  /** Command lines that work, without `meross-local`. At least one. */
  readonly examples: readonly [string, ...string[]];
  readonly load: () => Promise<CommandAction>;
}
