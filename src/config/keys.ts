/** The known keys of each sort of block, in the order of the documentation. */
export const KEYS = {
  platform: ['name', 'key', 'devices', 'pollSeconds', 'energySeconds', 'clock', 'discovery', 'broker', 'publish'],
  device: [
    'host',
    'key',
    'name',
    'uuid',
    'type',
    'outlets',
    'inUseWatts',
    'energy',
    'led',
    'locked',
    'autoOffMinutes',
    'clock',
    'appliance',
    'oldTls',
  ],
  outlet: ['channel', 'name', 'hidden'],
  appliance: ['runsAboveWatts', 'finishedAfterMinutes'],
  discovery: ['subnets'],
  broker: ['enabled', 'port', 'addresses', 'url', 'username', 'password', 'ca'],
} as const satisfies Record<string, readonly string[]>;

/** A sort of block. */
export type Level = keyof typeof KEYS;

/** Where a key that stands in the wrong block belongs. */
export const PLACES: Readonly<Record<Level, string>> = {
  platform: 'at the top level of the block, beside "devices"',
  device: 'in an entry of "devices"',
  outlet: 'in an entry of a plug\'s "outlets"',
  appliance: 'in a plug\'s "appliance"',
  discovery: 'in "discovery"',
  broker: 'in "broker"',
};

/** Words that other plugins, and people, use for our keys: lower case, without hyphens, underscores and spaces. */
export const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  host: ['ip', 'ipaddress', 'address', 'addr', 'hostname', 'url', 'deviceurl', 'server'],
  pollSeconds: ['interval', 'poll', 'polling', 'pollinterval', 'refresh', 'refreshinterval', 'updateinterval'],
  devices: ['plugs', 'switches', 'accessories', 'strips', 'singledevices', 'multidevices', 'outletdevices'],
  key: ['userkey', 'apikey', 'devicekey', 'token', 'secret', 'sharedkey'],
  uuid: ['id', 'deviceid', 'serial', 'serialnumber'],
  outlets: ['channels', 'sockets', 'ports'],
  channel: ['id', 'index', 'outlet', 'number'],
  name: ['label', 'title', 'displayname'],
  type: ['kind', 'devicetype', 'accessorytype', 'showas'],
  locked: ['lock', 'readonly', 'protected'],
  hidden: ['hide', 'ignore'],
  autoOffMinutes: ['timer', 'autooff', 'offtimer'],
  inUseWatts: ['inusepowerthreshold', 'inusethreshold'],
  energy: ['power', 'powermeter', 'consumption'],
  clock: ['time', 'timezone', 'timesync', 'synctime', 'ntp'],
  led: ['indicator', 'dnd'],
  broker: ['mqtt'],
  addresses: ['bind', 'interfaces', 'listen'],
  ca: ['certificate', 'cert', 'cacert', 'cafile'],
  discovery: ['discover', 'scan', 'autodiscovery'],
  subnets: ['network', 'networks', 'cidr'],
};

/** Keys that people bring along and that have no counterpart here, with the reason; spelt like the synonyms. */
export const NEEDLESS: readonly { readonly words: readonly string[]; readonly why: string }[] = [
  {
    words: ['username', 'user', 'email', 'password', 'account', 'mfacode'],
    why: 'no Meross account is needed, for the plugs are asked directly, with their key',
  },
  { words: ['mac', 'macaddress'], why: 'the MAC address is not needed, for a plug is known by its uuid' },
  { words: ['port'], why: 'write the port behind the address instead: "host": "192.168.1.20:80"' },
  { words: ['model'], why: 'the model is read from the plug' },
];
