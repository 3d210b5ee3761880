/** One hour of a plug and its device, in seconds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MerossDevice } from '../../src/device/device.ts';
import { Session } from '../../src/device/session.ts';
import { discoveredDevice } from '../../src/config.ts';
import type { FeatureConfig } from '../../src/features/feature-declaration.ts';
import { featuresFor } from '../../src/features/index.ts';
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { PlugStore } from '../../src/storage/plug-store.ts';
import { HttpTransport } from '../../src/transport/http.ts';
import { parseAddress, type Transport } from '../../src/transport/transport.ts';
import { ENGLISH } from '../../src/texts/log-texts.ts';
import { SkippingClock } from './skipping-clock.ts';

const HOUR_MS = 3_600_000;

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
  const clock = new SkippingClock();
  const plug = new SimulatedPlug({ model: await loadModel(model), now: () => clock.epochMs() });
  plug.setLoad(60);
  await plug.start();
  const address = parseAddress(plug.host);
  if (address === undefined) throw new Error(plug.host);
  const store = await PlugStore.open({ folder, clock, onError: ({ message }) => console.error(message) });
  const { signal } = new AbortController();
  const session = new Session({
    http: target => waitedFor(new HttpTransport({ address, key: plug.key, clock, ...target }), clock),
    clock,
    pollMs: 5000,
  });
  const { info, message } = await session.identify(work => work(signal));
  const all = featuresFor(wanted, {
    clock,
    notes: uuid => store.notes(uuid),
    file: (uuid, ending) => store.file(uuid, ending),
    log: { info: console.info, warn: console.error, once: console.error, texts: ENGLISH },
  });
  const device = new MerossDevice({
    info,
    session,
    features: all.filter(each => each.supports(info)),
    clock,
    pollMs: 5000,
    phase: 0.5,
  });
  device.setPushActive(pushes);
  device.start(message);
  const before = plug.requests.length;
  await clock.pass(HOUR_MS);
  const count = plug.requests.length - before;
  await clock.until(device.close());
  for (const each of all) await clock.until(Promise.resolve(each.close?.()));
  await clock.until(store.close());
  await plug.close();
  return count;
}

/** A transport during whose requests the time stands still. */
const waitedFor = (transport: Transport, clock: SkippingClock): Transport => ({
  address: transport.address,
  request: (...args) => clock.during(transport.request(...args)),
});

/** Rows for a table: a row for each model, a column for each kind of hour. */
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
