import type { Command } from '../device/command.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Reading } from '../device/reading.ts';
import { LockedError } from '../errors.ts';
import type { Capability } from '../homekit/capability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as toggle1 from '../protocol/namespaces/toggle.ts';
import * as togglex from '../protocol/namespaces/togglex.ts';
import type { Toggle } from '../protocol/namespaces/togglex.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';

/** The command that turns one outlet on or off, with the namespace that the plug supports. */
export function toggleCommand({ abilities }: Pick<PlugInfo, 'abilities'>, channel: number, on: boolean): Command {
  return {
    key: `toggle:${String(channel)}`,
    request: togglex.NAMESPACE in abilities ? togglex.set({ channel, on }) : toggle1.set(on),
    proves: [{ kind: 'toggle', channel, on }],
  };
}

/**
 * The relays. System.All reports all of them on every firmware, in about 1000 bytes. A plug with one outlet gets a query for
 * that outlet alone, which takes a tenth of that and can go into a batch. (A strip does not: firmware of 2022 and before
 * then reports channel 0 only.)
 */
export const toggle: Capability = {
  isVital: true,
  supports: ({ abilities }) => togglex.NAMESPACE in abilities || toggle1.NAMESPACE in abilities,
  combine: commands => togglex.join(commands.map(({ request }) => request)),

  queries(plug) {
    const [channel, ...others] = outletChannels(plug);
    const isSingleOutlet = channel !== undefined && others.length === 0 && togglex.NAMESPACE in plug.abilities;
    if (!isSingleOutlet) return [{ request: systemAll.get(), every: 'poll' }];
    return [
      { request: systemAll.get(), every: 60 },
      { request: togglex.get(channel), every: 'poll', replyBytes: 90 },
    ];
  },

  read({ header, payload }) {
    switch (header.namespace) {
      case systemAll.NAMESPACE:
        return systemAll.parse(payload).toggles.map(reading);
      case togglex.NAMESPACE:
        return togglex.parse(payload).map(reading);
      case toggle1.NAMESPACE:
        return toggle1.parse(payload).map(reading);
      default:
        return [];
    }
  },

  shows: outlet => [
    {
      kind: 'on',
      value: state => state.get('toggle', outlet.channel)?.on,
      command: on => {
        if (outlet.locked) throw new LockedError('it is locked in the config');
        return toggleCommand(outlet.plug, outlet.channel, on);
      },
    },
  ],
};

/** Every shown plug has it. */
export const feature = { create: () => toggle } satisfies FeatureDeclaration;

const reading = ({ channel, on }: Toggle): Reading => ({ kind: 'toggle', channel, on });
