import type { SimulatedPlug } from '../../simulator/index.ts';
import { ended, type Trouble } from './trouble.ts';

/** Namespaces that a firmware update takes away for a while. */
const OPTIONAL = ['Appliance.Control.Electricity', 'Appliance.Control.ConsumptionX', 'Appliance.Control.Multiple'];

/** E.g. 2.1.18 after 2.1.17. */
const nextVersion = ({ firmwareVersion }: SimulatedPlug): string =>
  firmwareVersion.replace(/\d+$/, last => String(Number(last) + 1));

/** What changes in the plug itself, and what the plug does by itself. */
export const PLUG_ITSELF: readonly Trouble[] = [
  {
    name: 'press on the button',
    slot: 'none',
    forMs: [0, 0],
    weight: 8,
    begin: ({ plug: { plug, channels }, random }) => {
      // A press without power would be a change that no relay history has.
      if (plug.probeReply !== undefined) plug.press(random.pick(channels));
      return ended;
    },
  },
  {
    name: 'another load',
    slot: 'none',
    forMs: [0, 0],
    weight: 3,
    begin: ({ plug: { plug, channels }, random }) => {
      plug.setLoad(random.pick([0, 3, 60, 460, 2300]), random.pick(channels));
      return ended;
    },
  },
  {
    name: 'jump of the clock',
    slot: 'clock',
    forMs: [1000, 8000],
    weight: 2,
    begin: ({ plug: { plug }, random }) => {
      plug.faults.clockOffsetSeconds = random.pick([-90_000, -3700, 3700, 90_000, 40_000_000]);
      return () => void (plug.faults.clockOffsetSeconds = 0);
    },
  },
  {
    name: 'clock not set',
    slot: 'clock',
    forMs: [1000, 8000],
    begin: ({ plug: { plug } }) => {
      plug.faults.unsetClock = true;
      return () => void (plug.faults.unsetClock = false);
    },
  },
  {
    name: 'firmware update with other abilities',
    slot: 'firmware',
    forMs: [2000, 8000],
    weight: 2,
    isSlow: true,
    begin: async ({ plug: { plug }, random }) => {
      const abilities = Object.fromEntries(plug.abilities);
      const { [random.pick(OPTIONAL)]: _, ...fewer } = abilities;
      plug.update({ firmwareVersion: nextVersion(plug), abilities: fewer });
      await plug.reboot(300);
      return async () => {
        plug.update({ firmwareVersion: nextVersion(plug), abilities });
        await plug.reboot(300);
      };
    },
  },
  {
    name: 'firmware update that brings encryption',
    slot: 'firmware',
    forMs: [500, 500],
    isSlow: true,
    // It stays: no update is known to take encryption away again.
    fits: ({ plug }) => plug.model.generation >= 2 && plug.faults.encryption === 'as recorded',
    begin: async ({ plug: { plug } }) => {
      plug.faults.encryption = 'required';
      plug.update({ firmwareVersion: nextVersion(plug) });
      await plug.reboot(300);
      return ended;
    },
  },
  {
    name: 'loss of the broker session',
    slot: 'none',
    forMs: [0, 0],
    weight: 3,
    fits: ({ hasBroker }) => hasBroker,
    begin: ({ plug: { plug } }) => {
      plug.mqtt.drop();
      return ended;
    },
  },
  {
    name: 'forged push',
    slot: 'none',
    forMs: [0, 0],
    weight: 2,
    fits: ({ hasBroker }) => hasBroker,
    begin: ({ plug: { plug, channels }, random }) => {
      const channel = random.pick(channels);
      const timestamp = Math.floor(Date.now() / 1000);
      const from = `/appliance/${plug.uuid}/publish`;
      const messageId = random.integer(0, 0xffff_ffff).toString(16).padStart(32, '0');
      const header = { messageId, namespace: 'Appliance.Control.ToggleX', method: 'PUSH', payloadVersion: 1, from };
      const togglex = [{ channel, onoff: plug.isOn(channel) ? 0 : 1, lmTime: timestamp }];
      const sign = messageId.replace(/0/g, 'a');
      plug.mqtt.publish(from, JSON.stringify({ header: { ...header, timestamp, sign }, payload: { togglex } }));
      return ended;
    },
  },
];
