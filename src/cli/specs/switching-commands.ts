import type { CommandSpec, OptionSpec } from '../command-spec.ts';

const GROUP = 'Switch:';

/** Chooses an outlet of a strip. */
export const OUTLET_OPTION: OptionSpec = {
  flags: '--outlet <n>',
  description: 'outlet of a strip: its number, its name in the config, or "all" (the same as 0)',
};

/** Commands that switch. */
export const SWITCHING_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'on <host>',
    group: GROUP,
    summary: 'switch a plug or an outlet on',
    options: [OUTLET_OPTION],
    examples: ['on 192.168.1.20', 'on 192.168.1.21 --outlet 2'],
    load: async () => (await import('../commands/switch.ts')).on,
  },
  {
    usage: 'off <host>',
    group: GROUP,
    summary: 'switch a plug or an outlet off',
    options: [OUTLET_OPTION],
    examples: ['off 192.168.1.20', 'off 192.168.1.21 --outlet all'],
    load: async () => (await import('../commands/switch.ts')).off,
  },
  {
    usage: 'toggle <host>',
    group: GROUP,
    summary: 'switch on if off, and off if on',
    details: 'With --outlet all: if any outlet of the strip is on, all are switched off.',
    options: [OUTLET_OPTION],
    examples: ['toggle 192.168.1.20'],
    load: async () => (await import('../commands/switch.ts')).toggle,
  },
];
