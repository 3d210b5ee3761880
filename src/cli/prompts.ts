import { isCancel, password, progress } from '@clack/prompts';
import { GivenUpError } from '../errors.ts';
import type { Call } from './call.ts';

/**
 * Asks for a secret at the terminal, by dots instead of letters.
 * @throws {GivenUpError} Ctrl-C
 */
export async function askSecret(call: Call, message: string): Promise<string> {
  obeyColours(call);
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

/** How far something has come, at the terminal; undefined where there is none. */
export interface Progress {
  readonly advance: (message: string) => void;
  /** Says something else, without coming any further. */
  readonly say: (message: string) => void;
  readonly end: (message: string) => void;
}

/** Shows a bar on stderr until `end`. Ctrl-C remains with the command. */
export function showProgress(call: Call, steps: number, message: string): Progress {
  obeyColours(call);
  const shown = progress({
    max: steps,
    size: Math.min(30, call.io.err.columns() - 50),
    output: process.stderr,
    withGuide: false,
    indicator: 'timer',
    signal: call.io.signal,
  });
  shown.start(message);
  // The library takes the keyboard, and would end the process on Ctrl-C as if all had gone well.
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  return {
    advance: text => {
      shown.advance(1, text);
    },
    say: text => {
      shown.message(text);
    },
    end: text => {
      shown.stop(text);
    },
  };
}

/** The library looks at the environment only. */
function obeyColours({ paintErr }: Call): void {
  if (paintErr('red', 'x') === 'x') process.env['NO_COLOR'] = '1';
}
