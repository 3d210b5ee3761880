import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isObject } from '../../../src/protocol/decode.ts';
import type { Message } from '../../../src/protocol/envelope.ts';
import { decodeEntries, decodeStatus } from '../../support/eve-decoder.ts';
import { entriesIn, fetchHistory, wattHoursOf, type EveEntry } from '../../support/eve-app.ts';
import { entriesInFile, writeHistory } from '../../support/history-file.ts';
import type { TestPlug } from '../../support/test-plug.ts';
import { until } from '../../support/until.ts';
import {
  hangUpOn,
  HOUR_MS,
  MeterFixture,
  MINUTE_MS,
  newMeteredPlug,
  ONE_METER,
  type MeterRun,
} from './meter-fixture.ts';

/** When a FakeClock begins: midnight in UTC. */
const BEGIN = 1_735_689_600;
const BEAT = 600;
const HOUR = 3600;
const COUNTERS = ['Control.ConsumptionH', 'System.Time'];

const fetchEntries = async ({ eve }: MeterRun): Promise<readonly EveEntry[]> => entriesIn(await fetchHistory(eve));

const pathOf = (fixture: MeterFixture, plug: TestPlug = fixture.plug): string =>
  fixture.tools.file(plug.uuid, '.history').path;

/** Entries on each beat from one second to another, as an earlier run left them. */
const entries = (from: number, to: number, watts: number): readonly EveEntry[] =>
  Array.from({ length: Math.floor((to - from) / BEAT) + 1 }, (_, index) => ({
    at: from + index * BEAT,
    watts,
    on: true,
  }));

/** Eve draws a gap if more than ten minutes have no entry; one minute more is a late beat. */
function assertNoHole(all: readonly EveEntry[]): void {
  const before = all.find(({ at }, index) => (all[index + 1]?.at ?? at) - at > BEAT + 60);
  assert.equal(before, undefined, `a hole behind ${JSON.stringify(before)}`);
}

/** How many queries the plug received that only the filling of gaps sends. */
const queriedToFill = ({ plug }: MeterFixture): number =>
  COUNTERS.reduce((sum, name) => sum + plug.methodsFor(name).length, 0);

/** A plug with an hourly counter, with these values for its last hours, the newest first. */
function hours(fixture: MeterFixture, newestEnd: number, wattHours: readonly number[]): void {
  fixture.plug.meter.countHours(new Map(wattHours.map((value, index) => [newestEnd - index * HOUR, value])));
}

/** Its System.All has no time; every recorded one has. */
function omitTime(plug: TestPlug): void {
  const request = plug.request.bind(plug);
  const systemAll = plug.systemAll.bind(plug);
  plug.systemAll = () => withoutTime(systemAll());
  plug.request = async (...parts) => {
    const message = await request(...parts);
    return message.header.namespace.endsWith('.System.All') ? withoutTime(message) : message;
  };
}

function withoutTime(message: Message): Message {
  const payload: unknown = JSON.parse(
    JSON.stringify(message.payload, (key, value: unknown) => (key === 'time' ? undefined : value)),
  );
  assert.ok(isObject(payload));
  return { ...message, payload };
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
    const fixture = new MeterFixture(t);
    const { plug, clock } = fixture;
    plug.setLoad(60);
    const run = await fixture.start();
    await clock.advance(25 * MINUTE_MS);
    plug.turn(0, false);
    await clock.advance(10 * MINUTE_MS);
    const all = await fetchEntries(run);
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
    const fixture = new MeterFixture(t);
    // The run begins with an entry of its own.
    const all = Array.from({ length: 4031 }, (_, index) => ({
      at: BEGIN - (4031 - index) * BEAT,
      watts: (index * 3.7) % 3000,
      on: index % 3 > 0,
    }));
    await writeHistory(pathOf(fixture), all);
    const run = await fixture.start();
    const fetched = await fetchHistory(run.eve);
    assert.equal(fetched.status.held, 4032);
    assert.equal(fetched.pages.length, 368);
    assert.deepEqual(
      entriesIn(fetched).slice(0, -1),
      all.slice(1).map(each => ({ ...each, watts: Math.round(each.watts * 10) / 10 })),
    );
    await fixture.clock.advance(BEAT * 1000);
    assert.equal(decodeStatus(await run.eve.status()).oldest, 2, 'the oldest makes room');
  });

  test('of a plug without a meter is on and off, and costs no query', async t => {
    const fixture = new MeterFixture(t, { abilities: [] });
    const run = await fixture.start();
    await fixture.clock.advance(30 * MINUTE_MS);
    await run.close();
    fixture.clock.sleep(5 * HOUR_MS, { isNoticed: true });
    const second = await fixture.start();
    await fixture.clock.advance(20 * MINUTE_MS);
    const all = await fetchEntries(second);
    assert.ok(all.length >= 4);
    assert.ok(all.every(({ on, watts }) => on === true && watts === undefined));
    assert.deepEqual(decodeStatus(await second.eve.status()).signature, [{ tag: 0x0e, bytes: 1 }]);
    assert.equal(queriedToFill(fixture) + fixture.plug.methodsFor('Control.ConsumptionX').length, 0);
  });

  test('is not there for a strip', async t => {
    const fixture = new MeterFixture(t, { channels: [0, 1, 2], abilities: ['ElectricityX'] });
    assert.equal((await fixture.start()).history, undefined);
  });

  test('belongs to each plug, also if another one appears at the same address', async t => {
    const fixture = new MeterFixture(t);
    const kept = fixture.capabilities();
    const first = await fixture.start({ capabilities: kept });
    await fixture.clock.advance(25 * MINUTE_MS);
    await first.device.close();
    const other = newMeteredPlug(fixture.clock, { uuid: '24010100000000000034fa4e00000003' });
    const second = await fixture.start({ capabilities: kept, plug: other });
    await fixture.clock.advance(15 * MINUTE_MS);
    const from = (await fetchEntries(second))[0]?.at ?? 0;
    assert.ok(from >= BEGIN + 25 * 60, 'it begins when that plug came');
    await second.close();
    const files = await Promise.all([fixture.plug, other].map(plug => entriesInFile(pathOf(fixture, plug))));
    assert.ok(files.every(file => file.length >= 2));
    assert.ok((files[0]?.at(-1)?.at ?? 0) < (files[1]?.[0]?.at ?? 0));
  });
});

describe('a gap', () => {
  const DAY_AGO = BEGIN - 24 * HOUR;
  const GAP_FROM = BEGIN - 6 * HOUR;

  /** Recorded until six hours ago, with 100 W; then Homebridge was off. */
  async function afterSixHours(fixture: MeterFixture): Promise<MeterRun> {
    await writeHistory(pathOf(fixture), entries(DAY_AGO - 24 * HOUR, GAP_FROM, 100));
    return fixture.start();
  }

  const inGap = (all: readonly EveEntry[]): readonly EveEntry[] =>
    all.filter(({ at }) => at >= GAP_FROM && at <= BEGIN + 60);

  /** Lets the plug reply until there are no more queries. */
  const replied = (fixture: MeterFixture): Promise<void> => fixture.clock.advance(5000);

  test('is filled by the hour, with three queries, once', async t => {
    const fixture = new MeterFixture(t);
    hours(fixture, BEGIN, [500, 400, 300, 200, 100, 0]);
    const run = await afterSixHours(fixture);
    await replied(fixture);
    const filled = inGap(await fetchEntries(run));
    assertNoHole(filled);
    assert.ok(filled.slice(1, -1).every(({ on }) => on === undefined));
    assert.equal(Math.round(wattHoursOf(filled)), 1500);
    const lastHour = filled.filter(({ at }) => at > BEGIN - HOUR);
    assert.ok(
      lastHour.every(({ watts }) => watts === undefined || Math.abs(watts - 500) < 1),
      JSON.stringify(lastHour),
    );
    assert.equal(queriedToFill(fixture), 1);
    await fixture.clock.advance(24 * HOUR_MS);
    assert.equal(queriedToFill(fixture), 1, 'and not again');
  });

  test('is filled by the day if the plug hangs up on the query for hours', async t => {
    const fixture = new MeterFixture(t);
    fixture.plug.fate = hangUpOn('Control.ConsumptionH');
    // Of the day before, 18 hours were recorded, with 100 W.
    fixture.plug.meter.countDay('2024-12-31', 1800 + 900);
    const run = await afterSixHours(fixture);
    await replied(fixture);
    const filled = inGap(await fetchEntries(run));
    assert.equal(Math.round(wattHoursOf(filled)), 900);
    assert.ok(filled.slice(1, -1).every(({ watts }) => Math.abs((watts ?? 0) - 150) < 1));
  });

  for (const [what, omits] of [
    ['as System.All names it', false],
    ['as System.Time names it, where System.All does not', true],
  ] as const) {
    test(`by the plug's own days, where its midnight is another, ${what}`, async t => {
      const fixture = new MeterFixture(t, { abilities: ['Electricity', 'ConsumptionX'] });
      if (omits) omitTime(fixture.plug);
      fixture.plug.setTime({ timeRule: [[0, 2 * HOUR, 0]] });
      // Its day ended two hours ago, with 18 hours that were recorded; the two hours since had 100 Wh.
      fixture.plug.meter.countDay('2024-12-31', 2000 + 800);
      fixture.plug.meter.countDay('2025-01-01', 100);
      const run = await afterSixHours(fixture);
      await replied(fixture);
      const filled = inGap(await fetchEntries(run));
      const midnight = BEGIN - 2 * HOUR;
      assert.equal(Math.round(wattHoursOf(filled.filter(({ at }) => at <= midnight))), 800);
      assert.equal(Math.round(wattHoursOf(filled.filter(({ at }) => at >= midnight))), 100);
      assert.equal(queriedToFill(fixture), omits ? 1 : 0);
    });
  }

  test('stays a gap if the plug did not count it, without repeated queries', async t => {
    const fixture = new MeterFixture(t);
    fixture.plug.fate = hangUpOn('Control.ConsumptionH', 'Control.ConsumptionX');
    const run = await afterSixHours(fixture);
    await replied(fixture);
    assert.equal(inGap(await fetchEntries(run)).length, 2);
    const queried = queriedToFill(fixture);
    assert.ok(queried <= 2, String(queried));
    await fixture.clock.advance(6 * HOUR_MS);
    assert.equal(queriedToFill(fixture), queried);
  });

  test('of an unreachable plug is filled when it is back, with queries at once', async t => {
    const fixture = new MeterFixture(t);
    const { plug, clock } = fixture;
    plug.setLoad(60);
    const run = await fixture.start();
    await clock.advance(65 * MINUTE_MS);
    const queried = queriedToFill(fixture);
    assert.equal(queried, 0);
    plug.isReachable = false;
    await clock.advance(3 * HOUR_MS);
    const hole = await fetchEntries(run);
    assert.ok((hole.at(-1)?.at ?? 0) <= BEGIN + 70 * 60, 'nothing is made up while it is away');
    hours(fixture, BEGIN + 4 * HOUR, [200, 200, 200, 60]);
    plug.isReachable = true;
    await clock.advance(10 * MINUTE_MS);
    assert.equal(queriedToFill(fixture), 1);
    const all = await fetchEntries(run);
    assertNoHole(all);
    const unreachable = all.filter(({ at }) => at >= BEGIN + 80 * 60 && at <= BEGIN + 230 * 60);
    assert.ok(
      unreachable.length > 10 && unreachable.every(({ watts = 0 }) => watts > 150),
      JSON.stringify(unreachable),
    );
  });

  test('of a few minutes is none, and costs no query', async t => {
    const fixture = new MeterFixture(t);
    const { plug, clock } = fixture;
    const run = await fixture.start();
    await clock.advance(62 * MINUTE_MS);
    plug.isReachable = false;
    await clock.advance(4 * MINUTE_MS);
    plug.isReachable = true;
    await clock.advance(2 * HOUR_MS);
    assert.equal(queriedToFill(fixture), 0);
    const all = await fetchEntries(run);
    assertNoHole(all);
  });

  test('that could not be filled, because the plug became unreachable again, is filled the next time', async t => {
    const fixture = new MeterFixture(t);
    const { plug, clock } = fixture;
    hours(fixture, BEGIN, [500, 400, 300, 200, 100, 0]);
    await writeHistory(pathOf(fixture), entries(DAY_AGO, GAP_FROM, 100));
    plug.isReachable = false;
    const run = await fixture.start();
    await clock.advance(5 * MINUTE_MS);
    assert.ok(inGap(await fetchEntries(run)).length <= 2);
    plug.isReachable = true;
    await clock.advance(15 * MINUTE_MS);
    assert.equal(Math.round(wattHoursOf(inGap(await fetchEntries(run))) / 10), 150);
  });

  for (const isNoticed of [false, true]) {
    const clockOf = isNoticed ? 'goes on (macOS, Windows)' : 'stands still (Linux)';
    test(`in which the host slept is filled too, though no plug was unreachable, if its monotonic clock ${clockOf}`, async t => {
      const fixture = new MeterFixture(t, { abilities: ONE_METER });
      const { plug, clock } = fixture;
      plug.setLoad(900);
      const run = await fixture.start();
      await clock.advance(65 * MINUTE_MS);
      clock.sleep(7 * HOUR_MS, { isNoticed });
      plug.setLoad(0);
      hours(fixture, BEGIN + 8 * HOUR, [10, 10, 10, 10, 10, 10, 10]);
      await clock.advance(25 * MINUTE_MS);
      const all = await fetchEntries(run);
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
  test('leaves everything in the file, and no timer', async t => {
    const fixture = new MeterFixture(t);
    const run = await fixture.start();
    await fixture.clock.advance(2 * HOUR_MS);
    const all = await fetchEntries(run);
    await run.close();
    assert.deepEqual((await entriesInFile(pathOf(fixture))).slice(1), all);
    assert.equal(fixture.clock.pending, 0);
  });

  test('may come before the file was read', async t => {
    const fixture = new MeterFixture(t);
    const all = entries(BEGIN - 30 * HOUR, BEGIN - 6 * HOUR, 100);
    await writeHistory(pathOf(fixture), all);
    const run = await fixture.start({ skipsHistoryWait: true });
    await run.close();
    assert.equal(fixture.clock.pending, 0);
    assert.equal(queriedToFill(fixture), 0);
    assert.deepEqual(await entriesInFile(pathOf(fixture)), all);
  });

  test('during the queries about a gap writes nothing more', async t => {
    const fixture = new MeterFixture(t);
    await writeHistory(pathOf(fixture), entries(BEGIN - 30 * HOUR, BEGIN - 6 * HOUR, 100));
    hours(fixture, BEGIN, [500, 400]);
    const run = await fixture.start();
    await until(() => queriedToFill(fixture) > 0, 5000, 'a question');
    await run.close();
    const before = await entriesInFile(pathOf(fixture));
    await fixture.clock.advance(MINUTE_MS);
    assert.deepEqual(await entriesInFile(pathOf(fixture)), before);
    assert.ok(before.every(({ at }) => at <= BEGIN - 6 * HOUR || at >= BEGIN));
  });
});
