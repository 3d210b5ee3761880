import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import {
  entriesIn,
  fetchHistory,
  historiesOf,
  eveLinkTo,
  wattHoursOf,
  type EveEntry,
  type FetchedHistory,
} from '../support/eve-app.ts';
import { entriesInFile, historyPath, ourFiles, writeHistory } from '../support/history-file.ts';
import { HomeApp } from '../support/home-app.ts';
import { startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import {
  platformConfig,
  deviceConfig,
  linesWith,
  startHome,
  startPlug,
  type SimulatedHome,
} from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const BEAT = 600;
const FAST = { pollSeconds: 1, energySeconds: 1 };
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Fetches the history of this accessory over HAP. */
async function historyOf(app: HomeApp, accessory: string, from = 0): Promise<FetchedHistory> {
  const history = (await historiesOf(app)).find(({ accessoryName }) => accessoryName === accessory);
  assert.ok(history, `a history of ${accessory}`);
  return fetchHistory(eveLinkTo(app, history), from);
}

/** As Eve reads it: in tenths of a watt. */
const asReported = ({ watts, ...entry }: EveEntry): EveEntry => ({
  ...entry,
  ...(watts !== undefined && { watts: Math.round(watts * 10) / 10 }),
});

/** The power goes, for Homebridge. */
async function killHard(homebridge: RunningHomebridge): Promise<void> {
  const { pid } = homebridge;
  process.kill(pid, 'SIGKILL');
  const isGone = (): boolean => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  };
  await until(isGone, 5000, 'the end of Homebridge');
}

describe('the history of a lamp in Eve', () => {
  let house: SimulatedHome;
  let lamp: SimulatedPlug;
  let path: string;
  before(async () => {
    house = await startHome(
      [
        {
          model: 'mss310-2.1.17',
          config: { name: 'Lamp' },
          set: plug => {
            plug.turn(0, false);
            plug.setLoad(60);
          },
        },
      ],
      FAST,
    );
    [lamp] = house.plugs as [SimulatedPlug];
    path = historyPath(house.homebridge.storage, lamp.uuid);
  });
  after(() => house.close());

  const fetched = (from?: number): Promise<FetchedHistory> => historyOf(house.app, 'Lamp', from);

  /** What Eve fetches is what the file holds, except the oldest, which the time reference replaces. */
  const assertEveHasTheFile = async (): Promise<void> => {
    const eve = await fetched();
    // A beat may come in between; the file has it a moment after Eve.
    const file = await until(
      async () => {
        const kept = (await entriesInFile(path)).filter(({ at }) => at <= eve.status.newestSeconds);
        return kept.at(-1)?.at === eve.status.newestSeconds ? kept : undefined;
      },
      2000,
      'the newest entry in the file',
    );
    assert.deepEqual(entriesIn(eve), file.slice(1).map(asReported));
    assert.equal(eve.status.held, file.length);
    assert.equal(eve.status.firstSeconds, file[0]?.at);
    assert.equal(eve.status.newestSeconds, file.at(-1)?.at);
  };

  /** Waits until the newest entry has this value, in Eve and in the file. */
  const entryThatIs = (on: boolean): Promise<EveEntry> =>
    until(
      async () => {
        const newest = entriesIn(await fetched()).at(-1);
        const kept = (await entriesInFile(path)).at(-1);
        return newest?.on === on && kept?.at === newest.at ? newest : undefined;
      },
      8000,
      `an entry that is ${on ? 'on' : 'off'}`,
    );

  const startAgain = async (): Promise<void> => {
    await house.homebridge.restart();
    await house.app.reconnect();
    await house.homebridge.waitForLog(/is ready/);
  };

  test('a press of the button with a load of 60 W shows at once, and Eve sees that there is more', async () => {
    const [history] = await historiesOf(house.app);
    assert.ok(history);
    await house.app.onEvent(history);
    await until(async () => (await fetched()).status.held > 0, 5000, 'a first entry');
    const pressedAt = nowSeconds();
    lamp.press();
    await house.app.nextEvent(history, () => true, 5000, 'HistoryStatus');
    const on = await entryThatIs(true);
    assert.ok(Math.abs(on.at - pressedAt) <= 5, `${String(on.at - pressedAt)} s after the press`);
    const tile = await house.outlet('Lamp');
    await until(async () => (await house.app.read(tile, 'Watts')).value === 60, 5000, '60 W');
    await sleep(5000);
    lamp.press();
    const off = await entryThatIs(false);
    assert.ok(Number(off.watts) > 35 && Number(off.watts) <= 60, `${String(off.watts)} W while it was on`);
    await assertEveHasTheFile();
  });

  test('a tap in the Home app shows too', async () => {
    const tile = await house.outlet('Lamp');
    await house.app.switch(tile, true);
    await entryThatIs(true);
    await assertEveHasTheFile();
  });

  test('a restart keeps all entries', async () => {
    const before = await entriesInFile(path);
    await startAgain();
    assert.deepEqual((await entriesInFile(path)).slice(0, before.length), before);
    await assertEveHasTheFile();
  });

  test('so does an end without warning', async () => {
    lamp.press();
    await entryThatIs(false);
    const before = await entriesInFile(path);
    await killHard(house.homebridge);
    await startAgain();
    assert.deepEqual((await entriesInFile(path)).slice(0, before.length), before);
    await assertEveHasTheFile();
  });

  test('a damaged file is put aside and reported once; what stood before the damage is kept, and history goes on', async () => {
    const before = await entriesInFile(path);
    await killHard(house.homebridge);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [...lines.slice(0, 2), '[17356\u0000\u0000', ...lines.slice(2)].join('\n'));
    const damagedText = await readFile(path, 'utf8');
    await startAgain();
    lamp.press();
    await entryThatIs(true);
    assert.deepEqual((await entriesInFile(path)).slice(0, 2), before.slice(0, 2));
    await assertEveHasTheFile();
    const aside = (await ourFiles(house.homebridge.storage)).filter(name => name.includes('.damaged-'));
    assert.equal(aside.length, 1);
    assert.equal(await readFile(join(path, '..', aside[0] ?? ''), 'utf8'), damagedText);
    assert.equal(linesWith(house.homebridge.log, 'is damaged').length, 1);
    await startAgain();
    assert.equal(linesWith(house.homebridge.log, 'is damaged').length, 1, 'and not again');
  });

  test('days of history come eleven at a time, from any entry on, whatever else is read meanwhile', async () => {
    await killHard(house.homebridge);
    const newest = Math.floor(nowSeconds() / BEAT) * BEAT - BEAT;
    const long = Array.from({ length: 300 }, (_, index) => ({
      at: newest - (299 - index) * BEAT,
      watts: (index * 7.31) % 2400,
      on: index % 5 !== 0,
    }));
    await writeHistory(path, long);
    await startAgain();
    await assertEveHasTheFile();
    const [history] = await historiesOf(house.app);
    assert.ok(history);
    const otherPhone = HomeApp.join(house.app);
    // HAP reads every value, the entries too, for a controller that lists the accessories; but not twice within 5 s.
    await sleep(5100);
    const some = await fetchHistory(eveLinkTo(house.app, history), 200, () => otherPhone.accessories());
    await otherPhone.close();
    const reported = entriesIn(some);
    assert.deepEqual(reported.slice(0, 101), long.slice(199).map(asReported));
    assert.deepEqual(some.records[0], {
      kind: 'entry',
      number: 200,
      sinceFirstSeconds: 199 * BEAT,
      ...(({ watts, on }) => ({ watts, on }))(asReported(long[199] ?? { at: 0 })),
    });
    assert.deepEqual(
      some.pages.slice(0, 9),
      Array.from({ length: 9 }, () => 11),
    );
    assert.equal(some.pages.at(-1), 0, 'the end is a read of its own');
  });

  test('the log holds no other warning', () => {
    const others = house.homebridge.log
      .split('\n')
      .filter(line => /\[(?:warn|error)\]|Error:|generated a warning/i.test(line));
    assert.deepEqual(
      others.filter(line => !line.includes('is damaged')),
      [],
    );
  });
});

/** Minutes since midnight in this time zone. */
function minuteOfDay(timeZone: string): number {
  const time = new Date().toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const [hours = '', minutes = ''] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

describe('hours in which Homebridge was off', () => {
  const HOUR = 3600;
  /** Homebridge recorded 100 W, and was off then: 300 W flowed for four hours, and nothing for two. */
  const GAP_HOURS = 6;
  const RECORDED_HOURS = 50;
  let end: number;
  let gapFrom: number;
  let storage: string;
  let homebridge: RunningHomebridge;
  let app: HomeApp;
  let plugs: readonly SimulatedPlug[];

  before(async () => {
    storage = await mkdtemp(join(tmpdir(), 'meross-history-'));
    end = nowSeconds();
    gapFrom = end - GAP_HOURS * HOUR;
    const begin = gapFrom - RECORDED_HOURS * HOUR;
    let aheadMs = (begin - end) * 1000;
    const now = (): number => Date.now() + aheadMs;
    const on = (plug: SimulatedPlug): void => {
      plug.turn(0, true);
      plug.setLoad(100);
    };
    const models = ['mss305-8.3.15', 'mss310-2.1.17'];
    plugs = await Promise.all(models.map(model => startPlug({ model, now, set: on })));
    const flows = (watts: number, hours: number): void => {
      for (const plug of plugs) plug.setLoad(watts);
      aheadMs += hours * HOUR * 1000;
    };
    flows(100, RECORDED_HOURS);
    flows(300, 4);
    flows(0, 2);
    for (const plug of plugs) plug.setLoad(60);
    const recorded = Array.from({ length: RECORDED_HOURS * 6 + 1 }, (_, index) => ({
      at: begin + index * BEAT,
      watts: 100,
      on: true,
    }));
    for (const plug of plugs) await writeHistory(historyPath(storage, plug.uuid), recorded);
    const devices = plugs.map((plug, index) => deviceConfig(plug, { name: ['Hourly', 'Daily'][index] }));
    homebridge = await startHomebridge({ storage, platforms: [platformConfig(devices, FAST)] });
    app = await HomeApp.pair(homebridge);
  });
  after(async () => {
    await app.close();
    await homebridge.stop();
    await Promise.all(plugs.map(plug => plug.close()));
    await rm(storage, { recursive: true });
  });

  /** A plug has no row for a day on which it has counted nothing yet, so the gap of that day is not filled. */
  const skip =
    minuteOfDay('Europe/London') < 130 && 'it is midnight where the Daily plug is, in the two hours without energy';

  /** What Eve shows from the beginning of the gap to its end, once it is filled. */
  const gapOf = async (name: string): Promise<readonly EveEntry[]> =>
    until(
      async () => {
        const all = entriesIn(await historyOf(app, name));
        const inside = all.filter(({ at }) => at >= gapFrom && at <= end + 60);
        return inside.length > GAP_HOURS * 6 ? inside : undefined;
      },
      10_000,
      `a filled gap of ${name}`,
    );

  const averageOf = (entries: readonly EveEntry[], from: number, to: number): number => {
    const inside = entries.filter(({ at }) => at >= from && at <= to);
    return (wattHoursOf(inside) * HOUR) / ((inside.at(-1)?.at ?? 0) - (inside[0]?.at ?? 0));
  };

  const near = (value: number, expected: number, tolerance: number): void => {
    assert.ok(Math.abs(value - expected) <= tolerance, `${String(value)} is not about ${String(expected)}`);
  };

  test('are filled by the hour where the plug counts hours: 300 W for four, and nothing for two', async () => {
    const entries = await gapOf('Hourly');
    for (const [index, { at }] of entries.slice(1).entries()) assert.ok(at - (entries[index]?.at ?? 0) <= BEAT);
    // An hour of the plug need not begin with the load.
    near(averageOf(entries, gapFrom, gapFrom + 3 * HOUR), 300, 8);
    near(averageOf(entries, gapFrom + 5 * HOUR, end), 0, 1);
    near(wattHoursOf(entries), 1200, 8);
  });

  test('by the day elsewhere: the same energy, spread over what nobody heard', { skip }, async () => {
    const entries = await gapOf('Daily');
    near(wattHoursOf(entries), 1200, 8);
    for (const [index, { at }] of entries.slice(1).entries()) assert.ok(at - (entries[index]?.at ?? 0) <= BEAT);
  });

  test('and whether the plug was on then is not made up', { skip }, async () => {
    for (const name of ['Hourly', 'Daily']) {
      const filled = (await gapOf(name)).slice(1, 30);
      assert.ok(
        filled.every(({ on, watts }) => on === undefined && watts !== undefined),
        JSON.stringify(filled),
      );
    }
  });

  test('so the history has all that the counter has', { skip }, async () => {
    for (const name of ['Hourly', 'Daily']) {
      await gapOf(name);
      near(wattHoursOf(entriesIn(await historyOf(app, name))), RECORDED_HOURS * 100 + 1200, 30);
    }
  });

  test('a plug was asked once for its hours, if it has these, and not for its time zone, which System.All has', () => {
    const asked = plugs.map(({ requests }) =>
      ['Control.ConsumptionH', 'System.Time'].map(
        name => requests.filter(({ namespace }) => namespace === `Appliance.${name}`).length,
      ),
    );
    assert.deepEqual(asked, [
      [1, 0],
      [0, 0],
    ]);
  });
});
