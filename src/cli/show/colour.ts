import { styleText } from 'node:util';
import type { Io, Sink } from '../io.ts';

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours a text, if colours are enabled. */
export type Paint = (colour: Colour, text: string) => string;

const UNCOLOURED: Paint = (_, text) => text;
const COLOURED: Paint = (colour, text) => (text === '' ? '' : styleText(colour, text, { validateStream: false }));

/**
 * Colours for a stream that is a terminal, unless the user (`isEnabled`) or `NO_COLOR` (no-color.org) disables them.
 * `FORCE_COLOR` enables them for any stream.
 */
export function painter({ isTerminal }: Sink, env: Io['env'], isEnabled: boolean): Paint {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM = '' } = env;
  if (!isEnabled || NO_COLOR !== '') return UNCOLOURED;
  const isForced = FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  return isForced || (isTerminal && TERM !== 'dumb') ? COLOURED : UNCOLOURED;
}
