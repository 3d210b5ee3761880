import * as systemAbility from '../../protocol/namespaces/system-ability.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { withPlug } from '../plug/open.ts';
import { checkIsNew, writePrivateFile } from '../record/private-file.ts';
import { record as recordPlug } from '../record/recorder.ts';
import { traceText } from '../record/trace.ts';
import type { Action } from '../spec.ts';

/** `record HOST`. */
export const record: Action = call =>
  withPlug(call, async ({ ask, isEncrypted }) => {
    const path = call.text('out');
    if (path !== undefined) await checkIsNew(path, call.flag('force'));
    const ability = await ask(systemAbility.get());
    const all = await ask(systemAll.get());
    const trace = await recordPlug({ ability, all, encrypted: isEncrypted(), ask });
    const answers = trace.exchanges.filter(({ response }) => response !== null).length;
    const told = `${answers} of ${trace.exchanges.length} questions answered by this ${trace.id}.`;
    const beware =
      'Everything that identifies is replaced; its time zone and the energy it counted are still there. Read it before you ' +
      'publish it.';
    if (path === undefined) {
      call.print(trace, () => traceText(trace).trimEnd());
      call.note(`${told} ${beware}`);
      return;
    }
    await writePrivateFile(path, traceText(trace), call.flag('force'));
    call.print(
      { file: path, id: trace.id, asked: trace.exchanges.length, answered: answers },
      () => `${told} Written to ${path}.`,
    );
    call.note(beware);
  });
