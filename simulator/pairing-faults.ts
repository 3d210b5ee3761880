/** Faults while a plug is set up, and while it gets another key. */
export interface PairingFaults {
  /**
   * A new key of Config.Key: in force at once, except that a plug in use keeps the old one until its next power cut
   * (meross_lan: a power cycle may be needed); or refused with ERROR 5000 (the code is our guess).
   */
  newKey: 'at once' | 'after a reboot' | 'refused';
  /** Which key signs the SETACK of Config.Key. The new one was seen in pairing mode; no report covers a LAN. */
  newKeySign: 'new' | 'old';
  /** An empty key: refused by ERROR from generation 7 on (reports: mss110 7.3.19), or as named. */
  emptyKey: 'by generation' | 'taken' | 'refused';
  /** After Config.Key the plug stays with the broker that it had at power-up, until its next power cut. */
  keepsBroker: boolean;
  /**
   * What a plug that requires encryption answers in clear while it is in pairing mode, besides Encrypt.ECDHE: queries,
   * as in reports on mss110 7.3.46 and mss210 7.3.9; System.Ability and Encrypt.Suite only; or everything.
   */
  pairingClear: 'queries' | 'abilities' | 'everything';
  /**
   * The result of Encrypt.ECDHE in pairing mode: a cipher; a hang-up; ERROR 5000; silence; or a reply whose half is not
   * a point on the curve.
   */
  agreement: 'works' | 'hang-up' | 'error' | 'silence' | 'nonsense';
  /** Config.WifiList finds nothing. */
  scanIsEmpty: boolean;
  /** No network is in range when the plug tries to join. */
  networkMissing: boolean;
  /** Joins only if bssid, channel, encryption and cipher are all given. Reports: firmware 1.1.x and others. */
  needsWholeEntry: boolean;
  /**
   * Returns to pairing mode, with its key, after its broker has left Clock (older) or Bind (newer) without a reply for
   * this many milliseconds. Reports: mss305 8.3.15 after 45 s, mss310 1.x after 10 times 2 s, an mss315.
   */
  muteBrokerMs: number | undefined;
}

/** A plug that can be set up without faults. */
export function noPairingFaults(): PairingFaults {
  return {
    newKey: 'at once',
    newKeySign: 'new',
    emptyKey: 'by generation',
    keepsBroker: false,
    pairingClear: 'queries',
    agreement: 'works',
    scanIsEmpty: false,
    networkMissing: false,
    needsWholeEntry: false,
    muteBrokerMs: undefined,
  };
}
