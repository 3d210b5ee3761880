import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendRequest, at, get, plugOf, set, states } from './client.ts';

const togglex = 'Appliance.Control.ToggleX';
const now = 1735689600;

test('a press on the button shows in System.All, with its time', async t => {
  const plug = await plugOf(t, 'mss310-6.1.8', { now: () => now * 1000 });
  plug.press();
  assert.equal(plug.isOn(), true);
  const all = await get(plug, 'Appliance.System.All');
  assert.deepEqual(at(all, 'all', 'digest', 'togglex'), [{ channel: 0, onoff: 1, lmTime: now }]);
  assert.equal(at(all, 'all', 'system', 'time', 'timestamp'), now);
  plug.press();
  assert.deepEqual(await states(plug), [0]);
});

test('a rule of the plug turns it', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  plug.turn(0, false);
  assert.deepEqual(await states(plug), [0]);
  assert.throws(() => {
    plug.turn(1, true);
  }, /no channel 1/);
});

test('a SET switches, as an object and as an array', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  await set(plug, togglex, { togglex: { channel: 0, onoff: 0 } });
  assert.equal(plug.isOn(), false);
  await set(plug, togglex, { togglex: [{ channel: 0, onoff: 1 }] });
  assert.equal(plug.isOn(), true);
  await set(plug, togglex, { channel: 0, togglex: { onoff: 0 } });
  assert.equal(plug.isOn(), false);
});

test('lmTime is when the relay last changed, not when it was last reported', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  await set(plug, togglex, { togglex: { channel: 0, onoff: 1 } });
  assert.equal(at(await get(plug, togglex), 'togglex', 'lmTime'), 1708530599);
});

test('a SET that makes no sense is hung up on and changes nothing', async t => {
  const plug = await plugOf(t, 'mss425e');
  const senseless = [
    {},
    { togglex: {} },
    { togglex: { channel: 1, onoff: 2 } },
    { togglex: { channel: 1, onoff: true } },
    { togglex: { channel: 5, onoff: 1 } },
    { togglex: { channel: '1', onoff: 1 } },
    { togglex: [{ channel: 1, onoff: 1 }, null] },
    { toggle: { channel: 1, onoff: 1 } },
    { togglex: { channel: 1, onoff: 1 }, other: 1 },
  ];
  for (const payload of senseless) {
    assert.equal(await sendRequest(plug, 'SET', togglex, payload), undefined, JSON.stringify(payload));
  }
  assert.equal(await sendRequest(plug, 'DELETE', togglex, { togglex: { channel: 1, onoff: 1 } }), undefined);
  assert.deepEqual(await states(plug), [0, 0, 0, 0, 0]);
});

test('old firmware answers a GET of all channels with channel 0 alone', async t => {
  const plug = await plugOf(t, 'mss425e', { now: () => now * 1000 });
  plug.press();
  const master = { channel: 0, onoff: 1, lmTime: now };
  assert.deepEqual(await get(plug, togglex, { togglex: [] }), { channel: 0, togglex: master });
  assert.deepEqual(await get(plug, togglex, { togglex: { channel: 2 } }), {
    channel: 2,
    togglex: { channel: 2, onoff: 0, lmTime: 1539608841 },
  });
  const every = await get(plug, togglex, { togglex: { channel: 65535 } });
  assert.equal(at(every, 'channel'), 65535);
  assert.equal(at(every, 'togglex', 4, 'channel'), 4);
  assert.equal(await sendRequest(plug, 'GET', togglex, { togglex: { channel: 7 } }), undefined);
});

test('new firmware answers a GET of all channels with a list', async t => {
  const plug = await plugOf(t, 'mss305');
  const row = { channel: 0, onoff: 0, lmTime: 1739700011 };
  assert.deepEqual(await get(plug, togglex, { togglex: [] }), { channel: 4294967295, togglex: [row] });
  assert.deepEqual(await get(plug, togglex, { togglex: { channel: 0 } }), { channel: 0, togglex: row });
});

test('the first generation has Toggle, without a channel', async t => {
  for (const name of ['mss210-1.1.12', 'mss310-1.1.13']) {
    const plug = await plugOf(t, name, { now: () => now * 1000 });
    const on = plug.isOn();
    await set(plug, 'Appliance.Control.Toggle', { channel: 0, toggle: { onoff: on ? 0 : 1 } });
    const toggle = { onoff: on ? 0 : 1, lmTime: now };
    assert.deepEqual(await get(plug, 'Appliance.Control.Toggle', { toggle: [] }), { toggle });
    const all = await get(plug, 'Appliance.System.All');
    assert.deepEqual(at(all, 'all', 'control', 'toggle'), toggle);
    assert.equal(at(all, 'all', 'digest'), undefined);
    assert.equal(await sendRequest(plug, 'GET', togglex), undefined);
    assert.equal(await sendRequest(plug, 'SET', 'Appliance.Control.Toggle', { toggle: { onoff: 3 } }), undefined);
  }
});

test('the master of a strip switches every outlet and reads on while any is', async t => {
  const plug = await plugOf(t, 'mss425e');
  plug.press();
  assert.deepEqual(await states(plug), [1, 1, 0, 0, 0]);
  await set(plug, togglex, { togglex: { channel: 0, onoff: 1 } });
  assert.deepEqual(await states(plug), [1, 1, 1, 1, 1]);
  for (const channel of [1, 2, 3, 4]) plug.turn(channel, false);
  assert.deepEqual(await states(plug), [0, 0, 0, 0, 0]);
});

test('the master of another strip keeps what it was sent', async t => {
  const plug = await plugOf(t, 'mss425e');
  plug.faults.masterFollows = false;
  await set(plug, togglex, { togglex: { channel: 2, onoff: 1 } });
  assert.deepEqual(await states(plug), [0, 0, 1, 0, 0]);
  await set(plug, togglex, { togglex: { channel: 0, onoff: 1 } });
  await set(plug, togglex, { togglex: { channel: 1, onoff: 0 } });
  assert.deepEqual(await states(plug), [1, 0, 1, 1, 1]);
});

test('the master button turns all off if any is on, else all on', async t => {
  for (const masterFollows of [true, false]) {
    const plug = await plugOf(t, 'mss425e');
    plug.faults.masterFollows = masterFollows;
    plug.turn(3, true);
    plug.press(0);
    assert.deepEqual(await states(plug), [0, 0, 0, 0, 0]);
    plug.press(0);
    assert.deepEqual(await states(plug), [1, 1, 1, 1, 1]);
    assert.equal(plug.isOn(4), true);
  }
});

test('a device without a switch has no button', async t => {
  const plug = await plugOf(t, 'em06');
  assert.throws(() => {
    plug.press();
  }, /no channel 0/);
  assert.throws(() => plug.isOn(), RangeError);
});

test('light and time of the plug can be set and are kept', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => now * 1000 });
  await set(plug, 'Appliance.System.DNDMode', { DNDMode: { mode: 1 } });
  assert.deepEqual(await get(plug, 'Appliance.System.DNDMode'), { DNDMode: { mode: 1 } });
  assert.equal(await sendRequest(plug, 'SET', 'Appliance.System.DNDMode', { DNDMode: { mode: 2 } }), undefined);
  const time = { timezone: 'Asia/Tokyo', timeRule: [[0, 32400, 0]] };
  await set(plug, 'Appliance.System.Time', { time: { ...time, timestamp: now + 60 } });
  const kept = { timestamp: now + 60, ...time };
  assert.deepEqual(await get(plug, 'Appliance.System.Time'), { time: kept });
  assert.deepEqual(at(await get(plug, 'Appliance.System.All'), 'all', 'system', 'time'), kept);
});

test('a SET of several outlets acts, in part, or not at all', async t => {
  const plug = await plugOf(t, 'mss425e');
  const command = { togglex: [1, 3, 4].map(channel => ({ channel, onoff: 1 })) };
  plug.faults.arraySet = 'refused';
  assert.equal(await sendRequest(plug, 'SET', togglex, command), undefined);
  assert.equal(await sendRequest(plug, 'SET', togglex, { togglex: command.togglex.slice(0, 1) }), undefined);
  plug.faults.arraySet = 'ignored';
  await set(plug, togglex, command);
  assert.deepEqual(await states(plug), [0, 0, 0, 0, 0]);
  plug.faults.arraySet = 'first only';
  await set(plug, togglex, command);
  assert.deepEqual(await states(plug), [1, 1, 0, 0, 0]);
  await set(plug, togglex, { togglex: { channel: 2, onoff: 1 } });
  plug.faults.arraySet = 'honoured';
  await set(plug, togglex, command);
  assert.deepEqual(await states(plug), [1, 1, 1, 1, 1]);
});
