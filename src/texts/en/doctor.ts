import { duration, volts, watts } from './numbers.ts';

const FIND_PLUG =
  "Check that the plug has power and a steady light. Look up its address in your router's list of devices, because it may " +
  'have a new one, and reserve it there.';
const LOCAL_NETWORK =
  'On a Mac, System Settings → Privacy & Security → Local Network must allow the program that starts this one.';
const BY_ADDRESS = "Use the plug's address instead of the name; your router's list of devices has it.";
const NOTHING_SENT = 'Nothing was sent: this plugin never sends a packet to the internet.';
const OF_OTHER_DEVICE =
  'address belongs to another device, such as a router, a camera or a printer. Look up the address of the plug in your ' +
  "router's list of devices.";
const POWER_CYCLE = 'Unplug the plug, wait ten seconds and plug it in again.';
const REPORT_IT = `${POWER_CYCLE} If that does not help, please report it, with the file that --report writes.`;
const CLOCK_COMMAND = 'the clock with `meross-local clock HOST --timezone ZONE`; ZONE is e.g. Europe/London.';
const AUTO_CLOCK = '"clock": "auto" in its entry of the config keeps it right.';
const DAYS = 'its energy per day begins at the wrong time';
const WIFI_ADVICE = 'Check its Wi-Fi, and whether another program polls this plug: it answers one query at a time.';

/** The sentences of an examination. They may be published, so only those of `entry` have an address in them. */
export const doctor = {
  /** What is checked. */
  layers: {
    name: 'name',
    route: 'route',
    tcp: 'tcp',
    http: 'http',
    envelope: 'envelope',
    key: 'key',
    identity: 'identity',
    abilities: 'abilities',
    encryption: 'encryption',
    clock: 'clock',
    meter: 'meter',
    batches: 'batches',
    wifi: 'wifi',
    broker: 'broker',
    'round trips': 'round trips',
  },

  /** What a layer without a fault rules out. */
  rulesOut: {
    name: 'a misspelt name',
    route: 'a missing route',
    tcp: 'a plug without power, a wrong port and a firewall',
    http: 'a plug that is stuck',
    envelope: 'a device of another make',
    key: 'a wrong key',
    identity: 'a mix-up of plugs',
  },

  verdict: {
    healthy: 'No problem found.',
    /** @param says what the first warning says; `more`: how many there are besides */
    warning: ({ says, more }: { readonly says: string; readonly more: number }): string =>
      `The plug works, with a warning: ${says}${more === 0 ? '' : ` ${more} more above.`}`,
    ruledOut: ({ causes }: { readonly causes: readonly string[] }): string => `Ruled out: ${causes.join(', ')}.`,
  },

  /** About an entry of the config, for its owner: these are not published. */
  entry: {
    /** @param number of the other entry, from 1; its name may be empty */
    duplicate: ({ number, name }: { readonly number: number; readonly name: string }): string =>
      `This entry and ${name === '' ? `plug ${number}` : `${name} (plug ${number})`} are the same plug.`,
    duplicateTodo: 'Remove one of the two entries.',
    movedTodo: ({ host }: { readonly host: string }): string =>
      `The plug replies at ${host} now: use that address, and reserve it in your router.`,
  },

  /** Why a query failed, as a clause after a colon. */
  failure: {
    unreachable: 'the plug could no longer be reached',
    hungUp: 'it hung up',
    silent: 'it stayed silent',
    error: ({ code }: { readonly code: number }): string => `it replied with error ${code}`,
    otherPlug: 'another plug replied',
    notSigned: 'its reply is not signed with its key',
    malformed: 'its reply makes no sense',
    other: 'an unexpected error',
  },

  name: {
    isAddress: ({ family }: { readonly family: number }): string =>
      `This is an IPv${family} address of a local network, so there is no name to look up.`,
    resolves: ({ count }: { readonly count: number }): string =>
      `The name resolves to ${count === 1 ? 'one address' : `${count} addresses`} of a local network.`,
    notAnAddress: `This is not an address of a device. ${NOTHING_SENT}`,
    publicAddress: `This is a public address; a plug in a home has a private one. ${NOTHING_SENT}`,
    publicName: `This is a name of the internet; looking it up would ask name servers outside this network. ${NOTHING_SENT}`,
    publicTodo: "Use the address of the plug in your own network, from your router's list of devices.",
    resolvesOutside: `The name does not resolve to an address of a local network. ${NOTHING_SENT}`,
    resolvesOutsideTodo: `${BY_ADDRESS} A name server that answers unknown names can cause this.`,
    unknown: 'The name is not known in this network.',
    unknownTodo: `Check the spelling. ${BY_ADDRESS}`,
    late: 'The name could not be looked up: no name server answered in time.',
    /** @param code of the system, e.g. `EAI_AGAIN`; may be empty */
    failed: ({ code }: { readonly code: string }): string =>
      `The name could not be looked up${code === '' ? '' : ` (${code})`}.`,
    failedTodo: `Is the network up? ${BY_ADDRESS}`,
  },

  route: {
    isSelf: 'The address is this computer itself.',
    isNear: 'The address is in a network of this computer.',
    isFar: 'The address is in another network, behind a router.',
    noNetwork: 'This computer has no network, only loopback.',
    noNetworkTodo: 'Connect it to the network of the plug, by cable or Wi-Fi. A container needs host networking.',
    noDevice: 'No device in this network has this address now.',
    noRoute: 'There is no route from this computer to this address.',
    noRouteTodo:
      'This computer and the plug must be in the same network, or a router between them must allow the connection. Compare ' +
      "the address with this computer's address; guest networks and VLANs separate devices.",
    findPlug: FIND_PLUG,
    localNetwork: LOCAL_NETWORK,
  },

  tcp: {
    isOpen: ({ port, ms }: { readonly port: number; readonly ms: number }): string =>
      `Port ${port} accepts connections (${ms} ms).`,
    refused: ({ port }: { readonly port: number }): string =>
      `A device has this address, but refuses connections on port ${port}.`,
    refusedTodo: `Probably another device has this address. ${FIND_PLUG} A plug refuses connections for some seconds after it was plugged in.`,
    silent: ({ seconds }: { readonly seconds: number }): string =>
      `No reply within ${seconds} s: no device has this address, or something on the way drops the packets.`,
    silentNearTodo: `${FIND_PLUG} A guest network, or "client isolation" in the router, separates devices.`,
    silentFarTodo: `${FIND_PLUG} The address is in another network: a firewall or VLAN in between may drop the packets.`,
    otherPort: 'A real plug listens on port 80 only.',
    forbidden: 'This computer does not allow the connection.',
    forbiddenTodo: `A firewall or sandbox of this computer forbids it. ${LOCAL_NETWORK}`,
    closed: 'The connection was closed at once.',
    closedTodo: 'A firewall in between or a device that is starting up can cause this. Try again in a minute.',
    failed: ({ code }: { readonly code: string }): string => `The connection failed (${code}).`,
    failedTodo: FIND_PLUG,
  },

  http: {
    replies: ({ ms }: { readonly ms: number }): string => `It replies in ${ms} ms.`,
    repliesLenient: ({ ms }: { readonly ms: number }): string =>
      `It replies in ${ms} ms; the lines of its HTTP head end in a bare LF, which the plugin accepts.`,
    hungUpOnce: 'It hung up on the first attempt.',
    hungUpOnceTodo: 'If that happens often, check the Wi-Fi, and whether another program polls this plug too.',
    notAgain: 'It accepted a connection, but not the next one a moment later.',
    notAgainTodo: `It may be starting up, or busy. ${POWER_CYCLE}`,
    silent: 'It accepts the connection and then stays silent.',
    silentTodo: `If this is the plug, it is stuck. ${POWER_CYCLE} Another program that polls it all the time can cause this.`,
    hungUp: 'It accepts the connection and then hangs up without a reply.',
    hungUpTodo: `If this is the plug, it is busy or stuck. ${POWER_CYCLE} If that does not help, the ${OF_OTHER_DEVICE}`,
    notHttp: 'The device replies, but not in HTTP.',
    redirects: ({ status }: { readonly status: number }): string =>
      `It is a web server that redirects (HTTP status ${status}), not a Meross plug.`,
    otherStatus: ({ status }: { readonly status: number }): string =>
      `It is a web server, but not a Meross plug (HTTP status ${status}); a plug always replies with 200.`,
    cutShort: 'Its reply breaks off in the middle.',
    cutShortTodo: `${POWER_CYCLE} If that does not help, its Wi-Fi connection is bad.`,
    notAPlug: `The ${OF_OTHER_DEVICE}`,
  },

  envelope: {
    checksKey: 'It is a Meross device, and it checks the key.',
    takesAnyKey: 'It is a Meross device. It lists its abilities for any key.',
    notToUs: 'It is a Meross device, but its reply is to another request.',
    notToUsTodo: `${POWER_CYCLE} If there is a proxy between this computer and the plug, remove it.`,
    webPage: 'The reply is a web page, so this is not a Meross device.',
    notMeross: 'This is not a Meross device.',
    notMerossTodo: `The ${OF_OTHER_DEVICE}`,
  },

  key: {
    fits: 'The key fits.',
    signedOtherwise: 'Its replies are signed with another key, as some firmware does; that is harmless.',
    takesAnyKey: 'It accepts any key, so every device in this network can switch it.',
    takesAnyKeyTodo:
      'It was probably never set up, or was reset. Give it a key: `meross-local provision` or `meross-local rekey`.',
    notTried: 'Another plug has this address, so the key was not tried.',
    missing: 'No key was given, so nothing more can be checked.',
    missingTodo: ({ page }: { readonly page: string }): string =>
      `Give its key with MEROSS_KEY or --key, or name a plug of your config. Where the key comes from: ${page}`,
    wrong: 'The plug does not accept this key (its error 5001).',
    wrongEncrypted:
      'The plug accepts only encrypted queries, and cannot decrypt those made with this key. The key is almost ' +
      'certainly wrong.',
    wrongTodo: ({ page }: { readonly page: string }): string =>
      'Use the key that was given to this plug: --key, MEROSS_KEY, or "key" in the config. A plug that was paired again, or ' +
      'moved to another account, has a new key. If the key is unknown, reset the plug with its button, and set it up again with ' +
      `\`meross-local provision\`. Your plug is in the Meross app? ${page}`,
    noAbilities: ({ failure }: { readonly failure: string }): string =>
      `The query for its abilities failed: ${failure}.`,
    noState: ({ failure }: { readonly failure: string }): string => `The query for its state failed: ${failure}.`,
    noReplyTodo: REPORT_IT,
  },

  identity: {
    isModel: ({ model, firmware }: { readonly model: string; readonly firmware: string }): string =>
      `Model ${model}, firmware ${firmware}.`,
    isExpectedModel: ({ model, firmware }: { readonly model: string; readonly firmware: string }): string =>
      `Model ${model}, firmware ${firmware}, and the uuid that the config expects.`,
    twoUuids: 'Its reply has two different uuids.',
    malformed: 'Its reply about its hardware and firmware makes no sense.',
    unclearTodo: REPORT_IT,
    otherPlug: 'Another Meross device has this address, not the one in the config.',
    otherPlugTodo:
      'Probably the router gave this address to another plug. Look up the address of the right plug in the router, and put it in ' +
      'the config; `meross-local discover` lists the plugs and their addresses. If you replaced the plug, write its new uuid ' +
      'into the config, or remove the old one.',
  },

  abilities: {
    switches: ({ outlets, hasMeter }: { readonly outlets: number; readonly hasMeter: boolean }): string =>
      `It switches ${outlets === 1 ? 'one outlet' : `${outlets} outlets`} and has ${hasMeter ? 'a' : 'no'} meter.`,
    switchesNothing: 'It is a Meross device, but not a plug: it has nothing to switch.',
    switchesOther:
      'It is a Meross device, but not a plug: it switches something else than an outlet, such as a door, a light or a valve.',
    notAPlugTodo: 'This plugin is for plugs and power strips only. Remove it from the config.',
  },

  encryption: {
    needed: 'It encrypts its LAN messages, and the plugin can read them.',
    optional: 'It supports encrypted LAN messages, and accepts unencrypted ones too (normal).',
    none: 'It does not encrypt its LAN messages (normal).',
  },

  clock: {
    right: 'Its clock and its time zone are right.',
    notSet: `Its clock is not set and shows 1970. So ${DAYS}, its meter may read 0, and its own timers do not run.`,
    notSetTodo: `Set ${CLOCK_COMMAND} A plug without internet access needs that after each power cut; ${AUTO_CLOCK}`,
    /** @param seconds positive: the clock is ahead */
    off: ({ seconds, hasZone }: { readonly seconds: number; readonly hasZone: boolean }): string =>
      `Its clock is ${duration(Math.abs(seconds))} ${seconds > 0 ? 'fast' : 'slow'} compared with this computer, so ${DAYS}.` +
      (hasZone ? '' : ' It has no time zone either.'),
    offTodo: `If this computer has the right time, set ${CLOCK_COMMAND} ${AUTO_CLOCK}`,
    noZone: 'Its clock is right, but it has no time zone, so its energy per day is counted in days of UTC.',
    noZoneTodo: `Set ${CLOCK_COMMAND}`,
    /** @param seconds positive: its local time is ahead */
    oldRules: ({ seconds }: { readonly seconds: number }): string =>
      `Its clock is right, but its time zone rules are old: its local time is ${duration(Math.abs(seconds))} ` +
      `${seconds > 0 ? 'ahead' : 'behind'}, so ${DAYS}.`,
    oldRulesTodo: `Set ${CLOCK_COMMAND} ${AUTO_CLOCK}`,
  },

  meter: {
    none: 'It has no meter.',
    failed: ({ failure }: { readonly failure: string }): string => `The query for its meter failed: ${failure}.`,
    malformed: 'The reading of its meter makes no sense.',
    replug:
      'The plug works without its meter. If it measured before, unplug it, wait ten seconds and plug it in again.',
    setClock:
      'Set its clock and time zone (above). If it still reads 0 under load, unplug it, wait ten seconds and plug it in again.',
    dead: 'Its meter does not measure: it reads 0 V, which is impossible while the plug replies. Plugs do that until their time and time zone are set.',
    /** @param meters each as `meter` writes it */
    measures: ({ meters }: { readonly meters: readonly string[] }): string => `It measures ${meters.join('; ')}.`,
    /** One of the meters. Without `power`, it measures nothing; `channel` only if there are several. */
    meter: ({
      power,
      voltage,
      channel,
      isOn,
    }: {
      readonly power: number | undefined;
      readonly voltage: number | undefined;
      readonly channel: number | undefined;
      readonly isOn: boolean;
    }): string => {
      const where = channel === undefined ? '' : ` (channel ${channel})`;
      if (power === undefined) return `nothing${where}`;
      const at = voltage === undefined ? '' : ` at ${volts(voltage)}`;
      return `${watts(power)}${at}${where}${isOn ? '' : ', while it is off'}`;
    },
    readsZero: ({ voltage }: { readonly voltage: number }): string =>
      `It is on and measures 0 W at ${volts(voltage)}. If nothing runs on it, that is right.`,
    isSum: 'That is the sum of all outlets. HomeKit cannot show it; `meross-local energy` does.',
    zeroByClock: 'If something runs on it: some plugs do not measure until their time and time zone are set.',
  },

  batches: {
    oneAtATime: 'It answers one query at a time.',
    answers: ({ count, bytes }: { readonly count: number; readonly bytes: number }): string =>
      `It answers ${count} queries in one request (${bytes} bytes).`,
    answersFewer: ({ count, of }: { readonly count: number; readonly of: number }): string =>
      `It answered ${count === 0 ? 'none' : count} of ${of} queries in one request.`,
    failed: ({ count, failure }: { readonly count: number; readonly failure: string }): string =>
      `The request with ${count} queries failed: ${failure}.`,
    nothingToDo: 'Nothing to do: the plugin sends such a plug one query at a time.',
  },

  wifi: {
    notReported: 'It does not report its Wi-Fi signal.',
    malformed: 'The Wi-Fi signal that it reports makes no sense.',
    failed: ({ failure }: { readonly failure: string }): string => `The query for its Wi-Fi signal failed: ${failure}.`,
    failedTodo: 'The plug works without this value. If replies get lost too (see round trips), check the Wi-Fi.',
    signal: ({ percent }: { readonly percent: number }): string => `Wi-Fi signal ${percent} %.`,
    weak: ({ percent }: { readonly percent: number }): string =>
      `Weak Wi-Fi signal, ${percent} %: replies get lost or arrive late.`,
    weakTodo:
      'Move the access point or the plug. Large metal objects and furniture in front of the socket weaken the signal.',
  },

  /** The state of the connection to the broker. */
  connection: {
    connecting: 'connecting',
    online: 'online',
    offline: 'offline',
    upgrading: 'upgrading',
    unknown: 'unknown',
    other: 'other',
    'not reported': 'not reported',
  },

  broker: {
    none: 'It has no MQTT broker, so it is not in any cloud.',
    near: ({ connection }: { readonly connection: string }): string =>
      `Its MQTT broker is in this network (connection: ${connection}).`,
    meross: ({ connection }: { readonly connection: string }): string =>
      `Its MQTT broker is the Meross cloud (connection: ${connection}). This plugin does not need that connection.`,
    elsewhere: ({ connection }: { readonly connection: string }): string =>
      `Its MQTT broker is outside this network (connection: ${connection}). This plugin does not need that connection.`,
    end:
      'To end the connection, leave the plug without a broker: `meross-local rekey HOST --broker none`. Some firmware then ' +
      'returns to pairing mode: give such a plug the broker of this plugin. Or block its internet access in the router; ' +
      'then "clock": "auto" keeps its time right.',
    endMeross: 'With another broker or none, the Meross app no longer reaches the plug.',
    steps: ({ page }: { readonly page: string }): string => `Steps: ${page}`,
    appLoses: ({ page }: { readonly page: string }): string => `What the app can no longer do: ${page}`,
  },

  roundTrips: {
    replies: ({ medianMs, worstMs }: { readonly medianMs: number; readonly worstMs: number }): string =>
      `It replies in ${medianMs} ms, at worst in ${worstMs} ms.`,
    slow: ({ medianMs, worstMs }: { readonly medianMs: number; readonly worstMs: number }): string =>
      `It replies in ${medianMs} ms, at worst in ${worstMs} ms: that is slow.`,
    lost: ({ lost, of }: { readonly lost: number; readonly of: number }): string => `${lost} of ${of} queries failed.`,
    allLost: ({ of }: { readonly of: number }): string => `It replied at first, and then to none of ${of} queries.`,
    allLostTodo: `It became unreachable, or is overloaded. ${WIFI_ADVICE}`,
    lostTodo: WIFI_ADVICE,
  },
};
