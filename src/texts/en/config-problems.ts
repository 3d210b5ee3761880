const PLUG_ADDRESS = '"192.168.1.20"';
const A_NETWORK = 'a network such as "192.168.1.0/24" is needed';
const BROKER_URL = 'a URL such as "mqtts://192.168.1.5:8883" is needed';

const noPlugToShow = (found: string): string =>
  `${found}, so there is no plug to show; list each plug with its address, such as
  "devices": [
    { "host": "192.168.1.20", "key": "the key you gave your plug" }
  ]`;

/** What the log says about problems in the config. Each follows a path such as `devices[0].host`. */
export const config = {
  /** @param found a text of `found`; `needed` of `needs`; `next` is a sentence of `next` */
  refused: ({ found, needed, next }: Readonly<Record<'found' | 'needed' | 'next', string>>) =>
    `${found}; ${needed}. ${next}`,
  /** @param oddity what is suspicious about a text, e.g. `ends with a space` */
  usedAsWritten: ({ found, oddity }: { readonly found: string; readonly oddity: string }) =>
    `${found} that ${oddity}, perhaps copied along. It is used as written: if a plug does not accept it, correct it here.`,
  noDevices: noPlugToShow('is missing'),
  emptyDevices: noPlugToShow('has no entry'),

  /** The value that was found. */
  found: {
    missing: 'is missing',
    null: 'is null (nothing)',
    list: 'is a list',
    emptyText: 'is an empty text',
    hiddenText: ({ length }: { readonly length: number }) =>
      `is a text of ${String(length)} ${length === 1 ? 'character' : 'characters'}`,
    text: ({ quoted }: { readonly quoted: string }) => `is ${quoted} (text)`,
    hiddenNumber: 'is a number',
    number: ({ value }: { readonly value: number }) => `is ${value.toString()} (number)`,
    hiddenBoolean: 'is true or false',
    boolean: ({ value }: { readonly value: boolean }) => `is ${value.toString()}`,
    block: 'is a block in { }',
    /** @param type as JavaScript names it; no JSON has such a value */
    other: ({ type }: { readonly type: string }) => `is a ${type}`,
  },

  /** What is needed instead. */
  needs: {
    block: 'a block in { } is needed',
    unquoted: ({ value }: { readonly value: string }) => `write ${value} without quotes`,
    trueOrFalse: 'true or false is needed, without quotes',
    number: ({ min, max }: { readonly min: number; readonly max: number }) =>
      `a number from ${min.toString()} to ${max.toString()} is needed`,
    wholeNumber: ({ min, max }: { readonly min: number; readonly max: number }) =>
      `a whole number from ${min.toString()} to ${max.toString()} is needed`,
    textUpTo: ({ most }: { readonly most: number }) => `a text of 1 to ${most.toString()} characters is needed`,
    oneOf: ({ words }: { readonly words: string }) => `one of ${words} is needed`,
    quoted: 'write it in quotes',
    quotedText: 'a text in quotes is needed',
    uuid: 'the 32 digits and letters that the plug reports as its uuid are needed, without hyphens',
    /** A key or a password was pasted into another line. */
    notASecret: 'this is a key or a password of this config, which must not be shown',
    /** @param earlier the path of an entry, which stands for the same plug or channel */
    anotherPlug: ({ earlier }: { readonly earlier: string }) => `${earlier} already names this plug`,
    anotherChannel: ({ earlier }: { readonly earlier: string }) => `${earlier} already names this channel`,

    address: `the plug's address is needed, such as ${PLUG_ADDRESS}`,
    shorterAddress: ({ most }: { readonly most: number }) =>
      `an address of at most ${most.toString()} characters is needed`,
    noBrackets: 'only an IPv6 address is written in [ ], such as "[fe80::1]"',
    bracketsForPort: 'an IPv6 address with a port is written with [ ], such as "[fe80::1]:80"',
    bracketsOrPort: ({ address, port, whole }: Readonly<Record<'address' | 'port' | 'whole', string>>) =>
      `write "[${address}]:${port}" if ${port} is the port, and "[${whole}]" if not`,
    port: 'the port after the ":" must be a whole number from 1 to 65535',
    localAddress:
      'a public address is refused because this plugin never sends a packet to the internet; a plug has a private address ' +
      '(10.x.x.x, 172.16.x.x to 172.31.x.x, 192.168.x.x, 169.254.x.x, 127.x.x.x, or IPv6 fc00::/7, fe80::/10, ::1)',
    localName:
      "only the internet's DNS knows this name, and this plugin never sends a packet to the internet; write the " +
      `plug's address, such as ${PLUG_ADDRESS}, or a name of your own network, such as "plug" or one ending in .local, .lan or ` +
      '.home.arpa',
    ipv4: `an IPv4 address has four numbers from 0 to 255, without leading zeros, such as ${PLUG_ADDRESS}`,
    name: `a name consists of letters, digits, hyphens and dots; an address looks like ${PLUG_ADDRESS}`,
    /** @param bare the address inside a URL; undefined if there is none */
    noUrl: ({ bare }: { readonly bare: string | undefined }) =>
      `only the address is needed, without "http://" and path: ${
        bare === undefined ? `write the plug's address, such as ${PLUG_ADDRESS}` : `write "${bare}"`
      }`,

    network: A_NETWORK,
    privateNetwork: 'only a private network is searched because this plugin never sends a packet to the internet',
    smallerNetwork: ({ prefix }: { readonly prefix: number }) =>
      `at most 1024 addresses are searched: write /${prefix.toString()} to /32, or several networks`,
    networks: 'a list such as ["192.168.1.0/24"] is needed',
    aNetwork: 'it needs at least one network, such as "192.168.1.0/24"',
    discovery: 'false, or the networks to search are needed: { "subnets": ["192.168.1.0/24"] }',

    brokerUrl: BROKER_URL,
    noUserInUrl: 'write the user into "username" and "password" instead',
    bracketsInUrl: 'write the address in [ ], such as "mqtts://[fe80::1]:8883"',
    ownAddress: 'an address of this computer in the local network is needed, such as "192.168.1.10"',
    ownAddresses: 'a list such as ["192.168.1.10"] is needed',
    broker: 'a block such as { "enabled": true, "port": 8883 } is needed',

    devices: 'a list such as [{ "host": "192.168.1.20" }] is needed',
    device: 'a block such as { "host": "192.168.1.20" } is needed',
    outlets: 'a list such as [{ "channel": 1, "name": "TV" }] is needed',
    outlet: 'a block such as { "channel": 1, "name": "TV" } is needed',
    appliance: 'a block such as { "runsAboveWatts": 10, "finishedAfterMinutes": 3 } is needed',
    sensor: 'a block such as { "aboveWatts": 10, "kind": "occupancy" } is needed',
    limits: 'a block such as { "overloadWatts": 2000, "overloadSeconds": 10 } is needed',
    noStandbyOfLocked:
      'this plug is locked, so it must not be switched off in standby; remove "standbyWatts" or "locked"',
    belowOverload: ({ watts }: { readonly watts: number }) =>
      `a number below "overloadWatts", ${watts.toString()}, is needed`,
    key: ({ keyPage }: { readonly keyPage: string }) =>
      'write the key here, or once at the top level for all plugs. For a plug that really has an empty key, write ' +
      `"key": "" out; for a plug that was set up with the Meross app, see ${keyPage}`,
  },

  /** What happens until it is corrected. */
  next: {
    /** @param value as JSON */
    defaultIsUsed: ({ value }: { readonly value: string }) => `Until then the default, ${value}, is used.`,
    plugLeftOut: 'This plug is left out until then; the others run.',
    lockedPlugLeftOut: 'To be safe, this plug is left out until then; the others run.',
    entryLeftOut: 'It is left out until then; the others run.',
    plugListedOnce: 'A plug is listed once: this entry is left out.',
    ignored: 'It is ignored.',
    leftOut: 'It is left out.',
    entryIgnored: 'This entry is ignored.',
    entryIgnoredUntilThen: 'Until then this entry is ignored.',
    outletNameOfPlug: 'Until then the outlet gets the name it has in the plug.',
    namedAfterModel: 'Until then it is named after its model.',
    withoutKeyLeftOut: 'Until then plugs without a key of their own are left out.',
    noPlugRuns: 'Until then no plug runs, and the accessories stay as they are.',
    nothingSearched: 'Until then no network is searched.',
    networkNotSearched: 'Until then it is not searched.',
    brokerIsOff: 'Until then the broker is off.',
    listensOnAll: 'Until then it listens on all.',
    noneIsUsed: 'Until then none is used.',
    overloadNotEnded: 'Until then an overload is not ended.',
    standbyNotEnded: 'Until then its standby is not ended.',
  },

  /** @param hint a sentence: what was meant, or which keys are known */
  unknownKey: ({ hint }: { readonly hint: string }) => `is not known here; ${hint} It is ignored.`,
  hiddenKey: 'is not known here; it is not shown, because it looks like a key or a password. It is ignored.',
  knownKeys: ({ known }: { readonly known: string }) => `known are ${known}.`,
  didYouMean: ({ quoted }: { readonly quoted: string }) => `did you mean ${quoted}?`,
  /** @param location a text of `locations` */
  didYouMeanThere: ({ quoted, location }: { readonly quoted: string; readonly location: string }) =>
    `did you mean ${quoted}, ${location}?`,
  belongs: ({ location }: { readonly location: string }) => `it belongs ${location}.`,
  /** Where a key belongs. */
  locations: {
    platform: 'at the top level of the block, beside "devices"',
    device: 'in an entry of "devices"',
    outlet: 'in an entry of a plug\'s "outlets"',
    appliance: 'in a plug\'s "appliance"',
    sensor: 'in a plug\'s "sensor"',
    limits: 'in a plug\'s "limits"',
    discovery: 'in "discovery"',
    broker: 'in "broker"',
  },
  /** Why there is no such key. */
  needless: {
    account: 'no Meross account is needed because the plugin talks to the plugs directly, with their key.',
    mac: 'the MAC address is not needed because a plug is known by its uuid.',
    model: 'the model is read from the plug.',
    port: 'write the port after the address instead: "host": "192.168.1.20:80".',
  },

  /** What is suspicious about a text; `first` and `last` are texts of `strayCharacters`. */
  strayEnds: {
    both: ({ first, last }: { readonly first: string; readonly last: string }) =>
      first === last ? `begins and ends with ${first}` : `begins with ${first} and ends with ${last}`,
    first: ({ first }: { readonly first: string }) => `begins with ${first}`,
    last: ({ last }: { readonly last: string }) => `ends with ${last}`,
  },
  strayCharacters: {
    lineBreak: 'a line break',
    tab: 'a tab',
    space: 'a space',
    quotationMark: 'a quotation mark',
  },
};

export type ConfigTexts = typeof config;

/** A text about the config in any language. */
export type ConfigText = (texts: ConfigTexts) => string;
