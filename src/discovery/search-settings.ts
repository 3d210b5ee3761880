/** How a search treats the network: fast enough for a person who waits, and unnoticed by everything that is no plug. */
export const SEARCH = {
  /** UDP ports of the probe, as two projects use it: plugs listen on the first and answer to the second. */
  probe: { port: 9988, replyPort: 9989 },
  /** A broadcast may get lost, and more so on Wi-Fi in power save: sent so often, so far apart. */
  probes: 3,
  betweenProbesMs: 1000,
  /** The sweep waits so long for the first answers to the probe, which come in some tens of ms: hints first. */
  headStartMs: 500,
  /** A plug's answer to the probe is a quarter of this, in bytes. */
  largestHint: 2048,
  /** Connections at a time. Small routers drop connections when there are hundreds. */
  mostAtOnce: 24,
  /** New connections a second, at most: each one to an unused address is an ARP broadcast, which Wi-Fi sends slowly. */
  perSecond: 60,
  /**
   * To connect. Longer than any plug but a sleeping one needs; the system's own limit would be seconds to minutes. With
   * nobody at most addresses, this and {@link SEARCH.mostAtOnce} make a /24 last 16 s, and a /22 a minute.
   */
  connectMs: 1500,
  /** One signed question, its connection included, as a poll has it. */
  queryMs: 4000,
} as const;

/** After a search, however many plugs are missed: what it has not found, another one right after it will not. */
export const REST_MS = 30_000;
