import { merossAppPage } from '../links.ts';
import { DEFAULT_PORT, HOST, type HostPort } from './host.ts';
import { KEY, numberWithin, oneOf, textUpTo, TRUE_OR_FALSE, UUID } from './kinds.ts';
import { blockOf, listOfBlocks } from './nested.ts';
import { inherited, optional, required, withDefault, type Table } from './option.ts';

const LEFT_OUT = 'This plug is left out until then; the others run.';
const IGNORED = 'It is ignored.';

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
  location: 'in an entry of a plug\'s "outlets"',
  options: {
    /** 0 is the master switch, and a digest's array index is a small number. The largest strip seen has 6. */
    channel: required(numberWithin({ min: 0, max: 63, whole: true }), {
      title: 'Channel (number)',
      description:
        '1 for the first outlet, 2 for the second. 0 is the switch for all, which Home shows only if it is listed here.',
      synonyms: ['id', 'index', 'outlet', 'number'],
      leavesOut: 'Until then this entry is ignored.',
    }),
    name: optional(NAME, {
      title: 'Name',
      description: 'Its name in Home at first; you can rename it there.',
      synonyms: SYNONYMS_OF_NAME,
      otherwise: 'Until then the outlet gets the name it has in the plug.',
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
  location: 'in a plug\'s "appliance"',
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

/**
 * One plug. It is left out only if running it could do harm or is impossible: if its `host`, `key` or `uuid` can't be
 * used, or if its `locked` is invalid, because an invalid lock must not count as open.
 */
export const DEVICE = {
  location: 'in an entry of "devices"',
  needless: [{ words: ['port'], why: 'write the port after the address instead: "host": "192.168.1.20:80"' }],
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
      missing:
        'write the key here, or once at the top level for all plugs. For a plug that really has an empty key, write ' +
        `"key": "" out; for a plug that was set up with the Meross app, see ${merossAppPage()}`,
    }),
    name: optional(NAME, {
      title: 'Name',
      description:
        'Its name in Home at first; you can rename it there. If empty: the model and the end of the MAC address.',
      synonyms: SYNONYMS_OF_NAME,
      otherwise: 'Until then it is named after its model.',
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
        needed: 'a list such as [{ "channel": 1, "name": "TV" }] is needed',
        entry: {
          title: 'Outlet',
          needed: 'a block such as { "channel": 1, "name": "TV" } is needed',
          otherwise: 'Until then this entry is ignored.',
        },
        unique: [{ key: 'channel', id: ({ channel }) => channel }],
        repeated: { what: 'this channel', otherwise: 'This entry is ignored.' },
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
      leavesOut: 'To be safe, this plug is left out until then; the others run.',
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
      blockOf(APPLIANCE, 'a block such as { "runsAboveWatts": 10, "finishedAfterMinutes": 3 } is needed'),
      {
        title: 'Appliance',
        description: 'A contact sensor that opens when a machine has finished.',
        otherwise: IGNORED,
      },
    ),
    /** TLS 1.0 and 1.1 are weak, so they are allowed per plug only. */
    oldTls: withDefault(TRUE_OR_FALSE, false, {
      title: 'Old TLS (1.0 and 1.1)',
      description: 'Only for a plug from about 2018 to 2022 that cannot connect for push without it.',
    }),
  },
} as const satisfies Table;

/** One spelling for each address: "[FD00:0::1]" and "fd00::1" are the same plug. */
export function canonicalAddress({ host, port }: HostPort): string {
  const [address = '', zone = ''] = host.split('%');
  const canonical = address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
  return `${canonical}%${zone}:${port.toString()}`;
}
