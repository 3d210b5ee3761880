import { COMMANDS } from './commands.ts';

/** The name of a command, as its usage begins. */
export const nameOf = ({ usage }: { readonly usage: string }): string => usage.split(' ')[0] ?? '';

const isCommand = (word: string | undefined): boolean => COMMANDS.some(command => nameOf(command) === word);

const HELP: readonly (string | undefined)[] = ['help', '--help', '-h'];

/**
 * The arguments as commander takes them, where people write them in another way: `help on`, `-v`, and the plug before the
 * command (`192.168.1.20 on`). All others are left as they are.
 */
export function understoodArguments(argv: readonly string[]): readonly string[] {
  const [first = '', second, ...rest] = argv;
  if (first === '-v') return ['--version', ...argv.slice(1)];
  if (HELP.includes(first)) {
    if (isCommand(second)) return [second ?? '', '--help'];
    // `help` of an unknown command is the error about that command.
    return first === 'help' ? (second === undefined || second.startsWith('-') ? ['--help'] : [second]) : argv;
  }
  const isPlugFirst = first !== '' && !first.startsWith('-') && !isCommand(first) && isCommand(second);
  return isPlugFirst ? [second ?? '', first, ...rest] : argv;
}
