/**
 * What Matter costs: a real Homebridge with two simulated plugs, over HAP and over Matter. Start time until both plugs are
 * ready, and resident memory ten seconds later. Run it where only loopback is visible, because Matter uses multicast.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startHomebridge } from '../../test/support/homebridge.ts';
import type { Part } from '../lib/part.ts';
import { residentMegabytes } from '../lib/proc.ts';
import { times } from '../lib/table.ts';
import { deviceConfig, platformConfig, startPlug } from '../../test/support/simulated-home.ts';

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

async function costOf(publish: 'hap' | 'matter', restMs: number): Promise<Cost> {
  const plugs = await Promise.all([startPlug({ model: 'mss310-2.1.17' }), startPlug({ model: 'mss425e-2.1.2' })]);
  const began = performance.now();
  const homebridge = await startHomebridge({
    platforms: [
      platformConfig(
        plugs.map(plug => deviceConfig(plug)),
        { publish },
      ),
    ],
    bridge: publish === 'matter' ? { matter: { port: await freePort() } } : {},
  });
  try {
    await homebridge.waitForLog(/Both plugs are ready/, 60_000);
    const seconds = (performance.now() - began) / 1000;
    await sleep(restMs);
    return { seconds, megabytes: residentMegabytes(homebridge.pid) };
  } finally {
    await homebridge.stop();
    await Promise.all(plugs.map(plug => plug.close()));
  }
}

export const matter: Part = {
  name: 'matter',
  title: 'what Matter costs',
  run: async effort => {
    const restMs = effort === 'smoke' ? 0 : 10_000;
    const hap = await costOf('hap', restMs);
    const both = await costOf('matter', restMs);
    const row = (what: string, key: keyof Cost, unit: string): readonly string[] => [
      what,
      ...[hap, both].map(each => `${each[key].toFixed(1)} ${unit}`),
      times(both[key], hap[key]),
    ];
    const rows = [row('until a plug and a strip are ready', 'seconds', 's'), row('memory', 'megabytes', 'MB')];
    return [{ name: 'matter', head: ['Homebridge', 'HAP', 'Matter', 'ratio'], rows }];
  },
};
