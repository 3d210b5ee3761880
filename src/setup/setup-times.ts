/** How long things may take while a plug is set up, in milliseconds. */
export const SETUP_TIMES = {
  /** Most questions are answered within 0.2 s; over Bluetooth with small packets it takes some seconds. */
  requestMs: 15_000,
  /** The plug scans for some 10 s before it answers. */
  wifiListMs: 30_000,
  /** To a plug that may be gone; asked only to say more about a failure. */
  joinTraceMs: 5000,
  /** Agreeing on a cipher: a small computer multiplies points on a curve. */
  agreementMs: 8000,
  /** The first query in clear; with the abilities and the agreement after it, less than one question may take. */
  firstQueryMs: 4000,
  /** The abilities, where they decide whether a cipher is needed. */
  abilitiesMs: 2500,
  /** A Bluetooth connection with its services. */
  connectMs: 20_000,
  /** Between two pieces; without a pause some radios lose the second one. The client that is confirmed on an mss305 waits so long. */
  betweenChunksMs: 100,
  /** From the last order until the plug answers on the network. An mss305 takes some 15 s; a slow router adds to that. */
  arrivalMs: 90_000,
  /** Between two looks at the network. */
  betweenSearchesMs: 2000,
  /** One question to a plug on the network. */
  lanRequestMs: 4000,
  /** A plug in use takes new settings within this, or not until its next start. */
  readBackMs: 60_000,
  betweenReadBacksMs: 3000,
  /** A broker's whole welcome. */
  brokerMs: 5000,
} as const;

/** Where a plug's own access point has the plug. */
export const ACCESS_POINT_ADDRESS = { host: '10.10.10.1', port: 80 } as const;
