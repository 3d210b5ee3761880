/**
 * How often a plug is asked: one hour of each kind of config, in a minute, against simulated plugs. `npm run bench
 * requests` prints the table of docs/plugs.md.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../src/clock.ts';
import { connect } from '../src/device/connect.ts';
import { MerossDevice } from '../src/device/device.ts';
import { capabilities, type Wanted } from '../src/features/index.ts';
import { mayEncrypt } from '../src/protocol/namespaces/system-ability.ts';
import { loadModel, SimulatedPlug } from '../src/simulator/index.ts';
import { Shelf } from '../src/storage/shelf.ts';
import { HttpTransport } from '../src/transport/http.ts';
import { parseAddress } from '../src/transport/transport.ts';

const SPEED = 60;
const HOUR_MS = 3_600_000;

/** The machine's clock, faster. Deadlines shrink too, which a simulated plug on loopback does not notice. */
const fast: Clock = {
  now: () => systemClock.now() * SPEED,
  epochSeconds: () => systemClock.epochSeconds(),
  after: (ms, task) => systemClock.after(ms / SPEED, task),
};

const NOTHING: Wanted = {
  energy: false,
  energySeconds: 10,
  inUseWatts: 2,
  led: false,
  locked: false,
  autoOffMinutes: 0,
};
const KINDS: readonly (readonly [name: string, wanted: Wanted])[] = [
  ['everything off', NOTHING],
  ['as by default', { ...NOTHING, energy: true }],
  [
    'everything on',
    {
      ...NOTHING,
      energy: true,
      led: true,
      autoOffMinutes: 60,
      appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 },
    },
  ],
];
const MODELS = ['mss305-8.3.15', 'mss310-2.1.17', 'mss310-1.1.13', 'mss110-7.3.37', 'mss425e-2.1.2'];

/** Requests of one hour. */
async function hourOf(model: string, wanted: Wanted, folder: string): Promise<number> {
  const plug = new SimulatedPlug({ model: await loadModel(model) });
  plug.setLoad(60);
  await plug.start();
  const address = parseAddress(plug.host);
  if (address === undefined) throw new Error(plug.host);
  const shelf = await Shelf.open({ folder, clock: fast, onTrouble: ({ message }) => console.error(message) });
  const { signal } = new AbortController();
  const way = { address, key: plug.key, clock: fast };
  let target = {};
  const { info, message } = await connect(
    to => new HttpTransport({ ...way, ...(target = to ?? {}) }),
    (transport, request) => transport.request(request, signal),
  );
  const all = capabilities(wanted, {
    clock: fast,
    notes: uuid => shelf.notes(uuid),
    file: (uuid, ending) => shelf.file(uuid, ending),
    onRuleFailure: error => console.error(error),
  });
  const device = new MerossDevice({
    info,
    transport: new HttpTransport({ ...way, ...target, uuid: info.uuid, encryptable: mayEncrypt(info.abilities) }),
    features: all.filter(each => each.supports(info)),
    clock: fast,
    pollMs: 5000,
    phase: 0.5,
  });
  device.start(message);
  const before = plug.requests.length;
  await new Promise(resolve => setTimeout(resolve, HOUR_MS / SPEED));
  const count = plug.requests.length - before;
  await device.close();
  for (const each of all) await each.close?.();
  await shelf.close();
  await plug.close();
  return count;
}

const folder = await mkdtemp(join(tmpdir(), 'meross-bench-'));
console.log(`${'requests in an hour'.padEnd(20)}${KINDS.map(([name]) => name.padStart(16)).join('')}`);
const rows = await Promise.all(
  MODELS.map(async model => {
    const counts = await Promise.all(
      KINDS.map(([name, wanted]) => hourOf(model, wanted, join(folder, `${model} ${name}`))),
    );
    return `${model.padEnd(20)}${counts.map(count => String(count).padStart(16)).join('')}`;
  }),
);
console.log(rows.join('\n'));
await rm(folder, { recursive: true });
