/** From a press on a plug's button to the event at the controller: polled every 5 s, and pushed by the plug. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/homebridge.ts';
import { until } from '../../test/support/until.ts';
import { closeAll, startBenchHome, startHomes, type BenchHome } from '../lib/bench-home.ts';
import { byEffort, type Part } from '../lib/part.ts';
import { spreadOf } from '../lib/percentiles.ts';
import { sharedNow } from '../lib/plug-messages.ts';
import { COMMON, OURS } from '../lib/subjects.ts';
import { ms, type Table } from '../lib/table.ts';

const MODEL = 'mss305-8.3.15';
/** HAP holds events back for so long, on each connection of a controller. */
const HAP_MS = 250;
/** After a change, ours polls every second for 10 s; a press after that sees the ordinary pace. */
const REST_MS = 12_000;

type Times = readonly number[];

export const press: Part = {
  name: 'press',
  title: 'from a press on the button to the event, polled and pushed',
  run: async effort => {
    const { base, pushed } = await withPush(byEffort(effort, { full: 120, short: 20, smoke: 2 }));
    const [ours = [], common = []] = await polled({
      plugs: byEffort(effort, { full: 30, short: 10, smoke: 1 }),
      presses: byEffort(effort, { full: 4, short: 1, smoke: 1 }),
      restMs: effort === 'smoke' ? 500 : REST_MS,
    });
    return [
      tableOf([
        ['HAP alone: from a write to its event elsewhere', base],
        ['ours, pushed by the plug', pushed],
        [`the same, less the ${HAP_MS} ms of HAP`, pushed.map(taken => taken - HAP_MS)],
        ['ours, polled every 5 s', ours],
        ['common, polled every 5 s', common],
      ]),
    ];
  },
};

async function withPush(count: number): Promise<{ base: Times; pushed: Times }> {
  const port = await freePort();
  const broker = { enabled: true, port, addresses: ['127.0.0.1'] };
  const options = { pollSeconds: 3600, energySeconds: 3600, broker };
  const home = await startBenchHome(OURS, [{ model: MODEL, brokerPort: port }], { options });
  try {
    await until(async () => (await home.plugs.states())[0]?.pushes, 20_000, 'the plug has logged in');
    await listen(home);
    await timed(Math.min(count, 10), () => pressed(home, 0)); // warm-up
    const base = await timed(count, () => eventOfTap(home));
    return { base, pushed: await timed(count, () => pressed(home, 0)) };
  } finally {
    await home.close();
  }
}

/** Both plugins at the same time, which does not matter where it takes seconds. */
async function polled(options: { plugs: number; presses: number; restMs: number }): Promise<readonly Times[]> {
  const specs = Array.from({ length: options.plugs }, () => ({ model: MODEL }));
  const homes = await startHomes([OURS, COMMON], specs);
  try {
    for (const home of homes) await listen(home);
    await sleep(options.restMs);
    return await Promise.all(
      homes.map(async home => {
        const plugs = home.outlets.map(async (_, plug) => {
          const taken: number[] = [];
          for (let count = 0; count < options.presses; count += 1) {
            await sleep(randomInt(0, 6000));
            taken.push(await pressed(home, plug));
            await sleep(options.restMs);
          }
          return taken;
        });
        return (await Promise.all(plugs)).flat();
      }),
    );
  } finally {
    await closeAll(homes);
  }
}

async function listen({ app, outlets }: BenchHome): Promise<void> {
  for (const outlet of outlets) await app.onEvent(outlet);
}

/** `nextTimedEvent` has the time of this process. */
const shared = (at: number): number => at + sharedNow() - performance.now();

async function pressed({ app, outlets, plugs }: BenchHome, plug: number): Promise<number> {
  const outlet = outlets[plug];
  if (outlet === undefined) throw new Error('no outlet');
  const { at, on } = await plugs.press(plug);
  return shared((await app.nextTimedEvent(outlet, value => value === on, 20_000)).at) - at;
}

/** From an acknowledged write on one connection to its event on another: the time of HAP alone, without a plug. */
async function eventOfTap({ app, outlets: [outlet], plugs }: BenchHome): Promise<number> {
  if (outlet === undefined) throw new Error('no outlet');
  const on = !(await plugs.states())[0]?.on;
  const { status } = await app.switch(outlet, on);
  const from = performance.now();
  if (status !== 0) throw new Error(`a tap ended with ${status}`);
  return (await app.nextTimedEvent(outlet, value => value === on)).at - from;
}

async function timed(count: number, once: () => Promise<number>): Promise<Times> {
  const taken: number[] = [];
  for (let index = 0; index < count; index += 1) {
    taken.push(await once());
    await sleep(randomInt(20, 120));
  }
  return taken;
}

function tableOf(measured: readonly (readonly [what: string, taken: Times])[]): Table {
  const rows = measured.map(([what, taken]) => {
    const { p50, p90, p99, most, count } = spreadOf(taken);
    return [what, ...[p50, p90, p99, most].map(ms), String(count)];
  });
  return { name: 'press', head: ['milliseconds', 'p50', 'p90', 'p99', 'worst', 'presses'], rows };
}
