import { type CANCEL_SYMBOL, confirm, isCancel, password, progress, select, text } from '@clack/prompts';
import { GivenUpError } from '../errors.ts';
import type { Call } from './call.ts';
import type { UserQuestions } from './setup/user-questions.ts';
import { clip, plain } from './show/plain.ts';

/**
 * Asks for a secret at the terminal, which shows dots instead of letters.
 * @throws {GivenUpError} Ctrl-C
 */
export async function askSecret(call: Call, message: string): Promise<string> {
  applyColourSetting(call);
  const answer = await password({
    message,
    output: process.stderr,
    signal: call.io.signal,
    validate: text =>
      text === undefined || text === '' ? 'The key is needed. For a plug with an empty key: --key ""' : undefined,
  });
  if (isCancel(answer)) throw new GivenUpError('interrupted');
  return answer;
}

/** Questions at the terminal. Texts from a plug or the network in a question are made harmless here. */
export function terminalQuestions(call: Call): UserQuestions {
  applyColourSetting(call);
  const common = { output: process.stderr, signal: call.io.signal };
  return {
    choose: async (message, choices) => {
      const options = choices.map(({ label, hint }, value) => {
        return { value, label: plain(label), ...(hint !== undefined && { hint: plain(hint) }) };
      });
      const answer = await select({ ...common, message: plain(message), options, maxItems: 12 });
      const choice = choices[requireAnswer(answer)];
      if (choice === undefined) throw new GivenUpError('nothing to choose from');
      return choice.value;
    },
    text: async (message, check) =>
      requireAnswer(await text({ ...common, message: plain(message), validate: (given = '') => check(given) })),
    secret: async (message, check) =>
      requireAnswer(await password({ ...common, message: plain(message), validate: (given = '') => check(given) })),
    confirm: async message => requireAnswer(await confirm({ ...common, message: plain(message) })),
  };
}

function requireAnswer<T extends string | number | boolean>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new GivenUpError('interrupted');
  return answer;
}

/** A progress bar at the terminal. */
export interface Progress {
  readonly advance: (message: string) => void;
  /** Changes the message without advancing. */
  readonly update: (message: string) => void;
  readonly end: (message: string) => void;
}

/** Columns besides bar and message: a sign, the time such as ` [1m 23s]`, and blanks. */
const BESIDE_COLUMNS = 14;

/** Shows a bar on stderr until `end`. The command still handles Ctrl-C. */
export function showProgress(call: Call, steps: number, message: string): Progress {
  applyColourSetting(call);
  const size = Math.max(1, Math.min(30, call.io.err.columns() - 60));
  // A line longer than the terminal is not overwritten by the next one; every step would add a line.
  const fit = (text: string): string => clip(plain(text), call.io.err.columns() - size - BESIDE_COLUMNS);
  const bar = progress({
    max: steps,
    size,
    output: process.stderr,
    withGuide: false,
    indicator: 'timer',
    signal: call.io.signal,
  });
  bar.start(fit(message));
  // The library reads the keyboard, and would end the process on Ctrl-C with status 0.
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  return {
    advance: text => {
      bar.advance(1, fit(text));
    },
    update: text => {
      bar.message(fit(text));
    },
    end: text => {
      bar.stop(text);
    },
  };
}

/** The library reads only the environment. */
function applyColourSetting({ paintErr }: Call): void {
  if (paintErr('red', 'x') === 'x') process.env['NO_COLOR'] = '1';
}
