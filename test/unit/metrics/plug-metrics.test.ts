import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlugState } from '../../../src/device/state.ts';
import type { PlugInfo } from '../../../src/device/plug-info.ts';
import type { Reading } from '../../../src/device/reading.ts';
import { NoAnswerError } from '../../../src/errors.ts';
import type { MeasuredPlug } from '../../../src/metrics/measured-plug.ts';
import { metricsPage } from '../../../src/metrics/plug-metrics.ts';
import { parseExposition, type Sample } from './exposition-format.ts';

const UUID = '2401010000000000003448e1e9000001';

function plug(readings: readonly Reading[], more: Partial<MeasuredPlug> = {}, channels = [0]): MeasuredPlug {
  const state = new PlugState();
  state.apply(readings);
  const info: PlugInfo = {
    uuid: UUID,
    model: 'MSS310',
    hardwareVersion: '6.0.0',
    firmwareVersion: '6.1.8',
    macAddress: '48:e1:e9:00:00:01',
    channels,
    abilities: {},
  };
  return { uuid: UUID, name: 'Heater', device: { info, state, roundTripMs: 48 }, ...more };
}

const HERE: Reading = { kind: 'reachable', channel: 0, reachable: true };
const GONE: Reading = {
  kind: 'reachable',
  channel: 0,
  reachable: false,
  why: new NoAnswerError('silence', { hungUp: false }),
};
const power = (channel: number, watts: number | undefined): Reading => ({
  ...{ kind: 'power', channel, watts },
  ...{ volts: 230, amperes: 0.2 },
});

async function samples(...plugs: readonly MeasuredPlug[]): Promise<Readonly<Record<string, readonly Sample[]>>> {
  const { text, contentType } = await metricsPage(plugs);
  assert.match(contentType, /^text\/plain; version=0\.0\.4; charset=utf-8$/);
  return Object.fromEntries([...parseExposition(text)].map(([name, family]) => [name, family.samples]));
}

test('a plug is one line each for watts, kWh, on, reachable and round trip', async () => {
  const readings: readonly Reading[] = [
    power(0, 60.5),
    { kind: 'toggle', channel: 0, on: true },
    { kind: 'energy', channel: 0, wattHours: 12_345 },
    HERE,
  ];
  const of = { uuid: UUID, name: 'Heater' };
  assert.deepEqual(await samples(plug(readings)), {
    meross_plug_reachable: [{ labels: of, value: 1 }],
    meross_round_trip_seconds: [{ labels: of, value: 0.048 }],
    meross_outlet_on: [{ labels: { ...of, outlet: '0' }, value: 1 }],
    meross_power_watts: [{ labels: { ...of, outlet: '0' }, value: 60.5 }],
    meross_energy_kilowatt_hours_total: [{ labels: { ...of, outlet: '0' }, value: 12.345 }],
  });
});

test('an unreachable plug has no watts and no state, and keeps what it has counted', async () => {
  const counted: Reading = { kind: 'energy', channel: 0, wattHours: 500 };
  const found = await samples(plug([power(0, 60.5), { kind: 'toggle', channel: 0, on: true }, counted, GONE]));
  assert.deepEqual(
    Object.entries(found).map(([name, each]) => [name, each.map(({ value }) => value)]),
    [
      ['meross_plug_reachable', [0]],
      ['meross_round_trip_seconds', []],
      ['meross_outlet_on', []],
      ['meross_power_watts', []],
      ['meross_energy_kilowatt_hours_total', [0.5]],
    ],
  );
});

test('a plug that never replied is unreachable, under its entry in the config and without an address', async () => {
  const { text } = await metricsPage([{ uuid: undefined, name: 'devices[1]', device: undefined }]);
  const { samples: found = [] } = parseExposition(text).get('meross_plug_reachable') ?? {};
  assert.deepEqual(found, [{ labels: { uuid: '', name: 'devices[1]' }, value: 0 }]);
});

test('a strip has its outlets and not its master, and a meter that measures nothing has no watts', async () => {
  const toggles = [0, 1, 2].map((channel): Reading => ({ kind: 'toggle', channel, on: channel !== 2 }));
  const found = await samples(plug([...toggles, power(1, undefined), power(2, -3), HERE], {}, [0, 1, 2]));
  assert.deepEqual(
    found['meross_outlet_on']?.map(({ labels, value }) => [labels['outlet'], value]),
    [
      ['1', 1],
      ['2', 0],
    ],
  );
  assert.deepEqual(
    found['meross_power_watts']?.map(({ labels, value }) => [labels['outlet'], value]),
    [['2', -3]],
  );
});

test('two entries for one plug are one line, of the entry that is connected', async () => {
  const idle: MeasuredPlug = { uuid: UUID, name: 'Twice', device: undefined };
  for (const plugs of [
    [idle, plug([HERE])],
    [plug([HERE]), idle],
  ]) {
    const found = await samples(...plugs);
    assert.deepEqual(found['meross_plug_reachable'], [{ labels: { uuid: UUID, name: 'Heater' }, value: 1 }]);
  }
});

test('any name is a valid label', async () => {
  for (const name of ['a "b"', 'back\\slash', 'two\nlines', '日本 🔌', '}', 'x="1",y']) {
    const found = await samples(plug([HERE], { name }));
    assert.equal(found['meross_plug_reachable']?.[0]?.labels['name'], name);
  }
});

test('the parser of these tests refuses what breaks the format', () => {
  const good = '# HELP a A.\n# TYPE a gauge\na{b="c"} 1\n';
  assert.equal(parseExposition(good).get('a')?.samples.length, 1);
  for (const bad of [
    good.trimEnd(),
    good + good,
    `${good}a{b="c"} 2\n`,
    good.replace('gauge', 'gage'),
    good.replace('"c"', 'c'),
    good.replace('"c"', '"c\\x"'),
    good.replace(' 1', ' one'),
    good.replace('gauge', 'counter'),
    'a 1\n',
  ]) {
    assert.throws(() => parseExposition(bad), Error, bad);
  }
});
