import type { CommandSpec } from '../command-spec.ts';

const GROUP = 'Tools:';

/** Commands for development and closer looks. */
export const TOOL_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'raw <host> <method> <namespace> [json]',
    group: GROUP,
    summary: 'send one signed message and print the reply',
    details:
      'Three kinds of messages are not sent without --force: a namespace that is not among the abilities of the plug, ' +
      'because some plugs restart on it; a SET that could take the plug off your network; and any SET to a plug that is ' +
      'locked in the config.',
    choices: { method: ['GET', 'SET'] },
    arguments: {
      method: 'GET or SET',
      namespace: 'such as Appliance.System.All, or System.All for short',
      json: 'the payload (default {})',
    },
    options: [{ flags: '--force', description: 'send it anyway' }],
    examples: [
      'raw 192.168.1.20 GET Appliance.System.All',
      `raw 192.168.1.20 SET Appliance.Control.ToggleX '{"togglex":{"channel":0,"onoff":1}}'`,
    ],
    load: async () => (await import('../commands/raw.ts')).raw,
  },
  {
    usage: 'key',
    group: GROUP,
    summary: 'print a new random key for your plugs',
    examples: ['key'],
    load: async () => (await import('../commands/key.ts')).key,
  },
  {
    usage: 'completion <shell>',
    group: GROUP,
    summary: 'print a script with which the Tab key completes commands and options',
    details:
      'For bash, add the line eval "$(meross-local completion bash)" to ~/.bashrc. For zsh, add the line source ' +
      '<(meross-local completion zsh) to ~/.zshrc, after compinit. For fish, add the line meross-local completion fish | ' +
      'source to ~/.config/fish/config.fish.',
    arguments: { shell: 'bash, zsh or fish' },
    choices: { shell: ['bash', 'zsh', 'fish'] },
    examples: ['completion bash'],
    load: async () => (await import('../commands/completion.ts')).completion,
  },
  {
    usage: 'simulate',
    group: GROUP,
    summary: 'run simulated plugs, with faults on request, until Ctrl-C',
    details:
      'They reply as real plugs were recorded, to every command here and to Homebridge. At a terminal you can press ' +
      'their buttons and unplug them: type "help".',
    options: [
      {
        flags: '--model <model>',
        description:
          'a model such as mss425e or mss310-2.1.17, or a file that "record" has written; may be repeated (default mss305)',
        repeats: true,
      },
      {
        flags: '--address <address>',
        description: 'address of this computer on which to listen (default 127.0.0.1)',
      },
      { flags: '--port <port>', description: 'port of the first plug; the others follow (default: free ports)' },
      { flags: '--load <watts>', description: 'load on each outlet (default: as recorded, or 40)' },
      {
        flags: '--fault <name[=value][@seconds]>',
        description: 'fault such as silent or delayMs=2000; may be repeated; "list" shows all',
        repeats: true,
      },
      { flags: '--list', description: 'list the models and exit' },
    ],
    examples: [
      'simulate --model mss310 --model mss425e --port 8081',
      'simulate --model mss110 --fault acceptDelayMs=3200',
      'simulate --model ./my-plug.json',
    ],
    load: async () => (await import('../commands/simulate.ts')).simulate,
  },
];
