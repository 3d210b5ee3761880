import { CommanderError } from 'commander';
import { linesFor } from './call.ts';
import { COMMANDS } from './commands.ts';
import { explainFailure, type CommandFailure } from './command-failure.ts';
import { EXIT } from './exit-status.ts';
import type { Io } from './io.ts';
import { painter } from './show/colour.ts';
import { oneLine } from './show/json.ts';
import { plain } from './show/plain.ts';
import { AlreadyReportedError } from './already-reported-error.ts';
import { nameOf } from './understood-arguments.ts';

/** Reports a failure on stderr, and returns its exit status. */
export function reportFailure(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof AlreadyReportedError) return error.status;
  const explained = error instanceof CommanderError ? explainUsage(error, argv) : explainFailure(error);
  if (explained !== undefined) writeExplanation(explained, argv, io);
  return explained?.status ?? EXIT.usage;
}

/** An error of commander about the command line; undefined if it has shown the help instead. */
function explainUsage({ code, message }: CommanderError, argv: readonly string[]): CommandFailure | undefined {
  if (code === 'commander.help') return undefined;
  const [what = '', ...more] = message.replace(/^error: /, '').split('\n');
  const sentence = plain(withoutValues(what));
  // "(Did you mean --outlet?)"
  const suggestions = more.map(line => plain(line).replace(/^\((.*)\)$/, '$1'));
  return {
    status: EXIT.usage,
    code: 'usage',
    message: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replace(/\.$/, '')}.`,
    hint: [...suggestions, commandHint(code, argv)].join(' '),
  };
}

/** How the command is written, or where to see the commands. */
function commandHint(code: string, [first = '']: readonly string[]): string {
  const command = COMMANDS.find(each => nameOf(each) === first);
  if (command) return `Such as: meross-local ${command.examples[0]}. "meross-local help ${first}" shows more.`;
  // An address, or a name of several words.
  const isPlug = code === 'commander.unknownCommand' && /^(?:[\d.:]+|\S+\.\S+|\S+ .*)$/.test(first);
  const plug = /\s/.test(first) ? `'${first}'` : first;
  if (isPlug) return `To see the plug: meross-local info ${plug}. "meross-local help" lists the commands.`;
  return '"meross-local help" lists the commands.';
}

/** A key may follow a misspelt option, or stand where no argument is expected. */
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

/** The last safeguard: a terminal does not obey any quoted text. */
function escapeControls(text: string): string {
  return text.split('\n').map(plain).join('\n');
}
