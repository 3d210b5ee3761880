import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostAndKey, cli, configFor, json, TYPICAL_MODELS, plugFor } from './command-line.ts';

for (const model of TYPICAL_MODELS) {
  test(`the status light of an ${model} goes off and on`, async t => {
    const plug = await plugFor(t, model);
    assert.match((await cli(['led', ...hostAndKey(plug), 'off'])).out, /the status light is off/);
    assert.deepEqual(json(await cli(['led', ...hostAndKey(plug), '--json'])), { uuid: plug.uuid, led: false });
    assert.match((await cli(['led', ...hostAndKey(plug), 'on'])).out, /the status light is on/);
  });

  test(`auto-off of an ${model} is written into the plug, once, and removed`, async t => {
    const plug = await plugFor(t, model);
    const channel = plug.model.channels.length > 1 ? 2 : 0;
    const outlet = channel === 0 ? [] : ['--outlet', '2'];
    assert.equal((await cli(['auto-off', ...hostAndKey(plug), '30', ...outlet])).status, 0);
    assert.deepEqual(
      plug.rules.map(({ channel, rule }) => ({ channel, rule })),
      [{ channel, rule: { duration: 1800, week: 255 } }],
    );
    await cli(['auto-off', ...hostAndKey(plug), '30', ...outlet]);
    assert.equal(plug.requests.filter(({ method }) => method === 'SET').length, 1);
    assert.match((await cli(['auto-off', ...hostAndKey(plug)])).out, /30 min +yes +hblocalautooff0\d/);
    assert.match(
      (await cli(['auto-off', ...hostAndKey(plug), 'off', ...outlet])).out,
      /stays on until it is switched off/,
    );
    assert.deepEqual(plug.rules, []);
  });

  test(`timers of an ${model} are added, listed and removed`, async t => {
    const plug = await plugFor(t, model);
    const outlet = plug.model.channels.length > 1 ? ['--outlet', '2'] : [];
    const added = await cli([
      'timers',
      ...hostAndKey(plug),
      'add',
      '--at',
      '22:30',
      '--off',
      '--name',
      'Night',
      ...outlet,
      '--json',
    ]);
    assert.equal(added.status, 0);
    const [timer] = plug.timers;
    assert.ok(timer);
    assert.match(String(timer['id']), /^hb[a-z0-9]{14}$/);
    assert.deepEqual(
      [timer['time'], timer['week'], timer['type'], timer['enable'], timer['extend']],
      [1350, 255, 1, 1, { toggle: { onoff: 0, lmTime: 0 } }],
    );
    await cli(['timers', ...hostAndKey(plug), 'add', '--at', '7:05', '--on', '--days', 'mon,sun', ...outlet]);
    const { out } = await cli(['timers', ...hostAndKey(plug)]);
    assert.match(out, /07:05 +mon,sun +on .*\n22:30 +daily +off .*Night/);
    assert.equal((await cli(['timers', ...hostAndKey(plug), 'remove', '--id', String(timer['id'])])).status, 0);
    assert.equal(plug.timers.length, 1);
  });
}

const FOREIGN = { channel: 0, type: 1, enable: 1, alias: 'by the app', createTime: 1_700_000_000 };

test('rules of other programs are left alone, unless named', async t => {
  const plug = await plugFor(t, 'mss310-6.1.8');
  const set = (namespace: string, payload: object): Promise<unknown> =>
    cli(['raw', ...hostAndKey(plug), 'SET', namespace, JSON.stringify(payload)]);
  await set('Control.TriggerX', { triggerx: { ...FOREIGN, id: 'app1', rule: { duration: 600, week: 255 } } });
  await set('Control.TimerX', {
    timerx: { ...FOREIGN, id: 'app2', time: 60, week: 255, extend: { toggle: { onoff: 1, lmTime: 0 } } },
  });
  await cli(['auto-off', ...hostAndKey(plug), '30']);
  const off = await cli(['auto-off', ...hostAndKey(plug), 'off']);
  assert.match(off.err, /A rule of another program was left alone: off after 10 min\. --id app1 changes/);
  await cli(['timers', ...hostAndKey(plug), 'add', '--at', '8:00', '--on']);
  assert.match((await cli(['timers', ...hostAndKey(plug), 'remove', '--all'])).out, /1 removed, 1 left/);
  assert.deepEqual(
    [...plug.rules, ...plug.timers].map(({ id }) => id),
    ['app1', 'app2'],
  );

  await cli(['auto-off', ...hostAndKey(plug), 'off', '--id', 'app1']);
  await cli(['timers', ...hostAndKey(plug), 'remove', '--id', 'app2']);
  assert.deepEqual([...plug.rules, ...plug.timers], []);
});

test('a timer with a hostile name cannot move the cursor or turn the text around', async t => {
  const plug = await plugFor(t, 'mss310-6.1.8');
  const alias = 'evil\u001b]0;title\u0007\u001b[2J\u202eexe\u009b31m\r\nnext\u2028line';
  const timerx = { ...FOREIGN, id: 'app2', alias, time: 60, week: 255, extend: { toggle: { onoff: 1, lmTime: 0 } } };
  await cli(['raw', ...hostAndKey(plug), 'SET', 'Control.TimerX', JSON.stringify({ timerx })]);
  const unseen = /[^\P{Cc}\n]|[\u200e\u200f\u2028-\u202e]/u;
  for (const argv of [
    ['timers', ...hostAndKey(plug)],
    ['timers', ...hostAndKey(plug), '--json'],
    ['raw', ...hostAndKey(plug), 'GET', 'Control.TimerX', '{"timerx":{"id":"app2"}}'],
  ]) {
    const { status, out } = await cli(argv);
    assert.equal(status, 0);
    assert.doesNotMatch(out, unseen);
    assert.match(out, /evil/);
  }
  const result = json(await cli(['timers', ...hostAndKey(plug), '--json']));
  assert.ok(JSON.stringify(result).includes(JSON.stringify(alias)), 'programs get it as it is');
});

test('a locked plug gets no rules that switch it', async t => {
  const plug = await plugFor(t, 'mss310-6.1.8');
  const config = await configFor(t, [{ host: plug.host, name: 'Fridge', key: plug.key, locked: true }]);
  for (const argv of [
    ['auto-off', 'Fridge', '30'],
    ['timers', 'Fridge', 'add', '--at', '8:00', '--off'],
  ]) {
    assert.equal((await cli([...argv, '--config', config])).status, 5);
  }
  assert.deepEqual([...plug.rules, ...plug.timers], []);
});

test('the clock is shown, and set together with its zone', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.faults.clockOffsetSeconds = 90;
  const before = await cli(['clock', ...hostAndKey(plug)]);
  assert.match(before.out, /1 min 30 s ahead of this computer/);
  assert.match(before.err, /--timezone ZONE sets both/);
  plug.faults.clockOffsetSeconds = 0;
  const set = await cli(['clock', ...hostAndKey(plug), '--timezone', 'Asia/Tokyo', '--json']);
  assert.equal(set.status, 0);
  const result = json(set);
  assert.ok(typeof result === 'object' && result !== null && 'timezone' in result && 'aheadSeconds' in result);
  assert.equal(result.timezone, 'Asia/Tokyo');
  assert.ok(Math.abs(Number(result.aheadSeconds)) <= 2);
  const [request] = plug.requests.filter(({ method }) => method === 'SET');
  assert.match(JSON.stringify(request?.payload), /"timeRule":\[\[0,32400,0\]\]/);
});

test('options that make no sense are reported before anything is sent', async t => {
  const plug = await plugFor(t, 'mss310-6.1.8');
  for (const argv of [
    ['led', 'blink'],
    ['auto-off', '0'],
    ['auto-off', 'never'],
    ['timers', 'list-them'],
    ['timers', 'add', '--off'],
    ['timers', 'add', '--at', '24:00', '--off'],
    ['timers', 'add', '--at', '8:00'],
    ['timers', 'add', '--at', '8:00', '--on', '--off'],
    ['timers', 'add', '--at', '8:00', '--on', '--days', 'monday'],
    ['timers', 'remove'],
    ['timers', 'remove', '--all', '--id', 'x'],
    ['timers', 'remove', '--all', '--on'],
    ['timers', 'add', '--at', '8:00', '--on', '--id', 'x'],
    ['timers', '--at', '8:00', '--on'],
    ['timers', 'constructor'],
    ['clock', '--timezone', 'Nowhere/City'],
  ]) {
    const [command = '', ...rest] = argv;
    const { status, out } = await cli([command, ...hostAndKey(plug), ...rest]);
    assert.deepEqual([status, out], [2, ''], argv.join(' '));
  }
  assert.deepEqual(plug.requests, []);
});

test('what a plug of the first generation cannot do is exit status 5', async t => {
  const old = await plugFor(t, 'mss310-1.1.13');
  for (const argv of [['timers'], ['auto-off']]) {
    const [command = ''] = argv;
    const { status, err } = await cli([command, ...hostAndKey(old)]);
    assert.equal(status, 5);
    assert.match(err, /cannot do that: it has no /);
  }
});
