import { createHash, randomBytes } from 'node:crypto';

/** Hex digits of chance: 80 bits, so that no two requests of a lifetime share an id. */
const RANDOM_DIGITS = 20;
/** Hex digits that follow from these: 48 bits, so that no id which a plug makes by chance looks like one of ours. */
const MARK_DIGITS = 12;

/** Each kind of id is marked in a way of its own. */
const LABEL = 'homebridge-meross-local message id ';

/**
 * A new message id: 32 lower-case hex digits, because newer firmware drops other lengths and repeated ids.
 * {@link isOurs} knows it again.
 */
export function newMessageId(): string {
  const random = randomBytes(RANDOM_DIGITS / 2).toString('hex');
  return `${random}${markOf(random)}`;
}

/**
 * Whether an id was made by this plugin: in this run or an earlier one, by Homebridge or the command line, for HTTP, MQTT
 * or Bluetooth. No memory is needed, so none can be filled, outwaited or lost in a restart.
 *
 * Why it matters: a signature covers the id, the time and the key, and nothing else. A request of ours crosses the network
 * in clear, so its id, time and signature can be picked up there and put on top of any payload. A plug gives a PUSH an id of
 * its own; so a PUSH with an id of ours is never from a plug. The same holds for the reply, which repeats our id, and
 * for the requests inside an `Appliance.Control.Multiple`.
 *
 * The mark needs no secret: an id that is marked gains nothing, it only loses. Time cannot decide instead, because a plug
 * may not know it (25 s after 1970 was seen), so a signature that was picked up years ago may look newer than its clock.
 * What is left: ids that another program, or the plug itself, made. Those count as heard once; after a restart, a copy with
 * an older time than the plug's last reply leads to a question and not to a change (`device/doubt.ts`).
 */
export function isOurs(messageId: string): boolean {
  if (!/^[0-9a-f]{32}$/.test(messageId)) return false;
  return messageId.slice(RANDOM_DIGITS) === markOf(messageId.slice(0, RANDOM_DIGITS));
}

function markOf(random: string): string {
  return createHash('sha256').update(`${LABEL}${random}`).digest('hex').slice(0, MARK_DIGITS);
}
