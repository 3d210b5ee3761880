import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { meterOf } from '../../../src/features/power.ts';
import { failed, HAPStatus } from '../homekit/real-hap.ts';
import { EVE, MeterFixture, MINUTE_MS, ONE_METER } from './meter-fixture.ts';

const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
const STRIP = [0, 1, 2, 3];

describe('which meter a plug has', () => {
  for (const [what, channels, abilities, name] of [
    ['a plug with a meter', [0], ONE_METER, 'Electricity'],
    ['a plug without', [0], [], undefined],
    ['a plug that has both', [0], ['Electricity', 'ElectricityX'], 'Electricity'],
    ['a plug that measures by outlet', [0], ['ElectricityX'], 'ElectricityX'],
    ['a strip that measures each outlet', STRIP, ['ElectricityX'], 'ElectricityX'],
    ['a strip with one meter for all outlets, which reports no outlet by itself', STRIP, ['Electricity'], undefined],
  ] as const) {
    test(`${what}: ${name ?? 'none'}`, t => {
      const { plug } = new MeterFixture(t, { channels, abilities });
      assert.equal(meterOf(plug.info), name && `Appliance.Control.${name}`);
    });
  }
});

test('watts, volts and amperes are shown as the plug measures them', async t => {
  const fixture = new MeterFixture(t);
  fixture.plug.meter.measure({ watts: 67.4, volts: 238.7, amperes: 0.42 });
  const run = await fixture.start();
  assert.deepEqual(await run.shows(EVE.Watts), NO_ANSWER, 'nothing before it was measured');
  await fixture.clock.advance(2 * MINUTE_MS);
  // HAP multiplies by its step, which leaves a rounding error.
  assert.equal(Number(await run.shows(EVE.Watts)).toFixed(2), '67.40');
  assert.equal(Number(await run.shows(EVE.Volts)).toFixed(2), '238.70');
  assert.equal(Number(await run.shows(EVE.Amperes)).toFixed(3), '0.420');
  assert.deepEqual(run.warnings, []);
});

test('an unreachable plug shows no watts', async t => {
  const fixture = new MeterFixture(t);
  const run = await fixture.start();
  await fixture.clock.advance(2 * MINUTE_MS);
  assert.equal(await run.shows(EVE.Watts), 0);
  fixture.plug.isReachable = false;
  await fixture.clock.advance(5 * MINUTE_MS);
  assert.deepEqual(await run.shows(EVE.Watts), NO_ANSWER);
  fixture.plug.isReachable = true;
  await fixture.clock.advance(5 * MINUTE_MS);
  assert.equal(await run.shows(EVE.Watts), 0);
});

test('each outlet has its own watts, and the master has none', async t => {
  const fixture = new MeterFixture(t, { channels: STRIP, abilities: ['ElectricityX'] });
  for (const channel of [1, 2, 3]) fixture.plug.meter.measure({ watts: channel * 11, volts: 231.4 }, channel);
  const run = await fixture.start({ appearance: { outlets: STRIP.map(channel => ({ channel, hidden: false })) } });
  await fixture.clock.advance(2 * MINUTE_MS);
  for (const channel of [1, 2, 3]) {
    assert.equal(await run.shows(EVE.Watts, channel), channel * 11);
    assert.equal(await run.shows(EVE.Volts, channel), 231.4);
  }
  assert.equal(run.has(EVE.Watts, 0), false);
  assert.equal(run.has(EVE.Watts, 1), true);
});

test('power that flows back is shown as 0 W, and implausible power not at all; HAP logs no warning', async t => {
  const fixture = new MeterFixture(t, { abilities: ['ElectricityX'] });
  fixture.plug.meter.measure({ watts: -12 });
  const run = await fixture.start();
  await fixture.clock.advance(2 * MINUTE_MS);
  assert.equal(await run.shows(EVE.Watts), 0);
  fixture.plug.meter.measure({ watts: 4_294_967 });
  await fixture.clock.advance(2 * MINUTE_MS);
  assert.deepEqual(await run.shows(EVE.Watts), NO_ANSWER);
  assert.deepEqual(run.warnings, []);
});

test('without "energy" nothing of it is shown, also if it was before, and the plug gets no query for it', async t => {
  const fixture = new MeterFixture(t);
  const before = await fixture.start();
  await fixture.clock.advance(10 * MINUTE_MS);
  await before.close();
  const queried = fixture.plug.requests.length;
  const run = await fixture.start({ config: { energy: false } });
  await fixture.clock.advance(60 * MINUTE_MS);
  const names = fixture.plug.requests.slice(queried).map(({ namespace }) => namespace);
  assert.ok(names.length > 50);
  assert.deepEqual(
    names.filter(name => /Electricity|Consumption|Multiple/.test(name)),
    [],
  );
  const kinds = run.accessory.services.flatMap(({ UUID, characteristics }) => [
    UUID,
    ...characteristics.map(one => one.UUID),
  ]);
  assert.deepEqual(
    kinds.filter(kind => kind.startsWith('E863F')),
    [],
  );
});
