import type { Command, Option } from 'commander';
import type { CommandSpec } from '../command-spec.ts';
import { nameOf } from '../understood-arguments.ts';

/** An option as a shell completes it. */
export interface CompletedOption {
  /** E.g. `--config`. */
  readonly long: string;
  readonly description: string;
  /** What follows it: nothing, the name of a file, or another value, which no shell can know. */
  readonly value: 'none' | 'file' | 'other';
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** Its own options, then those of every command. */
  readonly options: readonly CompletedOption[];
  /** The words that each argument can be, in order; empty where it can be any. */
  readonly argumentChoices: readonly (readonly string[])[];
}

/** The commands and options of a program, as commander knows them, with the choices of their specs. */
export function completedCommands(program: Command, specs: readonly CommandSpec[]): readonly CompletedCommand[] {
  const choicesOf = (name: string): CommandSpec['choices'] => specs.find(spec => nameOf(spec) === name)?.choices;
  return program.commands.map(command => ({
    name: command.name(),
    summary: command.summary(),
    options: [...optionsOf(command), ...globalOptions(program)],
    argumentChoices: command.registeredArguments.map(argument => choicesOf(command.name())?.[argument.name()] ?? []),
  }));
}

/** The options that may stand before the command, and after it. */
export function globalOptions(program: Command): readonly CompletedOption[] {
  return optionsOf(program).filter(({ long }) => long !== '--version');
}

function optionsOf(command: Command): readonly CompletedOption[] {
  return command.options.flatMap(option => {
    const { long, description } = option;
    return long == null ? [] : [{ long, description, value: valueOf(option) }];
  });
}

function valueOf({ flags, required, optional }: Option): CompletedOption['value'] {
  if (!required && !optional) return 'none';
  return flags.includes('<file>') ? 'file' : 'other';
}
