import { lookup } from 'node:dns/promises';
import { homedir } from 'node:os';
import { systemClock, type Clock } from '../clock.ts';
import type { Radio } from '../setup/radio.ts';
import { usualConfigPlaces } from './plug/config-places.ts';
import type { UserQuestions } from './setup/user-questions.ts';

/** A stream for text. */
export interface Sink {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Width of a line; a terminal's may change while the command runs. */
  readonly columns: () => number;
}

/** The environment of a command, except plugs and files. */
export interface Io {
  /** Only data. */
  readonly out: Sink;
  /** All messages that are not data. */
  readonly err: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where Homebridge usually keeps its config, in the order in which to look. Default: nowhere. */
  readonly configPlaces?: readonly string[];
  /** Whether a computer or plug on the network has this name. Default: none has. */
  readonly isOnNetwork?: (name: string) => Promise<boolean>;
  /** Whether the user can be asked at a terminal. */
  readonly isInteractive: boolean;
  readonly clock: Clock;
  /** Where questions are asked. Default: at the terminal, if there is one. */
  readonly questions?: UserQuestions;
  /** This computer's Bluetooth. Default: the package for it. */
  readonly radio?: () => Promise<Radio>;
  /** Aborts when the user wants the command to end. */
  readonly signal: AbortSignal;
}

/** The width of a stream that is not a terminal. */
const DEFAULT_COLUMNS = 80;
/** Narrower tables cannot be read, and longer lines are hard to read. */
const MIN_COLUMNS = 40;
const MAX_COLUMNS = 160;

/** This process's own streams and environment. */
export function processIo(signal: AbortSignal): Io {
  return {
    out: sink(process.stdout),
    err: sink(process.stderr),
    env: process.env,
    configPlaces: usualConfigPlaces(process.env, homedir(), process.cwd()),
    isOnNetwork: name =>
      lookup(name).then(
        () => true,
        () => false,
      ),
    isInteractive: process.stdin.isTTY && process.stderr.isTTY,
    clock: systemClock,
    signal,
  };
}

function sink(stream: NodeJS.WriteStream): Sink {
  return {
    write: text => void stream.write(text),
    isTerminal: stream.isTTY,
    columns: () => {
      const columns = stream.isTTY ? stream.columns : DEFAULT_COLUMNS;
      return Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns));
    },
  };
}
