/**
 * The time from a press on a plug to the event in the Home app, with a PUSH and with polling, and the requests that a
 * PUSH saves: `npm run bench push` prints the tables of docs/push.md. A real Homebridge, a real HomeKit controller, and
 * simulated plugs that connect to the broker as their firmware does.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/homebridge.ts';
import type { Outlet } from '../test/support/home-app.ts';
import {
  FAST_INTERVALS,
  startPushFixture,
  startWiredPlug,
  type PushFixture,
  type WiredPlug,
} from '../test/support/push-fixture.ts';
import { NOTHING, printHours } from './simulated-hour.ts';

/** HAP delays events by this much, on each connection of a controller. */
const HAP_MS = 250;
const PUSHES = 120;
const PLUGS = 20;
const POLLED_PRESSES = 6;
const MODEL = 'mss305-8.3.15';

type Times = readonly number[];

const at = (times: Times, share: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))] ?? NaN;

function print(what: string, times: Times): void {
  const shares = [0.05, 0.5, 0.9, 0.99, 1].map(share => at(times, share).toFixed(1).padStart(10));
  console.log(`${what.padEnd(46)}${String(times.length).padStart(5)}${shares.join('')}`);
}

/** The first event with the new state, while HAP has nothing else to send. */
async function press(home: PushFixture, { plug }: WiredPlug, tile: Outlet): Promise<number> {
  const from = performance.now();
  plug.press();
  const on = plug.isOn();
  return (await home.app.nextTimedEvent(tile, value => value === on, 20_000)).at - from;
}

/** From an acknowledged write on one connection to its event on another: the time of HAP alone, without a plug. */
async function eventOfTap(home: PushFixture, { plug }: WiredPlug, tile: Outlet): Promise<number> {
  const on = !plug.isOn();
  const { status } = await home.app.switch(tile, on);
  const from = performance.now();
  if (status !== 0) throw new Error(`a tap ended with ${String(status)}`);
  return (await home.app.nextTimedEvent(tile, value => value === on)).at - from;
}

async function timed(count: number, once: () => Promise<number>): Promise<Times> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    times.push(await once());
    await sleep(randomInt(20, 120));
  }
  return times;
}

/** With a PUSH: one press after another. */
async function pushed(): Promise<void> {
  const port = await freePort();
  const wired = [await startWiredPlug({ name: 'Lamp', model: MODEL, mqtt: FAST_INTERVALS }, port)];
  const [wiredPlug] = wired;
  const broker = { enabled: true, port, addresses: ['127.0.0.1'] };
  const home = await startPushFixture(wired, { pollSeconds: 3600, energySeconds: 3600, broker });
  try {
    const tile = await home.outlet('Lamp');
    await home.app.onEvent(tile);
    if (wiredPlug === undefined) throw new Error('no plug');
    await timed(20, () => press(home, wiredPlug, tile)); // warm
    const base = await timed(PUSHES, () => eventOfTap(home, wiredPlug, tile));
    const presses = await timed(PUSHES, () => press(home, wiredPlug, tile));
    print('HAP alone: a write, to its event elsewhere', base);
    print('told by the plug: press to event', presses);
    print(
      `  the same, less the ${String(HAP_MS)} ms of HAP`,
      presses.map(ms => ms - HAP_MS),
    );
    console.log(`  median over HAP alone: ${(at(presses, 0.5) - at(base, 0.5)).toFixed(1)} ms`);
  } finally {
    await home.close();
  }
}

/** With polling every 5 s: many plugs at once, each pressed when its fast window is over. */
async function polled(): Promise<void> {
  const port = await freePort();
  const names = Array.from({ length: PLUGS }, (_, index) => `Lamp ${String(index)}`);
  const wired = await Promise.all(names.map(name => startWiredPlug({ name, model: MODEL, mqtt: false }, port)));
  const home = await startPushFixture(wired, { pollSeconds: 5, energySeconds: 3600 });
  try {
    const tiles = await Promise.all(names.map(name => home.outlet(name)));
    for (const tile of tiles) await home.app.onEvent(tile);
    await sleep(12_000);
    const all = wired.map(async (wiredPlug, index) => {
      const times: number[] = [];
      const tile = tiles[index];
      for (let count = 0; tile !== undefined && count < POLLED_PRESSES; count += 1) {
        await sleep(randomInt(0, 6000));
        times.push(await press(home, wiredPlug, tile));
        await sleep(12_000);
      }
      return times;
    });
    print('polled every 5 s: press to event', (await Promise.all(all)).flat());
  } finally {
    await home.close();
  }
}

const shares = ['5 %', '50 %', '90 %', '99 %', 'most'].map(share => share.padStart(10));
console.log(`${'milliseconds'.padEnd(46)}${'n'.padStart(5)}${shares.join('')}`);
await pushed();
await polled();

console.log('');
const folder = await mkdtemp(join(tmpdir(), 'meross-bench-'));
const wanted = { ...NOTHING, energy: true };
await printHours(
  ['mss305-8.3.15', 'mss310-2.1.17', 'mss110-7.3.37', 'mss425e-2.1.2'],
  [
    ['polled', { wanted: NOTHING }],
    ['told', { wanted: NOTHING, pushes: true }],
    ['energy, polled', { wanted }],
    ['energy, told', { wanted, pushes: true }],
  ],
  folder,
);
await rm(folder, { recursive: true });
