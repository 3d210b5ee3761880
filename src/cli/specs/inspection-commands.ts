import type { CommandSpec } from '../command-spec.ts';

const GROUP = 'See:';

/** Commands that change nothing. */
export const INSPECTION_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'discover',
    group: GROUP,
    summary: 'list the plugs on the network, and whether the key fits them',
    details:
      'Sends one query to every address of the network, and one UDP broadcast. A /24 takes about 20 seconds. Without a ' +
      'key it finds the plugs, but cannot check keys. It ends in entries for "devices" in the config.',
    options: [
      {
        flags: '--subnet <cidr>',
        description:
          'network to search, such as 192.168.1.0/24, up to /22; may be repeated (default: the networks in the config, else those of this computer)',
        repeats: true,
      },
      { flags: '--port <port>', description: 'port on which plugs listen, for simulated plugs (default 80)' },
    ],
    examples: ['discover', 'discover --subnet 192.168.1.0/24 --json'],
    load: async () => (await import('../commands/discover.ts')).discover,
  },
  {
    usage: 'info <host>',
    group: GROUP,
    summary: 'show what a plug is, what it can do, and its state',
    examples: ['info 192.168.1.20'],
    load: async () => (await import('../commands/info.ts')).info,
  },
  {
    usage: 'watch [host...]',
    group: GROUP,
    summary: 'show state and watts as they change, until Ctrl-C',
    details:
      'Without HOST: all plugs of the config. If one of several plugs cannot be reached, the others are shown, and the ' +
      'command waits for it. With --json: one reading per line.',
    arguments: { host: 'addresses or names of plugs' },
    options: [{ flags: '--every <seconds>', description: 'time between queries, 1 to 3600 (default 2)' }],
    examples: [
      'watch 192.168.1.20',
      "watch 192.168.1.20 'TV corner' --every 10 --json",
      'watch --config ~/.homebridge/config.json',
    ],
    load: async () => (await import('../commands/watch.ts')).watch,
  },
  {
    usage: 'energy <host>',
    group: GROUP,
    summary: 'show the power now, and the energy per day, hour and month',
    details:
      'Days and hours are those of the plug\'s clock; see "clock". A plug keeps about a month of days; newer models also ' +
      'keep a day of hours. --month and --csv also count the days that the plugin has kept beside the Homebridge config.',
    options: [
      { flags: '--days <n>', description: 'days to show, 1 to 62 (default 14; with --csv all)' },
      { flags: '--hours', description: 'only hours' },
      { flags: '--month', description: 'kWh per month, and which days are missing in it' },
      { flags: '--csv', description: 'print days, hours or months as CSV, in kWh' },
    ],
    examples: [
      'energy 192.168.1.20',
      'energy 192.168.1.20 --days 31 --json',
      'energy 192.168.1.20 --month',
      'energy 192.168.1.20 --csv',
    ],
    load: async () => (await import('../commands/energy.ts')).energy,
  },
];
