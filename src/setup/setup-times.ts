/** Time limits and pauses while a plug is set up, in milliseconds. */
export const SETUP_TIMES = {
  /** Most requests are answered within 0.2 s; over Bluetooth with small packets it takes some seconds. */
  requestMs: 15_000,
  /** The plug scans for some 10 s before it answers. */
  wifiListMs: 30_000,
  /** For a plug that may be unreachable; sent only to explain a failure. */
  joinTraceMs: 5000,
  /** Agreeing on a cipher: the plug's processor is slow at multiplying points on a curve. */
  agreementMs: 8000,
  /** The first query in clear. Together with the abilities and the agreement after it, less than `requestMs`. */
  firstQueryMs: 4000,
  /** The abilities, where they decide whether a cipher is needed. */
  abilitiesMs: 2500,
  /** A Bluetooth connection with its services. */
  connectMs: 20_000,
  /**
   * Between two chunks; without a pause some radios lose the second one. The client that is confirmed on an mss305
   * waits as long.
   */
  betweenChunksMs: 100,
  /**
   * From the last command until the plug answers on the network. An mss305 takes some 15 s; a slow router adds to that.
   */
  arrivalMs: 90_000,
  /** Between two searches of the network. */
  betweenSearchesMs: 2000,
  /** One request to a plug on the network. */
  lanRequestMs: 4000,
  /** A plug in use applies new settings within this time, or not until its next start. */
  readBackMs: 60_000,
  betweenReadBacksMs: 3000,
  /** Everything that a broker has to answer during the probe. */
  brokerMs: 5000,
} as const;

/** Address of a plug in its own access point. */
export const ACCESS_POINT_ADDRESS = { host: '10.10.10.1', port: 80 } as const;
