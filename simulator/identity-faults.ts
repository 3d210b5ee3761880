/** What a plug gets wrong about who it is, and what it overlooks in those who ask. */
export interface IdentityFaults {
  /** Answers as another plug: this uuid in the header, and with its MAC address in System.All. */
  otherUuid: string | undefined;
  /**
   * The sign of answers. Upper case: seen on some firmware. 'all-f' is 32 times "f", from a process that does not know
   * the key.
   */
  signature: 'right' | 'wrong' | 'upper-case' | 'all-f';
  /** Takes every sign, as a process does that does not know the key. */
  ignoresSign: boolean;
  /**
   * A stranger at this address, which does not know the key: answers the first request by ERROR 5001 and obeys all that
   * follow; each reply has a made-up sign, and a uuid of its own.
   */
  stranger: boolean;
  /**
   * What differs in every second answer to System.All: the last number of the firmware version; or the outlets, of
   * which a strip lacks its last one, and a plug with one relay has one more.
   */
  alternates: 'firmware' | 'outlets' | undefined;
  /**
   * Hangs up on requests other than GET whose header has no `triggerSrc`, no `timestampMs` other than 0 or not the
   * plug's `uuid`, and on a Multiple with a part that has no messageId. In use only. Reports: mss110 7.3.46 answered
   * queries and refused SETs until the header was complete; which of the three it wants is not known.
   */
  strictHeaders: boolean;
}

/** A plug that says who it is. */
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
