import * as dndmode from '../../protocol/namespaces/dndmode.ts';
import { needs, withPlug } from '../plug/open.ts';
import { NotDoneError } from '../plug-trouble.ts';
import type { Action } from '../spec.ts';
import { UsageError } from '../usage-error.ts';

/** `led HOST [on|off]`. */
export const led: Action = async call => {
  const state = call.argument('state')?.toLowerCase();
  if (state !== undefined && state !== 'on' && state !== 'off') {
    throw new UsageError('The status light can be on or off.', 'Such as: meross-local led HOST off');
  }
  await withPlug(call, async plug => {
    needs(plug, dndmode.NAMESPACE, 'status light that can be switched');
    if (state !== undefined) await plug.ask(dndmode.set(state === 'on'));
    const isOn = dndmode.parse((await plug.ask(dndmode.get())).payload);
    call.print(
      { uuid: plug.info.uuid, led: isOn },
      () => `${plug.target.label}: the status light is ${isOn ? 'on' : 'off'}.`,
    );
    if (state !== undefined && isOn !== (state === 'on'))
      throw new NotDoneError(`it says that its status light is ${state}, yet it is not`);
  });
};
