import * as systemAll from '../protocol/namespaces/system-all.ts';
import { EXIT } from '../settings.ts';
import { fail, ok, warn, type Finding } from './finding.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import { round } from './doctor-tools.ts';
import type { VerifiedPlug } from './identity-check.ts';

const LAYER = 'round trips';
const QUERY_COUNT = 5;
/** A healthy plug replies in about 50 ms; people notice a second. */
const SLOW_MS = 1000;

const WIFI_ADVICE = 'Check its Wi-Fi, and whether another program polls this plug: it answers one query at a time.';

/** Measures how fast and how reliably the plug replies, with a few queries for its state, one after the other. */
export async function checkRoundTrips({ session }: VerifiedPlug): Promise<Finding> {
  const times: number[] = [];
  const failures: string[] = [];
  for (let count = 0; count < QUERY_COUNT; count += 1) {
    const reply = await session.query(systemAll.get());
    if (isReply(reply)) times.push(reply.ms);
    else failures.push(queryFailureOf(reply).why);
  }
  const sorted = times.sort((one, other) => one - other);
  const medianMs = round(sorted[Math.floor(sorted.length / 2)] ?? 0);
  const worstMs = round(sorted.at(-1) ?? 0);
  const failedCount = failures.length;
  if (times.length === 0) {
    const says = `It replied at first, and then to none of ${QUERY_COUNT} queries.`;
    const facts = { asked: QUERY_COUNT, lost: failedCount, why: failures[0] ?? '' };
    return fail(LAYER, {
      exit: EXIT.unreachable,
      says,
      todo: `It became unreachable, or is overloaded. ${WIFI_ADVICE}`,
      facts,
    });
  }
  const facts = { asked: QUERY_COUNT, lost: failedCount, medianMs, worstMs };
  const timing = `It replies in ${medianMs} ms, at worst in ${worstMs} ms`;
  if (failedCount > 0)
    return warn(LAYER, {
      says: `${failedCount} of ${QUERY_COUNT} queries failed. ${timing}.`,
      todo: WIFI_ADVICE,
      facts,
    });
  if (worstMs > SLOW_MS) return warn(LAYER, { says: `${timing}: that is slow.`, todo: WIFI_ADVICE, facts });
  return ok(LAYER, { says: `${timing}.`, facts });
}
