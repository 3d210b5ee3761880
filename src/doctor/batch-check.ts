import * as dndmode from '../protocol/namespaces/dndmode.ts';
import * as electricity from '../protocol/namespaces/electricity.ts';
import * as multiple from '../protocol/namespaces/multiple.ts';
import * as systemRuntime from '../protocol/namespaces/system-runtime.ts';
import { outletChannels } from '../device/plug-info.ts';
import { notChecked, ok, warn, type Finding } from './finding.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import type { VerifiedPlug } from './identity-check.ts';

const LAYER = 'batches';
/** Queries with small replies, and few enough for every plug with batches: larger batches made some plugs restart. */
const MAX_QUERIES = 3;
const NOTHING_TO_DO = 'Nothing to do: the plugin sends such a plug one query at a time.';

/** Whether the plug answers several queries in one request, as its abilities claim. */
export async function checkBatches({ session, info }: VerifiedPlug): Promise<Finding> {
  const mostAtOnce = multiple.mostAtOnce(info.abilities);
  const [channel = 0] = outletChannels(info);
  const queries = [systemRuntime.get(), electricity.get(channel), dndmode.get()]
    .filter(({ namespace }) => namespace in info.abilities)
    .slice(0, Math.min(MAX_QUERIES, mostAtOnce));
  if (queries.length < 2) return notChecked(LAYER, 'It answers one query at a time.');
  const reply = await session.query(multiple.set(queries));
  const asked = { mostAtOnce, asked: queries.length };
  if (!isReply(reply)) {
    const { says, why } = queryFailureOf(reply);
    return warn(LAYER, {
      says: `The request with ${queries.length} queries failed: ${says}.`,
      todo: NOTHING_TO_DO,
      facts: { ...asked, answered: 0, why },
    });
  }
  const answered = multiple.parse(reply.value).length;
  const facts = { ...asked, answered, bytes: JSON.stringify(reply.value.payload).length };
  if (answered === queries.length) {
    return ok(LAYER, { says: `It answers ${answered} queries in one request (${facts.bytes} bytes).`, facts });
  }
  const says = `It answered ${answered === 0 ? 'none' : answered} of ${queries.length} queries in one request.`;
  return warn(LAYER, { says, todo: NOTHING_TO_DO, facts });
}
