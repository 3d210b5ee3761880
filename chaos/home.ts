import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, SimulatedPlug, SimulatedNetwork } from '../simulator/index.ts';
import { HomeApp } from '../test/support/home-app.ts';
import { freePort, startHomebridge, type RunningHomebridge } from '../test/support/homebridge.ts';
import { FAST_INTERVALS } from '../test/support/push-fixture.ts';
import { platformConfig } from '../test/support/simulated-home.ts';
import { firstAddress, SUBNET } from './addresses.ts';
import type { ChaosPlug, ShownOutlet } from './plug.ts';
import { Probe } from './probe.ts';
import { RelayHistory } from './relay-history.ts';

/** The seven plugs of the home: each generation of firmware, a strip, one that encrypts, and three with a broker. */
const PLUGS = [
  { name: 'Lamp', model: 'mss310-2.1.17', hasBroker: false },
  { name: 'Fridge', model: 'mss310-2.1.17', hasBroker: true },
  { name: 'Heater', model: 'mss310-6.1.8', hasBroker: false },
  { name: 'Desk', model: 'mss425e-2.1.2', hasBroker: true },
  { name: 'Plant', model: 'mss110-7.3.37', hasBroker: false },
  { name: 'Radio', model: 'mss305-8.3.15', hasBroker: true },
  { name: 'Cellar', model: 'mss310-1.1.13', hasBroker: false },
] as const;

/** The key of every plug. */
const KEY = 'chaos key 0123456789';

/** Seconds between two polls; `HAND_OVER_MS` in the troubles of power follows from it. */
const POLL_SECONDS = 2;

export interface ChaosHome {
  readonly plugs: readonly ChaosPlug[];
  readonly homebridge: RunningHomebridge;
  readonly app: HomeApp;
  readonly probe: Probe;
  /** Texts that may not be in a log. */
  readonly secrets: readonly string[];
  /** Every outlet that HomeKit shows now. */
  outlets(): Promise<readonly ShownOutlet[]>;
  close(): Promise<void>;
}

/** Starts the plugs, a real Homebridge with the plugin, and a paired controller; waits until every plug is ready. */
export async function startChaosHome(): Promise<ChaosHome> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    // The last that was started ends first.
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    return { ...(await openHome(closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param closers receives how to end what was started, also if a later step fails */
async function openHome(closers: (() => Promise<unknown>)[]): Promise<Omit<ChaosHome, 'close'>> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-chaos-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const brokerPort = await freePort();
  const plugs = await Promise.all(PLUGS.map((plug, index) => startPlug(plug, index, brokerPort)));
  closers.push(() => Promise.all(plugs.map(({ plug }) => plug.close())));
  const network = new SimulatedNetwork({ plugs: plugs.map(({ plug }) => plug), address: '127.0.77.15' });
  await network.start();
  closers.push(() => network.close());
  const probeFile = join(folder, 'probe.jsonl');
  process.env['CHAOS_PROBE'] = probeFile;
  const storage = join(folder, 'homebridge');
  await mkdir(storage);
  const platforms = [configOf(plugs, brokerPort)];
  const homebridge = await startHomebridge({ platforms, storage, preloads: ['chaos/probe.mjs'] });
  closers.push(() => homebridge.stop());
  for (const { name } of plugs) await homebridge.waitForLog(new RegExp(`${name} is ready`), 20_000);
  const app = await HomeApp.pair(homebridge);
  closers.push(() => app.close());
  const outlets = (): Promise<readonly ShownOutlet[]> => shownOutlets(app, plugs);
  return { plugs, homebridge, app, probe: new Probe(probeFile), secrets: [KEY], outlets };
}

function configOf(plugs: readonly ChaosPlug[], brokerPort: number): object {
  const devices = plugs.map(({ name, plug }) => ({ host: plug.host.replace(/:80$/, ''), name }));
  return platformConfig(devices, {
    key: KEY,
    pollSeconds: POLL_SECONDS,
    energySeconds: 2,
    discovery: { subnets: [SUBNET] },
    broker: { enabled: true, port: brokerPort, addresses: ['127.0.0.1'] },
  });
}

async function startPlug(
  { name, model, hasBroker }: (typeof PLUGS)[number],
  index: number,
  brokerPort: number,
): Promise<ChaosPlug> {
  const relays = new RelayHistory();
  const plug = new SimulatedPlug({
    model: await loadModel(model),
    uuid: `2401010000000000003448e1e9c0${(index + 1).toString(16).padStart(4, '0')}`,
    name,
    key: KEY,
    address: firstAddress(index),
    port: 80,
    userId: '1000',
    mqtt: hasBroker ? FAST_INTERVALS : false,
    ...(hasBroker && { gateway: { host: '127.0.0.1', port: brokerPort } }),
    onTurned: rows => rows.forEach(({ channel, onoff }) => relays.record(channel, onoff === 1)),
  });
  const channels = plug.model.channels.length > 2 ? plug.model.channels.filter(each => each !== 0) : [0];
  for (const channel of channels) relays.record(channel, plug.isOn(channel), -Infinity);
  await plug.start();
  return { name, plug, relays, channels, hasBroker };
}

async function shownOutlets(app: HomeApp, plugs: readonly ChaosPlug[]): Promise<readonly ShownOutlet[]> {
  const tiles = await app.outlets();
  return plugs.flatMap(owner => {
    const own = tiles.filter(({ accessoryName }) => accessoryName === owner.name);
    // HomeKit lists the outlets of a strip in the order of their channels.
    return owner.channels.flatMap((channel, index) => {
      const tile = own[index];
      return tile === undefined ? [] : [{ owner, channel, tile }];
    });
  });
}
