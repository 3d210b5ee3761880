import { type CANCEL_SYMBOL, confirm, isCancel, password, progress, select, text } from '@clack/prompts';
import { GivenUpError } from '../errors.ts';
import type { Call } from './call.ts';
import type { UserQuestions } from './setup/user-questions.ts';
import { clip, plain } from './show/plain.ts';

/**
 * Asks for a secret at the terminal, by dots instead of letters.
 * @throws {GivenUpError} Ctrl-C
 */
export async function askSecret(call: Call, message: string): Promise<string> {
  applyColourSetting(call);
  const answer = await password({
    message,
    output: process.stderr,
    signal: call.io.signal,
    validate: text =>
      text === undefined || text === '' ? 'It is needed. For a plug with an empty key: --key ""' : undefined,
  });
  if (isCancel(answer)) throw new GivenUpError('interrupted');
  return answer;
}

/** Whoever sits at the terminal. What a plug or the network says may be in a question: it is made harmless here. */
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

/** How far something has come, at the terminal; undefined where there is none. */
export interface Progress {
  readonly advance: (message: string) => void;
  /** Says something else, without coming any further. */
  readonly update: (message: string) => void;
  readonly end: (message: string) => void;
}

/** What stands beside bar and message: a sign, the time such as ` [1m 23s]`, and blanks. */
const BESIDE_COLUMNS = 14;

/** Shows a bar on stderr until `end`. Ctrl-C remains with the command. */
export function showProgress(call: Call, steps: number, message: string): Progress {
  applyColourSetting(call);
  const size = Math.max(1, Math.min(30, call.io.err.columns() - 60));
  // A line that is too long for the terminal is not overwritten by the next: there would be one for every step.
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
  // The library takes the keyboard, and would end the process on Ctrl-C as if all had gone well.
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

/** The library looks at the environment only. */
function applyColourSetting({ paintErr }: Call): void {
  if (paintErr('red', 'x') === 'x') process.env['NO_COLOR'] = '1';
}
