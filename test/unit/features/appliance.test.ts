import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { appliance } from '../../../src/features/appliance.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { featuresFor } from '../../../src/features/index.ts';
import type { FeatureConfig, FeatureTools } from '../../../src/features/feature-declaration.ts';
import type { Capability } from '../../../src/homekit/capability.ts';
import type { Notes } from '../../../src/storage/notes.ts';
import { DEFAULT_CONFIG } from '../../support/feature-tools.ts';
import { failed, hap, HAPStatus, read } from '../homekit/real-hap.ts';
import { FeatureFixture, type HomebridgeRun } from './feature-fixture.ts';

const { ContactSensorState, ConfiguredName } = hap.Characteristic;
const CLOSED = ContactSensorState.CONTACT_DETECTED;
const OPEN = ContactSensorState.CONTACT_NOT_DETECTED;
const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
const WASHING: Partial<FeatureConfig> = { appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } };
const MINUTE = 60_000;
/** Longer than the interval of measurements: energySeconds is 10. */
const MEASURED_MS = 11_000;

interface ApplianceFixture {
  readonly fixture: FeatureFixture;
  readonly shown: (run: HomebridgeRun) => Promise<unknown>;
  /** The appliance draws this much for this long. */
  readonly draws: (watts: number, ms: number) => Promise<void>;
}

function startFixture(t: TestContext): ApplianceFixture {
  const fixture = new FeatureFixture(t);
  return {
    fixture,
    shown: run => read(run.service(hap.Service.ContactSensor, '0 finished'), ContactSensorState),
    draws: async (watts, ms) => {
      fixture.plug.setLoad(watts);
      await fixture.clock.advance(ms);
    },
  };
}

describe('a washing machine', () => {
  test('has a contact beside its outlet, closed, with a name that says what it is', async t => {
    const { fixture, shown } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    const contact = run.service(hap.Service.ContactSensor, '0 finished');
    assert.equal(contact?.getCharacteristic(ConfiguredName).value, 'Desk lamp finished');
    assert.equal(await shown(run), CLOSED);
  });

  test('is done when it has run, and then drawn little for three minutes', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    await draws(2000, 40 * MINUTE);
    assert.equal(await shown(run), CLOSED);
    await draws(1, 3 * MINUTE - 1000);
    assert.equal(await shown(run), CLOSED);
    await fixture.clock.advance(MEASURED_MS);
    assert.equal(await shown(run), OPEN, 'though the plug has said nothing new');
  });

  test('stays done until it runs again, and then is done again', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    await draws(0.5, 5 * 60 * MINUTE);
    assert.equal(await shown(run), OPEN);
    await draws(2000, MEASURED_MS);
    assert.equal(await shown(run), CLOSED);
    await draws(0.5, 4 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });

  test('may pause, as long as it pauses for less than three minutes', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    for (let round = 0; round < 5; round += 1) {
      await draws(400, MINUTE);
      await draws(2, 2.5 * MINUTE);
      assert.equal(await shown(run), CLOSED, `pause ${round}`);
    }
  });

  test('in standby was never running: nothing opens, not at the start either', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    await draws(4, 24 * 60 * MINUTE);
    assert.equal(await shown(run), CLOSED);
  });

  test('whose plug is switched off in the middle is done after as long', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    fixture.plug.turn(0, false);
    await draws(0, 4 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });

  test('is not done while the plug is unreachable: no time counts then', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 2 * MINUTE);
    fixture.plug.fate = () => 'no connection';
    await fixture.clock.advance(60 * MINUTE);
    assert.deepEqual(await shown(run), NO_ANSWER);
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(run.device.state.get('reachable')?.reachable, true);
    assert.equal(await shown(run), CLOSED, 'it may have been washing all the time');
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });

  test('is not done because of time without a device: with the next device the wait starts again', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 2.5 * MINUTE);
    await run.reconnect(10 * MINUTE);
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), CLOSED);
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), OPEN);
    await run.reconnect(10 * MINUTE);
    assert.equal(await shown(run), OPEN, 'and done stays done');
  });

  test('that was done before the plug became unreachable is done when it is back', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const run = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 4 * MINUTE);
    fixture.plug.fate = () => 'no connection';
    await fixture.clock.advance(10 * MINUTE);
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });
});

describe('over a restart of Homebridge', () => {
  test('a machine that was running is done some minutes after', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const first = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    await first.close();
    fixture.plug.setLoad(1);
    await fixture.clock.advance(60 * MINUTE);
    const second = fixture.start({ config: WASHING });
    await fixture.clock.advance(MEASURED_MS);
    assert.equal(await shown(second), CLOSED, 'it may have stopped this moment');
    await fixture.clock.advance(3 * MINUTE);
    assert.equal(await shown(second), OPEN);
  });

  test('a machine that was done stays so, and never looks closed in between', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const first = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 4 * MINUTE);
    assert.equal(await shown(first), OPEN);
    await first.close();
    const second = fixture.start({ config: WASHING });
    assert.equal(await shown(second), OPEN);
    await fixture.clock.advance(10 * MINUTE);
    assert.equal(await shown(second), OPEN);
    await draws(2000, MEASURED_MS);
    assert.equal(await shown(second), CLOSED);
  });

  test('a pause that Homebridge slept through counts from its return', async t => {
    const { fixture, shown, draws } = startFixture(t);
    const first = fixture.start({ config: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 2.5 * MINUTE);
    await first.close();
    assert.equal(fixture.clock.pending, 0, 'nothing left ticking');
    const second = fixture.start({ config: WASHING });
    await fixture.clock.advance(2 * MINUTE);
    assert.equal(await shown(second), CLOSED);
  });

  for (const damage of ['running', 7, null, ['finished'], { 0: 'exploded' }, { 0: 7 }]) {
    test(`malformed notes are ignored: ${JSON.stringify(damage)}`, async t => {
      const { fixture, shown } = startFixture(t);
      fixture.tools.notes(fixture.plug.uuid).set('appliance', damage);
      const run = fixture.start({ config: WASHING });
      await fixture.clock.advance(10 * MINUTE);
      assert.equal(await shown(run), CLOSED);
    });
  }

  test('one note is written for each change, not for each measurement', async t => {
    const { fixture, draws } = startFixture(t);
    const notes = (uuid: string): Notes => fixture.tools.notes(uuid);
    let written = 0;
    const createFeatures = (tools: FeatureTools): readonly Capability[] =>
      featuresFor(
        { ...DEFAULT_CONFIG, ...WASHING },
        {
          ...tools,
          notes: uuid => ({
            get: name => notes(uuid).get(name),
            set: (name, value) => {
              if (name === 'appliance') written += 1;
              notes(uuid).set(name, value);
            },
            flush: () => notes(uuid).flush(),
          }),
        },
      );
    fixture.start({ createFeatures });
    for (const watts of [2000, 1900, 2100]) await draws(watts, MINUTE);
    assert.equal(written, 1);
    for (const watts of [1, 0.5, 0.7]) await draws(watts, 2 * MINUTE);
    assert.equal(written, 2);
  });
});

describe('without the option, or without support', () => {
  for (const [what, options, wanted] of [
    ['the option is not there', {}, {}],
    ['the plug has no meter', { abilities: ['Control.ToggleX'] }, WASHING],
    ['the meter is not wanted', {}, { ...WASHING, energy: false }],
  ] as const) {
    test(`there is no contact, as ${what}`, t => {
      const fixture = new FeatureFixture(t, options);
      const { service } = fixture.start({ config: wanted });
      assert.equal(service(hap.Service.ContactSensor, '0 finished'), undefined);
    });
  }

  test('the contact is removed with the option, and the outlet stays', t => {
    const fixture = new FeatureFixture(t);
    const first = fixture.start({ config: WASHING });
    assert.ok(first.service(hap.Service.ContactSensor, '0 finished'));
    const second = fixture.start();
    assert.equal(second.service(hap.Service.ContactSensor, '0 finished'), undefined);
    assert.ok(second.service(hap.Service.Outlet, '0'));
  });

  test('it costs no request beyond those of the meter', async t => {
    const counts: number[] = [];
    for (const wanted of [{}, WASHING]) {
      const fixture = new FeatureFixture(t);
      fixture.start({ config: wanted });
      await fixture.clock.advance(10 * MINUTE);
      counts.push(fixture.plug.requests.length);
    }
    assert.equal(counts[0], counts[1]);
  });
});

test('machines at several outlets are each done by themselves', async t => {
  /** Watts of each outlet, as the meter of a strip reports them. */
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
  const rule = { runsAboveWatts: 10, finishedAfterMs: 3 * MINUTE };
  const startOptions = {
    createFeatures: (tools: FeatureTools) => [toggle, meter, appliance({ ...tools, rule, meter })],
  };
  const first = fixture.start(startOptions);
  const { header, ...message } = fixture.plug.systemAll();
  const reported = (run: HomebridgeRun, payload: object): void => {
    run.device.receive({ ...message, header: { ...header, namespace: 'watts' }, payload: { ...payload } });
  };
  const shown = (run: HomebridgeRun): Promise<unknown> =>
    Promise.all(
      [1, 2].map(channel => read(run.service(hap.Service.ContactSensor, `${channel} finished`), ContactSensorState)),
    );
  const names = [1, 2].map(
    channel => first.service(hap.Service.ContactSensor, `${channel} finished`)?.getCharacteristic(ConfiguredName).value,
  );
  assert.deepEqual(names, ['Outlet 1 finished', 'Outlet 2 finished']);
  reported(first, { 1: 2000, 2: 2000 });
  reported(first, { 1: 1 });
  await fixture.clock.advance(MINUTE);
  reported(first, { 2: 1 });
  await fixture.clock.advance(2 * MINUTE);
  assert.deepEqual(await shown(first), [OPEN, CLOSED]);
  await fixture.clock.advance(MINUTE);
  assert.deepEqual(await shown(first), [OPEN, OPEN]);
  reported(first, { 2: 2000 });
  assert.deepEqual(await shown(first), [OPEN, CLOSED]);
  await first.close();
  assert.deepEqual(await shown(fixture.start(startOptions)), [OPEN, CLOSED], 'and each is remembered');
});
