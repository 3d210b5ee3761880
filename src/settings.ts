/** The package's name, as Homebridge and npm know it. */
export const PLUGIN_NAME = 'homebridge-meross-local';
/** `platform` in the user's config block. */
export const PLATFORM_NAME = 'MerossLocal';
/** The plugin's own folder, beside Homebridge's config. */
export const STORAGE_FOLDER = 'meross-local';
/** Time limits and intervals, in milliseconds. */
export const TIMES = {
  /**
   * From HomeKit's write to its outcome, one retry included. HAP gives up after 9 s, and people long before; some boards
   * need 3.2 s just to accept a connection. The limit in all is 4.5 s; the difference is HAP's own time.
   */
  commandMs: 4300,
  /** The same for an unreachable plug: enough if it is back, short enough not to delay a scene. */
  commandToUnreachableMs: 200,
  /** Extra time for a caller whose command another caller has replaced. */
  graceMs: 100,
  /** How long a command to a strip waits for others of the same scene, which HomeKit writes at once. */
  gatherMs: 10,
  /** Before the one retry of a command after a refused connection or a hang-up. */
  retryAfterMs: 300,
  /** One query of a poll. */
  pollMs: 4000,
  /** Between polls in the fast window, and its length: one press is often followed by another. */
  fastPollMs: 1000,
  fastWindowMs: 10_000,
  /** After a missed reply, while the plug still counts as reachable. */
  retryPollMs: 2000,
  /** Between two polls of a plug that pushes its changes: enough to notice that it is unreachable. */
  heartbeatMs: 60_000,
  /** For this long after an acknowledgement, a PUSH that contradicts it leads to a query. */
  pushVerificationMs: 2000,
  /** The longest time between two requests to an unreachable plug. */
  unreachablePollMs: 30_000,
  /** A plug that is away no longer than this is asked as often as one that is well: most outages are over by then. */
  freshAbsenceMs: 600_000,
  /**
   * One query to a plug that is away, if the user's polls are not further apart. ARP and TCP both repeat a lost first packet
   * after 1 s, so a plug that is there accepts a connection within 2 s even if each lost one. With the usual 5 s between
   * polls a query gets its full time instead, because the repetitions find a plug that comes back meanwhile.
   */
  awayQueryMs: 2000,
  /** The time of a query that is in flight when there is a sign that the plug is back; then a new one is sent. */
  staleQueryMs: 1000,
  /** Between two queries to a plug that is away because HomeKit reads it. */
  readerMs: 5000,
  /** Between two looks at the MACs that the kernel knows, while a plug is away. */
  macWatchMs: 1000,
  /** The pause of a query that the plug does not answer, although it answers others. */
  unsupportedMs: 600_000,
  /** The longest time for which a reply proves that our plug is at this address. */
  proofValidMs: 20_000,
  /** The pause after a wrong key: only the user can correct it. */
  wrongKeyPollMs: 60_000,
  /**
   * A plug is unreachable this long after the first request it did not answer. With the usual 5 s between polls, that is
   * about 15 s after its last reply.
   */
  unreachableAfterMs: 10_000,
  /** A plug that is unreachable this long is searched at other addresses, and again after the same time. */
  missingMs: 60_000,
  /** A plug that may require encrypted bodies and is silent this long on a clear one is sent the other kind. */
  clearTryMs: 2000,
  /** A device that ran this long counts as stable: the pause before the next one starts short again. */
  stableAfterMs: 600_000,
  /**
   * How long a new history entry waits for others before it is written, so that a tap is answered first and a scene is one
   * write. A crash loses what waits.
   */
  journalDelayMs: 1000,
  /** How long a change of what an accessory remembers waits for others before Homebridge writes them all. */
  cacheDelayMs: 1000,
  /** Between two searches of the network, if the user turned them on. */
  searchMs: 600_000,
  /** Between the first connections at start-up, so that a hundred plugs are not contacted in the same millisecond. */
  staggerMs: 25,
} as const;

/** Misses in a row that make a plug unreachable, if {@link TIMES.unreachableAfterMs} does not come first. */
export const MISSES_UNTIL_UNREACHABLE = 3;

/** One in so many queries to a plug that is away gets its full time. */
export const FULL_TIME_EVERY = 4;

/** Pauses vary by this fraction, up and down, so that plugs are not polled in step. */
export const JITTER = 0.1;

/** The longest reply to a batch, in bytes: some plugs cut or refuse longer ones (mss310 2.1.17 at 2.1 kB). */
export const LARGEST_BATCH = 1900;
/** The bytes that the header of one reply adds. */
export const HEADER_BYTES = 300;

/** Exit statuses of `meross-local`, which are the outcomes of an examination too; scripts rely on these numbers. */
export const EXIT = {
  done: 0,
  /** Failed otherwise. */
  failed: 1,
  /** The command line is wrong or incomplete. */
  usage: 2,
  unreachable: 3,
  wrongKey: 4,
  /** The plug refused, or does not support it. */
  refused: 5,
  /** Another plug than expected, or not a Meross device. */
  otherDevice: 6,
  /** Ctrl-C, as in shells: 128 plus the number of the signal. */
  interrupted: 130,
} as const;
