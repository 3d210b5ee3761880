import * as systemAbility from '../../protocol/namespaces/system-ability.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { withPlug } from '../plug/open-plug.ts';
import { checkIsNew, writePrivateFile } from '../record/private-file.ts';
import { recordTrace as recordPlug } from '../record/trace-recorder.ts';
import { traceText } from '../record/trace.ts';
import type { CommandAction } from '../command-spec.ts';

/** `record HOST`. */
export const record: CommandAction = call =>
  withPlug(call, async ({ send, isEncrypted }) => {
    const path = call.text('out');
    if (path !== undefined) await checkIsNew(path, call.flag('force'));
    const ability = await send(systemAbility.get());
    const all = await send(systemAll.get());
    const trace = await recordPlug({ ability, all, encrypted: isEncrypted(), query: send });
    const answers = trace.exchanges.filter(({ response }) => response !== null).length;
    const summary = `This ${trace.id} answered ${answers} of ${trace.exchanges.length} queries.`;
    const privacyNote =
      'Everything that identifies you or the plug is replaced; the time zone and the energy of the last days remain. ' +
      'Read the recording before you publish it.';
    if (path === undefined) {
      call.print(trace, () => traceText(trace).trimEnd());
      call.note(`${summary} ${privacyNote}`);
      return;
    }
    await writePrivateFile(path, traceText(trace), call.flag('force'));
    call.print({ file: path, id: trace.id, asked: trace.exchanges.length, answered: answers }, () =>
      call.prose(`${summary} Written to ${path}.`),
    );
    call.note(privacyNote);
  });
