import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { featuresFor, unsupported } from '../../../src/features/index.ts';
import type { FeatureTools } from '../../../src/features/declaration.ts';
import { isObject } from '../../../src/protocol/decode.ts';
import type { Request } from '../../../src/protocol/envelope.ts';
import { DEFAULTS } from '../../support/surroundings.ts';
import type { Fate, ScriptedPlug } from './scripted-plug.ts';
import { Stage, type Play } from './stage.ts';

const RULE = 'Control.TriggerX';
const LIST = 'Digest.TriggerX';
const ID = 'hblocalautooff00';
const HOUR = 3_600_000;

const wanting = (autoOffMinutes: number): Play => ({ wanted: { autoOffMinutes } });

/** How many rules a plug was told to write, and to remove. */
const orders = (plug: ScriptedPlug): readonly string[] => plug.asked(RULE).filter(method => method !== 'GET');

/** What the rules of a plug say: id, outlet, seconds. */
const rulesOf = (plug: ScriptedPlug): readonly (readonly unknown[])[] =>
  [...plug.rules.values()].map(({ id, channel, rule }) => [id, channel, member(rule, 'duration')]);

const member = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** A rule that somebody else has written. */
const others = (id: string, channel = 0): Readonly<Record<string, unknown>> => ({
  id,
  channel,
  type: 1,
  enable: 1,
  alias: 'Made by another app',
  createTime: 1_700_000_000,
  rule: { week: 255, duration: 46_800 },
});

describe('where auto-off is not wanted', () => {
  test('and never was, nothing is asked about rules', async t => {
    const stage = new Stage(t);
    stage.plug.rules.set('another', others('another'));
    stage.start();
    await stage.clock.advance(24 * HOUR);
    assert.deepEqual(stage.plug.asked(RULE), []);
    assert.deepEqual(stage.plug.asked(LIST), []);
    assert.deepEqual(rulesOf(stage.plug), [['another', 0, 46_800]]);
  });

  test('a locked plug is as one where it is not wanted', async t => {
    const stage = new Stage(t);
    stage.start({ wanted: { autoOffMinutes: 5, locked: true } });
    await stage.clock.advance(HOUR);
    assert.deepEqual(stage.plug.asked(LIST), []);
  });

  for (const abilities of [['Control.ToggleX'], ['Control.ToggleX', RULE], ['Control.ToggleX', LIST]]) {
    test(`a plug that can only do ${abilities.join(', ')} is not asked`, async t => {
      const stage = new Stage(t, { abilities });
      stage.start(wanting(5));
      await stage.clock.advance(HOUR);
      assert.deepEqual([...stage.plug.asked(RULE), ...stage.plug.asked(LIST)], []);
      assert.deepEqual(stage.logged, []);
    });
  }
});

describe('a rule that is wanted', () => {
  test('is written once, for every day, and enabled', async t => {
    const stage = new Stage(t);
    stage.start(wanting(15));
    await stage.clock.advance(1000);
    const { createTime, ...rule } = stage.plug.rules.get(ID) ?? {};
    assert.deepEqual(rule, {
      id: ID,
      channel: 0,
      type: 0,
      enable: 1,
      alias: 'Auto-off',
      rule: { week: 255, duration: 900 },
    });
    assert.equal(createTime, stage.clock.epochSeconds() - 1);
    assert.deepEqual(stage.logged, []);
  });

  test('is looked at a few times a day, and not written again', async t => {
    const stage = new Stage(t);
    stage.start(wanting(15));
    await stage.clock.advance(24 * HOUR);
    assert.deepEqual(orders(stage.plug), ['SET']);
    assert.ok(stage.plug.asked(LIST).length <= 5);
  });

  test('is not written again after a restart', async t => {
    const stage = new Stage(t);
    for (let round = 0; round < 4; round += 1) {
      const run = stage.start(wanting(15));
      await stage.clock.advance(HOUR);
      await run.close();
    }
    assert.deepEqual(orders(stage.plug), ['SET']);
  });

  test('follows the config: other minutes replace it, under the same id', async t => {
    const stage = new Stage(t);
    const run = stage.start(wanting(15));
    await stage.clock.advance(HOUR);
    await run.close();
    stage.start(wanting(20));
    await stage.clock.advance(HOUR);
    assert.deepEqual(rulesOf(stage.plug), [[ID, 0, 1200]]);
    assert.deepEqual(orders(stage.plug), ['SET', 'SET']);
  });

  for (const [what, change] of [
    ['switched off', { enable: 0 }],
    ['made longer', { rule: { week: 255, duration: 7200 } }],
    ['kept for weekdays', { rule: { week: 159, duration: 900 } }],
    ['given to another outlet', { channel: 1 }],
  ] as const) {
    test(`is put right when somebody has ${what} it`, async t => {
      const stage = new Stage(t);
      stage.start(wanting(15));
      await stage.clock.advance(1000);
      const written = stage.plug.rules.get(ID);
      stage.plug.rules.set(ID, { ...written, ...change });
      await stage.clock.advance(7 * HOUR);
      assert.deepEqual({ ...stage.plug.rules.get(ID), createTime: 0 }, { ...written, createTime: 0 });
    });
  }

  test('is written again when somebody has removed it', async t => {
    const stage = new Stage(t);
    stage.start(wanting(15));
    await stage.clock.advance(1000);
    stage.plug.rules.clear();
    await stage.clock.advance(7 * HOUR);
    assert.deepEqual(rulesOf(stage.plug), [[ID, 0, 900]]);
  });

  test('is left alone by a plug that keeps the days without the bit for "repeat", or numbers as texts', async t => {
    for (const rule of [
      { week: 127, duration: 900 },
      { week: '255', duration: '900' },
    ]) {
      const stage = new Stage(t);
      stage.plug.rules.set(ID, { ...others(ID), rule });
      stage.start(wanting(15));
      await stage.clock.advance(24 * HOUR);
      assert.deepEqual(orders(stage.plug), []);
    }
  });

  test('is one for each outlet of a strip, and none for its master', async t => {
    const stage = new Stage(t, { channels: [0, 1, 2, 3] });
    stage.start(wanting(15));
    await stage.clock.advance(1000);
    const names = [...stage.plug.rules.values()].map(({ alias }) => alias);
    assert.deepEqual(rulesOf(stage.plug), [
      ['hblocalautooff01', 1, 900],
      ['hblocalautooff02', 2, 900],
      ['hblocalautooff03', 3, 900],
    ]);
    assert.deepEqual(names, ['Auto-off 1', 'Auto-off 2', 'Auto-off 3']);
    await stage.clock.advance(24 * HOUR);
    assert.equal(orders(stage.plug).length, 3);
  });
});

describe('a rule that is no longer wanted', () => {
  test('is removed when the option is, and after that nothing is asked', async t => {
    const stage = new Stage(t, { channels: [0, 1, 2] });
    const first = stage.start(wanting(15));
    await stage.clock.advance(HOUR);
    await first.close();
    const second = stage.start();
    await stage.clock.advance(HOUR);
    assert.deepEqual(rulesOf(stage.plug), []);
    const asked = stage.plug.asked(LIST).length;
    await stage.clock.advance(24 * HOUR);
    await second.close();
    stage.start();
    await stage.clock.advance(24 * HOUR);
    assert.equal(stage.plug.asked(LIST).length, asked);
  });

  test('is removed too when the plug is locked', async t => {
    const stage = new Stage(t);
    const first = stage.start(wanting(15));
    await stage.clock.advance(HOUR);
    await first.close();
    stage.start({ wanted: { autoOffMinutes: 15, locked: true } });
    await stage.clock.advance(HOUR);
    assert.deepEqual(rulesOf(stage.plug), []);
  });

  for (const dies of [`GET ${LIST}`, `SET ${RULE}`]) {
    test(`is found and removed though Homebridge died at ${dies}, the plug having done it`, async t => {
      const stage = new Stage(t);
      const first = stage.start(wanting(15));
      const isOrdered = (): boolean => stage.plug.requests.some(request => nameOf(request) === dies);
      while (!isOrdered()) await stage.clock.advance(10);
      await first.close();
      // The request that was under way has arrived all the same.
      stage.plug.rules.set(ID, { ...others(ID), rule: { week: 255, duration: 900 } });
      stage.start();
      await stage.clock.advance(HOUR);
      assert.deepEqual(rulesOf(stage.plug), []);
    });
  }

  test('is removed later where the plug was away, or refused', async t => {
    for (const fate of ['no way', 'refused', 'hung up'] as const) {
      const stage = new Stage(t);
      const first = stage.start(wanting(15));
      await stage.clock.advance(HOUR);
      await first.close();
      stage.plug.fate = request => (nameOf(request) === `DELETE ${RULE}` ? fate : 'answered');
      const second = stage.start();
      await stage.clock.advance(HOUR);
      await second.close();
      assert.deepEqual(rulesOf(stage.plug), [[ID, 0, 900]]);
      stage.plug.fate = () => 'answered';
      stage.start();
      await stage.clock.advance(HOUR);
      assert.deepEqual(rulesOf(stage.plug), [], fate);
    }
  });

  test('of an outlet that is gone is removed, those of the others stay', async t => {
    const stage = new Stage(t, { channels: [0, 1, 2] });
    stage.plug.rules.set('hblocalautooff07', others('hblocalautooff07', 7));
    stage.start(wanting(15));
    await stage.clock.advance(HOUR);
    assert.deepEqual(
      rulesOf(stage.plug).map(([id]) => id),
      ['hblocalautooff01', 'hblocalautooff02'],
    );
  });
});

describe('rules of others', () => {
  const theirs = [
    'another',
    'hblocalautooff',
    'hblocalautoof00',
    'hblocalautooffx1',
    'hblocalautooff001',
    'xhblocalautooff0',
    'HBLOCALAUTOOFF00',
    '',
  ];

  test('are never touched, however similar their ids, from the first start to the last', async t => {
    const stage = new Stage(t);
    for (const id of theirs) stage.plug.rules.set(id, others(id));
    const before = new Map(stage.plug.rules);
    for (const minutes of [0, 15, 20, 0, 0]) {
      const run = stage.start(wanting(minutes));
      await stage.clock.advance(24 * HOUR);
      await run.close();
    }
    assert.deepEqual(stage.plug.rules, before);
    const touched = stage.plug.requests.filter(request => nameOf(request).endsWith(RULE));
    assert.ok(touched.length > 0);
    for (const { payload } of touched) assert.equal(member(payload['triggerx'], 'id'), ID);
  });

  test('that do the same for the same outlet do not count as ours', async t => {
    const stage = new Stage(t);
    stage.plug.rules.set('another', { ...others('another'), rule: { week: 255, duration: 900 } });
    stage.start(wanting(15));
    await stage.clock.advance(1000);
    assert.deepEqual([...stage.plug.rules.keys()], ['another', ID]);
  });
});

describe('a plug that does not do it', () => {
  for (const [where, fate] of [
    [`GET ${LIST}`, 'hung up'],
    [`GET ${LIST}`, 'refused'],
    [`SET ${RULE}`, 'refused'],
    [`SET ${RULE}`, 'hung up'],
    [`SET ${RULE}`, 'unanswered'],
  ] as const satisfies readonly (readonly [string, Fate])[]) {
    test(`is told of, tried every minute and no more often, and counts as there: ${where} ${fate}`, async t => {
      const stage = new Stage(t);
      stage.plug.fate = request => (nameOf(request) === where ? fate : 'answered');
      const { device } = stage.start(wanting(15));
      let wasAway = false;
      device.onReading(reading => {
        if (reading.kind === 'reachable' && !reading.reachable) wasAway = true;
      });
      await stage.clock.advance(0.9 * 60_000);
      assert.equal(stage.logged.length, 1);
      assert.match(
        stage.logged[0] ?? '',
        /^its auto-off rule could not be brought in line with the config: .*\nIt is tried/,
      );
      await stage.clock.advance(10 * 60_000);
      assert.ok(stage.plug.asked(LIST).length <= 12, String(stage.plug.asked(LIST).length));
      assert.equal(wasAway, false);
      stage.plug.fate = () => 'answered';
      await stage.clock.advance(2 * 60_000);
      assert.deepEqual(rulesOf(stage.plug), [[ID, 0, 900]]);
    });
  }

  test('is brought in line when it is back, and nobody is told of its rule while it is away', async t => {
    const stage = new Stage(t);
    const first = stage.start(wanting(15));
    await stage.clock.advance(1000);
    await first.close();
    const { device } = stage.start(wanting(20));
    stage.plug.fate = () => 'no way';
    await stage.clock.advance(60_000);
    assert.equal(device.state.get('reachable')?.reachable, false);
    const told = stage.logged.length;
    await stage.clock.advance(HOUR);
    assert.equal(stage.logged.length, told);
    stage.plug.fate = () => 'answered';
    await stage.clock.advance(120_000);
    assert.deepEqual(rulesOf(stage.plug), [[ID, 0, 1200]]);
  });

  test('does what it can: taps go on in between', async t => {
    const stage = new Stage(t, { channels: [0, 1, 2, 3] });
    const { device } = stage.start(wanting(15));
    const command = { namespace: 'Appliance.Control.ToggleX', method: 'SET' } as const;
    for (let tap = 0; tap < 10; tap += 1) {
      const payload = { togglex: { channel: 1, onoff: tap % 2 } };
      const sent = device.send({ key: 'toggle:1', request: { ...command, payload }, proves: [] });
      await stage.clock.advance(35);
      await sent;
    }
    await stage.clock.advance(5000);
    assert.equal(rulesOf(stage.plug).length, 3);
    assert.deepEqual(stage.logged, []);
  });

  test('leaves nothing ticking, whenever Homebridge ends', async t => {
    for (const afterMs of [0, 10, 30, 50, 1000, 60_000, 7 * HOUR]) {
      for (const minutes of [15, 0]) {
        const stage = new Stage(t);
        stage.around.notes(stage.plug.uuid).set('autoOff', 15);
        const run = stage.start(wanting(minutes));
        await stage.clock.advance(afterMs);
        await run.close();
        await stage.clock.advance(0);
        assert.equal(stage.clock.pending, 0, `${minutes} min, after ${afterMs} ms`);
        assert.deepEqual(stage.logged, []);
      }
    }
  });
});

test('what cannot be had is told, with the reason', t => {
  const plug = (abilities: readonly string[]) => new Stage(t, { abilities }).plug.info;
  const tell = (wanted: object, abilities: readonly string[]): readonly string[] =>
    unsupported({ ...DEFAULTS, ...wanted }, plug(abilities));
  const able = ['Control.ToggleX', RULE, LIST];
  assert.deepEqual(tell({ autoOffMinutes: 5 }, able), []);
  assert.match(tell({ autoOffMinutes: 5 }, ['Control.ToggleX'])[0] ?? '', /"autoOffMinutes" has no effect/);
  assert.match(tell({ autoOffMinutes: 5, locked: true }, able)[0] ?? '', /locked/);
  assert.match(tell({ led: true }, able)[0] ?? '', /"led" has no effect/);
  const washing = { appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } };
  assert.match(tell(washing, able)[0] ?? '', /measures no power/);
  assert.match(tell({ ...washing, energy: false }, [...able, 'Control.Electricity'])[0] ?? '', /"energy" is false/);
  assert.deepEqual(tell({ autoOffMinutes: 0 }, ['Control.ToggleX']), []);
});

test('each capability costs nothing where it is off: a plug with all abilities is asked what one with none is', async t => {
  const asked: string[][] = [];
  for (const abilities of [['Control.ToggleX'], ['Control.ToggleX', 'System.DNDMode', RULE, LIST]]) {
    const stage = new Stage(t, { abilities });
    stage.start({ made: (around: FeatureTools) => featuresFor(DEFAULTS, around) });
    await stage.clock.advance(HOUR);
    asked.push(stage.plug.requests.map(nameOf));
  }
  assert.deepEqual(asked[0], asked[1]);
});

function nameOf({ method, namespace }: Request): string {
  return `${method} ${namespace.replace('Appliance.', '')}`;
}
