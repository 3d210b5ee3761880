import * as dndmode from '../../protocol/namespaces/dndmode.ts';
import * as electricity from '../../protocol/namespaces/electricity.ts';
import * as multiple from '../../protocol/namespaces/multiple.ts';
import * as systemRuntime from '../../protocol/namespaces/system-runtime.ts';
import { outletChannels } from '../../device/plug-info.ts';
import { notLookedAt, ok, warn, type Finding } from './finding.ts';
import { isAnswer, troubleOf } from './plug-talk.ts';
import type { Known } from './who.ts';

const LAYER = 'batches';
/** Small answers, and no more of them than any plug that knows batches takes: larger ones made some plugs restart. */
const MOST = 3;
const NO_HARM = 'Nothing has to be done: the plugin then asks one question at a time.';

/** Does it answer several questions at once, as it says that it can? */
export async function lookAtBatches({ talk, info }: Known): Promise<Finding> {
  const mostAtOnce = multiple.mostAtOnce(info.abilities);
  const [channel = 0] = outletChannels(info);
  const questions = [systemRuntime.get(), electricity.get(channel), dndmode.get()]
    .filter(({ namespace }) => namespace in info.abilities)
    .slice(0, Math.min(MOST, mostAtOnce));
  if (questions.length < 2) return notLookedAt(LAYER, 'It answers one question at a time.');
  const answer = await talk.ask(multiple.set(questions));
  const asked = { mostAtOnce, asked: questions.length };
  if (!isAnswer(answer)) {
    const { says, why } = troubleOf(answer);
    return warn(LAYER, {
      says: `Asked ${questions.length} questions at once, ${says}.`,
      todo: NO_HARM,
      facts: { ...asked, answered: 0, why },
    });
  }
  const answered = multiple.parse(answer.value).length;
  const facts = { ...asked, answered, bytes: JSON.stringify(answer.value.payload).length };
  if (answered === questions.length) {
    return ok(LAYER, { says: `It answers ${answered} questions at once (${facts.bytes} bytes).`, facts });
  }
  const says = `Asked ${questions.length} questions at once, it answered ${answered === 0 ? 'none' : answered}.`;
  return warn(LAYER, { says, todo: NO_HARM, facts });
}
