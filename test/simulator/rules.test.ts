import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendRequest, at, get, objectAt, plugOf, set } from './client.ts';

const timerX = 'Appliance.Control.TimerX';
const triggerX = 'Appliance.Control.TriggerX';
const timers = 'Appliance.Digest.TimerX';
const triggers = 'Appliance.Digest.TriggerX';
const all = 'Appliance.System.All';

const nightOff = {
  id: 'hb0000000000off1',
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'HB night off',
  createTime: 1700000000,
  week: 255,
  time: 1350,
  sunOffset: 0,
  duration: 0,
  extend: { toggle: { onoff: 0, lmTime: 0 } },
};
const autoOff = {
  id: 'hb0000000autooff',
  channel: 0,
  type: 0,
  enable: 1,
  alias: 'HB auto-off',
  createTime: 1700000000,
  rule: { week: 255, duration: 900 },
};

const kinds = [
  ['timers', timerX, 'timerx', timers, nightOff],
  ['triggers', triggerX, 'triggerx', triggers, autoOff],
] as const;

for (const [what, control, key, digest, rule] of kinds) {
  test(`${what} are added, listed, read, changed and deleted by id`, async t => {
    const plug = await plugOf(t, 'mss310-2.1.17');
    assert.deepEqual(await get(plug, digest), { digest: [] });
    await set(plug, control, { [key]: rule });
    await set(plug, control, { [key]: { ...rule, id: 'other' } });
    await set(plug, control, { [key]: { ...rule, alias: 'new' } });
    const row = { channel: 0, id: rule.id, count: 2 };
    const rows = [row, { channel: 0, id: 'other', count: 1 }];
    assert.deepEqual(await get(plug, digest, { digest: [] }), { digest: rows });
    assert.deepEqual(at(await get(plug, all), 'all', 'digest', key), rows);
    const read = await get(plug, control, { [key]: { id: rule.id } });
    assert.deepEqual(read, { digest: row, [key]: { ...rule, alias: 'new' } });
    const reply = await sendRequest(plug, 'DELETE', control, { [key]: { id: rule.id } });
    assert.equal(reply?.header['method'], 'DELACK');
    assert.deepEqual(reply.payload, {});
    assert.deepEqual(what === 'timers' ? plug.timers : plug.rules, [{ ...rule, id: 'other' }]);
    assert.deepEqual(await get(plug, control, { [key]: { id: rule.id } }), { digest: {}, [key]: {} });
    assert.deepEqual(await get(plug, control), { digest: {}, [key]: {} });
  });

  test(`what is none of the ${what} is hung up on`, async t => {
    const plug = await plugOf(t, 'mss310-2.1.17');
    const bad = [
      [rule],
      { ...rule, id: undefined },
      { ...rule, id: 'seventeen letters' },
      { ...rule, id: 'a'.repeat(17) },
      { ...rule, channel: 1 },
    ];
    for (const one of bad) {
      assert.equal(await sendRequest(plug, 'SET', control, { [key]: one }), undefined, JSON.stringify(one));
    }
    assert.equal(await sendRequest(plug, 'DELETE', control, { [key]: {} }), undefined);
    assert.equal(await sendRequest(plug, 'DELETE', digest, { digest: [] }), undefined);
    for (let count = 0; count < 32; count += 1) await set(plug, control, { [key]: { ...rule, id: `r${count}` } });
    assert.equal(await sendRequest(plug, 'SET', control, { [key]: { ...rule, id: 'r32' } }), undefined);
    await set(plug, control, { [key]: { ...rule, id: 'r31' } });
  });
}

test('a trigger says how long and on which days', async t => {
  const plug = await plugOf(t, 'mss305');
  for (const rule of [{ week: 255 }, { week: 255, duration: 0 }, { duration: 900 }, undefined]) {
    assert.equal(await sendRequest(plug, 'SET', triggerX, { triggerx: { ...autoOff, rule } }), undefined);
  }
  assert.deepEqual(plug.rules, []);
});

test('an MSS305 reports its rules in the digests, and not in System.All', async t => {
  const plug = await plugOf(t, 'mss305');
  await set(plug, triggerX, { triggerx: autoOff });
  assert.deepEqual(Object.keys(objectAt(await get(plug, all), 'all', 'digest')), ['togglex']);
  assert.equal(at(await get(plug, triggers), 'digest', 0, 'count'), 1);
});

test('the first generation has whole lists, recorded ones to begin with', async t => {
  const plug = await plugOf(t, 'mss310-1.1.13');
  assert.equal(plug.rules.length, 1);
  assert.equal(plug.timers.length, 3);
  const [trigger] = plug.rules;
  const shorter = [{ ...trigger, alias: 'shorter' }];
  await set(plug, 'Appliance.Control.Trigger', { trigger: shorter });
  assert.deepEqual(await get(plug, 'Appliance.Control.Trigger', { trigger: {} }), { trigger: shorter });
  assert.deepEqual(at(await get(plug, all), 'all', 'control', 'trigger'), shorter);
  await set(plug, 'Appliance.Control.Timer', { timer: [] });
  assert.deepEqual(at(await get(plug, all), 'all', 'control', 'timer'), []);
  assert.equal(await sendRequest(plug, 'SET', 'Appliance.Control.Timer', { timer: {} }), undefined);
  assert.equal(await sendRequest(plug, 'SET', 'Appliance.Control.Timer', { timer: [{ alias: 'no id' }] }), undefined);
  assert.equal(await sendRequest(plug, 'GET', triggers), undefined);
});
