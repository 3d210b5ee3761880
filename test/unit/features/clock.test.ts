import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { plugClock } from '../../../src/features/clock.ts';
import type { FeatureConfig, FeatureTools } from '../../../src/features/feature-declaration.ts';
import { unsupportedOptions } from '../../../src/features/index.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { zoneFor } from '../../../src/protocol/time-rules.ts';
import { DEFAULT_CONFIG } from '../../support/feature-tools.ts';
import { FeatureFixture, type HomebridgeRun } from './feature-fixture.ts';

const ZONE = 'Europe/Paris';
const ABLE = ['Control.ToggleX', 'System.Time'];
const AUTO: Partial<FeatureConfig> = { clock: 'auto' };
/** Longer than the interval of System.All. */
const OBSERVED_MS = 70_000;
const HOUR_MS = 3_600_000;

interface ClockFixture {
  readonly fixture: FeatureFixture;
  readonly run: HomebridgeRun;
  readonly commands: () => number;
}

/** A plug in Paris whose clock is right, and a Homebridge there. */
async function startFixture(
  t: TestContext,
  isAuto: boolean,
  time: object = {},
  abilities = ABLE,
): Promise<ClockFixture> {
  const fixture = new FeatureFixture(t, { abilities });
  const now = fixture.clock.epochSeconds();
  fixture.plug.setTime({ ...zoneFor(ZONE, now), timestamp: now, ...time });
  const createFeatures = ({ clock, log }: FeatureTools) => [
    toggle,
    plugClock({ isAuto, clock, log, host: '192.168.1.20', zone: ZONE }),
  ];
  const run = fixture.start({ createFeatures });
  await fixture.clock.advance(OBSERVED_MS);
  return {
    fixture,
    run,
    commands: () => fixture.plug.methodsFor('System.Time').filter(method => method === 'SET').length,
  };
}

/** How far the plug's clock is ahead. */
const ahead = ({ plug, clock }: FeatureFixture): number => {
  const { payload } = plug.systemAll();
  const text = /"timestamp":(\d+)/.exec(JSON.stringify(payload));
  return Number(text?.[1]) - clock.epochSeconds();
};

describe('a plug that loses the time while the plugin runs', () => {
  test('is logged when it happens, with the consequence and the command that sets it; not again each time it comes and goes', async t => {
    const { fixture, commands } = await startFixture(t, false);
    assert.equal(fixture.logged.length, 0);
    fixture.plug.setTime({ timestamp: 25 });
    await fixture.clock.advance(OBSERVED_MS);
    assert.equal(fixture.logged.length, 1);
    assert.match(
      fixture.logged[0] ?? '',
      /lost the time.*\n.*meter.*energy.*`meross-local clock 192\.168\.1\.20 --timezone/,
    );
    await fixture.clock.advance(HOUR_MS);
    assert.equal(fixture.logged.length, 1, 'once');
    for (let times = 0; times < 5; times++) {
      fixture.plug.setTime({ timestamp: fixture.clock.epochSeconds() });
      await fixture.clock.advance(OBSERVED_MS);
      fixture.plug.setTime({ timestamp: 25 });
      await fixture.clock.advance(OBSERVED_MS);
    }
    assert.equal(fixture.logged.length, 1, 'once, however often it comes and goes');
    fixture.plug.setTime({ timestamp: fixture.clock.epochSeconds() });
    await fixture.clock.advance(HOUR_MS + OBSERVED_MS);
    fixture.plug.setTime({ timestamp: 25 });
    await fixture.clock.advance(OBSERVED_MS);
    assert.equal(fixture.logged.length, 2, 'again after an hour in which it was right');
    assert.equal(commands(), 0);
  });

  test('is noticed over a reconnection as well', async t => {
    const { fixture, run } = await startFixture(t, false);
    fixture.plug.setTime({ timestamp: 18_638 });
    await run.reconnect(5 * 60_000);
    await fixture.clock.advance(OBSERVED_MS);
    assert.equal(fixture.logged.length, 1);
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
    test(`corrects ${what}, once, and logs that once`, async t => {
      const { fixture, commands } = await startFixture(t, true, time);
      assert.equal(commands(), 1);
      assert.ok(Math.abs(ahead(fixture)) <= 2, String(ahead(fixture)));
      assert.equal(fixture.plug.core.time['timezone'], ZONE);
      assert.equal(fixture.logged.length, 1);
      assert.match(fixture.logged[0] ?? '', /its clock was set with the time zone Europe\/Paris/);
      await fixture.clock.advance(HOUR_MS);
      assert.equal(commands(), 1);
      assert.equal(fixture.logged.length, 1);
    });
  }

  test('sends no query to a plug whose clock is right', async t => {
    const { fixture } = await startFixture(t, true);
    await fixture.clock.advance(HOUR_MS);
    assert.deepEqual(fixture.plug.methodsFor('System.Time'), []);
    assert.deepEqual(fixture.logged, []);
  });

  test('sets the time again after each power cut', async t => {
    const { fixture, commands } = await startFixture(t, true);
    for (let cut = 1; cut <= 3; cut += 1) {
      fixture.plug.setTime({ timestamp: 10 });
      await fixture.clock.advance(OBSERVED_MS);
      assert.equal(commands(), cut);
      assert.ok(Math.abs(ahead(fixture)) <= 2);
      await fixture.clock.advance(HOUR_MS);
    }
  });

  test('tries again, at growing intervals, if the plug does not apply the time, and logs that once', async t => {
    const { fixture, commands } = await startFixture(t, true);
    fixture.plug.fate = ({ method, namespace }) =>
      method === 'SET' && namespace.endsWith('.Time') ? 'acknowledged only' : 'answered';
    fixture.plug.setTime({ timestamp: 10 });
    await fixture.clock.advance(2 * HOUR_MS);
    assert.equal(commands(), 4, 'at once, after 10 min, 20 more, and 40 more');
    assert.equal(fixture.logged.filter(text => text.startsWith('its clock could not be set')).length, 1);
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(HOUR_MS);
    assert.ok(
      Math.abs(ahead(fixture)) <= 2,
      `${ahead(fixture)} s, ${commands()} commands: ${fixture.logged.join(' | ')}`,
    );
  });

  test('waits for an unreachable plug, without a log entry', async t => {
    const { fixture, commands } = await startFixture(t, true);
    fixture.plug.fate = () => 'no connection';
    fixture.plug.setTime({ timestamp: 10 });
    await fixture.clock.advance(HOUR_MS);
    assert.equal(commands(), 0);
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(2 * OBSERVED_MS);
    assert.equal(commands(), 1);
    assert.ok(Math.abs(ahead(fixture)) <= 2);
  });

  test('of a computer whose own zone was never set keeps the zone that the plug has', async t => {
    const fixture = new FeatureFixture(t, { abilities: ABLE });
    const now = fixture.clock.epochSeconds();
    fixture.plug.setTime({ ...zoneFor(ZONE, now), timestamp: 10 });
    const createFeatures = ({ clock, log }: FeatureTools) => [
      toggle,
      plugClock({ isAuto: true, clock, log, host: 'plug', zone: 'UTC' }),
    ];
    fixture.start({ createFeatures });
    await fixture.clock.advance(OBSERVED_MS);
    assert.equal(fixture.plug.core.time['timezone'], ZONE);
    assert.ok(Math.abs(ahead(fixture)) <= 2);
  });

  test('is asked for by the option, and has no effect on a plug whose clock cannot be set', async t => {
    const fixture = new FeatureFixture(t, { abilities: ABLE });
    fixture.plug.setTime({ timestamp: 10 });
    fixture.start({ config: AUTO });
    await fixture.clock.advance(OBSERVED_MS);
    assert.ok(Math.abs(ahead(fixture)) <= 2);
    assert.deepEqual(unsupportedOptions({ ...DEFAULT_CONFIG, ...AUTO }, fixture.plug.info), []);
    const { plug } = new FeatureFixture(t, { abilities: ['Control.ToggleX'] });
    assert.deepEqual(unsupportedOptions({ ...DEFAULT_CONFIG, ...AUTO }, plug.info), [
      { option: 'clock', reason: 'clockNotSettable' },
    ]);
  });
});
