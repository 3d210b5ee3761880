import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { EXIT } from '../exit-status.ts';
import { fail, ok, warn, type Finding } from './finding.ts';
import { isAnswer, troubleOf } from './plug-talk.ts';
import { round } from './tools.ts';
import type { Known } from './who.ts';

const LAYER = 'round trips';
const TIMES = 5;
/** A healthy plug answers in some 50 ms; people feel a second. */
const SLOW_MS = 1000;

const WIFI =
  'Look at its Wi-Fi, and whether another program asks this plug all the time: it answers one question after the other.';

/** How quickly does it answer, and always? Asks for its state a few times, one after the other. */
export async function lookAtRoundTrips({ talk }: Known): Promise<Finding> {
  const times: number[] = [];
  const losses: string[] = [];
  for (let count = 0; count < TIMES; count += 1) {
    const answer = await talk.ask(systemAll.get());
    if (isAnswer(answer)) times.push(answer.ms);
    else losses.push(troubleOf(answer).why);
  }
  const sorted = times.sort((one, other) => one - other);
  const medianMs = round(sorted[Math.floor(sorted.length / 2)] ?? 0);
  const worstMs = round(sorted.at(-1) ?? 0);
  const lost = losses.length;
  if (times.length === 0) {
    const says = `It answered at first, and then none of ${TIMES} questions.`;
    const facts = { asked: TIMES, lost, why: losses[0] ?? '' };
    return fail(LAYER, { exit: EXIT.unreachable, says, todo: `It went away, or is overworked. ${WIFI}`, facts });
  }
  const facts = { asked: TIMES, lost, medianMs, worstMs };
  const took = `It answers in ${medianMs} ms, at worst in ${worstMs} ms`;
  if (lost > 0)
    return warn(LAYER, { says: `Of ${TIMES} questions ${lost} got no good answer. ${took}.`, todo: WIFI, facts });
  if (worstMs > SLOW_MS) return warn(LAYER, { says: `${took}: that is slow.`, todo: WIFI, facts });
  return ok(LAYER, { says: `${took}.`, facts });
}
