/** What goes wrong on the way from the box into the house, and when a plug is given another key. */
export interface PairingFaults {
  /**
   * A new key of Config.Key: in force at once, save that a plug in use goes on with the old one until its next power
   * cut (meross_lan: a power cycle may be needed); or refused with ERROR 5000 (the code is our guess).
   */
  newKey: 'at once' | 'after a reboot' | 'refused';
  /** Which key signs the SETACK of Config.Key. The new one was seen in pairing mode; nobody has seen it on a LAN. */
  newKeySign: 'new' | 'old';
  /** An empty key: refused by ERROR from generation 7 on (reports: mss110 7.3.19), or as said. */
  emptyKey: 'by generation' | 'taken' | 'refused';
  /** After Config.Key the plug stays with the broker that it had at power-up, until its next power cut. */
  keepsBroker: boolean;
  /**
   * What a plug that wants encryption answers in clear while it is in pairing mode, beside Encrypt.ECDHE: queries, as
   * reports on mss110 7.3.46 and mss210 7.3.9 have it; System.Ability and Encrypt.Suite only; or everything.
   */
  pairingClear: 'queries' | 'abilities' | 'everything';
  /**
   * What comes of Encrypt.ECDHE in pairing mode: a cipher; a hang-up; ERROR 5000; silence; or an answer whose half is no
   * point on the curve.
   */
  agreement: 'works' | 'hang-up' | 'error' | 'silence' | 'nonsense';
  /** Config.WifiList finds nothing. */
  scanIsEmpty: boolean;
  /** No network is there when the plug tries to join. */
  networkMissing: boolean;
  /** Joins only with bssid, channel, encryption and cipher all told. Reports: firmware 1.1.x and others. */
  needsWholeEntry: boolean;
  /**
   * Goes back to pairing mode, its key kept, when its broker has left Clock (older) or Bind (newer) without an answer
   * for so many milliseconds. Reports: mss305 8.3.15 after 45 s, mss310 1.x after 10 times 2 s, an mss315.
   */
  muteBrokerMs: number | undefined;
}

/** A plug that pairs as it should. */
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
