import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, get, plugOf, set, until } from './client.ts';

const triggerX = 'Appliance.Control.TriggerX';
const autoOff = {
  id: 'autooff',
  channel: 0,
  type: 0,
  enable: 1,
  alias: '',
  createTime: 0,
  rule: { week: 255, duration: 900 },
};
// A Thursday, in London.
const noon = Date.UTC(2025, 0, 2, 12);

interface TimedPlug {
  readonly plug: SimulatedPlug;
  readonly advance: (seconds: number) => void;
}

/** A plug that is off, with this trigger and a clock that is turned by hand. */
async function timedPlug(t: TestContext, trigger: object = autoOff, name = 'mss310-2.1.17'): Promise<TimedPlug> {
  const clock = { ms: noon };
  const plug = await plugOf(t, name, { now: () => clock.ms });
  plug.turn(plug.model.channels.length > 1 ? 1 : 0, false);
  await set(plug, triggerX, { triggerx: trigger });
  return {
    plug,
    advance: seconds => {
      clock.ms += seconds * 1000;
    },
  };
}

test('an outlet goes off by itself so long after it was switched on, by whatever', async t => {
  const { plug, advance } = await timedPlug(t);
  const on = { togglex: { channel: 0, onoff: 1 } };
  const switches: readonly (() => void | Promise<void>)[] = [
    () => plug.press(),
    () => plug.turn(0, true),
    () => set(plug, 'Appliance.Control.ToggleX', on),
  ];
  for (const switchOn of switches) {
    await Promise.resolve(switchOn());
    advance(899);
    assert.equal(plug.isOn(), true);
    advance(1);
    assert.equal(plug.isOn(), false);
  }
});

test('the relay reports when it went off, in an answer that comes just then', async t => {
  const { plug, advance } = await timedPlug(t);
  plug.press();
  advance(900);
  const row = at(await get(plug, 'Appliance.System.All'), 'all', 'digest', 'togglex', 0);
  assert.deepEqual(row, { channel: 0, onoff: 0, lmTime: noon / 1000 + 900 });
});

test('it happens in true time while nobody looks', async t => {
  const plug = await plugOf(t, 'mss305');
  const loadStops = async (): Promise<unknown> => {
    const payload = await get(plug, 'Appliance.Control.Electricity');
    return at(payload, 'electricity', 'power');
  };
  plug.setLoad(60);
  await set(plug, triggerX, { triggerx: { ...autoOff, type: 1, rule: { week: 255, duration: 0.1 } } });
  plug.press();
  assert.equal(await loadStops(), 60000);
  await until(() => !plug.isOn());
  assert.equal(await loadStops(), 0);
});

test('off and on again starts anew, a further "on" does not', async t => {
  const { plug, advance } = await timedPlug(t);
  plug.press();
  advance(600);
  plug.turn(0, true);
  advance(299);
  plug.press();
  plug.press();
  advance(899);
  assert.equal(plug.isOn(), true);
  advance(1);
  assert.equal(plug.isOn(), false);
  plug.press();
  advance(600);
  plug.turn(0, true);
  advance(300);
  assert.equal(plug.isOn(), false);
});

test('a trigger that is deleted, disabled or changed while it counts no longer acts', async t => {
  const changes: readonly ((plug: SimulatedPlug) => Promise<unknown>)[] = [
    plug => sendRequest(plug, 'DELETE', triggerX, { triggerx: { id: autoOff.id } }),
    plug => set(plug, triggerX, { triggerx: { ...autoOff, enable: 0 } }),
    plug => set(plug, triggerX, { triggerx: { ...autoOff, rule: { week: 255, duration: 60 } } }),
  ];
  for (const change of changes) {
    const { plug, advance } = await timedPlug(t);
    plug.press();
    await change(plug);
    advance(10_000);
    assert.equal(plug.isOn(), true);
  }
});

test('a disabled trigger does nothing, and one for other days neither', async t => {
  const thursday = 1 << 4;
  const triggers = [
    [{ ...autoOff, enable: 0 }, true],
    [{ ...autoOff, rule: { week: 128 | (127 - thursday), duration: 900 } }, true],
    [{ ...autoOff, rule: { week: 128 | thursday, duration: 900 } }, false],
  ] as const;
  for (const [trigger, staysOn] of triggers) {
    const { plug, advance } = await timedPlug(t, trigger);
    plug.press();
    advance(900);
    assert.equal(plug.isOn(), staysOn, JSON.stringify(trigger));
  }
});

test('a plug that does not know the day obeys only what counts every day', async t => {
  for (const [week, staysOn] of [
    [254, true],
    [255, false],
  ] as const) {
    const { plug, advance } = await timedPlug(t, { ...autoOff, rule: { week, duration: 900 } });
    plug.faults.unsetClock = true;
    plug.press();
    advance(900);
    assert.equal(plug.isOn(), staysOn);
  }
});

test('each outlet of a strip has its own', async t => {
  const { plug, advance } = await timedPlug(t, { ...autoOff, channel: 2 }, 'mss425e');
  plug.turn(0, true);
  advance(900);
  assert.deepEqual(
    [1, 2, 3, 4].map(channel => plug.isOn(channel)),
    [true, false, true, true],
  );
});

test('a power cut ends the countdown, and without power none starts', async t => {
  const { plug, advance } = await timedPlug(t);
  plug.press();
  await plug.unplug();
  advance(1000);
  assert.equal(plug.isOn(), true);
  plug.press();
  plug.press();
  await plug.plugIn();
  advance(1000);
  assert.equal(plug.isOn(), true);
});

test('a closed plug does nothing any more', async t => {
  const { plug, advance } = await timedPlug(t, { ...autoOff, rule: { week: 255, duration: 0.02 } });
  plug.press();
  await plug.close();
  plug.press();
  plug.press();
  advance(1000);
  await pause(40);
  assert.equal(plug.isOn(), true);
});

test('the first generation spells out what is to happen', async t => {
  const clock = { ms: noon };
  const plug = await plugOf(t, 'mss310-1.1.13', { now: () => clock.ms });
  const [recorded] = plug.rules;
  const rule = {
    _if_: { toggle: { onoff: 0, lmTime: 0 } },
    _then_: { delay: { week: 255, duration: 60 } },
    _do_: { toggle: { onoff: 1, lmTime: 0 } },
  };
  await set(plug, 'Appliance.Control.Trigger', { trigger: [{ ...recorded, rule }] });
  plug.turn(0, false);
  clock.ms += 59_999;
  assert.equal(plug.isOn(), false);
  clock.ms += 1;
  assert.equal(plug.isOn(), true);
  plug.turn(0, false);
  await set(plug, 'Appliance.Control.Trigger', { trigger: [] });
  clock.ms += 60_000;
  assert.equal(plug.isOn(), false);
});
