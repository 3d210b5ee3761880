/**
 * One cell of the compatibility table, on the Node that runs this file and the Homebridge of HB_BIN; `npm run compat`
 * runs all of them. `node cell.ts main` or `node cell.ts child`: which bridge. The last line of its output is the result.
 */
import { randomBytes } from 'node:crypto';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { HomeApp, type Outlet, type BridgeLogin } from '../support/home-app.ts';
import { freePort, startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { deviceConfig, linesWith, outletOf, platformConfig, startPlug } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

/** The most accessories on a bridge, by HomeKit's own rule. */
const MOST = 149;
const LIMIT_MS = 90_000;
const isChild = process.argv[2] === 'child';

interface Home {
  readonly plugs: readonly SimulatedPlug[];
  readonly homebridge: RunningHomebridge;
  readonly bridge: BridgeLogin;
}

/** Runs `work` in a home with so many plugs, `Lamp 1` and on. */
async function inHome(count: number, pollSeconds: number, work: (home: Home) => Promise<void>): Promise<void> {
  const models = Array.from({ length: count }, () => ({ model: 'mss110-7.3.37' }));
  const plugs = await Promise.all(models.map(startPlug));
  const devices = plugs.map((plug, index) => deviceConfig(plug, { name: `Lamp ${String(index + 1)}` }));
  const child = { username: `0E:${(randomBytes(5).toString('hex').toUpperCase().match(/../g) ?? []).join(':')}` };
  const port = await freePort();
  const more = isChild ? { pollSeconds, _bridge: { ...child, port } } : { pollSeconds };
  const homebridge = await startHomebridge({ platforms: [platformConfig(devices, more)] });
  const { pin } = homebridge;
  try {
    await work({ plugs, homebridge, bridge: isChild ? { ...child, port, pin } : homebridge });
  } finally {
    await homebridge.stop();
    await Promise.all(plugs.map(plug => plug.close()));
  }
}

/** A child bridge listens some time after its plugin is ready. */
const pair = (bridge: BridgeLogin): Promise<HomeApp> =>
  until(() => HomeApp.pair(bridge).catch(() => undefined), LIMIT_MS, 'pairing');

async function tap(app: HomeApp, outlet: Outlet, plug: SimulatedPlug | undefined): Promise<void> {
  for (const on of [true, false]) {
    const { status } = await app.switch(outlet, on);
    if (status !== 0 || plug?.isOn() !== on) throw new Error(`a tap: status ${String(status)}`);
  }
}

const results: Record<string, string> = { pair: '–', tap: '–', press: '–', restart: '–', full: '–' };

await inHome(1, 1, async ({ plugs: [plug], homebridge, bridge }) => {
  await homebridge.waitForLog(/Lamp 1 is ready/, LIMIT_MS);
  const app = await pair(bridge);
  const outlet = await outletOf(app, 'Lamp 1');
  results['pair'] = 'yes';
  await tap(app, outlet, plug);
  results['tap'] = 'yes';
  await app.onEvent(outlet);
  plug?.press();
  await app.nextEvent(outlet, value => value === true, 10_000);
  results['press'] = 'yes';
  await homebridge.restart();
  await homebridge.waitForLog(/Lamp 1 is ready/, LIMIT_MS);
  await until(
    () =>
      app.reconnect().then(
        () => true,
        () => undefined,
      ),
    LIMIT_MS,
    'the bridge is back',
  );
  const { aid } = await outletOf(app, 'Lamp 1');
  if (aid !== outlet.aid) throw new Error('the restart made another accessory');
  await tap(app, outlet, plug);
  results['restart'] = 'yes';
  await app.close();
}).catch(report);

await inHome(MOST + 1, 60, async ({ plugs, homebridge, bridge }) => {
  const [, name = ''] = await homebridge.waitForLog(/(Lamp \d+) is not shown, because .* 149 accessories/, LIMIT_MS);
  const app = await pair(bridge);
  const outlets = await app.outlets();
  if (outlets.length !== MOST) throw new Error(`${String(outlets.length)} outlets`);
  if (outlets.some(({ accessoryName }) => accessoryName === name)) throw new Error(`${name} is shown`);
  const last = outlets.at(-1);
  if (last !== undefined) await tap(app, last, plugs[Number(last.accessoryName.replace('Lamp ', '')) - 1]);
  const mark = homebridge.log.length;
  await homebridge.restart();
  await homebridge.waitForLog(/Lamp \d+ is not shown/, LIMIT_MS);
  const restored = linesWith(homebridge.log.slice(mark), 'Could not restore');
  if (restored.length > 0) throw new Error(restored.join('\n'));
  results['full'] = `${String(MOST)}, the next refused`;
  await app.close();
}).catch(report);

console.log(JSON.stringify(results));

function report(error: unknown): void {
  console.error(error);
}
