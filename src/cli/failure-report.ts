import { CommanderError } from 'commander';
import { linesFor } from './call.ts';
import { explainFailure, type CommandFailure } from './command-failure.ts';
import { EXIT } from './exit-status.ts';
import type { Io } from './io.ts';
import { painter } from './show/colour.ts';
import { oneLine } from './show/json.ts';
import { plain } from './show/plain.ts';
import { AlreadyReportedError } from './already-reported-error.ts';

/** Says on stderr what went wrong, and returns the exit status that belongs to it. */
export function reportFailure(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof AlreadyReportedError) return error.status;
  const explained = error instanceof CommanderError ? explainUsage(error) : explainFailure(error);
  if (explained !== undefined) writeExplanation(explained, argv, io);
  return explained?.status ?? EXIT.usage;
}

/** What commander found wrong with the command line; nothing where it has shown the help instead. */
function explainUsage({ code, message }: CommanderError): CommandFailure | undefined {
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

function writeExplanation(
  { code, message, hint, status, extraFields }: CommandFailure,
  argv: readonly string[],
  io: Io,
): void {
  if (argv.includes('--json')) {
    io.err.write(`${oneLine({ error: { code, message, hint, status, ...extraFields } })}\n`);
    return;
  }
  const paint = painter(io.err, io.env, !argv.includes('--no-color'));
  const messageLines = linesFor(io.err, escapeControls(message)).map(line => paint('red', line));
  const hintLines = hint === '' ? [] : linesFor(io.err, escapeControls(hint));
  io.err.write(`${[...messageLines, ...hintLines].join('\n')}\n`);
}

/** The net below all: whatever is quoted, a terminal does not obey it. */
function escapeControls(text: string): string {
  return text.split('\n').map(plain).join('\n');
}
