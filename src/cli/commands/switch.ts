import { sleep } from '../../clock.ts';
import { asMerossError, NoAnswerError, UnreachableError, UnsupportedError } from '../../errors.ts';
import { isPlug } from '../../device/plug-info.ts';
import { toggleCommand } from '../../features/toggle.ts';
import { TIMES } from '../../settings.ts';
import type { Call } from '../call.ts';
import { withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { chosenChannels, isOn, masterOf, checkNotLocked, outletName, outletsOf } from '../plug/plug-outlets.ts';
import type { CommandAction } from '../command-spec.ts';

/** `on HOST`. */
export const on: CommandAction = call => switchTo(call, () => true);

/** `off HOST`. */
export const off: CommandAction = call => switchTo(call, () => false);

/** `toggle HOST`. If any outlet is on, all are switched off. */
export const toggle: CommandAction = call =>
  switchTo(call, (plug, channels) => {
    const outlets = outletsOf(plug);
    const master = masterOf(plug);
    const isAnyOn = channels.some(channel =>
      channel === master ? outlets.some(outlet => outlet.on) : isOn(plug.all.toggles, channel),
    );
    return !isAnyOn;
  });

async function switchTo(call: Call, decide: (plug: OpenPlug, channels: readonly number[]) => boolean): Promise<void> {
  await withPlug(call, async plug => {
    if (!isPlug(plug.info)) throw new UnsupportedError(`it is not a plug, but a device of type ${plug.info.model}`);
    const channels = chosenChannels(call, plug);
    checkNotLocked(plug);
    const turnOn = decide(plug, channels);
    for (const channel of channels) await sendSwitch(call, plug, channel, turnOn);
    const { label } = plug.target;
    const state = turnOn ? 'on' : 'off';
    call.print({ uuid: plug.info.uuid, outlets: channels.map(channel => ({ channel, on: turnOn })) }, () =>
      channels
        .map(channel => {
          const outlet = outletName(plug, channel);
          const verb = outlet === 'all outlets' ? 'are' : 'is';
          const what = outlet === '' ? label : `${label}: ${outlet}`;
          return call.prose(`${what} ${verb} ${call.paint(turnOn ? 'green' : 'dim', state)}.`);
        })
        .join('\n'),
    );
  });
}

/** A command names its end state, so it can be repeated if it may not have arrived. */
async function sendSwitch({ io }: Call, plug: OpenPlug, channel: number, isWanted: boolean): Promise<void> {
  const { request } = toggleCommand(plug.info, channel, isWanted);
  try {
    await plug.send(request);
  } catch (error) {
    if (!(error instanceof UnreachableError || isHangUp(error))) throw error;
    await sleep(io.clock, TIMES.retryAfterMs, io.signal);
    await plug.send(request).catch((retryError: unknown) => {
      // A hang-up on a command that every plug knows is not a refusal.
      throw retryError instanceof UnsupportedError ? asMerossError(retryError.cause) : retryError;
    });
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof UnsupportedError && error.cause instanceof NoAnswerError;
}
