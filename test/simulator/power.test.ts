import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, dial, get, plugOf, set, until } from './client.ts';

const ability = 'Appliance.System.Ability';
const all = 'Appliance.System.All';
const model = 'mss310-2.1.17';
const refused = { code: 'ECONNREFUSED' };

test('a plug that is pulled out refuses connections, and answers at the same place when it is back', async t => {
  const plug = await plugOf(t, model);
  const { host } = plug;
  plug.turn(0, false);
  await plug.unplug();
  await assert.rejects(sendRequest(plug, 'GET', ability), refused);
  await plug.plugIn();
  assert.equal(plug.host, host);
  assert.equal(at(await get(plug, all), 'all', 'digest', 'togglex', 0, 'onoff'), 0);
});

test('a plug that is pulled out drops who it was talking to', async t => {
  const plug = await plugOf(t, model);
  plug.faults.delayMs = 10_000;
  const pending = sendRequest(plug, 'GET', ability);
  const idle = dial(plug);
  const idleClosed = once(idle, 'close');
  await until(() => plug.requests.length > 0);
  await plug.unplug();
  assert.equal(await pending, undefined);
  await idleClosed;
  assert.equal(plug.requests[0]?.outcome, 'abandoned');
});

test('pulling out and plugging in twice is as good as once', async t => {
  const plug = await plugOf(t, model);
  await Promise.all([plug.unplug(), plug.unplug(), plug.plugIn(), plug.plugIn(), plug.start()]);
  assert.ok(await sendRequest(plug, 'GET', ability));
  await Promise.all([plug.plugIn(), plug.unplug()]);
  await assert.rejects(sendRequest(plug, 'GET', ability), refused);
});

test('a plug that reboots is away, and has lost the time until it is set', async t => {
  const plug = await plugOf(t, model);
  const reboot = plug.reboot(700);
  await pause(50);
  await assert.rejects(sendRequest(plug, 'GET', ability), refused);
  await reboot;
  const timeBefore = Number(at(await get(plug, all), 'all', 'system', 'time', 'timestamp'));
  assert.ok(timeBefore >= 437 && timeBefore < 500, String(timeBefore));
  assert.match(String(at(await get(plug, 'Appliance.System.Debug'), 'debug', 'system', 'sysUpTime')), /^0h0m\ds$/);
  await set(plug, 'Appliance.System.Time', { time: { timestamp: 1735689600 } });
  const timeAfter = Number(at(await get(plug, all), 'all', 'system', 'time', 'timestamp'));
  assert.ok(timeAfter >= 1735689600 && timeAfter < 1735689660, String(timeAfter));
});

test('a plug that is closed is gone for good', async () => {
  const plug = new SimulatedPlug({ model: await loadModel(model) });
  assert.throws(() => plug.host, /not been started/);
  await plug.start();
  plug.faults.delayMs = 60_000;
  const pending = sendRequest(plug, 'GET', ability);
  await until(() => plug.requests.length > 0);
  const rebooting = plug.reboot(60_000);
  await plug.close();
  await rebooting;
  assert.equal(await pending, undefined);
  await assert.rejects(sendRequest(plug, 'GET', ability), refused);
  await assert.rejects(plug.plugIn(), /has been closed/);
  await plug.close();
});

test('a port that is taken is said, and a plug that never started can be closed', async t => {
  const plug = await plugOf(t, model);
  const port = Number(plug.host.split(':')[1]);
  const second = new SimulatedPlug({ model: plug.model, port });
  await assert.rejects(second.start(), { code: 'EADDRINUSE' });
  await second.close();
});

test('after close() the process ends by itself', async () => {
  const simulator = new URL('../../simulator/index.ts', import.meta.url).href;
  const script = `
    import { connect } from 'node:net';
    import { loadModel, SimulatedPlug } from ${JSON.stringify(simulator)};
    const plug = new SimulatedPlug({ model: await loadModel('mss305') });
    await plug.start();
    plug.faults.acceptDelayMs = 60000;
    const [host, port] = plug.host.split(':');
    const socket = connect({ host, port: Number(port) });
    await new Promise(resolve => socket.on('connect', resolve));
    socket.on('error', () => undefined);
    plug.reboot(60000);
    await new Promise(resolve => socket.on('close', resolve));
    await plug.close();
  `;
  const node = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 20_000,
  });
  const started = performance.now();
  assert.deepEqual(await once(node, 'exit'), [0, null]);
  assert.ok(performance.now() - started < 15_000);
});
