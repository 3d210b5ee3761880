import type { CommandSpec } from '../command-spec.ts';

const GROUP = 'Tools:';

/** Commands for those who look closer. */
export const TOOL_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'raw <host> <method> <namespace> [json]',
    group: GROUP,
    summary: 'send one signed message, and print its answer',
    details:
      'Only what the plug lists as an ability is sent, for some plugs restart on anything else; nothing that could take ' +
      'the plug off your network; and no SET to a plug that the config has locked. --force sends that too.',
    arguments: {
      method: 'GET or SET',
      namespace: 'such as Appliance.System.All, or System.All for short',
      json: 'the payload, {} unless given',
    },
    options: [{ flags: '--force', description: 'send it whatever it is' }],
    examples: [
      'raw 192.168.1.20 GET Appliance.System.All',
      `raw 192.168.1.20 SET Appliance.Control.ToggleX '{"togglex":{"channel":0,"onoff":1}}'`,
    ],
    load: async () => (await import('../commands/raw.ts')).raw,
  },
  {
    usage: 'key',
    group: GROUP,
    summary: 'print a fresh key, as one gives it to a new plug',
    examples: ['key'],
    load: async () => (await import('../commands/key.ts')).key,
  },
  {
    usage: 'simulate',
    group: GROUP,
    summary: 'run simulated plugs, with faults on request, until Ctrl-C',
    details:
      'They answer as recorded plugs do, to every command here and to Homebridge. At a terminal their buttons can be ' +
      'pressed, and the plugs pulled out: type "help".',
    options: [
      {
        flags: '--model <model>',
        description:
          'a model such as mss425e, or mss310-2.1.17, or a file that "record" has written; may be repeated. mss305 unless given',
        repeats: true,
      },
      {
        flags: '--address <address>',
        description: 'where to listen: an address of this computer, 127.0.0.1 unless given',
      },
      { flags: '--port <port>', description: 'port of the first, others follow; without it any that is free' },
      { flags: '--load <watts>', description: 'what hangs on each outlet; unless given, what was recorded, or 40' },
      {
        flags: '--fault <name[=value][@seconds]>',
        description: 'what goes wrong, such as silent or delayMs=2000; may be repeated. "list" tells all',
        repeats: true,
      },
      { flags: '--list', description: 'list the models, and run none' },
    ],
    examples: [
      'simulate --model mss310 --model mss425e --port 8081',
      'simulate --model mss110 --fault acceptDelayMs=3200',
      'simulate --model ./my-plug.json',
    ],
    load: async () => (await import('../commands/simulate.ts')).simulate,
  },
];
