import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { featuresFor, unsupportedOptions } from '../../../src/features/index.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import type { FeatureTools } from '../../../src/features/feature-declaration.ts';
import { isObject } from '../../../src/protocol/decode.ts';
import { DEFAULT_CONFIG } from '../../support/feature-tools.ts';
import type { Outcome } from '../../support/fate.ts';
import type { SentRequest, TestPlug } from '../../support/test-plug.ts';
import { FeatureFixture, type StartOptions } from './feature-fixture.ts';

const RULE = 'Control.TriggerX';
const LIST = 'Digest.TriggerX';
const ID = 'hblocalautooff00';
const HOUR = 3_600_000;
/** Simulated days with a poll every five seconds would take minutes. */
const SLOW = { pollMs: 60_000 };

const withAutoOff = (autoOffMinutes: number): StartOptions => ({ config: { autoOffMinutes, energySeconds: 600 } });

/** How many commands to write, and to remove, a rule a plug received. */
const commands = (plug: TestPlug): readonly string[] => plug.methodsFor(RULE).filter(method => method !== 'GET');

/** The rules of a plug: id, outlet, seconds. */
const rulesOf = (plug: TestPlug): readonly (readonly unknown[])[] =>
  plug.rules.map(({ id, channel, rule }) => [id, channel, member(rule, 'duration')]);

const member = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** A rule of another app. */
const others = (id: string, channel = 0): Readonly<Record<string, unknown>> => ({
  id,
  channel,
  type: 1,
  enable: 1,
  alias: 'Made by another app',
  createTime: 1_700_000_000,
  rule: { week: 255, duration: 46_800 },
});

describe('without auto-off', () => {
  test('now and before, no query about rules is sent', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    fixture.start(withAutoOff(0));
    await fixture.clock.advance(24 * HOUR);
    assert.deepEqual(fixture.plug.methodsFor(RULE), []);
    assert.deepEqual(fixture.plug.methodsFor(LIST), []);
  });

  test('a locked plug is treated alike', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    fixture.start({ config: { autoOffMinutes: 5, locked: true, energySeconds: 600 } });
    await fixture.clock.advance(HOUR);
    assert.deepEqual(fixture.plug.methodsFor(LIST), []);
  });

  for (const abilities of [['Control.ToggleX'], ['Control.ToggleX', RULE], ['Control.ToggleX', LIST]]) {
    test(`a plug that supports only ${abilities.join(', ')} gets no query`, async t => {
      const fixture = new FeatureFixture(t, { ...SLOW, abilities });
      fixture.start(withAutoOff(5));
      await fixture.clock.advance(HOUR);
      assert.deepEqual([...fixture.plug.methodsFor(RULE), ...fixture.plug.methodsFor(LIST)], []);
      assert.deepEqual(fixture.logged, []);
    });
  }
});

describe('a configured rule', () => {
  test('is written once, for every day, and enabled', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    fixture.start(withAutoOff(15));
    await fixture.clock.advance(1000);
    const { createTime, ...rule } = fixture.plug.rule(ID) ?? {};
    assert.deepEqual(rule, {
      id: ID,
      channel: 0,
      type: 0,
      enable: 1,
      alias: 'Auto-off',
      rule: { week: 255, duration: 900 },
    });
    assert.equal(createTime, fixture.clock.epochSeconds() - 1);
    assert.deepEqual(fixture.logged, []);
  });

  test('is checked a few times a day, and not written again', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    fixture.start(withAutoOff(15));
    await fixture.clock.advance(24 * HOUR);
    assert.deepEqual(commands(fixture.plug), ['SET']);
    assert.ok(fixture.plug.methodsFor(LIST).length <= 5);
  });

  test('is not written again after a restart', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    for (let round = 0; round < 4; round += 1) {
      const run = fixture.start(withAutoOff(15));
      await fixture.clock.advance(HOUR);
      await run.close();
    }
    assert.deepEqual(commands(fixture.plug), ['SET']);
  });

  test('follows the config: other minutes replace it, under the same id', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    const run = fixture.start(withAutoOff(15));
    await fixture.clock.advance(HOUR);
    await run.close();
    fixture.start(withAutoOff(20));
    await fixture.clock.advance(HOUR);
    assert.deepEqual(rulesOf(fixture.plug), [[ID, 0, 1200]]);
    assert.deepEqual(commands(fixture.plug), ['SET', 'SET']);
  });

  for (const [what, change] of [
    ['switched off', { enable: 0 }],
    ['made longer', { rule: { week: 255, duration: 7200 } }],
    ['kept for weekdays', { rule: { week: 159, duration: 900 } }],
    ['given to another outlet', { channel: 1 }],
  ] as const) {
    test(`is corrected when another app has ${what} it`, async t => {
      const fixture = new FeatureFixture(t, SLOW);
      fixture.start(withAutoOff(15));
      await fixture.clock.advance(1000);
      const written = fixture.plug.rule(ID);
      fixture.plug.writeRule({ ...written, ...change });
      await fixture.clock.advance(7 * HOUR);
      assert.deepEqual({ ...fixture.plug.rule(ID), createTime: 0 }, { ...written, createTime: 0 });
    });
  }

  test('is written again when another app has removed it', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    fixture.start(withAutoOff(15));
    await fixture.clock.advance(1000);
    fixture.plug.core.rules.replace('triggers', []);
    await fixture.clock.advance(7 * HOUR);
    assert.deepEqual(rulesOf(fixture.plug), [[ID, 0, 900]]);
  });

  test('is left alone by a plug that keeps the days without the bit for "repeat", or numbers as texts', async t => {
    for (const rule of [
      { week: 127, duration: 900 },
      { week: '255', duration: '900' },
    ]) {
      const fixture = new FeatureFixture(t, SLOW);
      fixture.plug.writeRule({ ...others(ID), rule });
      fixture.start(withAutoOff(15));
      await fixture.clock.advance(24 * HOUR);
      assert.deepEqual(commands(fixture.plug), []);
    }
  });

  test('is one for each outlet of a strip, and none for its master', async t => {
    const fixture = new FeatureFixture(t, { ...SLOW, channels: [0, 1, 2, 3] });
    fixture.start(withAutoOff(15));
    await fixture.clock.advance(1000);
    const names = fixture.plug.rules.map(({ alias }) => alias);
    assert.deepEqual(rulesOf(fixture.plug), [
      ['hblocalautooff01', 1, 900],
      ['hblocalautooff02', 2, 900],
      ['hblocalautooff03', 3, 900],
    ]);
    assert.deepEqual(names, ['Auto-off 1', 'Auto-off 2', 'Auto-off 3']);
    await fixture.clock.advance(24 * HOUR);
    assert.equal(commands(fixture.plug).length, 3);
  });
});

describe('a rule that is no longer configured', () => {
  test('is removed with the option, and after that no query is sent', async t => {
    const fixture = new FeatureFixture(t, { ...SLOW, channels: [0, 1, 2] });
    const first = fixture.start(withAutoOff(15));
    await fixture.clock.advance(HOUR);
    await first.close();
    const second = fixture.start(withAutoOff(0));
    await fixture.clock.advance(HOUR);
    assert.deepEqual(rulesOf(fixture.plug), []);
    const queried = fixture.plug.methodsFor(LIST).length;
    await fixture.clock.advance(24 * HOUR);
    await second.close();
    fixture.start(withAutoOff(0));
    await fixture.clock.advance(24 * HOUR);
    assert.equal(fixture.plug.methodsFor(LIST).length, queried);
  });

  test('is removed too when the plug is locked', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    const first = fixture.start(withAutoOff(15));
    await fixture.clock.advance(HOUR);
    await first.close();
    fixture.start({ config: { autoOffMinutes: 15, locked: true } });
    await fixture.clock.advance(HOUR);
    assert.deepEqual(rulesOf(fixture.plug), []);
  });

  for (const failsAfter of [`GET ${LIST}`, `SET ${RULE}`]) {
    test(`is found and removed though Homebridge died at ${failsAfter}, the plug having done it`, async t => {
      const fixture = new FeatureFixture(t, SLOW);
      const first = fixture.start(withAutoOff(15));
      const isOrdered = (): boolean => fixture.plug.requests.some(request => nameOf(request) === failsAfter);
      while (!isOrdered()) await fixture.clock.advance(10);
      await first.close();
      // The request in flight has arrived nevertheless.
      fixture.plug.writeRule({ ...others(ID), rule: { week: 255, duration: 900 } });
      fixture.start(withAutoOff(0));
      await fixture.clock.advance(HOUR);
      assert.deepEqual(rulesOf(fixture.plug), []);
    });
  }

  test('is removed later if the plug was unreachable, or refused', async t => {
    for (const fate of ['no connection', 'refused', 'hung up'] as const) {
      const fixture = new FeatureFixture(t, SLOW);
      const first = fixture.start(withAutoOff(15));
      await fixture.clock.advance(HOUR);
      await first.close();
      fixture.plug.fate = request => (nameOf(request) === `DELETE ${RULE}` ? fate : 'answered');
      const second = fixture.start(withAutoOff(0));
      await fixture.clock.advance(HOUR);
      await second.close();
      assert.deepEqual(rulesOf(fixture.plug), [[ID, 0, 900]]);
      fixture.plug.fate = () => 'answered';
      fixture.start(withAutoOff(0));
      await fixture.clock.advance(HOUR);
      assert.deepEqual(rulesOf(fixture.plug), [], fate);
    }
  });

  test('of a missing outlet is removed, those of the others stay', async t => {
    const fixture = new FeatureFixture(t, { ...SLOW, channels: [0, 1, 2] });
    fixture.plug.writeRule(others('hblocalautooff07', 7));
    fixture.start(withAutoOff(15));
    await fixture.clock.advance(HOUR);
    assert.deepEqual(
      rulesOf(fixture.plug).map(([id]) => id),
      ['hblocalautooff01', 'hblocalautooff02'],
    );
  });
});

describe('rules of others', () => {
  const otherRule = [
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
    const fixture = new FeatureFixture(t, SLOW);
    for (const id of otherRule) fixture.plug.writeRule(others(id));
    const before = fixture.plug.rules;
    for (const minutes of [0, 15, 20, 0, 0]) {
      const run = fixture.start(withAutoOff(minutes));
      await fixture.clock.advance(24 * HOUR);
      await run.close();
    }
    assert.deepEqual(fixture.plug.rules, before);
    // They are read once at the start, so that the log can name them.
    const touched = fixture.plug.requests.filter(
      ({ method, namespace }) => method !== 'GET' && namespace.endsWith(RULE),
    );
    assert.ok(touched.length > 0);
    for (const { payload } of touched) assert.equal(member(payload['triggerx'], 'id'), ID);
  });

  test('that do the same for the same outlet do not count as ours', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    fixture.plug.writeRule({ ...others('another'), rule: { week: 255, duration: 900 } });
    fixture.start(withAutoOff(15));
    await fixture.clock.advance(1000);
    assert.deepEqual(
      fixture.plug.rules.map(({ id }) => id),
      ['another', ID],
    );
  });
});

describe('a plug that does not accept the rule', () => {
  for (const [location, fate] of [
    [`GET ${LIST}`, 'hung up'],
    [`GET ${LIST}`, 'refused'],
    [`SET ${RULE}`, 'refused'],
    [`SET ${RULE}`, 'hung up'],
    [`SET ${RULE}`, 'hung up after doing it'],
  ] as const satisfies readonly (readonly [string, Outcome])[]) {
    test(`is logged, tried every minute and no more often, and stays reachable: ${location} ${fate}`, async t => {
      const fixture = new FeatureFixture(t, SLOW);
      fixture.plug.fate = request => (nameOf(request) === location ? fate : 'answered');
      const { device } = fixture.start(withAutoOff(15));
      let wasUnreachable = false;
      device.onReading(reading => {
        if (reading.kind === 'reachable' && !reading.reachable) wasUnreachable = true;
      });
      await fixture.clock.advance(0.9 * 60_000);
      assert.equal(fixture.logged.length, 1);
      assert.match(fixture.logged[0] ?? '', /^its auto-off rule could not be updated: .*\nThe plugin tries again/);
      await fixture.clock.advance(10 * 60_000);
      assert.ok(fixture.plug.methodsFor(LIST).length <= 12, String(fixture.plug.methodsFor(LIST).length));
      assert.equal(wasUnreachable, false);
      fixture.plug.fate = () => 'answered';
      await fixture.clock.advance(2 * 60_000);
      assert.deepEqual(rulesOf(fixture.plug), [[ID, 0, 900]]);
    });
  }

  test('gets its rule when it is back, and no log entry about it while it is unreachable', async t => {
    const fixture = new FeatureFixture(t, SLOW);
    const first = fixture.start(withAutoOff(15));
    await fixture.clock.advance(1000);
    await first.close();
    const { device } = fixture.start(withAutoOff(20));
    fixture.plug.fate = () => 'no connection';
    await fixture.clock.advance(60_000);
    assert.equal(device.state.get('reachable')?.reachable, false);
    const logCount = fixture.logged.length;
    await fixture.clock.advance(HOUR);
    assert.equal(fixture.logged.length, logCount);
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(120_000);
    assert.deepEqual(rulesOf(fixture.plug), [[ID, 0, 1200]]);
  });

  test('still works: taps are carried out in between', async t => {
    const fixture = new FeatureFixture(t, { ...SLOW, channels: [0, 1, 2, 3] });
    const { device } = fixture.start(withAutoOff(15));
    const command = { namespace: 'Appliance.Control.ToggleX', method: 'SET' } as const;
    for (let tap = 0; tap < 10; tap += 1) {
      const payload = { togglex: { channel: 1, onoff: tap % 2 } };
      const sent = device.send({ key: 'toggle:1', request: { ...command, payload }, proves: [] });
      await fixture.clock.advance(35);
      await sent;
    }
    await fixture.clock.advance(5000);
    assert.equal(rulesOf(fixture.plug).length, 3);
    assert.deepEqual(fixture.logged, []);
  });

  test('leaves nothing ticking, whenever Homebridge ends', async t => {
    for (const afterMs of [0, 10, 30, 50, 1000, 60_000, 7 * HOUR]) {
      for (const minutes of [15, 0]) {
        const fixture = new FeatureFixture(t, SLOW);
        fixture.tools.notes(fixture.plug.uuid).set('autoOff', 15);
        const run = fixture.start(withAutoOff(minutes));
        await fixture.clock.advance(afterMs);
        await run.close();
        await fixture.clock.advance(0);
        assert.equal(fixture.clock.pending, 0, `${minutes} min, after ${afterMs} ms`);
        assert.deepEqual(fixture.logged, []);
      }
    }
  });
});

test('an option without effect is logged, with the reason', t => {
  const plug = (abilities: readonly string[]) => new FeatureFixture(t, { ...SLOW, abilities }).plug.info;
  const report = (wanted: object, abilities: readonly string[]): readonly string[] =>
    unsupportedOptions({ ...DEFAULT_CONFIG, ...wanted }, plug(abilities)).map(
      ({ option, reason }) => `"${option}" has no effect: ${ENGLISH.features.unsupported[reason]}`,
    );
  const able = ['Control.ToggleX', RULE, LIST];
  assert.deepEqual(report({ autoOffMinutes: 5 }, able), []);
  assert.match(report({ autoOffMinutes: 5 }, ['Control.ToggleX'])[0] ?? '', /"autoOffMinutes" has no effect/);
  assert.match(report({ autoOffMinutes: 5, locked: true }, able)[0] ?? '', /locked/);
  assert.match(report({ led: true }, able)[0] ?? '', /"led" has no effect/);
  const washing = { appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } };
  assert.match(report(washing, able)[0] ?? '', /does not measure power/);
  assert.match(report({ ...washing, energy: false }, [...able, 'Control.Electricity'])[0] ?? '', /"energy" is false/);
  assert.deepEqual(report({ autoOffMinutes: 0 }, ['Control.ToggleX']), []);
});

test('a disabled capability costs nothing: a plug with all abilities gets the same queries as one with none', async t => {
  const queried: string[][] = [];
  for (const abilities of [['Control.ToggleX'], ['Control.ToggleX', 'System.DNDMode', RULE, LIST]]) {
    const fixture = new FeatureFixture(t, { ...SLOW, abilities });
    fixture.start({ createFeatures: (tools: FeatureTools) => featuresFor(DEFAULT_CONFIG, tools) });
    await fixture.clock.advance(HOUR);
    queried.push(fixture.plug.requests.map(nameOf));
  }
  assert.deepEqual(queried[0], queried[1]);
});

function nameOf({ method, namespace }: SentRequest): string {
  return `${method} ${namespace.replace('Appliance.', '')}`;
}
