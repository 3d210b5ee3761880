import { MalformedError } from '../errors.ts';

/** A limit on what a plug says: the largest that was seen, and what is still read. */
interface SizeBound {
  readonly seen: number;
  readonly most: number;
}

/**
 * Every limit on the size of what a plug says, in one place. A reply past a limit makes no sense, and is refused as a
 * {@link MalformedError}: no reply may cost another plug, or Homebridge, anything. Each limit is about three times the
 * largest that was seen, so that firmware may grow; all of them together keep one reply under 20 ms of the event loop
 * (`npm run bench answers`).
 */
export const BOUNDS = {
  /** Bytes of one reply over HTTP or Bluetooth. Seen: below 4 KiB (System.Debug, System.All with rules). */
  replyBytes: { seen: 4096, most: 64 * 1024 },
  /** Bytes of one message over MQTT. */
  messageBytes: { seen: 4096, most: 16 * 1024 },
  /** Objects and arrays inside each other. Seen: System.All has 8 with its envelope, 11 inside a Multiple. */
  depth: { seen: 11, most: 32 },
  /** Characters of a text that is read. Seen: 55 (`header.from`). */
  text: { seen: 55, most: 256 },
  /** Rows of `togglex`: a master and its outlets. Seen: 6 (mss425fc). No strip on the market has 16 outlets. */
  relays: { seen: 6, most: 17 },
  /** Rows of a meter. Seen: 6 (em06). */
  meters: { seen: 6, most: 32 },
  /** Rows of ConsumptionX. Seen: 31. */
  days: { seen: 31, most: 100 },
  /** Points of one channel of ConsumptionH. Seen: 24. */
  hours: { seen: 24, most: 100 },
  /** Changes of a time zone. Seen: 20, which is what the vendor's app writes. */
  rules: { seen: 20, most: 100 },
  /** Ids of timers, and of triggers. Each is asked by itself. Seen: 9 (mss425e). */
  timers: { seen: 9, most: 32 },
  /** Replies in one reply to a Multiple. Seen: 5. */
  parts: { seen: 5, most: 16 },
  /** Namespaces that a plug lists. Seen: 34. */
  abilities: { seen: 34, most: 256 },
  /** Wi-Fi networks that a plug hears. Seen by others: some 20. */
  networks: { seen: 20, most: 100 },
} as const satisfies Readonly<Record<string, SizeBound>>;

/**
 * A list, if it is no longer than its limit.
 * @param what names the place, e.g. `digest.togglex`
 * @throws {MalformedError} it is longer
 */
export function bounded<Row>(rows: readonly Row[], limit: keyof typeof BOUNDS, what: string): readonly Row[] {
  const { seen, most } = BOUNDS[limit];
  if (rows.length > most) {
    throw new MalformedError(
      `${what} has ${String(rows.length)} entries; more than ${String(most)} are not read, and the most ever seen are ${String(seen)}`,
    );
  }
  return rows;
}

/**
 * Looks through a JSON text, once and without recursion, for objects and arrays that are nested too deep. Node reads
 * these, and then fails to write them again, wherever that is tried.
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
      if (depth > most) throw new MalformedError(`the answer is nested more than ${String(most)} levels deep`);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1;
    }
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const [OPEN_ARRAY, CLOSE_ARRAY] = [0x5b, 0x5d];
