/** One hour of a plug and its device, in a minute. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../src/clock.ts';
import { MerossDevice } from '../../src/device/device.ts';
import { Session } from '../../src/device/session.ts';
import { discoveredDevice } from '../../src/config.ts';
import type { FeatureConfig } from '../../src/features/feature-declaration.ts';
import { featuresFor } from '../../src/features/index.ts';
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { PlugStore } from '../../src/storage/plug-store.ts';
import { HttpTransport } from '../../src/transport/http.ts';
import { parseAddress } from '../../src/transport/transport.ts';
import { ENGLISH } from '../../src/texts/log-texts.ts';

const SPEED = 60;
const HOUR_MS = 3_600_000;

/** The machine's clock, faster. Deadlines shrink too, which a simulated plug on loopback does not notice. */
const fast: Clock = {
  now: () => systemClock.now() * SPEED,
  epochSeconds: () => systemClock.epochSeconds(),
  after: (ms, task) => systemClock.after(ms / SPEED, task),
};

/** A config with on and off only. */
export const NOTHING: FeatureConfig = {
  ...discoveredDevice({ host: '127.0.0.1', port: 80, uuid: '', key: '' }, { clock: 'plug', publish: 'hap' }),
  energySeconds: 10,
  energy: false,
};

export interface HourOptions {
  readonly model: string;
  readonly wanted: FeatureConfig;
  /** Whether the plug sends its changes to a broker. */
  readonly pushes?: boolean;
  /** A folder for the files of this hour. */
  readonly folder: string;
}

/** Requests of one hour, polled every 5 s if the plug sends no PUSH. */
export async function requestsOf({ model, wanted, pushes = false, folder }: HourOptions): Promise<number> {
  const plug = new SimulatedPlug({ model: await loadModel(model) });
  plug.setLoad(60);
  await plug.start();
  const address = parseAddress(plug.host);
  if (address === undefined) throw new Error(plug.host);
  const store = await PlugStore.open({ folder, clock: fast, onError: ({ message }) => console.error(message) });
  const { signal } = new AbortController();
  const session = new Session({
    http: target => new HttpTransport({ address, key: plug.key, clock: fast, ...target }),
    clock: fast,
    pollMs: 5000,
  });
  const { info, message } = await session.identify(work => work(signal));
  const all = featuresFor(wanted, {
    clock: fast,
    notes: uuid => store.notes(uuid),
    file: (uuid, ending) => store.file(uuid, ending),
    log: { info: console.info, warn: console.error, once: console.error, texts: ENGLISH },
  });
  const device = new MerossDevice({
    info,
    session,
    features: all.filter(each => each.supports(info)),
    clock: fast,
    pollMs: 5000,
    phase: 0.5,
  });
  device.setPushActive(pushes);
  device.start(message);
  const before = plug.requests.length;
  await new Promise(resolve => setTimeout(resolve, HOUR_MS / SPEED));
  const count = plug.requests.length - before;
  await device.close();
  for (const each of all) await each.close?.();
  await store.close();
  await plug.close();
  return count;
}

/** Rows for a table: a row for each model, a column for each kind of hour, all in the same minute. */
export async function hourRows(
  models: readonly string[],
  kinds: readonly (readonly [name: string, hour: Pick<HourOptions, 'wanted' | 'pushes'>])[],
): Promise<readonly (readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-bench-'));
  const rows = models.map(async model => {
    const hours = kinds.map(([name, hour]) => requestsOf({ ...hour, model, folder: join(folder, `${model} ${name}`) }));
    return [model, ...(await Promise.all(hours)).map(String)];
  });
  const done = await Promise.all(rows);
  await rm(folder, { recursive: true });
  return done;
}
