import { styleText } from 'node:util';
import type { Io, Sink } from '../io.ts';

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Gives a text a colour, where that is wanted. */
export type Paint = (colour: Colour, text: string) => string;

const UNCOLOURED: Paint = (_, text) => text;
const COLOURED: Paint = (colour, text) => (text === '' ? '' : styleText(colour, text, { validateStream: false }));

/**
 * Colours for a stream: where it is a terminal that can show them, and neither the user (`isEnabled`) nor `NO_COLOR`
 * (no-color.org) says otherwise. `FORCE_COLOR` wants them also elsewhere.
 */
export function painter({ isTerminal }: Sink, env: Io['env'], isEnabled: boolean): Paint {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM = '' } = env;
  if (!isEnabled || NO_COLOR !== '') return UNCOLOURED;
  const isForced = FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  return isForced || (isTerminal && TERM !== 'dumb') ? COLOURED : UNCOLOURED;
}
