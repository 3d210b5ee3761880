/**
 * Costs as ratios from one run: `npm run bench`. Absolute numbers depend on the machine; a ratio shows whether an
 * unreachable plug, a hanging poll or a hundred plugs cost more than they should.
 */
import { systemClock } from '../src/clock.ts';
import { MerossDevice } from '../src/device/device.ts';
import { Session } from '../src/device/session.ts';
import { toggle, toggleCommand } from '../src/features/toggle.ts';
import { loadModel, SimulatedPlug } from '../simulator/index.ts';
import { HttpTransport } from '../src/transport/http.ts';
import { parseAddress, NO_HTTP_QUIRKS, type HttpQuirks } from '../src/transport/transport.ts';

interface Pair {
  readonly plug: SimulatedPlug;
  readonly device: MerossDevice;
}

let made = 0;

async function startPair(quirks: HttpQuirks = NO_HTTP_QUIRKS): Promise<Pair> {
  made += 1;
  const uuid = `24010100000000000034000000${made.toString(16).padStart(6, '0')}`;
  const plug = new SimulatedPlug({ model: await loadModel('mss310-2.1.17'), uuid });
  await plug.start();
  const address = parseAddress(plug.host);
  if (address === undefined) throw new Error(plug.host);
  const session = new Session({
    http: target => new HttpTransport({ address, key: plug.key, clock: systemClock, quirks, ...target }),
    clock: systemClock,
    pollMs: 3_600_000,
  });
  const { signal } = new AbortController();
  const { info, message } = await session.identify(work => work(signal));
  const device = new MerossDevice({
    info,
    session,
    features: [toggle],
    clock: systemClock,
    pollMs: 3_600_000,
    phase: 0.5,
  });
  device.start(message);
  return { plug, device };
}

async function stop(pairs: readonly Pair[]): Promise<void> {
  await Promise.all(pairs.map(({ device }) => device.close()));
  await Promise.all(pairs.map(({ plug }) => plug.close()));
}

/** Milliseconds of one tap, from the call to the acknowledgement. */
async function tap({ device }: Pair, on: boolean): Promise<number> {
  const from = performance.now();
  await device.send(toggleCommand(device.info, 0, on));
  return performance.now() - from;
}

async function taps(pair: Pair, count: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) times.push(await tap(pair, index % 2 === 0));
  return median(times);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

function print(what: string, value: number, unit: string, base: number): void {
  const ratio = `${(value / base).toFixed(2)} ×`;
  console.log(`${what.padEnd(52)} ${value.toFixed(1).padStart(9)} ${unit.padEnd(3)} ${ratio.padStart(9)}`);
}

const [one] = [await startPair()];
await taps(one, 50); // warm
const base = await taps(one, 200);
print('a tap', base, 'ms', base);

const lenient = await startPair({ lenient: true, encrypted: false });
await taps(lenient, 50);
print('a tap to a plug that needs the lenient parser', await taps(lenient, 200), 'ms', base);

const crowd = await Promise.all(Array.from({ length: 20 }, () => startPair()));
const scene = async (pairs: readonly Pair[], on: boolean): Promise<number> => {
  const from = performance.now();
  await Promise.all(pairs.map(pair => tap(pair, on)));
  return performance.now() - from;
};
await scene(crowd, true);
const allWell = median([await scene(crowd, false), await scene(crowd, true), await scene(crowd, false)]);
print('a scene of 20 plugs, all well', allWell, 'ms', allWell);
const [dead, rest] = [crowd.slice(0, 3), crowd.slice(3)];
for (const { plug } of dead) plug.faults.silent = true;
const outcomes = dead.map(pair => tap(pair, true).catch(() => 0));
print('the 17 others of it, while 3 hang', await scene(rest, true), 'ms', allWell);
await Promise.all(outcomes);

const before = process.memoryUsage().rss;
const many = await Promise.all(Array.from({ length: 100 }, () => startPair()));
const after = process.memoryUsage().rss;
print('memory of 100 more plugs, simulators included', (after - before) / 2 ** 20, 'MiB', before / 2 ** 20);

await stop([one, lenient, ...crowd, ...many]);
