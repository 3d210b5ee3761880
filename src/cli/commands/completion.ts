import type { CommandAction } from '../command-spec.ts';
import { completedCommands, globalOptions } from '../completion/completed-commands.ts';
import { bashScript, fishScript, zshScript, type Completions } from '../completion/shell-scripts.ts';
import { COMMANDS } from '../commands.ts';
import { makeProgram } from '../program.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** `completion bash|zsh|fish`. */
export const completion: CommandAction = call => {
  const shell = call.argument('shell') ?? '';
  const write = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (write === undefined) {
    throw new UsageError(`"${plain(shell)}" is not a shell that this command knows.`, 'It knows bash, zsh and fish.');
  }
  const program = makeProgram(call.io, []);
  const script = write({ commands: completedCommands(program, COMMANDS), globals: globalOptions(program) });
  call.print({ shell, script }, () => script.trimEnd());
  return Promise.resolve();
};

const SCRIPTS: Readonly<Record<string, (completions: Completions) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
