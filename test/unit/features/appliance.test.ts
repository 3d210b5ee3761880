import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { appliance } from '../../../src/features/appliance.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { featuresFor } from '../../../src/features/index.ts';
import type { FeatureConfig, FeatureTools } from '../../../src/features/declaration.ts';
import type { Capability } from '../../../src/homekit/capability.ts';
import type { Notes } from '../../../src/storage/notes.ts';
import { DEFAULTS } from '../../support/surroundings.ts';
import { failed, hap, HAPStatus, read } from '../homekit/hap.ts';
import { Stage, type Run } from './stage.ts';

const { ContactSensorState, ConfiguredName } = hap.Characteristic;
const CLOSED = ContactSensorState.CONTACT_DETECTED;
const OPEN = ContactSensorState.CONTACT_NOT_DETECTED;
const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
const WASHING: Partial<FeatureConfig> = { appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } };
const MINUTE = 60_000;
/** Longer than a measurement is old: energySeconds is 10. */
const MEASURED_MS = 11_000;

interface Scene {
  readonly stage: Stage;
  readonly shown: (run: Run) => Promise<unknown>;
  /** The machine draws so much, for so long. */
  readonly draws: (watts: number, ms: number) => Promise<void>;
}

function scene(t: TestContext): Scene {
  const stage = new Stage(t);
  return {
    stage,
    shown: run => read(run.service(hap.Service.ContactSensor, '0 finished'), ContactSensorState),
    draws: async (watts, ms) => {
      stage.plug.watts = watts;
      await stage.clock.advance(ms);
    },
  };
}

describe('a washing machine', () => {
  test('has a contact beside its outlet, closed, with a name that says what it is', async t => {
    const { stage, shown } = scene(t);
    const run = stage.start({ wanted: WASHING });
    const contact = run.service(hap.Service.ContactSensor, '0 finished');
    assert.equal(contact?.getCharacteristic(ConfiguredName).value, 'Desk lamp finished');
    assert.equal(await shown(run), CLOSED);
  });

  test('is done when it has run, and then drawn little for three minutes', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    await draws(2000, 40 * MINUTE);
    assert.equal(await shown(run), CLOSED);
    await draws(1, 3 * MINUTE - 1000);
    assert.equal(await shown(run), CLOSED);
    await stage.clock.advance(MEASURED_MS);
    assert.equal(await shown(run), OPEN, 'though the plug has said nothing new');
  });

  test('stays done until it runs again, and then is done again', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    await draws(0.5, 5 * 60 * MINUTE);
    assert.equal(await shown(run), OPEN);
    await draws(2000, MEASURED_MS);
    assert.equal(await shown(run), CLOSED);
    await draws(0.5, 4 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });

  test('may pause, as long as it pauses for less than three minutes', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    for (let round = 0; round < 5; round += 1) {
      await draws(400, MINUTE);
      await draws(2, 2.5 * MINUTE);
      assert.equal(await shown(run), CLOSED, `pause ${round}`);
    }
  });

  test('in standby was never on: nothing opens, not at the start either', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    await draws(4, 24 * 60 * MINUTE);
    assert.equal(await shown(run), CLOSED);
  });

  test('whose plug is switched off in the middle is done after as long', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    stage.plug.relays.set(0, false);
    await draws(0, 4 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });

  test('that nobody can see is not done: while the plug is away no time counts', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 2 * MINUTE);
    stage.plug.fate = () => 'no way';
    await stage.clock.advance(60 * MINUTE);
    assert.deepEqual(await shown(run), NO_ANSWER);
    stage.plug.fate = () => 'answered';
    await stage.clock.advance(2 * MINUTE);
    assert.equal(run.device.state.get('reachable')?.reachable, true);
    assert.equal(await shown(run), CLOSED, 'it may have been washing all the time');
    await stage.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });

  test('that nobody listened to is not done: after a new beginning with the plug the wait begins anew', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 2.5 * MINUTE);
    await run.reconnect(10 * MINUTE);
    await stage.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), CLOSED);
    await stage.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), OPEN);
    await run.reconnect(10 * MINUTE);
    assert.equal(await shown(run), OPEN, 'and done stays done');
  });

  test('that was done before the plug went away is done when it is back', async t => {
    const { stage, shown, draws } = scene(t);
    const run = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 4 * MINUTE);
    stage.plug.fate = () => 'no way';
    await stage.clock.advance(10 * MINUTE);
    stage.plug.fate = () => 'answered';
    await stage.clock.advance(2 * MINUTE);
    assert.equal(await shown(run), OPEN);
  });
});

describe('over a restart of Homebridge', () => {
  test('a machine that was running is done some minutes after', async t => {
    const { stage, shown, draws } = scene(t);
    const first = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    await first.close();
    stage.plug.watts = 1;
    await stage.clock.advance(60 * MINUTE);
    const second = stage.start({ wanted: WASHING });
    await stage.clock.advance(MEASURED_MS);
    assert.equal(await shown(second), CLOSED, 'it may have stopped this moment');
    await stage.clock.advance(3 * MINUTE);
    assert.equal(await shown(second), OPEN);
  });

  test('a machine that was done stays so, and never looks closed in between', async t => {
    const { stage, shown, draws } = scene(t);
    const first = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 4 * MINUTE);
    assert.equal(await shown(first), OPEN);
    await first.close();
    const second = stage.start({ wanted: WASHING });
    assert.equal(await shown(second), OPEN);
    await stage.clock.advance(10 * MINUTE);
    assert.equal(await shown(second), OPEN);
    await draws(2000, MEASURED_MS);
    assert.equal(await shown(second), CLOSED);
  });

  test('a pause that Homebridge slept through counts from its return', async t => {
    const { stage, shown, draws } = scene(t);
    const first = stage.start({ wanted: WASHING });
    await draws(2000, MINUTE);
    await draws(1, 2.5 * MINUTE);
    await first.close();
    assert.equal(stage.clock.pending, 0, 'nothing left ticking');
    const second = stage.start({ wanted: WASHING });
    await stage.clock.advance(2 * MINUTE);
    assert.equal(await shown(second), CLOSED);
  });

  for (const damage of ['running', 7, null, ['finished'], { 0: 'exploded' }, { 0: 7 }]) {
    test(`notes that make no sense are none: ${JSON.stringify(damage)}`, async t => {
      const { stage, shown } = scene(t);
      stage.around.notes(stage.plug.uuid).set('appliance', damage);
      const run = stage.start({ wanted: WASHING });
      await stage.clock.advance(10 * MINUTE);
      assert.equal(await shown(run), CLOSED);
    });
  }

  test('one note is written for each change, not for each measurement', async t => {
    const { stage, draws } = scene(t);
    const notes = (uuid: string): Notes => stage.around.notes(uuid);
    let written = 0;
    const made = (around: FeatureTools): readonly Capability[] =>
      featuresFor(
        { ...DEFAULTS, ...WASHING },
        {
          ...around,
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
    stage.start({ made });
    for (const watts of [2000, 1900, 2100]) await draws(watts, MINUTE);
    assert.equal(written, 1);
    for (const watts of [1, 0.5, 0.7]) await draws(watts, 2 * MINUTE);
    assert.equal(written, 2);
  });
});

describe('where nobody wants it, or it cannot be had', () => {
  for (const [what, options, wanted] of [
    ['the option is not there', {}, {}],
    ['the plug has no meter', { abilities: ['Control.ToggleX'] }, WASHING],
    ['the meter is not wanted', {}, { ...WASHING, energy: false }],
  ] as const) {
    test(`there is no contact, as ${what}`, t => {
      const stage = new Stage(t, options);
      const { service } = stage.start({ wanted });
      assert.equal(service(hap.Service.ContactSensor, '0 finished'), undefined);
    });
  }

  test('the contact goes when the option goes, and the outlet stays', t => {
    const stage = new Stage(t);
    const first = stage.start({ wanted: WASHING });
    assert.ok(first.service(hap.Service.ContactSensor, '0 finished'));
    const second = stage.start();
    assert.equal(second.service(hap.Service.ContactSensor, '0 finished'), undefined);
    assert.ok(second.service(hap.Service.Outlet, '0'));
  });

  test('it costs no request beyond those of the meter', async t => {
    const counts: number[] = [];
    for (const wanted of [{}, WASHING]) {
      const stage = new Stage(t);
      stage.start({ wanted });
      await stage.clock.advance(10 * MINUTE);
      counts.push(stage.plug.requests.length);
    }
    assert.equal(counts[0], counts[1]);
  });
});

test('machines at several outlets are each done by themselves', async t => {
  /** Watts of each outlet, as a meter of strips would tell them. */
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
  const stage = new Stage(t, { channels: [0, 1, 2] });
  const rule = { runsAboveWatts: 10, finishedAfterMs: 3 * MINUTE };
  const play = { made: (around: FeatureTools) => [toggle, meter, appliance({ ...around, rule, meter })] };
  const first = stage.start(play);
  const { header, ...message } = stage.plug.introduction();
  const told = (run: Run, payload: object): void => {
    run.device.receive({ ...message, header: { ...header, namespace: 'watts' }, payload: { ...payload } });
  };
  const shown = (run: Run): Promise<unknown> =>
    Promise.all(
      [1, 2].map(channel => read(run.service(hap.Service.ContactSensor, `${channel} finished`), ContactSensorState)),
    );
  const names = [1, 2].map(
    channel => first.service(hap.Service.ContactSensor, `${channel} finished`)?.getCharacteristic(ConfiguredName).value,
  );
  assert.deepEqual(names, ['Outlet 1 finished', 'Outlet 2 finished']);
  told(first, { 1: 2000, 2: 2000 });
  told(first, { 1: 1 });
  await stage.clock.advance(MINUTE);
  told(first, { 2: 1 });
  await stage.clock.advance(2 * MINUTE);
  assert.deepEqual(await shown(first), [OPEN, CLOSED]);
  await stage.clock.advance(MINUTE);
  assert.deepEqual(await shown(first), [OPEN, OPEN]);
  told(first, { 2: 2000 });
  assert.deepEqual(await shown(first), [OPEN, CLOSED]);
  await first.close();
  assert.deepEqual(await shown(stage.start(play)), [OPEN, CLOSED], 'and each is remembered');
});
