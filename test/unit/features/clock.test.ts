import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { plugClock } from '../../../src/features/clock.ts';
import type { FeatureConfig, FeatureTools } from '../../../src/features/declaration.ts';
import { unsupported } from '../../../src/features/index.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { zoneFor } from '../../../src/protocol/time-rules.ts';
import { DEFAULTS } from '../../support/surroundings.ts';
import { Stage, type Run } from './stage.ts';

const ZONE = 'Europe/Paris';
const ABLE = ['Control.ToggleX', 'System.Time'];
const AUTO: Partial<FeatureConfig> = { clock: 'auto' };
/** Longer than System.All is old. */
const HEARD_MS = 70_000;
const HOUR_MS = 3_600_000;

interface Scene {
  readonly stage: Stage;
  readonly run: Run;
  readonly orders: () => number;
}

/** A plug in Paris whose clock is right, and a Homebridge there. */
async function scene(t: TestContext, isAuto: boolean, time: object = {}, abilities = ABLE): Promise<Scene> {
  const stage = new Stage(t, { abilities });
  const now = stage.clock.epochSeconds();
  stage.plug.setTime({ ...zoneFor(ZONE, now), timestamp: now, ...time });
  const made = ({ clock, log }: FeatureTools) => [
    toggle,
    plugClock({ isAuto, clock, log, host: '192.168.1.20', zone: ZONE }),
  ];
  const run = stage.start({ made });
  await stage.clock.advance(HEARD_MS);
  return { stage, run, orders: () => stage.plug.asked('System.Time').filter(method => method === 'SET').length };
}

/** How far the plug's clock is ahead. */
const ahead = ({ plug, clock }: Stage): number => {
  const { payload } = plug.introduction();
  const text = /"timestamp":(\d+)/.exec(JSON.stringify(payload));
  return Number(text?.[1]) - clock.epochSeconds();
};

describe('a plug that loses the time while it is watched', () => {
  test('is logged when it happens, with what that means and the command that mends it; and not each time that it comes and goes', async t => {
    const { stage, orders } = await scene(t, false);
    assert.equal(stage.logged.length, 0);
    stage.plug.setTime({ ...stage.plug.time, timestamp: 25 });
    await stage.clock.advance(HEARD_MS);
    assert.equal(stage.logged.length, 1);
    assert.match(
      stage.logged[0] ?? '',
      /lost the time.*\n.*meter.*energy.*`meross-local clock 192\.168\.1\.20 --timezone/,
    );
    await stage.clock.advance(HOUR_MS);
    assert.equal(stage.logged.length, 1, 'once');
    for (let times = 0; times < 5; times++) {
      stage.plug.setTime({ ...stage.plug.time, timestamp: stage.clock.epochSeconds() });
      await stage.clock.advance(HEARD_MS);
      stage.plug.setTime({ ...stage.plug.time, timestamp: 25 });
      await stage.clock.advance(HEARD_MS);
    }
    assert.equal(stage.logged.length, 1, 'once, however often it comes and goes');
    stage.plug.setTime({ ...stage.plug.time, timestamp: stage.clock.epochSeconds() });
    await stage.clock.advance(HOUR_MS + HEARD_MS);
    stage.plug.setTime({ ...stage.plug.time, timestamp: 25 });
    await stage.clock.advance(HEARD_MS);
    assert.equal(stage.logged.length, 2, 'again after an hour in which it was right');
    assert.equal(orders(), 0);
  });

  test('is noticed over a reconnection as well', async t => {
    const { stage, run } = await scene(t, false);
    stage.plug.setTime({ ...stage.plug.time, timestamp: 18_638 });
    await run.reconnect(5 * 60_000);
    await stage.clock.advance(HEARD_MS);
    assert.equal(stage.logged.length, 1);
  });
});

describe('"clock": "auto"', () => {
  for (const [what, time] of [
    ['a clock that was never set', { timestamp: 437 }],
    ['a clock that is two minutes behind', { timestamp: 1_735_689_480 }],
    ['no time zone', { timezone: '', timeRule: [] }],
    ['another time zone', zoneFor('Asia/Tokyo', 1_735_689_600)],
    ['rules that are hours old', { timeRule: [[0, -10_800, 0]] }],
    ['no rules', { timeRule: [] }],
  ] as const) {
    test(`mends ${what}, once, and logs that once`, async t => {
      const { stage, orders } = await scene(t, true, time);
      assert.equal(orders(), 1);
      assert.ok(Math.abs(ahead(stage)) <= 2, String(ahead(stage)));
      assert.equal(stage.plug.time?.timezone, ZONE);
      assert.equal(stage.logged.length, 1);
      assert.match(stage.logged[0] ?? '', /its clock is set, with the time zone Europe\/Paris/);
      await stage.clock.advance(HOUR_MS);
      assert.equal(orders(), 1);
      assert.equal(stage.logged.length, 1);
    });
  }

  test('asks nothing of a plug whose clock is right', async t => {
    const { stage } = await scene(t, true);
    await stage.clock.advance(HOUR_MS);
    assert.deepEqual(stage.plug.asked('System.Time'), []);
    assert.deepEqual(stage.logged, []);
  });

  test('sets the time again after each power cut', async t => {
    const { stage, orders } = await scene(t, true);
    for (let cut = 1; cut <= 3; cut += 1) {
      stage.plug.setTime({ ...stage.plug.time, timestamp: 10 });
      await stage.clock.advance(HEARD_MS);
      assert.equal(orders(), cut);
      assert.ok(Math.abs(ahead(stage)) <= 2);
      await stage.clock.advance(HOUR_MS);
    }
  });

  test('tries again, less and less often, where the plug does not take it, and logs that once', async t => {
    const { stage, orders } = await scene(t, true);
    stage.plug.takesTime = false;
    stage.plug.setTime({ ...stage.plug.time, timestamp: 10 });
    await stage.clock.advance(2 * HOUR_MS);
    assert.equal(orders(), 4, 'at once, after 10 min, 20 more, and 40 more');
    assert.equal(stage.logged.filter(text => text.startsWith('its clock could not be set')).length, 1);
    stage.plug.takesTime = true;
    await stage.clock.advance(HOUR_MS);
    assert.ok(Math.abs(ahead(stage)) <= 2, `${ahead(stage)} s, ${orders()} orders: ${stage.logged.join(' | ')}`);
  });

  test('waits for a plug that is away, without a line', async t => {
    const { stage, orders } = await scene(t, true);
    stage.plug.fate = () => 'no way';
    stage.plug.setTime({ ...stage.plug.time, timestamp: 10 });
    await stage.clock.advance(HOUR_MS);
    assert.equal(orders(), 0);
    stage.plug.fate = () => 'answered';
    await stage.clock.advance(2 * HEARD_MS);
    assert.equal(orders(), 1);
    assert.ok(Math.abs(ahead(stage)) <= 2);
  });

  test('of a computer whose own zone was never set keeps the zone that the plug has', async t => {
    const stage = new Stage(t, { abilities: ABLE });
    const now = stage.clock.epochSeconds();
    stage.plug.setTime({ ...zoneFor(ZONE, now), timestamp: 10 });
    const made = ({ clock, log }: FeatureTools) => [
      toggle,
      plugClock({ isAuto: true, clock, log, host: 'plug', zone: 'UTC' }),
    ];
    stage.start({ made });
    await stage.clock.advance(HEARD_MS);
    assert.equal(stage.plug.time?.timezone, ZONE);
    assert.ok(Math.abs(ahead(stage)) <= 2);
  });

  test('is asked for by the option, and has no effect on a plug that does not take the time', async t => {
    const stage = new Stage(t, { abilities: ABLE });
    stage.plug.setTime({ timestamp: 10 });
    stage.start({ wanted: AUTO });
    await stage.clock.advance(HEARD_MS);
    assert.ok(Math.abs(ahead(stage)) <= 2);
    assert.deepEqual(unsupported({ ...DEFAULTS, ...AUTO }, stage.plug.info), []);
    const { plug } = new Stage(t, { abilities: ['Control.ToggleX'] });
    assert.match(unsupported({ ...DEFAULTS, ...AUTO }, plug.info)[0] ?? '', /^"clock" has no effect/);
  });
});
