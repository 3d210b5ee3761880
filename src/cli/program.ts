import { Command, Option, type Help } from 'commander';
import { COMMANDS } from './commands.ts';
import { EXIT_HELP } from './exit-status.ts';
import type { Io } from './io.ts';
import { pluginVersion } from './plugin-version.ts';
import { painter } from './show/colour.ts';
import { wrapped } from './show/wrap.ts';
import type { CommandSpec, OptionSpec } from './command-spec.ts';

const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '--key <key>', description: 'key of the plug; prefer the MEROSS_KEY variable' },
  {
    flags: '--config <file>',
    description: "Homebridge's config.json, with plugs and keys (default: the usual places)",
  },
  { flags: '--no-config', description: 'do not read a config' },
  { flags: '--timeout <seconds>', description: 'how long to wait for each reply (default 5)' },
  { flags: '--json', description: 'print one JSON document, or one per line for a stream' },
  { flags: '--no-color', description: 'no colours, as with the NO_COLOR variable' },
];

const ABOUT = 'Meross plugs and power strips on your own network: no account, no cloud.';

const NOTES = `HOST is an address, address:port, or the name or uuid of a plug in the config. It must be in your own network. The config is the file after --config, else the one in MEROSS_CONFIG, else Homebridge's config.json in one of its usual places. The key comes from --key, else from MEROSS_KEY, else from the config; at a terminal the command asks for it if there is none.

Exit status: ${EXIT_HELP}.
With --json, an error is one line on stderr: {"error":{"code","message","hint","status"}}. Stdout has only data.`;

/** The whole command line. What a command does is loaded when it is called. */
export function makeProgram(io: Io, argv: readonly string[], commands: readonly CommandSpec[] = COMMANDS): Command {
  const paint = painter(io.out, io.env, !argv.includes('--no-color'));
  const program: Command = new Command('meross-local')
    .description(ABOUT)
    .usage('[options] COMMAND')
    .version(pluginVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help; "help COMMAND" shows that of a command')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: io.out.write,
      writeErr: io.err.write,
      // The caller reports errors in its own words.
      outputError: () => undefined,
      getOutHelpWidth: io.out.columns,
      getErrHelpWidth: io.err.columns,
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .configureHelp({ showGlobalOptions: true, styleTitle: text => paint('bold', text), subcommandTerm, formatItem })
    .addHelpText('after', () => `\n${program.createHelp().boxWrap(NOTES, io.out.columns())}`);
  for (const option of GLOBAL_OPTIONS) program.addOption(commanderOption(option));
  for (const spec of commands) addCommand(program, spec, io, paint('bold', 'Examples:'));
  return program;
}

function addCommand(program: Command, spec: CommandSpec, io: Io, title: string): void {
  const { usage, group, summary, details, examples, load } = spec;
  const command = program.command(usage).helpGroup(group).summary(summary).helpOption('-h, --help', 'show this help');
  command.description(details === undefined ? `${upperFirst(summary)}.` : `${upperFirst(summary)}. ${details}`);
  for (const argument of command.registeredArguments) {
    argument.description =
      spec.arguments?.[argument.name()] ?? (argument.name() === 'host' ? 'address or name of the plug' : '');
  }
  for (const option of spec.options ?? []) command.addOption(commanderOption(option));
  command.addHelpText(
    'after',
    `\n${title}\n${examples.map(example => shellLine(example, io.out.columns())).join('\n')}`,
  );
  command.action(async () => {
    const names = command.registeredArguments.map(argument => argument.name());
    const args = Object.fromEntries(names.map((name, at) => [name, command.args[at]]));
    const [action, { Call }] = await Promise.all([load(), import('./call.ts')]);
    await action(new Call(io, { args, options: command.optsWithGlobals(), words: command.args }));
  });
}

function commanderOption({ flags, description, repeats }: OptionSpec): Option {
  const option = new Option(flags, description);
  if (!repeats) return option;
  return option.argParser((value, before: unknown) => {
    const earlier: readonly unknown[] = Array.isArray(before) ? before : [];
    return [...earlier, value];
  });
}

/** A command in the list, with at most two arguments, so that there is room for the summary. */
function subcommandTerm(command: Command): string {
  const names = command.registeredArguments.map(each => {
    const name = each.variadic ? `${each.name()}…` : each.name();
    return each.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...names.slice(0, 2), ...(names.length > 2 ? ['…'] : [])].join(' ');
}

/** Columns that a description needs to be read beside its term. */
const MIN_DESCRIPTION_COLUMNS = 24;

/** An option, argument or command with its description: beside it, or below it where the terminal is narrow. */
function formatItem(term: string, termColumns: number, description: string, help: Help): string {
  const columns = help.helpWidth ?? 80;
  const besideColumns = columns - termColumns - 4;
  const isBeside = besideColumns >= MIN_DESCRIPTION_COLUMNS;
  const indent = ' '.repeat(isBeside ? termColumns + 4 : 6);
  const lines = wrapped(description, isBeside ? besideColumns : columns - 6).map(line => indent + line);
  if (description === '') return `  ${term}`;
  if (!isBeside) return [`  ${term}`, ...lines].join('\n');
  return `  ${term}${lines.join('\n').slice(2 + term.length)}`;
}

/** The words of a command line; an option together with its value. */
const WORDS = /--\S+(?: (?!--)(?:'[^']*'|\S+))?|'[^']*'|\S+/g;

/** An example, continued with `\` on the next line where it is too long. */
function shellLine(example: string, columns: number): string {
  const lines = ['  meross-local'];
  for (const word of example.match(WORDS) ?? []) {
    const last = lines.at(-1) ?? '';
    // Two columns for the ` \` at the end of the line.
    if (`${last} ${word}`.length + 2 <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines.join(' \\\n');
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
