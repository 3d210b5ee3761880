/** What the command ends with; scripts rely on these numbers. */
export const EXIT = {
  done: 0,
  /** Failed otherwise. */
  failed: 1,
  /** The command line itself makes no sense, or lacks something. */
  usage: 2,
  unreachable: 3,
  wrongKey: 4,
  /** The plug refused, or cannot do that. */
  refused: 5,
  /** Not the plug that was meant, or no Meross device at all. */
  otherDevice: 6,
  /** Ctrl-C, as shells count it: 128 and the number of the signal. */
  interrupted: 130,
} as const;

/** The same as a line of help. */
export const EXIT_HELP =
  '0 done, 1 failed otherwise, 2 usage, 3 not reachable, 4 wrong key, 5 refused or not supported by this plug, ' +
  '6 another device, 130 interrupted';
