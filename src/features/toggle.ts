import type { Command } from '../device/command.ts';
import type { Reading } from '../device/reading.ts';
import { LockedError } from '../errors.ts';
import type { Capability } from '../homekit/capability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as togglex from '../protocol/namespaces/togglex.ts';

/** The command that turns one outlet on or off. */
export function turn(channel: number, on: boolean): Command {
  return {
    key: `toggle:${String(channel)}`,
    request: togglex.set({ channel, on }),
    proves: [{ kind: 'toggle', channel, on }],
  };
}

/**
 * The relays of plugs and strips with firmware 2 or later. Their state is read from System.All, for a GET of ToggleX
 * tells of channel 0 only on firmware of 2022 and before.
 */
export const toggle: Capability = {
  supports: ({ abilities }) => togglex.NAMESPACE in abilities,

  queries: () => [{ request: systemAll.get(), every: 'poll' }],

  read({ header, payload }) {
    switch (header.namespace) {
      case systemAll.NAMESPACE:
        return systemAll.parse(payload).toggles.map(reading);
      case togglex.NAMESPACE:
        return togglex.parse(payload).map(reading);
      default:
        return [];
    }
  },

  bind(outlet) {
    const { On, OutletInUse } = outlet.hap.Characteristic;
    const { channel, service } = outlet;
    outlet.show(On, state => state.get('toggle', channel)?.on);
    outlet.write(On, value => {
      if (outlet.locked) throw new LockedError('it is locked in the config');
      return turn(channel, value === true || value === 1);
    });
    // Switches and lights have no such characteristic.
    if (service.UUID === outlet.hap.Service.Outlet.UUID) {
      outlet.show(OutletInUse, state => state.get('toggle', channel)?.on);
    }
  },
};

const reading = ({ channel, on }: togglex.Toggle): Reading => ({ kind: 'toggle', channel, on });
