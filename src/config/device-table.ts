// cspell:words publishas bridgetype
import { merossAppPage } from '../links.ts';
import type { ConfigText } from '../texts/en/config-problems.ts';
import { DEFAULT_PORT, HOST, type HostPort } from './host.ts';
import { KEY, numberWithin, oneOf, textUpTo, TRUE_OR_FALSE, UUID } from './kinds.ts';
import { LIMITS } from './limits-table.ts';
import { blockOf, listOfBlocks } from './nested.ts';
import { inherited, optional, required, withDefault, type Table } from './option.ts';

const LEFT_OUT: ConfigText = ({ next }) => next.plugLeftOut;
const IGNORED: ConfigText = ({ next }) => next.ignored;

/** HomeKit takes names of at most 64 characters. */
export const NAME = textUpTo(64);
export const SYNONYMS_OF_NAME = ['label', 'title', 'displayname'];
export const SYNONYMS_OF_KEY = ['userkey', 'apikey', 'devicekey', 'token', 'secret', 'sharedkey'];
export const SYNONYMS_OF_CLOCK = ['time', 'timezone', 'timesync', 'synctime', 'ntp'];

export const SYNONYMS_OF_PUBLISH = ['protocol', 'publishas', 'bridgetype'];

/** Who sets a plug's clock: the plug itself, or this plugin. */
export const CLOCK = oneOf('plug', 'auto');
/** How apps see a plug: over HomeKit's own protocol, or over Matter. */
export const PUBLISH = oneOf('hap', 'matter');

/** One outlet of a strip. */
const OUTLET = {
  location: ({ locations }) => locations.outlet,
  options: {
    /** 0 is the master switch, and a digest's array index is a small number. The largest strip seen has 6. */
    channel: required(numberWithin({ min: 0, max: 63, whole: true }), {
      title: 'Channel (number)',
      description:
        '1 for the first outlet, 2 for the second. 0 is the switch for all, which Home shows only if it is listed here.',
      synonyms: ['id', 'index', 'outlet', 'number'],
      leavesOut: ({ next }) => next.entryIgnoredUntilThen,
    }),
    name: optional(NAME, {
      title: 'Name',
      description: 'Its name in Home at first; you can rename it there.',
      synonyms: SYNONYMS_OF_NAME,
      otherwise: ({ next }) => next.outletNameOfPlug,
    }),
    hidden: withDefault(TRUE_OR_FALSE, false, {
      title: 'Hide this outlet',
      description: 'Home does not show it: for an outlet that you do not use.',
      synonyms: ['hide', 'ignore'],
    }),
  },
} as const satisfies Table;

/** The watts from which a machine behind a plug counts as running, and the minutes below that until it is finished. */
const APPLIANCE = {
  location: ({ locations }) => locations.appliance,
  options: {
    /** A washing machine waits at under 5 W and runs at over 50 W, except in pauses. */
    runsAboveWatts: withDefault(numberWithin({ min: 0.1, max: 4000 }), 10, {
      title: 'Machine runs above (W)',
      description:
        'Fill in this or the next field, and Home gets a contact sensor that opens when the machine has finished: "the ' +
        'washing machine is done".',
    }),
    /** Longer than the pauses within a washing programme. */
    finishedAfterMinutes: withDefault(numberWithin({ min: 0.1, max: 1440 }), 3, {
      title: 'Machine has finished after (minutes)',
      description: 'How long it must stay below that power.',
    }),
  },
} as const satisfies Table;

/** A sensor that is active while more than some watts flow. */
const SENSOR = {
  location: ({ locations }) => locations.sensor,
  options: {
    /** Above the standby draw of a TV, below the least that it draws in use. */
    aboveWatts: withDefault(numberWithin({ min: 0.1, max: 4000 }), 10, {
      title: 'Sensor is active above (W)',
      description: 'Fill in this or the next field, and Home gets a sensor for "the TV is in use".',
      synonyms: ['watts', 'threshold'],
    }),
    kind: withDefault(oneOf('occupancy', 'contact', 'motion'), 'occupancy', {
      title: 'Kind of sensor',
      description: 'What Home shows the sensor as. A contact sensor is open while it is active.',
      synonyms: ['type', 'sensortype'],
    }),
  },
} as const satisfies Table;

/**
 * One plug. It is left out only if running it could do harm or is impossible: if its `host`, `key` or `uuid` can't be
 * used, or if its `locked` is invalid, because an invalid lock must not count as open.
 */
export const DEVICE = {
  location: ({ locations }) => locations.device,
  needless: [{ words: ['port'], why: ({ needless }) => needless.port }],
  options: {
    host: required(HOST, {
      title: 'Address',
      description: `The plug's address or name in your network; add :port if the port is not ${DEFAULT_PORT}.`,
      more: 'IPv4, `[IPv6]` or a local name. Public addresses are refused because this plugin never sends a packet to the internet.',
      synonyms: ['ip', 'ipaddress', 'address', 'addr', 'hostname', 'url', 'deviceurl', 'server'],
      leavesOut: LEFT_OUT,
    }),
    /** The plug's own key, or the platform's. Empty only if the user wrote `""`. */
    key: inherited(KEY, {
      title: 'Key of this plug',
      description: 'Only if it differs from the key at the top.',
      synonyms: SYNONYMS_OF_KEY,
      leavesOut: LEFT_OUT,
      missing: ({ needs }) => needs.key({ keyPage: merossAppPage() }),
    }),
    name: optional(NAME, {
      title: 'Name',
      description:
        'Its name in Home at first; you can rename it there. If empty: the model and the end of the MAC address.',
      synonyms: SYNONYMS_OF_NAME,
      otherwise: ({ next }) => next.namedAfterModel,
    }),
    /** 32 characters, lower case. */
    uuid: optional(UUID, {
      title: 'UUID',
      description: 'If set, no other plug at this address is used. Home shows it as the serial number.',
      more: '32 digits and letters; the log shows it too.',
      synonyms: ['id', 'deviceid', 'serial', 'serialnumber'],
      leavesOut: LEFT_OUT,
    }),
    /** What the Home app shows a plug as; an outlet by default. */
    type: withDefault(oneOf('outlet', 'switch', 'light'), 'outlet', {
      title: 'Show as',
      description: 'How the Home app shows the plug. After a change, add the plug to your scenes again.',
      synonyms: ['kind', 'devicetype', 'accessorytype', 'showas'],
    }),
    outlets: withDefault(
      listOfBlocks(OUTLET, {
        needed: ({ needs }) => needs.outlets,
        entry: {
          title: 'Outlet',
          needed: ({ needs }) => needs.outlet,
          otherwise: ({ next }) => next.entryIgnoredUntilThen,
        },
        unique: [{ key: 'channel', id: ({ channel }) => channel }],
        repeated: {
          needed:
            earlier =>
            ({ needs }) =>
              needs.anotherChannel({ earlier }),
          otherwise: ({ next }) => next.entryIgnored,
        },
        finish: outlet => outlet,
      }),
      [],
      {
        title: 'Outlets of a strip',
        description: 'Name outlets, or hide some.',
        synonyms: ['channels', 'sockets', 'ports'],
        otherwise: IGNORED,
        defaultText: 'all but the master, channel 0',
      },
    ),
    /** Watts. Above the standby draw of a charger, below the smallest lamp; 16 A at 250 V is 4000 W. */
    inUseWatts: withDefault(numberWithin({ min: 0, max: 4000 }), 2, {
      title: 'In use above (W)',
      description: 'Above this power, Home shows the outlet as in use. Without a meter, it is in use while it is on.',
      synonyms: ['inusepowerthreshold', 'inusethreshold'],
    }),
    /** Watts and kilowatt-hours are shown by default if the plug has a meter. */
    energy: withDefault(TRUE_OR_FALSE, true, {
      title: 'Show power and energy',
      description: 'Watts, volts, amperes, kilowatt-hours and history, in Eve and similar apps.',
      more: 'Only for a plug with a meter; with `false`, the plugin does not query the meter.',
      synonyms: ['power', 'powermeter', 'consumption'],
    }),
    /** Off by default: most people never use it, and it clutters the Home app. */
    led: withDefault(TRUE_OR_FALSE, false, {
      title: 'Switch for the status light',
      description: 'Adds a switch to Home for the light on the plug.',
      synonyms: ['indicator', 'dnd'],
    }),
    locked: withDefault(TRUE_OR_FALSE, false, {
      title: 'Locked',
      description: 'Home shows the plug but cannot switch it: for a fridge or a router.',
      synonyms: ['lock', 'readonly', 'protected'],
      leavesOut: ({ next }) => next.lockedPlugLeftOut,
    }),
    /** Minutes, at most a week; 0 for never, the default, so that no rule is written into a plug unasked. */
    autoOffMinutes: withDefault(numberWithin({ min: 0, max: 7 * 1440, whole: true }), 0, {
      title: 'Switch off after (minutes)',
      description:
        'Minutes after it is switched on, no matter how. The plug itself does this, even while Homebridge is down. 0 ' +
        'means never.',
      synonyms: ['timer', 'autooff', 'offtimer'],
    }),
    /** The plug's own setting, or the platform's. */
    clock: inherited(CLOCK, {
      title: 'Clock',
      description: "Sets the plug's clock, time zone and daylight-saving rules, for a plug without internet access.",
      more: 'With `plug`, the plugin leaves them alone.',
      synonyms: SYNONYMS_OF_CLOCK,
    }),
    /** The plug's own setting, or the platform's. */
    publish: inherited(PUBLISH, {
      title: 'Publish over',
      description: 'How apps see this plug: over HomeKit (hap), or over Matter.',
      more: 'After a change, the plug is a new tile in Home.',
      synonyms: SYNONYMS_OF_PUBLISH,
    }),
    appliance: optional(
      blockOf(APPLIANCE, ({ needs }) => needs.appliance),
      {
        title: 'Appliance',
        description: 'A contact sensor that opens when a machine has finished.',
        otherwise: IGNORED,
      },
    ),
    sensor: optional(
      blockOf(SENSOR, ({ needs }) => needs.sensor),
      {
        title: 'Sensor',
        description: 'A sensor that is active while the plug draws more than some watts.',
        synonyms: ['occupancysensor', 'motionsensor', 'contactsensor'],
        otherwise: IGNORED,
      },
    ),
    limits: optional(
      blockOf(LIMITS, ({ needs }) => needs.limits),
      {
        title: 'Limits',
        description: 'Switches an outlet off when it draws too much, or too little for a while.',
        synonyms: ['limit', 'protection', 'overloadprotection'],
        otherwise: IGNORED,
      },
    ),
    /** TLS 1.0 and 1.1 are weak, so they are allowed per plug only. */
    oldTls: withDefault(TRUE_OR_FALSE, false, {
      title: 'Old TLS (1.0 and 1.1)',
      description: 'Only for a plug from about 2018 to 2022 that cannot connect for push without it.',
    }),
    /** Seconds without power, at most five minutes; 0 for no switch, the default. */
    restartSeconds: withDefault(numberWithin({ min: 0, max: 300, whole: true }), 0, {
      title: 'Restart switch: off for (seconds)',
      description:
        'Adds a switch to Home that turns the outlet off and, after these seconds, on again: for a router or a camera. 0 ' +
        'means no switch.',
      more: 'A timer in the plug turns it on again even while the network is down. Also for a `locked` plug.',
      synonyms: ['restart', 'reboot', 'powercycle', 'cycle'],
    }),
    /** Off by default: it adds a tile to Home. */
    offAfter: withDefault(TRUE_OR_FALSE, false, {
      title: 'Off timer',
      description:
        'Adds an off timer to Home, with a duration to pick. The plug itself switches off, even while Homebridge is down. ' +
        'It also pauses "Switch off after".',
      synonyms: ['offin', 'countdown', 'sleeptimer'],
    }),
  },
} as const satisfies Table;

/** One spelling for each address: "[FD00:0::1]" and "fd00::1" are the same plug. */
export function canonicalAddress({ host, port }: HostPort): string {
  const [address = '', zone = ''] = host.split('%');
  const canonical = address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
  return `${canonical}%${zone}:${port.toString()}`;
}
