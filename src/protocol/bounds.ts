import { MalformedError } from '../errors.ts';

/** A limit on the size of a message: the largest size that was seen, and the largest that is still read. */
interface SizeBound {
  readonly seen: number;
  readonly most: number;
}

/**
 * Every limit on the size of a message, in one place. A reply that exceeds a limit is refused as a
 * {@link MalformedError}: no reply may slow down Homebridge or another plug. Each limit is about three times the
 * largest size that was seen, so that firmware may grow; all of them together keep one reply under 20 ms of the event
 * loop (`npm run bench answers`).
 */
export const BOUNDS = {
  /** Bytes of one reply over HTTP or Bluetooth. Seen: below 4 KiB (System.Debug, System.All with rules). */
  replyBytes: { seen: 4096, most: 64 * 1024 },
  /** Bytes of one message over MQTT. */
  messageBytes: { seen: 4096, most: 16 * 1024 },
  /** Objects and arrays inside each other. Seen: System.All has 8 with its envelope, 11 inside a Multiple. */
  depth: { seen: 11, most: 32 },
  /** Characters of a text. Seen: 55 (`header.from`). */
  text: { seen: 55, most: 256 },
  /** Rows of `togglex`: the master and the outlets. Seen: 6 (mss425fc). No strip on the market has 16 outlets. */
  relays: { seen: 6, most: 17 },
  /** Rows of a meter. Seen: 6 (em06). */
  meters: { seen: 6, most: 32 },
  /** Rows of ConsumptionX. Seen: 31. */
  days: { seen: 31, most: 100 },
  /** Points of one channel of ConsumptionH. Seen: 24. */
  hours: { seen: 24, most: 100 },
  /** Changes of a time zone. Seen: 20, the number that the vendor's app writes. */
  rules: { seen: 20, most: 100 },
  /** Ids of timers, and of triggers. Each takes a query of its own. Seen: 9 (mss425e). */
  timers: { seen: 9, most: 32 },
  /** Replies in one reply to a Multiple. Seen: 5. */
  parts: { seen: 5, most: 16 },
  /** Namespaces that a plug lists. Seen: 34. */
  abilities: { seen: 34, most: 256 },
  /** Wi-Fi networks that a plug receives. Seen by others: some 20. */
  networks: { seen: 20, most: 100 },
} as const satisfies Readonly<Record<string, SizeBound>>;

/**
 * Returns a list that is no longer than its limit.
 * @param path the path of the list for errors, e.g. `digest.togglex`
 * @throws {MalformedError} it is longer
 */
export function bounded<Row>(rows: readonly Row[], limit: keyof typeof BOUNDS, path: string): readonly Row[] {
  const { seen, most } = BOUNDS[limit];
  if (rows.length > most) {
    throw new MalformedError(
      `${path} has ${String(rows.length)} entries; more than ${String(most)} are not read, and the most ever seen are ${String(seen)}`,
      { reason: { is: 'too many entries', path, count: rows.length, most } },
    );
  }
  return rows;
}

/**
 * Scans a JSON text, once and without recursion, for objects and arrays that are nested too deep. `JSON.parse` accepts
 * these, but a later `JSON.stringify` fails.
 * @throws {MalformedError} too deep
 */
export function checkDepth(json: string): void {
  const { most } = BOUNDS.depth;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (isText) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isText = false;
    } else if (code === QUOTE) {
      isText = true;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1;
      if (depth > most)
        throw new MalformedError(`the reply is nested more than ${String(most)} levels deep`, {
          reason: { is: 'too deep', most },
        });
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1;
    }
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d];
