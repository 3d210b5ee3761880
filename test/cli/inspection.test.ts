import assert from 'node:assert/strict';
import { test } from 'node:test';
import { width } from '../../src/cli/show/plain.ts';
import { until } from '../support/until.ts';
import { hostAndKey, cli, configFor, json, TYPICAL_MODELS, plugFor, start } from './command-line.ts';

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

for (const model of TYPICAL_MODELS) {
  test(`info shows what an ${model} is, to people and to programs`, async t => {
    const plug = await plugFor(t, model);
    const { status, out, err } = await cli(['info', ...hostAndKey(plug)]);
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, new RegExp(`^Model +${plug.model.type.toUpperCase()}$`, 'm'));
    assert.match(out, new RegExp(`^LAN encryption +${plug.model.lanEncryption ? 'yes' : 'no'}$`, 'm'));
    const result = json(await cli(['info', ...hostAndKey(plug), '--json']));
    assert.ok(typeof result === 'object' && result !== null && 'outlets' in result && 'uuid' in result);
    assert.equal(result.uuid, plug.uuid);
    const channels = plug.model.channels.length > 1 ? plug.model.channels.slice(1) : plug.model.channels;
    assert.deepEqual(
      result.outlets,
      channels.map(channel => ({ channel, on: plug.isOn(channel) })),
    );
  });
}

test('info of a plug with a meter shows what it measures', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.setLoad(60);
  plug.turn(0, true);
  assert.match((await cli(['info', ...hostAndKey(plug)])).out, /on +60\.0 W +2\d\d\.\d V, 0\.\d{3} A/);
});

test('info reports a clock that is wrong', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.faults.clockOffsetSeconds = -7200;
  assert.match((await cli(['info', ...hostAndKey(plug)])).out, /2 h behind this computer/);
});

test('no line is wider than the terminal', async t => {
  const strip = await plugFor(t, 'mss425e-2.1.2');
  const meter = await plugFor(t, 'mss305');
  const config = await configFor(t, [
    {
      host: strip.host,
      key: strip.key,
      name: 'Strip',
      outlets: [{ channel: 1, name: 'A lamp with a name of 日本 '.repeat(2) }],
    },
  ]);
  for (const columns of [44, 60, 80, 120]) {
    for (const argv of [
      ['info', ...hostAndKey(meter)],
      ['energy', ...hostAndKey(meter)],
      ['info', 'Strip', '--config', config],
      ...(columns < 80 ? [] : [['--help'], ['timers', '--help']]),
    ]) {
      const { status, out, err } = await cli(argv, { columns, isTerminal: true, env: { NO_COLOR: '1' } });
      assert.equal(status, 0, err);
      for (const line of lines(out)) assert.ok(width(line) <= columns, `${argv.join(' ')}: ${line}`);
    }
  }
});

test('energy shows days and hours as bars, the newest last, and no more days than wanted', async t => {
  const plug = await plugFor(t, 'mss305');
  plug.turn(0, true);
  const { status, out, err } = await cli(['energy', ...hostAndKey(plug), '--days', '5']);
  assert.equal(status, 0, err);
  const days = [...out.matchAll(/^(\d{4}-\d\d-\d\d) +\d+ Wh +█/gm)].map(([, date]) => date);
  assert.equal(days.length >= 4 && days.length <= 5, true);
  assert.deepEqual(days, days.toSorted());
  assert.match(out, /Per hour/);
  const result = json(await cli(['energy', ...hostAndKey(plug), '--json']));
  assert.ok(typeof result === 'object' && result !== null && 'days' in result && Array.isArray(result.days));
  assert.ok(result.days.length > 5);
});

test('days that were not counted are a gap, and not two bars side by side', async t => {
  const plug = await plugFor(t, 'mss305');
  const { out } = await cli(['energy', ...hostAndKey(plug), '--days', '3']);
  assert.match(out, /^2025-02-14 .*\n… +1 day not counted\n2025-02-16 .*\n\d+ Wh in 3 days$/m);
});

test('energy of today is reported as the energy of a day that is not over', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17', { now: () => Date.UTC(2024, 10, 25, 12) });
  const newest = (await cli(['energy', ...hostAndKey(plug), '--days', '1'])).out;
  const [, date] = /^(\d{4}-\d\d-\d\d) /m.exec(newest) ?? [];
  const isToday = await plugFor(t, 'mss310-2.1.17', { now: () => Date.parse(`${String(date)}T12:00:00Z`) });
  assert.match((await cli(['energy', ...hostAndKey(isToday), '--days', '1'])).out, /Wh in 1 day, with today so far$/m);
  const later = await plugFor(t, 'mss310-2.1.17', {
    now: () => Date.parse(`${String(date)}T12:00:00Z`) + 3 * 86_400_000,
  });
  assert.match((await cli(['energy', ...hostAndKey(later), '--days', '1'])).out, /Wh in 1 day$/m);
});

test('energy of a plug without a meter is exit status 5', async t => {
  const plug = await plugFor(t, 'mss110-7.3.37');
  const { status, out, err } = await cli(['energy', ...hostAndKey(plug)]);
  assert.deepEqual([status, out], [5, '']);
  assert.match(err, /it has no meter for power or energy/);
});

for (const model of TYPICAL_MODELS) {
  test(`watch shows what changes on an ${model}, and ends well on Ctrl-C`, async t => {
    const plug = await plugFor(t, model);
    const channel = plug.model.channels.length > 1 ? 2 : 0;
    plug.turn(channel, true);
    const running = start(['watch', ...hostAndKey(plug), '--every', '1']);
    const outlet = channel === 0 ? '' : 'outlet 2  ';
    await until(() => running.out().includes(`${outlet}on\n`), 10_000, 'on');
    plug.press(channel);
    await until(() => running.out().includes(`${outlet}off\n`), 10_000, 'off');
    const { status, err } = await running.interrupt();
    assert.deepEqual([status, err], [0, '']);
  });
}

test('watch prints one reading a line for programs, with going and return, and goes on', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.turn(0, false);
  const running = start(['watch', ...hostAndKey(plug), '--every', '1', '--json']);
  const kinds = (): readonly string[] => lines(running.out()).map(line => line.replace(/"time".*"uuid":"[^"]*",/, ''));
  await until(() => kinds().includes('{"kind":"toggle","channel":0,"on":false}'), 10_000, 'off');
  await plug.unplug();
  await until(
    () => kinds().some(line => line.includes('"reachable":false,"error":{"code":"unreachable"')),
    30_000,
    'gone',
  );
  plug.press();
  await plug.plugIn();
  await until(() => kinds().includes('{"kind":"reachable","reachable":true}'), 40_000, 'back');
  await until(() => kinds().includes('{"kind":"toggle","channel":0,"on":true}'), 10_000, 'on');
  const { status, out, err } = await running.interrupt();
  assert.equal(status, 0, err);
  for (const line of lines(out)) assert.equal(typeof JSON.parse(line), 'object');
});

test('watch never says "all outlets on" of a strip with one outlet on', async t => {
  const plug = await plugFor(t, 'mss425e-2.1.2');
  for (const channel of [1, 2, 3, 4]) plug.turn(channel, channel === 2);
  const running = start(['watch', ...hostAndKey(plug), '--every', '1']);
  await until(() => running.out().includes('outlet 4'), 10_000, 'all told');
  const { out } = await running.interrupt();
  assert.deepEqual(
    lines(out).map(line => line.slice(10)),
    ['outlet 1  off', 'outlet 2  on', 'outlet 3  off', 'outlet 4  off'],
  );
});

test('watch aligns the names of outlets, and says when a plug went away', async t => {
  const plug = await plugFor(t, 'mss425e-2.1.2');
  for (const channel of [1, 2, 3, 4]) plug.turn(channel, false);
  const outlets = [{ channel: 1, name: '日本' }];
  const config = await configFor(t, [{ host: plug.host, key: plug.key, name: 'Strip', outlets }]);
  const running = start(['watch', 'Strip', '--config', config, '--every', '1']);
  await until(() => running.out().includes('outlet 4'), 10_000, 'all told');
  await plug.unplug();
  await until(() => running.err().includes('Waiting'), 30_000, 'gone');
  const { out, err } = await running.interrupt();
  assert.equal(new Set(lines(out).map(line => width(line))).size, 1, out);
  assert.match(err, /^\d\d:\d\d:\d\d {2}Strip \(.*Waiting for it\.\n$/);
});

test('watch says at once what is wrong where it cannot begin', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  assert.equal((await cli(['watch', plug.host, '--key', 'another'])).status, 4);
  await plug.unplug();
  assert.equal((await cli(['watch', ...hostAndKey(plug)])).status, 3);
});
