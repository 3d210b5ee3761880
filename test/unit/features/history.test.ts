import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeEntries, decodeStatus } from '../../support/eve-decoder.ts';
import { entriesIn, fetchHistory, wattHoursOf, type EveEntry } from '../../support/eve-app.ts';
import { entriesInFile, writeHistory } from '../../support/history-file.ts';
import { until } from '../../support/until.ts';
import { HOUR_MS, MeterStage, MINUTE_MS, type MeterRun } from './meter-stage.ts';
import { MeteredPlug, ONE_METER } from './metered-plug.ts';

/** When a FakeClock begins: midnight in UTC. */
const BEGIN = 1_735_689_600;
const BEAT = 600;
const HOUR = 3600;
const COUNTERS = ['Control.ConsumptionH', 'System.Time'];

const told = async ({ eve }: MeterRun): Promise<readonly EveEntry[]> => entriesIn(await fetchHistory(eve));

const pathOf = (stage: MeterStage, plug: MeteredPlug = stage.plug): string =>
  stage.around.file(plug.uuid, '.history').path;

/** Entries on each beat from one second to another, as an earlier run left them. */
const entries = (from: number, to: number, watts: number): readonly EveEntry[] =>
  Array.from({ length: Math.floor((to - from) / BEAT) + 1 }, (_, index) => ({
    at: from + index * BEAT,
    watts,
    on: true,
  }));

/** Eve draws a hole where more than ten minutes have no entry; a minute more is a beat that came late. */
function assertNoHole(all: readonly EveEntry[]): void {
  const before = all.find(({ at }, index) => (all[index + 1]?.at ?? at) - at > BEAT + 60);
  assert.equal(before, undefined, `a hole behind ${JSON.stringify(before)}`);
}

/** How often the plug was asked what only the filling of gaps asks. */
const askedToFill = ({ plug }: MeterStage): number => COUNTERS.reduce((sum, name) => sum + plug.asked(name), 0);

/** A plug with an hourly counter; each of its last hours had so much, the newest first. */
function hours(stage: MeterStage, newestEnd: number, wattHours: readonly number[]): void {
  stage.plug.hours = new Map(wattHours.map((value, index) => [newestEnd - index * HOUR, value]));
}

describe('the decoder of these tests', () => {
  const status = decodeStatus('WAIAAAAAAACAKAQrAgcCDgECAMAPAQAAAAAAAAABAQ==');

  test('reads the status of a known history', () => {
    assert.deepEqual(status, {
      firstSeconds: 1_700_000_000,
      newestSeconds: 1_700_000_600,
      signature: [
        { tag: 0x07, bytes: 2 },
        { tag: 0x0e, bytes: 1 },
      ],
      held: 2,
      memory: 4032,
      oldest: 1,
    });
  });

  test('reads its records', () => {
    const page = decodeEntries('FQEAAAABAAAAgYAoBCsAAAAAAAAADQIAAABYAgAAA10CAQ==', status.signature);
    assert.deepEqual(page, {
      records: [
        { kind: 'reference', number: 1, firstSeconds: 1_700_000_000 },
        { kind: 'entry', number: 2, sinceFirstSeconds: 600, watts: 60.5, on: true },
      ],
      ended: false,
    });
    assert.deepEqual(decodeEntries('AA==', status.signature), { records: [], ended: true });
  });
});

describe('what Eve fetches', () => {
  test('is an entry on each beat with the average, and one for each switch', async t => {
    const stage = new MeterStage(t);
    const { plug, clock } = stage;
    plug.outlet().watts = 60;
    const run = await stage.start();
    await clock.advance(25 * MINUTE_MS);
    plug.outlet().on = false;
    await clock.advance(10 * MINUTE_MS);
    const all = await told(run);
    assert.deepEqual(
      all.map(({ on }) => on),
      [true, true, false, false],
    );
    const [first, second, off, last] = all;
    assert.equal(first?.at, BEGIN + BEAT);
    assert.equal(second?.watts, 60);
    assert.ok(off && off.at > BEGIN + 25 * 60 - 1 && off.at <= BEGIN + 27 * 60);
    assert.equal(last?.watts, 0);
  });

  test('is the whole memory of four weeks, entry by entry', async t => {
    const stage = new MeterStage(t);
    // The run begins with an entry of its own.
    const all = Array.from({ length: 4031 }, (_, index) => ({
      at: BEGIN - (4031 - index) * BEAT,
      watts: (index * 3.7) % 3000,
      on: index % 3 > 0,
    }));
    await writeHistory(pathOf(stage), all);
    const run = await stage.start();
    const fetched = await fetchHistory(run.eve);
    assert.equal(fetched.status.held, 4032);
    assert.equal(fetched.pages.length, 368);
    assert.deepEqual(
      entriesIn(fetched).slice(0, -1),
      all.slice(1).map(each => ({ ...each, watts: Math.round(each.watts * 10) / 10 })),
    );
    await stage.clock.advance(BEAT * 1000);
    assert.equal(decodeStatus(await run.eve.status()).oldest, 2, 'the oldest makes room');
  });

  test('of a plug without a meter is on and off, and costs no question', async t => {
    const stage = new MeterStage(t, { abilities: [] });
    const run = await stage.start();
    await stage.clock.advance(30 * MINUTE_MS);
    await run.close();
    stage.clock.sleeps(5 * HOUR_MS, { isNoticed: true });
    const second = await stage.start();
    await stage.clock.advance(20 * MINUTE_MS);
    const all = await told(second);
    assert.ok(all.length >= 4);
    assert.ok(all.every(({ on, watts }) => on === true && watts === undefined));
    assert.deepEqual(decodeStatus(await second.eve.status()).signature, [{ tag: 0x0e, bytes: 1 }]);
    assert.equal(askedToFill(stage) + stage.plug.asked('Control.ConsumptionX'), 0);
  });

  test('is not there for a strip', async t => {
    const stage = new MeterStage(t, { channels: [0, 1, 2], abilities: ['ElectricityX'] });
    assert.equal((await stage.start()).history, undefined);
  });

  test('is of each plug its own, where another one turns up at the same address', async t => {
    const stage = new MeterStage(t);
    const kept = stage.capabilities();
    const first = await stage.start({ capabilities: kept });
    await stage.clock.advance(25 * MINUTE_MS);
    await first.device.close();
    const other = new MeteredPlug(stage.clock, { uuid: '24010100000000000034fa4e00000003' });
    const second = await stage.start({ capabilities: kept, plug: other });
    await stage.clock.advance(15 * MINUTE_MS);
    const from = (await told(second))[0]?.at ?? 0;
    assert.ok(from >= BEGIN + 25 * 60, 'it begins when that plug came');
    await second.close();
    const files = await Promise.all([stage.plug, other].map(plug => entriesInFile(pathOf(stage, plug))));
    assert.ok(files.every(file => file.length >= 2));
    assert.ok((files[0]?.at(-1)?.at ?? 0) < (files[1]?.[0]?.at ?? 0));
  });
});

describe('a gap', () => {
  const DAY_AGO = BEGIN - 24 * HOUR;
  const GAP_FROM = BEGIN - 6 * HOUR;

  /** Recorded until six hours ago, with 100 W; then Homebridge was off. */
  async function afterSixHours(stage: MeterStage): Promise<MeterRun> {
    await writeHistory(pathOf(stage), entries(DAY_AGO - 24 * HOUR, GAP_FROM, 100));
    return stage.start();
  }

  const inGap = (all: readonly EveEntry[]): readonly EveEntry[] =>
    all.filter(({ at }) => at >= GAP_FROM && at <= BEGIN + 60);

  /** Lets the plug answer, until nothing is asked any more. */
  const answered = (stage: MeterStage): Promise<void> => stage.clock.advance(5000);

  test('is filled by the hour, at the price of three questions, once', async t => {
    const stage = new MeterStage(t);
    hours(stage, BEGIN, [500, 400, 300, 200, 100, 0]);
    const run = await afterSixHours(stage);
    await answered(stage);
    const filled = inGap(await told(run));
    assertNoHole(filled);
    assert.ok(filled.slice(1, -1).every(({ on }) => on === undefined));
    assert.equal(Math.round(wattHoursOf(filled)), 1500);
    const lastHour = filled.filter(({ at }) => at > BEGIN - HOUR);
    assert.ok(
      lastHour.every(({ watts }) => watts === undefined || Math.abs(watts - 500) < 1),
      JSON.stringify(lastHour),
    );
    assert.equal(askedToFill(stage), 2);
    await stage.clock.advance(24 * HOUR_MS);
    assert.equal(askedToFill(stage), 2, 'and not again');
  });

  test('is filled by the day where the plug hangs up on the question about hours', async t => {
    const stage = new MeterStage(t);
    stage.plug.refuses.add('Control.ConsumptionH');
    // Of the day before, 18 hours were recorded, with 100 W.
    stage.plug.days = new Map([['2024-12-31', 1800 + 900]]);
    const run = await afterSixHours(stage);
    await answered(stage);
    const filled = inGap(await told(run));
    assert.equal(Math.round(wattHoursOf(filled)), 900);
    assert.ok(filled.slice(1, -1).every(({ watts }) => Math.abs((watts ?? 0) - 150) < 1));
  });

  test("by the plug's own days, where its midnight is another", async t => {
    const stage = new MeterStage(t, { abilities: ['Electricity', 'ConsumptionX'] });
    stage.plug.utcOffset = 2 * HOUR;
    // Its day ended two hours ago, with 18 hours that were recorded; the two hours since had 100 Wh.
    stage.plug.days = new Map([
      ['2024-12-31', 2000 + 800],
      ['2025-01-01', 100],
    ]);
    const run = await afterSixHours(stage);
    await answered(stage);
    const filled = inGap(await told(run));
    const midnight = BEGIN - 2 * HOUR;
    assert.equal(Math.round(wattHoursOf(filled.filter(({ at }) => at <= midnight))), 800);
    assert.equal(Math.round(wattHoursOf(filled.filter(({ at }) => at >= midnight))), 100);
  });

  test('stays a hole where the plug knows nothing of it, and it is not asked again and again', async t => {
    const stage = new MeterStage(t);
    stage.plug.refuses.add('Control.ConsumptionH');
    stage.plug.refuses.add('Control.ConsumptionX');
    const run = await afterSixHours(stage);
    await answered(stage);
    assert.equal(inGap(await told(run)).length, 2);
    const asked = askedToFill(stage);
    assert.ok(asked <= 2, String(asked));
    await stage.clock.advance(6 * HOUR_MS);
    assert.equal(askedToFill(stage), asked);
  });

  test('that the plug left by being away is filled when it is back, and it is asked at once', async t => {
    const stage = new MeterStage(t);
    const { plug, clock } = stage;
    plug.outlet().watts = 60;
    const run = await stage.start();
    await clock.advance(65 * MINUTE_MS);
    const asked = askedToFill(stage);
    assert.equal(asked, 0);
    plug.isAway = true;
    await clock.advance(3 * HOUR_MS);
    const hole = await told(run);
    assert.ok((hole.at(-1)?.at ?? 0) <= BEGIN + 70 * 60, 'nothing is made up while it is away');
    hours(stage, BEGIN + 4 * HOUR, [200, 200, 200, 60]);
    plug.isAway = false;
    await clock.advance(10 * MINUTE_MS);
    assert.equal(askedToFill(stage), 2);
    const all = await told(run);
    assertNoHole(all);
    const away = all.filter(({ at }) => at >= BEGIN + 80 * 60 && at <= BEGIN + 230 * 60);
    assert.ok(away.length > 10 && away.every(({ watts = 0 }) => watts > 150), JSON.stringify(away));
  });

  test('of a few minutes is none, and costs no question', async t => {
    const stage = new MeterStage(t);
    const { plug, clock } = stage;
    const run = await stage.start();
    await clock.advance(62 * MINUTE_MS);
    plug.isAway = true;
    await clock.advance(4 * MINUTE_MS);
    plug.isAway = false;
    await clock.advance(2 * HOUR_MS);
    assert.equal(askedToFill(stage), 0);
    const all = await told(run);
    assertNoHole(all);
  });

  test('that could not be asked about, for the plug went away again, is filled the next time', async t => {
    const stage = new MeterStage(t);
    const { plug, clock } = stage;
    hours(stage, BEGIN, [500, 400, 300, 200, 100, 0]);
    await writeHistory(pathOf(stage), entries(DAY_AGO, GAP_FROM, 100));
    plug.isAway = true;
    const run = await stage.start();
    await clock.advance(5 * MINUTE_MS);
    assert.ok(inGap(await told(run)).length <= 2);
    plug.isAway = false;
    await clock.advance(15 * MINUTE_MS);
    assert.equal(Math.round(wattHoursOf(inGap(await told(run))) / 10), 150);
  });

  for (const isNoticed of [false, true]) {
    const clockOf = isNoticed ? 'goes on (macOS, Windows)' : 'stands still (Linux)';
    test(`in which the host slept is filled too, though no plug was away, where its monotonic clock ${clockOf}`, async t => {
      const stage = new MeterStage(t, { abilities: ONE_METER });
      const { plug, clock } = stage;
      plug.outlet().watts = 900;
      const run = await stage.start();
      await clock.advance(65 * MINUTE_MS);
      clock.sleeps(7 * HOUR_MS, { isNoticed });
      plug.outlet().watts = 0;
      hours(stage, BEGIN + 8 * HOUR, [10, 10, 10, 10, 10, 10, 10]);
      await clock.advance(25 * MINUTE_MS);
      const all = await told(run);
      assertNoHole(all);
      const slept = all.filter(({ at }) => at > BEGIN + 2 * HOUR && at <= BEGIN + 8 * HOUR);
      assert.ok(slept.length >= 30);
      assert.ok(
        slept.every(({ watts = 0 }) => watts < 30),
        JSON.stringify(slept),
      );
    });
  }
});

describe('the end', () => {
  test('leaves everything in the file, and nothing ticking', async t => {
    const stage = new MeterStage(t);
    const run = await stage.start();
    await stage.clock.advance(2 * HOUR_MS);
    const all = await told(run);
    await run.close();
    assert.deepEqual((await entriesInFile(pathOf(stage))).slice(1), all);
    assert.equal(stage.clock.pending, 0);
  });

  test('may come before the file was read', async t => {
    const stage = new MeterStage(t);
    const all = entries(BEGIN - 30 * HOUR, BEGIN - 6 * HOUR, 100);
    await writeHistory(pathOf(stage), all);
    const run = await stage.start({ isHasty: true });
    await run.close();
    assert.equal(stage.clock.pending, 0);
    assert.equal(askedToFill(stage), 0);
    assert.deepEqual(await entriesInFile(pathOf(stage)), all);
  });

  test('while the plug is asked about a gap writes nothing more', async t => {
    const stage = new MeterStage(t);
    await writeHistory(pathOf(stage), entries(BEGIN - 30 * HOUR, BEGIN - 6 * HOUR, 100));
    hours(stage, BEGIN, [500, 400]);
    const run = await stage.start();
    await until(() => askedToFill(stage) > 0, 5000, 'a question');
    await run.close();
    const before = await entriesInFile(pathOf(stage));
    await stage.clock.advance(MINUTE_MS);
    assert.deepEqual(await entriesInFile(pathOf(stage)), before);
    assert.ok(before.every(({ at }) => at <= BEGIN - 6 * HOUR || at >= BEGIN));
  });
});
