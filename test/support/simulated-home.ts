/** A home for a test: simulated plugs, a real Homebridge with this plugin, and a paired Home app. */
import { loadModel, SimulatedPlug, type SimulatedPlugOptions } from '../../simulator/index.ts';
import { HomeApp, type Outlet } from './home-app.ts';
import { startHomebridge, type RunningHomebridge } from './homebridge.ts';

/** One plug of the home: what the simulator needs, and its entry in the config. */
export interface PlugSetup extends Omit<SimulatedPlugOptions, 'model'> {
  /** A recorded plug, e.g. `mss310-2.1.17`. */
  readonly model: string;
  /** Members of its entry in `devices`, besides host and key. */
  readonly config?: object;
  /** What to set before the start, such as a fault. */
  readonly set?: (plug: SimulatedPlug) => void;
}

export interface SimulatedHome {
  readonly plugs: readonly SimulatedPlug[];
  readonly homebridge: RunningHomebridge;
  readonly app: HomeApp;
  /** The outlet in the Home app with this accessory name, and this service name on a strip. */
  outlet(accessory: string, service?: string): Promise<Outlet>;
  /** Stops everything. */
  close(): Promise<void>;
}

let uuidCount = 0;

/** A uuid like a real one, another at each call. */
export function someUuid(): string {
  uuidCount += 1;
  return `2401010000000000003448e1e9${uuidCount.toString(16).padStart(6, '0')}`;
}

/** The entry of a simulated plug in the config's `devices`. */
export function deviceConfig(plug: SimulatedPlug, config: object = {}): object {
  return { host: plug.host, key: plug.key, ...config };
}

/** The plugin's block in Homebridge's config. */
export function platformConfig(devices: readonly object[], more: object = {}): object {
  return { platform: 'MerossLocal', name: 'Meross Local', devices, ...more };
}

/** Starts a plug. The caller closes it. */
export async function startPlug({ model, config: _, set, ...options }: PlugSetup): Promise<SimulatedPlug> {
  const plug = new SimulatedPlug({ uuid: someUuid(), ...options, model: await loadModel(model) });
  set?.(plug);
  await plug.start();
  return plug;
}

/** The outlet with this accessory name, and this service name on a strip. */
export async function outletOf(app: HomeApp, accessory: string, service?: string): Promise<Outlet> {
  const outlets = await app.outlets();
  const found = outlets.find(
    each => each.accessoryName === accessory && (service === undefined || each.serviceName === service),
  );
  if (found === undefined) throw new Error(`no ${accessory} ${service ?? ''} among ${JSON.stringify(outlets)}`);
  return found;
}

/** Starts everything, and waits until every plug is ready. */
export async function startHome(setups: readonly PlugSetup[], more: object = {}): Promise<SimulatedHome> {
  const plugs = await Promise.all(setups.map(startPlug));
  const devices = plugs.map((plug, index) => deviceConfig(plug, setups[index]?.config));
  const homebridge = await startHomebridge({ platforms: [platformConfig(devices, more)] });
  for (const plug of plugs) await homebridge.waitForLog(new RegExp(`is ready: .*${plug.host}`), 10_000);
  const app = await HomeApp.pair(homebridge);
  return {
    plugs,
    homebridge,
    app,
    outlet: (accessory, service) => outletOf(app, accessory, service),
    close: async () => {
      await app.close();
      await homebridge.stop();
      await Promise.all(plugs.map(plug => plug.close()));
    },
  };
}

/** The switch commands that a plug was sent, oldest first; a batch of queries is not one. */
export function switchCommandsTo(plug: SimulatedPlug): SimulatedPlug['requests'] {
  return plug.requests.filter(({ method, namespace }) => method === 'SET' && /\.ToggleX?$/.test(namespace));
}

/** The lines of a log with this text. */
export function linesWith(log: string, text: string): readonly string[] {
  return log.split('\n').filter(line => line.includes(text));
}
