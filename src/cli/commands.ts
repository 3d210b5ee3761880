import type { CommandSpec } from './spec.ts';
import { EXAMINE } from './specs/examine.ts';
import { LOOK } from './specs/look.ts';
import { SETTINGS } from './specs/settings.ts';
import { SETUP } from './specs/setup.ts';
import { SWITCH } from './specs/switch.ts';
import { TOOLS } from './specs/tools.ts';

/** Every command, in the order of `--help`. A new one is added here, or to the group where it belongs. */
export const COMMANDS: readonly CommandSpec[] = [...LOOK, ...SWITCH, ...SETTINGS, ...SETUP, ...EXAMINE, ...TOOLS];
