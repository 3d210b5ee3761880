import type { CommandSpec } from '../command-spec.ts';

const GROUP = 'See:';

/** Commands that change nothing. */
export const INSPECTION_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'discover',
    group: GROUP,
    summary: 'list the plugs on the network, whose key fits and whose does not',
    details:
      'Asks every address of the network one question, and calls out by UDP. A /24 takes about 20 seconds. Without a ' +
      'key it tells where plugs are, and not whether a key fits.',
    options: [
      {
        flags: '--subnet <cidr>',
        description:
          'network to search, up to /22, such as 192.168.1.0/24; may be repeated. Without it: those of --config, else those that this computer is in',
        repeats: true,
      },
      { flags: '--port <port>', description: 'where plugs listen, 80 unless given; for simulated ones' },
    ],
    examples: ['discover', 'discover --subnet 192.168.1.0/24 --json'],
    load: async () => (await import('../commands/discover.ts')).discover,
  },
  {
    usage: 'info <host>',
    group: GROUP,
    summary: 'tell what a plug is, what it can, and how it is',
    examples: ['info 192.168.1.20'],
    load: async () => (await import('../commands/info.ts')).info,
  },
  {
    usage: 'watch <host>',
    group: GROUP,
    summary: 'show state and watts as they change, until Ctrl-C',
    details: 'A plug that goes away is waited for. With --json: one reading a line.',
    options: [{ flags: '--every <seconds>', description: 'how often to ask, 1 to 3600; 2 unless given' }],
    examples: ['watch 192.168.1.20', 'watch 192.168.1.20 --every 10 --json'],
    load: async () => (await import('../commands/watch.ts')).watch,
  },
  {
    usage: 'energy <host>',
    group: GROUP,
    summary: 'show the power now, and the energy per day and per hour',
    details:
      'Days and hours are those of the plug; see "clock". It keeps a month of days, and newer ones a day of hours.',
    options: [{ flags: '--days <n>', description: 'how many days to show, 1 to 31; 14 unless given' }],
    examples: ['energy 192.168.1.20', 'energy 192.168.1.20 --days 31 --json'],
    load: async () => (await import('../commands/energy.ts')).energy,
  },
];
