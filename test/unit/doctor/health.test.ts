import { renderDiagnosis } from '../../../src/cli/doctor/diagnosis-text.ts';
import { renderCloudAdvice } from '../../../src/cli/doctor/diagnosis-summary.ts';
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { systemClock, type Clock } from '../../../src/clock.ts';
import { readTrace, SimulatedPlug, type Faults } from '../../../simulator/index.ts';
import { at, recordings, type Json } from '../../contract/recordings.ts';
import { readFileSync } from 'node:fs';
import { examine, failed, layer, startPlug, examinedPlug, warned } from './doctor-fixture.ts';

/** A plug with a changed recording. */
async function plugWithState(t: TestContext, change: (state: Json) => Json): Promise<SimulatedPlug> {
  const text = readFileSync(new URL('../../../traces/mss310-2.1.17.json', import.meta.url), 'utf8');
  const trace: unknown = JSON.parse(text);
  assert.ok(typeof trace === 'object' && trace !== null && 'state' in trace);
  const plug = new SimulatedPlug({ model: readTrace({ ...trace, state: change(at({ ...trace }, 'state')) }) });
  t.after(() => plug.close());
  await plug.start();
  return plug;
}

/** The state with a changed `all.system`. */
function withSystem(state: Json, change: (system: Json) => Json): Json {
  const name = 'Appliance.System.All';
  const all = at(at(state, name), 'all');
  return { ...state, [name]: { all: { ...all, system: change(at(all, 'system')) } } };
}

test('a clock that is off is reported with by how much, and what that does to the energy of a day', async t => {
  const plug = await startPlug(t);
  for (const [seconds, which] of [
    [3600, /1 h fast/],
    [-90, /1 min 30 s slow|90 s slow|1 min 2\d s slow|1 min 3\d s slow/],
  ] as const) {
    plug.faults.clockOffsetSeconds = seconds;
    const diagnosis = await examine(examinedPlug(plug));
    assert.deepEqual(warned(diagnosis), ['clock']);
    assert.match(layer(diagnosis, 'clock').says, which);
    assert.match(layer(diagnosis, 'clock').says, /energy per day/);
    assert.match(diagnosis.verdict, /The plug works, with a warning: Its clock/);
    assert.match(diagnosis.todo ?? '', /meross-local clock HOST --timezone/);
    assert.equal(diagnosis.exit, 0);
  }
});

test('a clock that was never set is not mistaken for one that is off', async t => {
  const plug = await startPlug(t);
  plug.faults.unsetClock = true;
  const diagnosis = await examine(examinedPlug(plug));
  assert.match(layer(diagnosis, 'clock').says, /clock is not set and shows 1970.*energy per day/);
  assert.deepEqual(layer(diagnosis, 'clock').facts, { set: false, timezone: true });
});

test('a missing time zone is reported, because the energy per day is then that of UTC days', async t => {
  const plug = await plugWithState(t, state =>
    withSystem(state, system => ({ ...system, time: { timestamp: 0, timezone: '', timeRule: [] } })),
  );
  const diagnosis = await examine(examinedPlug(plug));
  assert.match(layer(diagnosis, 'clock').says, /no time zone.*days of UTC/);
  assert.match(layer(diagnosis, 'clock').todo ?? '', /--timezone/);
});

test('a meter that reads 0 W while the plug is on is a warning only if the clock is wrong', async t => {
  const plug = await startPlug(t);
  assert.equal(plug.isOn(), true);
  const right = layer(await examine(examinedPlug(plug)), 'meter');
  assert.equal(right.verdict, 'ok');
  assert.match(right.says, /measures 0 W.*If nothing runs on it, that is right/);

  plug.faults.unsetClock = true;
  const wrong = layer(await examine(examinedPlug(plug)), 'meter');
  assert.equal(wrong.verdict, 'warn');
  assert.match(wrong.says, /until their time and time zone are set/);

  plug.setLoad(67.4);
  assert.match(layer(await examine(examinedPlug(plug)), 'meter').says, /It measures 67\.4 W at 238\.0 V\./);
  plug.press();
  assert.match(layer(await examine(examinedPlug(plug)), 'meter').says, /0\.0 W at 238\.0 V, while it is off/);
});

test('a meter that does not reply is a warning, and a plug without a meter is not', async t => {
  const plug = await startPlug(t);
  plug.faults.hangUp = namespace => namespace === 'Appliance.Control.Electricity';
  const meter = layer(await examine(examinedPlug(plug)), 'meter');
  assert.equal(meter.verdict, 'warn');
  assert.match(meter.says, /The query for its meter failed: it hung up/);
  assert.equal(
    layer(await examine(examinedPlug(await startPlug(t, 'mss210-1.1.12'))), 'meter').verdict,
    'not looked at',
  );
});

const BATCHES: readonly (readonly [Faults['multiple'], RegExp])[] = [
  ['refused', /The request with 3 queries failed: it hung up/],
  ['empty', /It answered none of 3 queries/],
  ['fewer', /It answered 1 of 3 queries/],
  ['truncated', /its reply makes no sense/],
];
for (const [multiple, says] of BATCHES) {
  test(`a plug whose reply to a batch is ${multiple} is a harmless warning`, async t => {
    const plug = await startPlug(t);
    plug.faults.multiple = multiple;
    const diagnosis = await examine(examinedPlug(plug));
    assert.deepEqual(warned(diagnosis), ['batches']);
    assert.match(layer(diagnosis, 'batches').says, says);
    assert.match(diagnosis.todo ?? '', /Nothing to do/);
    assert.equal(diagnosis.exit, 0);
  });
}

test('a plug that refuses a batch with an error is a warning too', async t => {
  const plug = await startPlug(t);
  plug.faults.refuseWithError = 5000;
  assert.match(layer(await examine(examinedPlug(plug)), 'batches').says, /error 5000/);
});

test('a weak Wi-Fi signal is a warning, and a missing or malformed reply is no fault', async t => {
  const weak = await plugWithState(t, state => ({ ...state, 'Appliance.System.Runtime': { runtime: { signal: 12 } } }));
  const diagnosis = await examine(examinedPlug(weak));
  assert.deepEqual(warned(diagnosis), ['wifi']);
  assert.match(diagnosis.verdict, /Weak Wi-Fi signal, 12 %/);

  weak.faults.hangUp = namespace => namespace === 'Appliance.System.Runtime';
  assert.match(
    layer(await examine(examinedPlug(weak)), 'wifi').says,
    /The query for its Wi-Fi signal failed: it hung up/,
  );

  const malformed = await plugWithState(t, state => ({
    ...state,
    'Appliance.System.Runtime': { runtime: { signal: -70 } },
  }));
  assert.equal(layer(await examine(examinedPlug(malformed)), 'wifi').verdict, 'not looked at');
});

test('the kind of broker is reported, and never its name', async t => {
  const brokerText = async (server: string, status: number): Promise<string> => {
    const plug = await plugWithState(t, state =>
      withSystem(state, system => ({ ...system, firmware: { ...at(system, 'firmware'), server }, online: { status } })),
    );
    const { findings, verdict, todo } = await examine(examinedPlug(plug));
    assert.equal(server !== '' && JSON.stringify(findings).includes(server), false);
    assert.deepEqual([verdict, todo], ['No problem found.', undefined], 'a broker is never a problem');
    const broker = findings.find(({ layer: name }) => name === 'broker');
    return `${broker?.says ?? ''} | ${broker?.todo ?? ''}`;
  };
  assert.match(await brokerText('mqtt-eu-3.meross.com', 1), /the Meross cloud.*online.* \| .*meross-local rekey/);
  assert.match(await brokerText('10.3.2.1', 2), /in this network.*offline.* \| $/);
  assert.match(await brokerText('pi.local', 0), /in this network.*connecting/);
  assert.match(await brokerText('broker.example', -1), /outside this network.*unknown.* \| .*meross-local rekey/);
  assert.match(await brokerText('meross.com.evil.example', 1), /outside this network/);
  assert.match(await brokerText('127.0.0.9', 2), /^It has no MQTT broker.* \| $/, 'as after `rekey --broker none`');
});

test('the way to end a connection to the cloud is described, with what it costs', async t => {
  const plug = await plugWithState(t, state =>
    withSystem(state, system => ({
      ...system,
      firmware: { ...at(system, 'firmware'), server: 'mqtt-eu-3.meross.com' },
    })),
  );
  const diagnosis = await examine(examinedPlug(plug));
  const todo = layer(diagnosis, 'broker').todo ?? '';
  for (const pattern of [/--broker/, /router/, /pairing mode/, /docs\/rekey\.md(?: |$)/, /docs\/meross-app\.md$/]) {
    assert.match(todo, pattern);
  }
  const options = { paint: (_: string, text: string) => text, columns: 500 };
  assert.match(
    renderDiagnosis(diagnosis, { ...options, isVerbose: true }),
    /\nNo problem found\.\nOptional \(broker\): To end/,
  );
});

test('a healthy plug in the Meross cloud says so in its one line, and below it how to end that', async t => {
  const textFor = async (server: string): Promise<readonly [line: string, advice: string]> => {
    const plug = await plugWithState(t, state =>
      withSystem(state, system => ({ ...system, firmware: { ...at(system, 'firmware'), server } })),
    );
    const diagnosis = await examine(examinedPlug(plug));
    const options = { paint: (_: string, text: string) => text, columns: 500, isVerbose: false };
    return [renderDiagnosis(diagnosis, options), renderCloudAdvice([diagnosis], 500)];
  };
  const [cloudLine, cloudAdvice] = await textFor('mqtt-eu-3.meross.com');
  assert.match(cloudLine, /^✓ .*, uses the Meross cloud$/);
  assert.match(cloudAdvice, /"meross-local rekey HOST --broker none" ends such a connection.*docs\/rekey\.md$/);
  const [otherLine, otherAdvice] = await textFor('broker.example');
  assert.match(otherLine, /^✓ .*, uses a broker outside this network$/);
  assert.equal(otherAdvice, cloudAdvice);
  const [nearLine, nearAdvice] = await textFor('10.3.2.1');
  assert.match(nearLine, /^✓ .*replies in [\d.]+ ms$/);
  assert.equal(nearAdvice, '');
});

/** A clock that is 1.5 s later at each reading. */
function slowClock(): Clock {
  let now = 0;
  return { ...systemClock, now: () => (now += 1500) };
}

test('a slow plug is a warning, with its round trip', async t => {
  const plug = await startPlug(t);
  const diagnosis = await examine(examinedPlug(plug), { clock: slowClock() });
  assert.deepEqual(warned(diagnosis), ['round trips']);
  assert.match(layer(diagnosis, 'round trips').says, /in 1500 ms, at worst in 1500 ms: that is slow/);
});

test('replies that get lost are counted', async t => {
  const plug = await startPlug(t);
  let count = 0;
  // The first of these queries is that of the key layer.
  plug.faults.hangUp = namespace => namespace === 'Appliance.System.All' && (count += 1) % 2 === 0;
  const diagnosis = await examine(examinedPlug(plug));
  assert.deepEqual(warned(diagnosis), ['round trips']);
  assert.match(layer(diagnosis, 'round trips').says, /3 of 5 queries failed/);
  assert.equal(diagnosis.exit, 0);
});

test('a plug that becomes unreachable during the examination is not reported as healthy', async t => {
  const plug = await startPlug(t);
  let count = 0;
  plug.faults.hangUp = namespace => namespace === 'Appliance.System.All' && (count += 1) > 1;
  const diagnosis = await examine(examinedPlug(plug));
  assert.deepEqual(failed(diagnosis), ['round trips']);
  assert.match(diagnosis.verdict, /replied at first, and then to none of 5/);
  assert.equal(diagnosis.exit, 3);
});

test('every recorded plug is examined to the end, with either line ending', async t => {
  for (const { id } of recordings) {
    const plug = await startPlug(t, id);
    for (const lineEnding of ['crlf', 'lf'] as const) {
      plug.faults.lineEnding = lineEnding;
      const diagnosis = await examine(examinedPlug(plug));
      assert.deepEqual(failed(diagnosis), id.startsWith('em06') ? ['abilities'] : [], `${id} ${lineEnding}`);
    }
  }
});
