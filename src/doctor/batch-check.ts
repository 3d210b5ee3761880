import * as dndmode from '../protocol/namespaces/dndmode.ts';
import * as electricity from '../protocol/namespaces/electricity.ts';
import * as multiple from '../protocol/namespaces/multiple.ts';
import * as systemRuntime from '../protocol/namespaces/system-runtime.ts';
import { outletChannels } from '../device/plug-info.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { notChecked, ok, warn, type Finding } from './finding.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import type { VerifiedPlug } from './identity-check.ts';

const LAYER = 'batches';
/** Queries with small replies, and few enough for every plug with batches: larger batches made some plugs restart. */
const MAX_QUERIES = 3;

/** Whether the plug answers several queries in one request, as its abilities claim. */
export async function checkBatches({ session, info }: VerifiedPlug, texts: DoctorTexts): Promise<Finding> {
  const mostAtOnce = multiple.mostAtOnce(info.abilities);
  const [channel = 0] = outletChannels(info);
  const queries = [systemRuntime.get(), electricity.get(channel), dndmode.get()]
    .filter(({ namespace }) => namespace in info.abilities)
    .slice(0, Math.min(MAX_QUERIES, mostAtOnce));
  if (queries.length < 2) return notChecked(LAYER, texts.batches.oneAtATime);
  const reply = await session.query(multiple.set(queries));
  const asked = { mostAtOnce, asked: queries.length };
  if (!isReply(reply)) {
    const { says, why } = queryFailureOf(reply, texts);
    return warn(LAYER, {
      says: texts.batches.failed({ count: queries.length, failure: says }),
      todo: texts.batches.nothingToDo,
      facts: { ...asked, answered: 0, why },
    });
  }
  const answered = multiple.parse(reply.value).length;
  const facts = { ...asked, answered, bytes: JSON.stringify(reply.value.payload).length };
  if (answered === queries.length) {
    return ok(LAYER, { says: texts.batches.answers({ count: answered, bytes: facts.bytes }), facts });
  }
  const says = texts.batches.answersFewer({ count: answered, of: queries.length });
  return warn(LAYER, { says, todo: texts.batches.nothingToDo, facts });
}
