import type { CommandSpec, OptionSpec } from '../command-spec.ts';

const GROUP = 'When something is wrong:';

const FORCE: OptionSpec = { flags: '--force', description: 'replace the file if it exists' };

/** Commands that find out what is wrong. */
export const DIAGNOSTIC_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'doctor [host]',
    group: GROUP,
    summary: 'find out why a plug does not work, and what to do',
    details:
      'Checks one layer after the other: name, route, connection, HTTP, key, identity, clock, meter, speed. Without HOST ' +
      'it checks every plug in the config; without a config, this computer and the plugs in its networks. Nothing is ' +
      'switched and nothing is changed. The exit status is that of the first plug with a fault.',
    options: [
      { flags: '--verbose', description: 'show every check, also of healthy plugs' },
      {
        flags: '--report <file>',
        description: 'also write a report that is safe to publish: without keys, uuids, names and addresses',
      },
      FORCE,
    ],
    examples: [
      'doctor 192.168.1.20',
      'doctor',
      'doctor --config ~/.homebridge/config.json',
      'doctor 192.168.1.20 --report plug.json',
    ],
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    usage: 'record <host>',
    group: GROUP,
    summary: 'record the replies of a plug, for the simulator to replay',
    details:
      'Sends every query that is safe, one at a time. Keys, uuid, names, addresses, networks and places are replaced by ' +
      'invented ones; the energy of the last days, the clock and the time zone of the plug remain.',
    options: [{ flags: '--out <file>', description: 'file to write (default: stdout)' }, FORCE],
    examples: ['record 192.168.1.20 --out my-plug.json'],
    load: async () => (await import('../commands/record.ts')).record,
  },
];
