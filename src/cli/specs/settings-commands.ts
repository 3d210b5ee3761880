import type { CommandSpec } from '../command-spec.ts';
import { OUTLET_OPTION } from './switching-commands.ts';

const GROUP = "The plug's own settings:";

/** Commands for the settings and rules that a plug keeps. */
export const SETTINGS_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'led <host> [state]',
    group: GROUP,
    summary: 'show the status light of the plug, or switch it on or off',
    choices: { state: ['on', 'off'] },
    arguments: { state: 'on or off; without it the light is only shown' },
    examples: ['led 192.168.1.20 off'],
    load: async () => (await import('../commands/led.ts')).led,
  },
  {
    usage: 'auto-off <host> [minutes]',
    group: GROUP,
    summary: 'show or set after how many minutes the plug switches itself off',
    details:
      'The rule is stored in the plug, so it works without Homebridge, no matter how the plug is switched on. Rules of other programs ' +
      'are left alone, unless you name one with --id.',
    arguments: { minutes: 'minutes from on to off, 1 to 10080, or "off"; without it the rules are only shown' },
    options: [
      OUTLET_OPTION,
      { flags: '--id <id>', description: 'the rule to change or remove; also one of another program' },
    ],
    examples: ['auto-off 192.168.1.20 30', 'auto-off 192.168.1.20 off'],
    load: async () => (await import('../commands/auto-off.ts')).autoOff,
  },
  {
    usage: 'timers <host> [action]',
    group: GROUP,
    summary: 'list the timers of a plug, add one or remove some',
    details:
      'The plug switches itself at that time of its own clock; see "clock". How plugs number the days of the week is not ' +
      'confirmed: this command takes Monday as the first day, as the Meross app probably does. Check that a timer for ' +
      'single days works on the right day; "daily" is always right.',
    choices: { action: ['add', 'remove'] },
    arguments: { action: 'add or remove; without it the timers are only listed' },
    options: [
      { flags: '--at <hh:mm>', description: 'add: time of day' },
      { flags: '--on', description: 'add: switch on' },
      { flags: '--off', description: 'add: switch off' },
      { flags: '--days <days>', description: 'add: daily, or some of mon,tue,wed,thu,fri,sat,sun (default daily)' },
      OUTLET_OPTION,
      { flags: '--name <text>', description: 'add: its name' },
      { flags: '--id <id>', description: 'remove: this timer; also one of another program' },
      { flags: '--all', description: 'remove: all timers that this command has added' },
    ],
    examples: [
      'timers 192.168.1.20',
      'timers 192.168.1.20 add --at 22:30 --off --days daily',
      'timers 192.168.1.20 remove --all',
    ],
    load: async () => (await import('../commands/timers.ts')).timers,
  },
  {
    usage: 'clock <host>',
    group: GROUP,
    summary: "show the plug's clock and time zone, or set both",
    details: 'The timers and the energy per day of the plug follow its clock.',
    options: [
      {
        flags: '--timezone <zone>',
        description: 'set the clock and this time zone, such as Europe/Paris, or "local" for the zone of this computer',
      },
    ],
    examples: ['clock 192.168.1.20', 'clock 192.168.1.20 --timezone Europe/Paris'],
    load: async () => (await import('../commands/clock.ts')).clock,
  },
];
