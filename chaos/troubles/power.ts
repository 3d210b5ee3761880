import { setTimeout as sleep } from 'node:timers/promises';
import { SimulatedPlug } from '../../simulator/index.ts';
import { freeAddresses } from '../addresses.ts';
import { ended, type Trouble } from './trouble.ts';

/**
 * An address passes to another plug only after it was silent for this long: two polls of 2 s and a margin. That is the
 * design of the plugin, which trusts an endpoint for two polls after the last reply; routers take longer.
 */
const HAND_OVER_MS = 5500;

/** Power and addresses. */
export const POWER: readonly Trouble[] = [
  {
    name: 'reboot',
    slot: 'power',
    forMs: [300, 6000],
    weight: 3,
    begin: async ({ plug, forMs }) => {
      await plug.plug.reboot(forMs);
      return ended;
    },
  },
  {
    name: 'power cut',
    slot: 'power',
    forMs: [1000, 12_000],
    weight: 2,
    begin: async ({ plug: { plug } }) => {
      await plug.unplug();
      return () => plug.plugIn();
    },
  },
  {
    name: 'swap of addresses',
    slot: 'power',
    forMs: [HAND_OVER_MS, HAND_OVER_MS + 3000],
    weight: 2,
    isForTwo: true,
    begin: async ({ plug: { plug: one }, other: { plug: two } }) => {
      await Promise.all([one.unplug(), two.unplug()]);
      return () => SimulatedPlug.swap(one, two);
    },
  },
  {
    name: 'move to a free address',
    slot: 'power',
    forMs: [HAND_OVER_MS, HAND_OVER_MS + 3000],
    weight: 2,
    isSlow: true,
    begin: async ({ plug: { plug }, all, random }) => {
      await plug.unplug();
      return async () => {
        await plug.move({ address: random.pick(freeAddresses(all)), port: 80 });
      };
    },
  },
  {
    name: 'flickering power',
    slot: 'power',
    forMs: [1000, 1000],
    begin: async ({ plug: { plug }, random }) => {
      for (let times = random.integer(2, 4); times > 0; times -= 1) {
        await plug.reboot(random.integer(50, 250));
        await sleep(random.integer(50, 400));
      }
      return ended;
    },
  },
];
