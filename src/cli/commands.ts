import type { CommandSpec } from './command-spec.ts';
import { DIAGNOSTIC_COMMANDS } from './specs/diagnostic-commands.ts';
import { INSPECTION_COMMANDS } from './specs/inspection-commands.ts';
import { SETTINGS_COMMANDS } from './specs/settings-commands.ts';
import { SETUP_COMMANDS } from './specs/setup-commands.ts';
import { SWITCHING_COMMANDS } from './specs/switching-commands.ts';
import { TOOL_COMMANDS } from './specs/tool-commands.ts';

/** Every command, in the order of `--help`. Add a new command to its group. */
export const COMMANDS: readonly CommandSpec[] = [
  ...INSPECTION_COMMANDS,
  ...SWITCHING_COMMANDS,
  ...SETTINGS_COMMANDS,
  ...SETUP_COMMANDS,
  ...DIAGNOSTIC_COMMANDS,
  ...TOOL_COMMANDS,
];
