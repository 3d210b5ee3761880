import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Clock } from '../../../src/clock.ts';
import { inUse } from '../../../src/features/in-use.ts';
import { toggle } from '../../../src/features/toggle.ts';
import type { Capability } from '../../../src/homekit/capability.ts';
import { failed, hap, HAPStatus, read, write } from '../homekit/real-hap.ts';
import { FeatureFixture, type StartOptions, type HomebridgeRun } from './feature-fixture.ts';

const { On, OutletInUse } = hap.Characteristic;
const NO_ANSWER = failed(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
/** Longer than the interval of measurements: energySeconds is 10. */
const MEASURED_MS = 11_000;

interface InUseFixture extends HomebridgeRun {
  readonly fixture: FeatureFixture;
  /** The changes that HomeKit received so far. */
  readonly notifications: unknown[];
  readonly shown: () => Promise<unknown>;
  /** The plug draws this much from now on, and some time passes. */
  readonly load: (watts: number, ms?: number) => Promise<unknown>;
}

/** A plug that is on, with this load; it has been measured. */
async function startFixture(t: TestContext, watts: number, play: StartOptions = {}): Promise<InUseFixture> {
  const fixture = new FeatureFixture(t);
  fixture.plug.setLoad(watts);
  const run = fixture.start(play);
  const socket = run.service(hap.Service.Outlet, '0');
  const notifications: unknown[] = [];
  socket?.getCharacteristic(OutletInUse).on(hap.CharacteristicEventTypes.CHANGE, ({ oldValue, newValue }) => {
    // The changes that HAP sends; an unchanged value is not sent.
    if (newValue !== oldValue) notifications.push(newValue);
  });
  const shown = (): Promise<unknown> => read(socket, OutletInUse);
  await fixture.clock.advance(MEASURED_MS);
  const load = async (next: number, ms = MEASURED_MS): Promise<unknown> => {
    fixture.plug.setLoad(next);
    await fixture.clock.advance(ms);
    return shown();
  };
  return { ...run, fixture, notifications, shown, load };
}

describe('an outlet with a meter', () => {
  test('is in use above the threshold, and not below', async t => {
    const { shown, load } = await startFixture(t, 60);
    assert.equal(await shown(), true);
    assert.equal(await load(0.5, 60_000), false);
    assert.equal(await load(1.9), false, 'the threshold is 2 W');
    assert.equal(await load(2.1), true);
  });

  test('uses the threshold of the config', async t => {
    const { shown, load } = await startFixture(t, 60, { config: { inUseWatts: 100 } });
    assert.equal(await shown(), false);
    assert.equal(await load(101), true);
  });

  test('stays in use while the load is just below the threshold', async t => {
    const { load } = await startFixture(t, 60, { config: { inUseWatts: 10 } });
    for (const watts of [9, 8.1, 9.9]) assert.equal(await load(watts, 120_000), true, String(watts));
    assert.equal(await load(7.9, 120_000), false);
    assert.equal(await load(9.9, 120_000), false, 'and stays unused');
  });

  test('stays in use over a dip that one measurement sees', async t => {
    const { load, notifications } = await startFixture(t, 60);
    assert.equal(await load(0), true);
    assert.equal(await load(60), true);
    assert.deepEqual(notifications, [], 'and HomeKit hears nothing of it');
    await load(0, 60_000);
    assert.deepEqual(notifications, [false]);
  });

  test('is no longer in use when it has been low for one and a half measurements, though the plug says nothing new', async t => {
    const { load, fixture, shown } = await startFixture(t, 60);
    await load(0, 0);
    const from = fixture.clock.now();
    while (fixture.clock.now() < from + 60_000 && (await shown()) === true) await fixture.clock.advance(1000);
    const heldMs = fixture.clock.now() - from;
    assert.equal(await shown(), false);
    assert.ok(heldMs >= 15_000 && heldMs <= 28_000, `${heldMs} ms, of which up to 11 s until it is measured`);
  });

  test('is not in use as soon as it is switched off, and in use again only when something draws power', async t => {
    const { service, shown, fixture } = await startFixture(t, 60);
    const socket = service(hap.Service.Outlet, '0');
    const off = write(socket, On, false);
    await fixture.clock.advance(100);
    assert.equal(await off, undefined);
    assert.equal(await shown(), false);
    fixture.plug.setLoad(0);
    await fixture.clock.advance(MEASURED_MS);
    const on = write(socket, On, true);
    await fixture.clock.advance(100);
    assert.equal(await on, undefined);
    assert.equal(await shown(), false);
    fixture.plug.setLoad(60);
    await fixture.clock.advance(MEASURED_MS);
    assert.equal(await shown(), true);
  });

  test('reads as No Response while the plug is unreachable, and as the actual state afterwards', async t => {
    const { shown, fixture } = await startFixture(t, 60);
    fixture.plug.fate = () => 'no connection';
    await fixture.clock.advance(60_000);
    assert.deepEqual(await shown(), NO_ANSWER);
    fixture.plug.fate = () => 'answered';
    fixture.plug.setLoad(0);
    await fixture.clock.advance(120_000);
    assert.equal(await shown(), false);
  });

  test('is not held in use by a guess: an outlet that is on without power is unused from the first measurement on', async t => {
    const fixture = new FeatureFixture(t);
    const run = fixture.start();
    const socket = run.service(hap.Service.Outlet, '0');
    await fixture.clock.advance(MEASURED_MS - 1000);
    assert.ok(fixture.plug.methodsFor('Control.Electricity').length > 0);
    assert.equal(await read(socket, OutletInUse), false);
  });

  test('stays what it was while the device is created again, until it is measured again', async t => {
    for (const watts of [0, 60]) {
      const { reconnect, shown, fixture } = await startFixture(t, watts);
      await fixture.clock.advance(60_000);
      await reconnect(1000);
      assert.equal(await shown(), watts > 0);
      await fixture.clock.advance(MEASURED_MS);
      assert.equal(await shown(), watts > 0);
    }
  });

  test('leaves nothing ticking, though a tap comes while Homebridge ends', async t => {
    const { load, device, service, close, fixture } = await startFixture(t, 60);
    await load(0);
    const closed = device.close();
    assert.deepEqual(await write(service(hap.Service.Outlet, '0'), On, true), failed(HAPStatus.OPERATION_TIMED_OUT));
    await fixture.clock.advance(0);
    await closed;
    await close();
    assert.equal(fixture.clock.pending, 0);
  });

  test('leaves nothing ticking', async t => {
    const { load, close, fixture } = await startFixture(t, 60);
    await load(0);
    await close();
    assert.equal(fixture.clock.pending, 0);
  });
});

describe('an outlet without a meter', () => {
  for (const [what, options, play] of [
    ['without a meter', { abilities: ['Control.ToggleX'] }, {}],
    ['whose meter is not wanted', {}, { config: { energy: false } }],
  ] as const) {
    test(`${what} is in use while it is on, without queries for watts`, async t => {
      const fixture = new FeatureFixture(t, options);
      const { service } = fixture.start(play);
      const socket = service(hap.Service.Outlet, '0');
      await fixture.clock.advance(20_000);
      assert.equal(await read(socket, OutletInUse), true);
      fixture.plug.turn(0, false);
      await fixture.clock.advance(6000);
      assert.equal(await read(socket, OutletInUse), false, 'at once');
      assert.deepEqual(fixture.plug.methodsFor('Control.Electricity'), []);
    });
  }

  test('whose meter does not reply is in use while it is on', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.fate = ({ namespace }) => (namespace.endsWith('.Electricity') ? 'hung up' : 'answered');
    const { service } = fixture.start();
    await fixture.clock.advance(60_000);
    assert.equal(await read(service(hap.Service.Outlet, '0'), OutletInUse), true);
  });

  test('before anything is known there is no guess', async t => {
    const fixture = new FeatureFixture(t);
    fixture.plug.fate = () => 'no connection';
    const { plug, service } = fixture.start();
    plug.detach();
    assert.deepEqual(await read(service(hap.Service.Outlet, '0'), OutletInUse), NO_ANSWER);
  });
});

describe('of several outlets', () => {
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
  const createFeatures = ({ clock }: { readonly clock: Clock }): readonly Capability[] => [
    toggle,
    inUse({ aboveWatts: 2, holdMs: 15_000 }, clock),
    meter,
  ];

  test('each is in use by itself, and held by itself', async t => {
    const fixture = new FeatureFixture(t, { channels: [0, 1, 2, 3] });
    const { service, device } = fixture.start({ createFeatures });
    const notifications = (payload: object): void => {
      device.receive({
        ...fixture.plug.systemAll(),
        header: { ...header, namespace: 'watts' },
        payload: { ...payload },
      });
    };
    const { header } = fixture.plug.systemAll();
    const shown = (): Promise<unknown> =>
      Promise.all([1, 2, 3].map(channel => read(service(hap.Service.Outlet, String(channel)), OutletInUse)));
    notifications({ 1: 60, 2: 60, 3: 0 });
    assert.deepEqual(await shown(), [true, true, false]);
    notifications({ 1: 0 });
    await fixture.clock.advance(10_000);
    notifications({ 2: 0 });
    assert.deepEqual(await shown(), [true, true, false]);
    await fixture.clock.advance(5000);
    assert.deepEqual(await shown(), [false, true, false]);
    await fixture.clock.advance(10_000);
    assert.deepEqual(await shown(), [false, false, false]);
  });
});

test('switches and lights have no such thing', t => {
  for (const [type, kind] of [
    ['switch', hap.Service.Switch],
    ['light', hap.Service.Lightbulb],
  ] as const) {
    const { service } = new FeatureFixture(t).start({ appearance: { type } });
    assert.equal(service(kind, '0')?.testCharacteristic(OutletInUse), false);
  }
});
