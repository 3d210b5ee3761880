import * as systemAll from '../protocol/namespaces/system-all.ts';
import { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { fail, ok, warn, type Finding } from './finding.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import { round } from './doctor-tools.ts';
import type { VerifiedPlug } from './identity-check.ts';

const LAYER = 'round trips';
const QUERY_COUNT = 5;
/** A healthy plug replies in about 50 ms; people notice a second. */
const SLOW_MS = 1000;

/** Measures how fast and how reliably the plug replies, with a few queries for its state, one after the other. */
export async function checkRoundTrips({ session }: VerifiedPlug, texts: DoctorTexts): Promise<Finding> {
  const times: number[] = [];
  const failures: string[] = [];
  for (let count = 0; count < QUERY_COUNT; count += 1) {
    const reply = await session.query(systemAll.get());
    if (isReply(reply)) times.push(reply.ms);
    else failures.push(queryFailureOf(reply, texts).why);
  }
  const sorted = times.sort((one, other) => one - other);
  const medianMs = round(sorted[Math.floor(sorted.length / 2)] ?? 0);
  const worstMs = round(sorted.at(-1) ?? 0);
  const failedCount = failures.length;
  if (times.length === 0) {
    const { allLost, allLostTodo } = texts.roundTrips;
    const facts = { asked: QUERY_COUNT, lost: failedCount, why: failures[0] ?? '' };
    return fail(LAYER, { exit: EXIT.unreachable, says: allLost({ of: QUERY_COUNT }), todo: allLostTodo, facts });
  }
  const facts = { asked: QUERY_COUNT, lost: failedCount, medianMs, worstMs };
  const { replies, slow, lost, lostTodo: todo } = texts.roundTrips;
  const timing = { medianMs, worstMs };
  if (failedCount > 0) {
    const says = `${lost({ lost: failedCount, of: QUERY_COUNT })} ${replies(timing)}`;
    return warn(LAYER, { says, todo, facts });
  }
  if (worstMs > SLOW_MS) return warn(LAYER, { says: slow(timing), todo, facts });
  return ok(LAYER, { says: replies(timing), facts });
}
