import { hash, randomFillSync } from 'node:crypto';

/** Random hex digits: 80 bits, so that two requests never share an id. */
const RANDOM_DIGITS = 20;
/** Hex digits derived from these: 48 bits, so that no random id of a plug looks like one of ours. */
const MARK_DIGITS = 12;

/** Goes into the hash of the mark, so that no other program derives the same one. */
const LABEL = 'homebridge-meross-local message id ';

/**
 * A new message id: 32 lower-case hex digits, because newer firmware drops other lengths and repeated ids.
 * {@link isOurs} recognises it.
 */
export function newMessageId(): string {
  const random = randomDigits();
  return `${random}${markOf(random)}`;
}

/** Random bytes for the next ids: to draw them for each id takes longer than the rest of a signature. */
const drawn = Buffer.alloc(64 * (RANDOM_DIGITS / 2));
let used = drawn.length;

function randomDigits(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const from = used;
  used += RANDOM_DIGITS / 2;
  return drawn.toString('hex', from, used);
}

/**
 * Whether an id was made by this plugin: in this run or an earlier one, by Homebridge or the command line, for HTTP, MQTT
 * or Bluetooth. The check needs no list of ids, so there is none to overflow, to expire or to lose in a restart.
 *
 * Why it matters: a signature covers only the id, the time and the key. Our requests cross the network in clear, so an
 * attacker can copy id, time and signature and combine them with any payload. A plug gives each PUSH an id of its own,
 * so a PUSH with an id of ours never comes from a plug. The same holds for a reply, which repeats our id, and for the
 * requests inside an `Appliance.Control.Multiple`.
 *
 * The mark needs no secret, because a marked id is only ever rejected. The time cannot decide instead: a plug may not
 * know it (25 s after 1970 was seen), so a signature copied years ago may look newer than the plug's clock.
 * Not covered: ids that another program, or the plug itself, made. Each of those is accepted once; after a restart, a
 * copy with an older time than the plug's last reply leads to a query, not to a change (`device/push-verification.ts`).
 */
export function isOurs(messageId: string): boolean {
  if (!/^[0-9a-f]{32}$/.test(messageId)) return false;
  return messageId.slice(RANDOM_DIGITS) === markOf(messageId.slice(0, RANDOM_DIGITS));
}

function markOf(random: string): string {
  return hash('sha256', `${LABEL}${random}`, 'hex').slice(0, MARK_DIGITS);
}
