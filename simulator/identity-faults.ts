/** Faults of the plug's identity, and missing checks of requests. */
export interface IdentityFaults {
  /** Replies as another plug: this uuid in the header, and with its MAC address in System.All. */
  otherUuid: string | undefined;
  /**
   * The sign of replies. Upper case: seen on some firmware. 'all-f' is 32 times "f", from a process that does not know
   * the key.
   */
  signature: 'right' | 'wrong' | 'upper-case' | 'all-f';
  /** Accepts every sign, like a process that does not know the key. */
  ignoresSign: boolean;
  /**
   * Another process at this address, which does not know the key: answers the first request by ERROR
   * 5001 and executes all that follow; each reply has a made-up sign, and a new uuid.
   */
  stranger: boolean;
  /**
   * What differs in every second reply to System.All: the last number of the firmware version; or the outlets, of which
   * a strip lacks its last one, and a plug with one relay has one more.
   */
  alternates: 'firmware' | 'outlets' | undefined;
  /**
   * Hangs up on requests other than GET whose header has no `triggerSrc`, no `timestampMs` other than 0 or not the
   * plug's `uuid`, and on a Multiple with a part that has no messageId. In use only. Reports: mss110 7.3.46 answered
   * queries and refused SETs until the header was complete; which of the three it requires is not known.
   */
  strictHeaders: boolean;
}

/** A plug with its own identity. */
export function noIdentityFaults(): IdentityFaults {
  return {
    otherUuid: undefined,
    signature: 'right',
    ignoresSign: false,
    stranger: false,
    alternates: undefined,
    strictHeaders: false,
  };
}
