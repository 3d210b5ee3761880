import type { CommandSpec } from '../command-spec.ts';
import { OUTLET_OPTION } from './switching-commands.ts';

const GROUP = "The plug's own settings:";

/** Commands about what a plug keeps, and does by itself. */
export const SETTINGS_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'led <host> [state]',
    group: GROUP,
    summary: 'switch the status light of the plug on or off, or tell which it is',
    arguments: { state: 'on or off' },
    examples: ['led 192.168.1.20 off'],
    load: async () => (await import('../commands/led.ts')).led,
  },
  {
    usage: 'auto-off <host> [minutes]',
    group: GROUP,
    summary: 'have the plug switch itself off some time after it was switched on, or tell when it does',
    details:
      'The plug does so by itself, whoever switched it on and whether or not anything else runs. Rules that other ' +
      'programs wrote are left alone, unless named with --id.',
    arguments: { minutes: 'minutes from on to off, 1 to 10080; or "off" for never' },
    options: [OUTLET_OPTION, { flags: '--id <id>', description: 'the rule to change or remove, whoever wrote it' }],
    examples: ['auto-off 192.168.1.20 30', 'auto-off 192.168.1.20 off'],
    load: async () => (await import('../commands/auto-off.ts')).autoOff,
  },
  {
    usage: 'timers <host> [action]',
    group: GROUP,
    summary: 'list the timers of a plug, add one or remove some',
    details:
      'The plug switches itself at that time of its own clock; see "clock". Which day comes first in its week is not ' +
      'settled: single days are written as the Meross app is believed to do, with Monday first. Check that such a timer ' +
      'goes off on the right day; "daily" is always right.',
    arguments: { action: 'add or remove; without it they are listed' },
    options: [
      { flags: '--at <hh:mm>', description: 'add: time of the day' },
      { flags: '--on', description: 'add: switch on' },
      { flags: '--off', description: 'add: switch off' },
      { flags: '--days <days>', description: 'add: daily, or some of mon,tue,wed,thu,fri,sat,sun; daily unless given' },
      OUTLET_OPTION,
      { flags: '--name <text>', description: 'add: what it is for' },
      { flags: '--id <id>', description: 'remove: this one, whoever wrote it' },
      { flags: '--all', description: 'remove: all that this command has added' },
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
    details: 'Its timers and its energy per day go by that clock.',
    options: [
      {
        flags: '--timezone <zone>',
        description: 'set the clock, and this zone: such as Europe/Paris, or "local" for that of this computer',
      },
    ],
    examples: ['clock 192.168.1.20', 'clock 192.168.1.20 --timezone Europe/Paris'],
    load: async () => (await import('../commands/clock.ts')).clock,
  },
];
