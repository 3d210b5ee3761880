/**
 * What Matter costs: a real Homebridge with two simulated plugs, over HAP and over Matter. Start time until both plugs are
 * ready, and resident memory ten seconds later. Run it where only loopback is visible, because Matter uses multicast.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startHomebridge } from '../test/support/homebridge.ts';
import { deviceConfig, platformConfig, startPlug } from '../test/support/simulated-home.ts';

interface Cost {
  readonly seconds: number;
  readonly mebibytes: number;
}

async function costOf(publish: 'hap' | 'matter'): Promise<Cost> {
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
    await sleep(10_000);
    const [, kibibytes = '0'] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${homebridge.pid}/status`, 'utf8')) ?? [];
    return { seconds, mebibytes: Number(kibibytes) / 1024 };
  } finally {
    await homebridge.stop();
    await Promise.all(plugs.map(plug => plug.close()));
  }
}

const hap = await costOf('hap');
const matter = await costOf('matter');
for (const [name, { seconds, mebibytes }] of Object.entries({ hap, matter }))
  console.log(`${name}: ready after ${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB`);
console.log(
  `Matter: ${(matter.seconds / hap.seconds).toFixed(1)} × the time, ${(matter.mebibytes / hap.mebibytes).toFixed(1)} × the memory`,
);
