/** The package's name, as Homebridge and npm know it. */
export const PLUGIN_NAME = 'homebridge-meross-local';
/** `platform` in the user's config block. */
export const PLATFORM_NAME = 'MerossLocal';
/** How long things may take, in milliseconds. */
export const TIMES = {
  /**
   * From HomeKit's write to its outcome, one retry included. HAP gives up after 9 s and people long before; some boards
   * need 3.2 s just to accept a connection. 4.5 s is the promise, the rest is HAP's own time.
   */
  commandMs: 4300,
  /** The same for a plug that is known not to answer: enough for one that is back, short enough not to hold up a scene. */
  commandToUnreachableMs: 200,
  /** What is left of the promise for whoever waits for a wish that somebody else renewed. */
  graceMs: 100,
  /** How long a command to a strip waits for others of the same scene, which HomeKit writes in one go. */
  gatherMs: 10,
  /** Before the one retry of a command that was refused or hung up on. */
  retryAfterMs: 300,
  /** One question of a poll. */
  pollMs: 4000,
  /** Between the questions of the fast window, and how long that lasts: who presses once often presses again. */
  fastPollMs: 1000,
  fastWindowMs: 10_000,
  /** After a missed answer, while the plug still counts as there. */
  retryPollMs: 2000,
  /** Between two questions for the state of a plug that tells every change by itself: enough to notice that it is gone. */
  heartbeatMs: 60_000,
  /** So long after an acknowledgement, a PUSH that says otherwise leads to a question. */
  pushVerificationMs: 2000,
  /** The longest pause between two questions to a plug that is away. */
  unreachablePollMs: 30_000,
  /** A question that the plug does not answer, though it answers others, is asked again only so much later. */
  unsupportedMs: 600_000,
  /** An answer proves for so long at most that our plug is at this address. */
  proofValidMs: 20_000,
  /** After a key that was refused: only a person can mend that, and the plug need not be bothered. */
  wrongKeyPollMs: 60_000,
  /**
   * A plug is away this long after the first question it did not answer. With the usual 5 s between polls that is about
   * 15 s after its last answer.
   */
  unreachableAfterMs: 10_000,
  /** A plug that is away for so long is looked for elsewhere, and again after as long. */
  missingMs: 60_000,
  /** A plug that may want its bodies encrypted and is silent this long on a clear one is sent the other kind. */
  clearTryMs: 2000,
  /** A device that ran this long was no flapping one: the next one is made without a pause that grows. */
  stableAfterMs: 600_000,
  /** Between two searches of the network, where the user wants them. */
  searchMs: 600_000,
  /** Between the first connections at start-up, so that a hundred plugs are not asked in the same millisecond. */
  staggerMs: 25,
} as const;

/** Misses in a row that make a plug count as away, unless {@link TIMES.unreachableAfterMs} comes first. */
export const MISSES_UNTIL_UNREACHABLE = 3;

/** Pauses vary by this share, up and down, so that plugs do not fall into step. */
export const JITTER = 0.1;

/** What a plug's answer to several questions at once may have, in bytes: some cut or refuse more (mss310 2.1.17 at 2.1 kB). */
export const LARGEST_BATCH = 1900;
/** What the header of one answer adds to that. */
export const HEADER_BYTES = 300;
