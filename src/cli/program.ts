import { Command, Option } from 'commander';
import { COMMANDS } from './commands.ts';
import { EXIT_HELP } from './exit-status.ts';
import type { Io } from './io.ts';
import { pluginVersion } from './plugin-version.ts';
import { painter } from './show/colour.ts';
import type { CommandSpec, OptionSpec } from './command-spec.ts';

const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '--key <key>', description: 'the key that the plug was given; better MEROSS_KEY in the environment' },
  { flags: '--config <file>', description: "Homebridge's config.json, for plugs and keys (default: the usual places)" },
  { flags: '--no-config', description: 'read no config' },
  { flags: '--timeout <seconds>', description: 'how long to wait for each answer; 5 unless given' },
  { flags: '--json', description: 'one JSON document on stdout, or one per line where it streams' },
  { flags: '--no-color', description: 'no colours; the same as NO_COLOR in the environment' },
];

const ABOUT = 'Meross plugs and power strips on your own network: no account, no cloud.';

const NOTES = `HOST is an address, address:port, or with --config the name or uuid of a plug in that file. It must be an address of your own network. A key is taken from --key, else from MEROSS_KEY, else from --config, else asked for at a terminal.

Exit status: ${EXIT_HELP}.
With --json an error is one line on stderr: {"error":{"code","message","hint","status"}}. Stdout has data only.`;

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
      // Errors are told by whoever called, in our own words.
      outputError: () => undefined,
      getOutHelpWidth: io.out.columns,
      getErrHelpWidth: io.err.columns,
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .configureHelp({ showGlobalOptions: true, styleTitle: text => paint('bold', text), subcommandTerm })
    .addHelpText('after', () => `\n${program.createHelp().boxWrap(NOTES, io.out.columns())}`);
  for (const option of GLOBAL_OPTIONS) program.addOption(commanderOption(option));
  for (const spec of commands) addCommand(program, spec, io, paint('bold', 'Examples:'));
  return program;
}

function addCommand(program: Command, spec: CommandSpec, io: Io, title: string): void {
  const { usage, group, summary, details, examples, load } = spec;
  const command = program.command(usage).helpGroup(group).summary(summary);
  command.description(details === undefined ? `${upperFirst(summary)}.` : `${upperFirst(summary)}. ${details}`);
  for (const argument of command.registeredArguments) {
    argument.description =
      spec.arguments?.[argument.name()] ?? (argument.name() === 'host' ? 'address or name of the plug' : '');
  }
  for (const option of spec.options ?? []) command.addOption(commanderOption(option));
  command.addHelpText('after', `\n${title}\n${examples.map(example => `  meross-local ${example}`).join('\n')}`);
  command.action(async () => {
    const names = command.registeredArguments.map(argument => argument.name());
    const args = Object.fromEntries(names.map((name, at) => [name, command.args[at]]));
    const [action, { Call }] = await Promise.all([load(), import('./call.ts')]);
    await action(new Call(io, { args, options: command.optsWithGlobals() }));
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

/** A command in the list: no more of its arguments than leaves room for the summary. */
function subcommandTerm(command: Command): string {
  const names = command.registeredArguments.map(each => (each.required ? `<${each.name()}>` : `[${each.name()}]`));
  return [command.name(), ...names.slice(0, 2), ...(names.length > 2 ? ['…'] : [])].join(' ');
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
