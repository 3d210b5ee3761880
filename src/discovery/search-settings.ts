/** The limits of a search: fast enough for a person who waits, slow enough not to disturb the network. */
export const SEARCH = {
  /** UDP ports of the probe, as used by two projects: plugs listen on the first and answer to the second. */
  probe: { port: 9988, replyPort: 9989 },
  /** Repeated, because broadcasts get lost, especially on Wi-Fi in power save. */
  probes: 3,
  betweenProbesMs: 1000,
  /** The sweep starts this long after the probe, whose answers come in some tens of ms, so that hints go first. */
  headStartMs: 500,
  /** In bytes, four times a plug's answer to the probe. */
  largestHint: 2048,
  /** Connections at a time. Small routers drop connections when there are hundreds. */
  mostAtOnce: 24,
  /** New connections a second, at most: each connection to an unused address is an ARP broadcast, slow on Wi-Fi. */
  perSecond: 60,
  /**
   * To connect. Longer than any plug but a sleeping one needs; the system's own limit would be seconds to minutes. If
   * most addresses are unused, this and {@link SEARCH.mostAtOnce} make a /24 last 16 s, and a /22 a minute.
   */
  connectMs: 1500,
  /** One signed query, its connection included, as for a poll. */
  queryMs: 4000,
} as const;

/** The minimum pause after a search, because another one right after it would not find more. */
export const REST_MS = 30_000;
