import type { CommandSpec, OptionSpec } from '../command-spec.ts';

const GROUP = 'Switch:';

/** Which outlet is meant. */
export const OUTLET_OPTION: OptionSpec = {
  flags: '--outlet <n>',
  description: 'which outlet of a strip: its number, its name in the config, or "all" (the same as 0)',
};

/** Commands that switch. */
export const SWITCHING_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'on <host>',
    group: GROUP,
    summary: 'switch on',
    options: [OUTLET_OPTION],
    examples: ['on 192.168.1.20', 'on 192.168.1.21 --outlet 2'],
    load: async () => (await import('../commands/switch.ts')).on,
  },
  {
    usage: 'off <host>',
    group: GROUP,
    summary: 'switch off',
    options: [OUTLET_OPTION],
    examples: ['off 192.168.1.20', 'off 192.168.1.21 --outlet all'],
    load: async () => (await import('../commands/switch.ts')).off,
  },
  {
    usage: 'toggle <host>',
    group: GROUP,
    summary: 'switch on what is off, and off what is on',
    details: 'All outlets of a strip go off together if any of them is on.',
    options: [OUTLET_OPTION],
    examples: ['toggle 192.168.1.20'],
    load: async () => (await import('../commands/switch.ts')).toggle,
  },
];
