import type { CommandSpec, OptionSpec } from '../command-spec.ts';

const GROUP = 'When something is wrong:';

const FORCE: OptionSpec = { flags: '--force', description: 'replace that file if it is there already' };

/** Commands that find out what is wrong, and tell others. */
export const DIAGNOSTIC_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'doctor [host]',
    group: GROUP,
    summary: 'find out why a plug does not work, and what to do about it',
    details:
      'Looks at one layer after the other: name, route, connection, HTTP, key, identity, clock, meter, speed. Without ' +
      'HOST it looks at every plug of --config, or else at this computer and who answers in its networks. Nothing is ' +
      'switched and nothing is changed. The exit status is that of the first plug with a fault.',
    options: [
      {
        flags: '--report <file>',
        description: 'also write a report that may be shown to anybody: no key, uuid, name or address is in it',
      },
      FORCE,
    ],
    examples: [
      'doctor 192.168.1.20',
      'doctor --config ~/.homebridge/config.json',
      'doctor 192.168.1.20 --report plug.json',
    ],
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    usage: 'record <host>',
    group: GROUP,
    summary: 'write down what a plug answers, for the simulator to replay',
    details:
      'Asks everything that is safe to ask, one question at a time. Keys, uuid, names, addresses, networks and places are ' +
      "replaced by made-up ones; the plug's energy of the last days, its clock and its time zone stay.",
    options: [{ flags: '--out <file>', description: 'write it there; without it the trace goes to stdout' }, FORCE],
    examples: ['record 192.168.1.20 --out my-plug.json'],
    load: async () => (await import('../commands/record.ts')).record,
  },
];
