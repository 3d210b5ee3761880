import { CommanderError } from 'commander';
import { linesFor } from './call.ts';
import { explain, type Explained } from './explain.ts';
import { EXIT } from './exit-status.ts';
import type { Io } from './io.ts';
import { painter } from './show/colour.ts';
import { oneLine } from './show/json.ts';
import { plain } from './show/plain.ts';
import { Told } from './told.ts';

/** Says on stderr what went wrong, and returns the exit status that belongs to it. */
export function tell(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof Told) return error.status;
  const explained = error instanceof CommanderError ? explainUsage(error) : explain(error);
  if (explained !== undefined) report(explained, argv, io);
  return explained?.status ?? EXIT.usage;
}

/** What commander found wrong with the command line; nothing where it has shown the help instead. */
function explainUsage({ code, message }: CommanderError): Explained | undefined {
  if (code === 'commander.help') return undefined;
  const [what = '', ...more] = message.replace(/^error: /, '').split('\n');
  const sentence = plain(withoutValues(what));
  return {
    status: EXIT.usage,
    code: 'usage',
    message: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replace(/\.$/, '')}.`,
    // "(Did you mean --outlet?)"
    hint: `${more.map(line => plain(line).replace(/^\((.*)\)$/, '$1')).join(' ')} Add --help to see how the command is used.`.trim(),
  };
}

/** A key may stand behind an option that was misspelt, or where nothing is expected. */
function withoutValues(message: string): string {
  return message.replace(/(--?[\w-]+)=[^']*/g, '$1').replace(/(but got \d+): .*$/s, '$1');
}

function report({ code, message, hint, status, more }: Explained, argv: readonly string[], io: Io): void {
  if (argv.includes('--json')) {
    io.err.write(`${oneLine({ error: { code, message, hint, status, ...more } })}\n`);
    return;
  }
  const paint = painter(io.err, io.env, !argv.includes('--no-color'));
  const said = linesFor(io.err, harmless(message)).map(line => paint('red', line));
  const advice = hint === '' ? [] : linesFor(io.err, harmless(hint));
  io.err.write(`${[...said, ...advice].join('\n')}\n`);
}

/** The net below all: whatever is quoted, a terminal does not obey it. */
function harmless(text: string): string {
  return text.split('\n').map(plain).join('\n');
}
