import * as dndmode from '../../protocol/namespaces/dndmode.ts';
import { requireAbility, withPlug } from '../plug/open-plug.ts';
import { NotDoneError } from '../plug-command-error.ts';
import type { CommandAction } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

/** `led HOST [on|off]`. */
export const led: CommandAction = async call => {
  const state = call.argument('state')?.toLowerCase();
  if (state !== undefined && state !== 'on' && state !== 'off') {
    throw new UsageError('The status light can be on or off.', 'Such as: meross-local led HOST off');
  }
  await withPlug(call, async plug => {
    requireAbility(plug, dndmode.NAMESPACE, 'status light that can be switched');
    if (state !== undefined) await plug.send(dndmode.set(state === 'on'));
    const isOn = dndmode.parse((await plug.send(dndmode.get())).payload);
    call.print({ uuid: plug.info.uuid, led: isOn }, () =>
      call.prose(`${plug.target.label}: the status light is ${isOn ? 'on' : 'off'}.`),
    );
    if (state !== undefined && isOn !== (state === 'on'))
      throw new NotDoneError(`it acknowledged the command, but its status light is not ${state}`);
  });
};
