import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FeatureConfig, FeatureTools } from '../../../src/features/feature-declaration.ts';
import { sensor, type SensorKind } from '../../../src/features/sensor.ts';
import { toggle } from '../../../src/features/toggle.ts';
import type { Capability, CharacteristicType, ServiceType } from '../../../src/homekit/capability.ts';
import { failed, hap, HAPStatus, read } from '../homekit/real-hap.ts';
import { FeatureFixture, type HomebridgeRun } from './feature-fixture.ts';
import { hangUpOn, MeterFixture } from './meter-fixture.ts';

const { OccupancySensor, ContactSensor, MotionSensor } = hap.Service;
const { OccupancyDetected, ContactSensorState, MotionDetected, ConfiguredName } = hap.Characteristic;
const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
const MINUTE = 60_000;
/** Longer than the interval of measurements: energySeconds is 10. */
const MEASURED_MS = 11_000;
/** Longer than the power must be low, and the interval. */
const RESTED_MS = 27_000;

const sensing = (kind: SensorKind = 'occupancy', aboveWatts = 20): Partial<FeatureConfig> => ({
  sensor: { aboveWatts, kind },
});

const occupancy = (run: HomebridgeRun, subtype = '0 in use'): Promise<unknown> =>
  read(run.service(OccupancySensor, subtype), OccupancyDetected);

describe('a sensor', () => {
  const kinds: readonly (readonly [SensorKind, ServiceType, CharacteristicType, unknown, unknown])[] = [
    ['occupancy', OccupancySensor, OccupancyDetected, 1, 0],
    ['contact', ContactSensor, ContactSensorState, 1, 0],
    ['motion', MotionSensor, MotionDetected, true, false],
  ];
  for (const [kind, service, characteristic, active, idle] of kinds) {
    test(`for ${kind} is active while the outlet draws more than the threshold, under a name of its own`, async t => {
      const fixture = new FeatureFixture(t);
      const run = fixture.start({ config: sensing(kind) });
      const found = run.service(service, '0 in use');
      assert.equal(found?.getCharacteristic(ConfiguredName).value, 'Desk lamp in use');
      fixture.plug.setLoad(5);
      await fixture.clock.advance(MEASURED_MS);
      assert.equal(await read(found, characteristic), idle);
      fixture.plug.setLoad(60);
      await fixture.clock.advance(MEASURED_MS);
      assert.equal(await read(found, characteristic), active);
      fixture.plug.setLoad(5);
      await fixture.clock.advance(RESTED_MS);
      assert.equal(await read(found, characteristic), idle);
    });
  }

  test('does not flicker with a load that swings around the threshold', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({ config: sensing() });
    const changes: unknown[] = [];
    run
      .service(OccupancySensor, '0 in use')
      ?.getCharacteristic(OccupancyDetected)
      .on('change', ({ oldValue, newValue }) => {
        if (newValue !== oldValue) changes.push(newValue);
      });
    for (const watts of [21, 17, 19, 22, 3, 21, 18, 2, 25, 16.5]) {
      fixture.plug.setLoad(watts);
      await fixture.clock.advance(MEASURED_MS);
    }
    assert.deepEqual(changes, [1]);
  });

  test('is not active as soon as the outlet is switched off', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({ config: sensing() });
    fixture.plug.setLoad(60);
    await fixture.clock.advance(MEASURED_MS);
    assert.equal(await occupancy(run), 1);
    fixture.plug.turn(0, false);
    await fixture.clock.advance(6000);
    assert.equal(run.device.state.get('toggle')?.on, false);
    assert.equal(await occupancy(run), 0);
  });

  test('has no value before the first measurement, nor while the plug is unreachable', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.setLoad(60);
    const run = fixture.start({ config: sensing() });
    assert.deepEqual(await occupancy(run), NO_ANSWER);
    await fixture.clock.advance(MEASURED_MS);
    assert.equal(await occupancy(run), 1);
    fixture.plug.fate = () => 'no connection';
    await fixture.clock.advance(MINUTE);
    assert.deepEqual(await occupancy(run), NO_ANSWER);
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(await occupancy(run), 1);
  });

  test('stands beside the contact of an appliance, and both follow the same load', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start({
      config: { ...sensing('contact'), appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } },
    });
    const contacts = (): Promise<unknown> =>
      Promise.all(
        ['0 in use', '0 finished'].map(subtype => read(run.service(ContactSensor, subtype), ContactSensorState)),
      );
    fixture.plug.setLoad(2000);
    await fixture.clock.advance(MINUTE);
    assert.deepEqual(await contacts(), [1, 0], 'in use, not finished');
    fixture.plug.setLoad(0);
    await fixture.clock.advance(MINUTE);
    assert.deepEqual(await contacts(), [0, 0], 'not in use, and may only pause');
    await fixture.clock.advance(3 * MINUTE);
    assert.deepEqual(await contacts(), [0, 1], 'finished');
  });

  test('is there for each outlet of a strip whose meter measures each, and not for its master', async t => {
    const meter: Capability = {
      supports: () => true,
      queries: () => [],
      read: ({ header, payload }) =>
        header.namespace === 'watts'
          ? Object.entries(payload).map(([channel, watts]) => ({
              kind: 'power',
              channel: Number(channel),
              watts: Number(watts),
              volts: 230,
              amperes: 0,
            }))
          : [],
    };
    const fixture = new FeatureFixture(t, { channels: [0, 1, 2] });
    const rule = { aboveWatts: 20, holdMs: 15_000 };
    const run = fixture.start({
      appearance: { outlets: [{ channel: 0, hidden: false }] },
      createFeatures: (tools: FeatureTools) => [toggle, meter, sensor({ ...tools, kind: 'occupancy', rule, meter })],
    });
    const { header, ...message } = fixture.plug.systemAll();
    run.device.receive({ ...message, header: { ...header, namespace: 'watts' }, payload: { 1: 60, 2: 3 } });
    assert.deepEqual(await Promise.all([occupancy(run, '1 in use'), occupancy(run, '2 in use')]), [1, 0]);
    assert.equal(run.service(OccupancySensor, '0 in use'), undefined);
    assert.ok(run.service(hap.Service.Outlet, '0'), 'though the master is shown');
  });

  test('costs no request, and leaves nothing ticking', async t => {
    const counts: number[] = [];
    for (const config of [{}, sensing()]) {
      const fixture = new FeatureFixture(t);
      const run = fixture.start({ config });
      fixture.plug.setLoad(60);
      await fixture.clock.advance(5 * MINUTE);
      fixture.plug.setLoad(1);
      await fixture.clock.advance(MEASURED_MS);
      counts.push(fixture.plug.requests.length);
      await run.close();
      assert.equal(fixture.clock.pending, 0);
    }
    assert.equal(counts[0], counts[1]);
  });
});

describe('a meter that does not measure', () => {
  for (const [what, fail] of [
    ['reads 0 V', ({ plug }: MeterFixture) => plug.meter.measure({ volts: 0 })],
    ['no longer replies', ({ plug }: MeterFixture) => void (plug.fate = hangUpOn('Control.Electricity'))],
  ] as const) {
    test(`makes the sensor unknown, and never "not in use": it ${what}`, async t => {
      const fixture = new MeterFixture(t);
      fixture.plug.meter.measure({ watts: 60 });
      const run = await fixture.start({ config: sensing() });
      const shown = (): Promise<unknown> =>
        read(
          run.accessory.services.find(({ UUID }) => UUID === OccupancySensor.UUID),
          OccupancyDetected,
        );
      await fixture.clock.advance(5 * MINUTE);
      assert.equal(await shown(), 1);
      fail(fixture);
      await fixture.clock.advance(20 * MINUTE);
      assert.deepEqual(await shown(), NO_ANSWER);
      fixture.plug.fate = () => 'answered';
      fixture.plug.meter.measure({ watts: 60 });
      await fixture.clock.advance(20 * MINUTE);
      assert.equal(await shown(), 1);
    });
  }
});

describe('without the option, or without support', () => {
  for (const [what, options, config] of [
    ['the option is not there', {}, {}],
    ['the plug has no meter', { abilities: ['Control.ToggleX'] }, sensing()],
    ['the only meter is that of a whole strip', { channels: [0, 1, 2] }, sensing()],
    ['the meter is not wanted', {}, { ...sensing(), energy: false }],
  ] as const) {
    test(`there is no sensor, as ${what}`, t => {
      const fixture = new FeatureFixture(t, options);
      const run = fixture.start({ config });
      for (const channel of [0, 1, 2]) assert.equal(run.service(OccupancySensor, `${channel} in use`), undefined);
    });
  }

  test('the sensor of another kind is removed when the kind changes', t => {
    const fixture = new FeatureFixture(t);
    assert.ok(fixture.start({ config: sensing('motion') }).service(MotionSensor, '0 in use'));
    const second = fixture.start({ config: sensing('contact') });
    assert.equal(second.service(MotionSensor, '0 in use'), undefined);
    assert.ok(second.service(ContactSensor, '0 in use'));
  });
});
