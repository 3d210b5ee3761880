import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { plugOf, sendRequest, set } from './client.ts';

const timerX = 'Appliance.Control.TimerX';
const zone = 'Appliance.System.Time';
// A Thursday.
const noon = Date.UTC(2025, 0, 2, 12);

/** On at 12:05, every day. */
const on = {
  id: 'on',
  channel: 0,
  type: 1,
  enable: 1,
  alias: '',
  createTime: 0,
  week: 255,
  time: 725,
  sunOffset: 0,
  duration: 0,
  extend: { toggle: { onoff: 1, lmTime: 0 } },
};
const off = { ...on, id: 'off', extend: { toggle: { onoff: 0, lmTime: 0 } } };

interface TimedPlug {
  readonly plug: SimulatedPlug;
  readonly advance: (seconds: number) => void;
}

/** A plug that is off at noon in UTC, with these timers and a clock that is turned by hand. */
async function timedPlug(t: TestContext, ...timers: readonly object[]): Promise<TimedPlug> {
  const clock = { ms: noon };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => clock.ms });
  await set(plug, zone, { time: { timezone: '', timeRule: [] } });
  plug.turn(0, false);
  for (const timerx of timers) await set(plug, timerX, { timerx });
  return {
    plug,
    advance: seconds => {
      clock.ms += seconds * 1000;
    },
  };
}

test('a timer switches at its minute, every day, until it is removed', async t => {
  const { plug, advance } = await timedPlug(t, on);
  advance(299);
  assert.equal(plug.isOn(), false);
  advance(1);
  assert.equal(plug.isOn(), true);
  plug.press();
  advance(86_399);
  assert.equal(plug.isOn(), false);
  advance(1);
  assert.equal(plug.isOn(), true);
  plug.press();
  await sendRequest(plug, 'DELETE', timerX, { timerx: { id: 'on' } });
  advance(86_400);
  assert.equal(plug.isOn(), false);
});

test('a timer that runs once is disabled after it, and stays', async t => {
  const { plug, advance } = await timedPlug(t, { ...off, type: 2 });
  plug.press();
  advance(300);
  assert.equal(plug.isOn(), false);
  assert.deepEqual(plug.timers, [{ ...off, type: 2, enable: 0 }]);
  plug.press();
  advance(86_400);
  assert.equal(plug.isOn(), true);
});

test('a timer follows the days of its week, and one that is disabled does nothing', async t => {
  const { plug, advance } = await timedPlug(t, { ...on, week: 0b1010_0000 }, { ...off, enable: 0 });
  advance(86_400 - 1);
  assert.equal(plug.isOn(), false, 'not on Thursday');
  advance(301);
  assert.equal(plug.isOn(), true, 'on Friday');
  advance(86_400);
  assert.equal(plug.isOn(), true);
});

test('a timer follows the zone of the plug', async t => {
  const { plug, advance } = await timedPlug(t, on);
  await set(plug, zone, { time: { timezone: 'Europe/Paris', timeRule: [[0, 3600, 0]] } });
  advance(23 * 3600 + 299);
  assert.equal(plug.isOn(), false);
  advance(1);
  assert.equal(plug.isOn(), true);
});

test('a plug without the time executes no timer, until its clock is set', async t => {
  const { plug, advance } = await timedPlug(t, on);
  await plug.reboot(0);
  advance(86_400);
  assert.equal(plug.isOn(), false);
  await set(plug, zone, { time: { timestamp: noon / 1000, timezone: '', timeRule: [] } });
  advance(300);
  assert.equal(plug.isOn(), true);
});

test('a moment without power passes; the timer is still there for the next day', async t => {
  const { plug, advance } = await timedPlug(t, on);
  await plug.unplug();
  advance(400);
  await plug.plugIn();
  assert.equal(plug.isOn(), false);
  advance(86_400);
  assert.equal(plug.isOn(), true);
});
