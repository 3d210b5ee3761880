import { sleep } from '../../clock.ts';
import { asMerossError, NoAnswerError, UnreachableError, UnsupportedError } from '../../errors.ts';
import { isPlug } from '../../device/plug-info.ts';
import { toggleCommand } from '../../features/toggle.ts';
import { TIMES } from '../../settings.ts';
import type { Call } from '../call.ts';
import { withPlug, type OpenPlug } from '../plug/open.ts';
import { chosenChannels, isOn, masterOf, mayBeSwitched, outletName, outletsOf } from '../plug/outlets.ts';
import type { Action } from '../spec.ts';

/** `on HOST`. */
export const on: Action = call => switchTo(call, () => true);

/** `off HOST`. */
export const off: Action = call => switchTo(call, () => false);

/** `toggle HOST`. What can be switched together is off together first. */
export const toggle: Action = call =>
  switchTo(call, (plug, channels) => {
    const outlets = outletsOf(plug);
    const master = masterOf(plug);
    const isAnyOn = channels.some(channel =>
      channel === master ? outlets.some(outlet => outlet.on) : isOn(plug.all.toggles, channel),
    );
    return !isAnyOn;
  });

async function switchTo(call: Call, wish: (plug: OpenPlug, channels: readonly number[]) => boolean): Promise<void> {
  await withPlug(call, async plug => {
    if (!isPlug(plug.info)) throw new UnsupportedError(`it is no plug, but a device of type ${plug.info.model}`);
    const channels = chosenChannels(call, plug);
    mayBeSwitched(plug);
    const isOnNow = wish(plug, channels);
    for (const channel of channels) await order(call, plug, channel, isOnNow);
    const { label } = plug.target;
    const state = isOnNow ? 'on' : 'off';
    call.print({ uuid: plug.info.uuid, outlets: channels.map(channel => ({ channel, on: isOnNow })) }, () =>
      channels
        .map(channel => {
          const outlet = outletName(plug, channel);
          const verb = outlet === 'all outlets' ? 'are' : 'is';
          const what = outlet === '' ? label : `${label}: ${outlet}`;
          return `${what} ${verb} ${call.paint(isOnNow ? 'green' : 'dim', state)}.`;
        })
        .join('\n'),
    );
  });
}

/** An order names its end state, so it is given once more where it may not have arrived. */
async function order({ io }: Call, plug: OpenPlug, channel: number, isWanted: boolean): Promise<void> {
  const { request } = toggleCommand(plug.info, channel, isWanted);
  try {
    await plug.ask(request);
  } catch (error) {
    if (!(error instanceof UnreachableError || isHangUp(error))) throw error;
    await sleep(io.clock, TIMES.retryAfterMs, io.signal);
    await plug.ask(request).catch((again: unknown) => {
      // A hang-up on an order that every plug knows is no refusal.
      throw again instanceof UnsupportedError ? asMerossError(again.cause) : again;
    });
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof UnsupportedError && error.cause instanceof NoAnswerError;
}
