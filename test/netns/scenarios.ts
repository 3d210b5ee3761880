import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import { MacWatch } from '../../src/plugs/mac-watch.ts';
import * as systemAll from '../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../src/protocol/namespaces/togglex.ts';
import { macBehind } from '../../src/transport/mac-lookup.ts';
import { cli, type Output } from '../cli/command-line.ts';
import {
  KEY,
  pointNameTo,
  startNetwork,
  UUID_A,
  type NamespacedNetwork,
  type NamespacedPlug,
} from './namespaced-network.ts';
import { connectTo, type ConnectedPlug } from './connected-plug.ts';

const MAC_A = '48:e1:e9:00:00:aa';
const V4 = { first: '10.77.0.10', second: '10.77.0.20' };
const V6 = { first: 'fd77::10', second: 'fd77::20' };

async function inHouse(
  work: (house: NamespacedNetwork) => Promise<void>,
  macs: { a?: string; b?: string } = {},
): Promise<void> {
  const house = await startNetwork(macs);
  try {
    await work(house);
  } finally {
    await house.close();
  }
}

/** Taps until it works, because the plug has just appeared. */
async function obeys(lamp: ConnectedPlug, on: boolean): Promise<boolean> {
  for (let taps = 0; taps < 50; taps += 1) {
    if (await lamp.tap(on)) return true;
    await sleep(200);
  }
  return false;
}

async function neverSwitched(plug: NamespacedPlug): Promise<void> {
  assert.deepEqual(await plug.commands(), [], 'the other plug was told to switch');
  assert.equal(await plug.isOn(), false);
}

async function addressPassesOn({ first }: typeof V4): Promise<void> {
  await inHouse(async ({ a, b, assignAddress }) => {
    await assignAddress(first, a);
    const lamp = await connectTo(first);
    assert.equal(await lamp.tap(true), true);
    assert.equal(await a.isOn(), true);

    await assignAddress(first, b);
    for (const on of [false, true, true]) assert.equal(await lamp.tap(on), false, 'said to be done');
    await neverSwitched(b);

    await assignAddress(first, a);
    assert.equal(await obeys(lamp, false), true, 'the plug is back, and obeys');
    assert.equal(await a.isOn(), false);
    await neverSwitched(b);
    await lamp.close();
  });
}

/** A config with one plug, for as long as the work takes. */
async function withConfig(entry: object, work: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-config-'));
  const file = join(folder, 'config.json');
  const devices = [{ name: 'Lamp', host: 'lamp.localhost', ...entry }];
  await writeFile(file, JSON.stringify({ platforms: [{ platform: 'MerossLocal', key: KEY, devices }] }));
  try {
    await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const lampOn = (config: string): Promise<Output> => cli(['on', 'Lamp', '--config', config, '--timeout', '3']);

/** What a person would notice → how it comes about. Each in a house of its own. */
export const SCENARIOS: Readonly<Record<string, () => Promise<void>>> = {
  'the kernel names the MAC of the plug that has an address, and of the next one': () =>
    inHouse(async ({ a, b, assignAddress }) => {
      for (const { first } of [V4, V6]) {
        assert.equal(await macBehind(first), undefined);
        for (const [plug, mac] of [
          [a, '48:e1:e9:00:00:aa'],
          [b, '48:e1:e9:00:00:bb'],
        ] as const) {
          await assignAddress(first, plug);
          assert.equal((await askAt(first)).status, 0);
          assert.equal(await macBehind(first), mac);
          if (!first.includes(':')) assert.equal(await macBehind(`::ffff:${first}`), mac);
        }
      }
    }),

  'a plug that joins the network again is noticed by its MAC, before it is asked': () =>
    inHouse(async ({ a, assignAddress, leave, comeBack }) => {
      await assignAddress(V4.first, a);
      await leave(V4.first, a);
      // The row of a plug that does not reply to ARP has no MAC.
      assert.equal((await askAt(V4.first)).status, 3);
      const seen: string[] = [];
      const plug = { isUnreachable: true, mac: MAC_A, macSeenAt: (ip: string): void => void seen.push(ip) };
      const watch = new MacWatch({ clock: systemClock, plugs: () => [plug] });
      watch.start();
      await sleep(1500);
      assert.deepEqual(seen, []);
      await comeBack(V4.first, a);
      for (let waits = 0; seen.length === 0 && waits < 100; waits += 1) await sleep(50);
      assert.deepEqual(seen, [V4.first]);
      assert.deepEqual(await a.requests(), []);
      watch.close();
    }),

  'an address that passes to another plug between two taps does not switch that one': () => addressPassesOn(V4),

  'an IPv6 address that passes to another plug between two taps does not switch that one': () => addressPassesOn(V6),

  'two plugs that swap their addresses between two taps are not mixed up': () =>
    inHouse(async ({ a, b, assignAddress }) => {
      await assignAddress(V4.first, a);
      await assignAddress(V4.second, b);
      const lamp = await connectTo(V4.first);
      const heater = await connectTo(V4.second, b.uuid);
      assert.deepEqual([await lamp.tap(true), await heater.tap(true), await heater.tap(false)], [true, true, true]);
      const [before, heaterBefore] = [await a.commands(), await b.commands()];
      await assignAddress(V4.second, a);
      await assignAddress(V4.first, b);
      assert.deepEqual(await Promise.all([lamp.tap(false), heater.tap(true)]), [false, false]);
      assert.deepEqual([await a.commands(), await b.commands()], [before, heaterBefore]);
      assert.deepEqual([await a.isOn(), await b.isOn()], [true, false]);
      await lamp.close();
      await heater.close();
    }),

  'a name that moves to another plug between two polls does not switch that one': () =>
    inHouse(async ({ a, b, assignAddress }) => {
      await assignAddress(V4.first, a);
      await assignAddress(V4.second, b);
      pointNameTo(V4.first);
      const lamp = await connectTo('lamp.localhost');
      assert.equal(await lamp.tap(true), true);
      assert.equal(await a.isOn(), true);
      pointNameTo(V4.second);
      for (const on of [false, true]) {
        // To send it to where the plug has proven to be is right as well.
        const isDone = await lamp.tap(on);
        assert.equal(isDone && (await a.isOn()) !== on, false, 'said to be done, and is not');
      }
      await neverSwitched(b);
      await lamp.close();
    }),

  'a name that moves to another plug while the first one is asked does not switch the other': () =>
    inHouse(async ({ a, b, assignAddress }) => {
      await assignAddress(V4.first, a);
      await assignAddress(V4.second, b);
      pointNameTo(V4.first);
      const lamp = await connectTo('lamp.localhost');
      // After the taps the plug is read: whatever is sent next goes where the name leads by then.
      await a.moveNameDuring(togglex.NAMESPACE, V4.second);
      await lamp.tap(true);
      await lamp.tap(false);
      await lamp.tap(true);
      await neverSwitched(b);
      await lamp.close();
    }),

  'plugs behind an extender, which answers with its own MAC for all of them, are switched at once': () =>
    inHouse(
      async ({ a, assignAddress }) => {
        await assignAddress(V4.first, a);
        const lamp = await connectTo(V4.first);
        const before = (await a.requests()).length;
        for (const on of [true, false, true, false, true]) assert.equal(await lamp.tap(on), true);
        assert.equal(await a.isOn(), true);
        const asked = (await a.requests()).slice(before).filter(request => request === `GET ${systemAll.NAMESPACE}`);
        assert.ok(asked.length <= 2, `asked ${String(asked.length)} times who it is`);
        await lamp.close();
      },
      { a: '02:fc:00:00:00:05' },
    ),

  'on the command line, a name that moves while the plug is asked does not switch the other plug': () =>
    inHouse(async ({ a, b, assignAddress }) => {
      await assignAddress(V4.first, a);
      await assignAddress(V4.second, b);
      for (const entry of [{}, { uuid: UUID_A }]) {
        pointNameTo(V4.first);
        await a.moveNameDuring(systemAll.NAMESPACE, V4.second);
        await withConfig(entry, async config => {
          const { status } = await lampOn(config);
          await neverSwitched(b);
          if (status === 0) assert.equal(await a.isOn(), true, 'said to be on, and is not');
        });
      }
    }),

  'on the command line, a name that leads to another plug than the config says does not switch that one': () =>
    inHouse(async ({ b, assignAddress }) => {
      await assignAddress(V4.second, b);
      pointNameTo(V4.second);
      await withConfig({ uuid: UUID_A }, async config => {
        const { status } = await lampOn(config);
        assert.equal(status, 6);
        await neverSwitched(b);
      });
    }),
};

/** A connection to the plug that is there now. */
async function askAt(host: string): Promise<Output> {
  return cli(['info', host.includes(':') ? `[${host}]` : host, '--key', KEY, '--timeout', '3']);
}
