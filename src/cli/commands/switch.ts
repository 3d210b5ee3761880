import type { Call } from '../call.ts';
import { withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { chosenChannels, isOn, masterOf, checkNotLocked, outletName, outletsOf } from '../plug/plug-outlets.ts';
import { checkIsPlug, switchOutlet } from '../plug/outlet-switching.ts';
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
    checkIsPlug(plug);
    const channels = chosenChannels(call, plug);
    checkNotLocked(plug);
    const turnOn = decide(plug, channels);
    for (const channel of channels) await switchOutlet(plug, { channel, on: turnOn }, call.io);
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
