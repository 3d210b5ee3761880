import { lookup } from 'node:dns/promises';
import { homedir } from 'node:os';
import { systemClock, type Clock } from '../clock.ts';
import type { Radio } from '../setup/radio.ts';
import { usualConfigPlaces } from './plug/config-places.ts';
import type { UserQuestions } from './setup/user-questions.ts';

/** Where text goes. */
export interface Sink {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Width of a line; a terminal's may change while the command runs. */
  readonly columns: () => number;
}

/** Everything a command has to do with the world outside, but for plugs and files. */
export interface Io {
  /** Data, and nothing else. */
  readonly out: Sink;
  /** Everything that is said beside the data. */
  readonly err: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where Homebridge usually keeps its config, in the order in which to look. Default: nowhere. */
  readonly configPlaces?: readonly string[];
  /** Whether a computer or plug on the network has this name. Default: none has. */
  readonly isOnNetwork?: (name: string) => Promise<boolean>;
  /** Whether somebody is there who can be asked. */
  readonly isInteractive: boolean;
  readonly clock: Clock;
  /** Who answers, where somebody is there; the terminal unless given. */
  readonly questions?: UserQuestions;
  /** This computer's Bluetooth; the package for it unless given. */
  readonly radio?: () => Promise<Radio>;
  /** Aborts when the user wants the command to end. */
  readonly signal: AbortSignal;
}

/** Where nobody says how wide a line is. */
const DEFAULT_COLUMNS = 80;
/** Below that no table can be read; longer lines than this no one. */
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
