import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadModel, modelNames, readTrace, SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, get, listAt, message, objectAt, plugOf, postBody, set } from './client.ts';
import { postEncrypted } from './encrypted-client.ts';

const names = await modelNames();

/** The same JSON with every value that is alive in a simulated plug taken out; the order of keys stays. */
function still(value: unknown): string {
  const live = /^(timestamp|UTC|localTime|localTimeOffset|sysUpTime|innerIp)$/;
  return JSON.stringify(value, (key, inner: unknown) => (live.test(key) ? '…' : inner));
}

test('every recorded device is there, and the MSS305 of the demo', async () => {
  const files = await readdir(new URL('../../traces/', import.meta.url));
  for (const file of files.filter(name => name.endsWith('.json')))
    assert.ok(names.includes(file.replace('.json', '')), file);
  assert.ok(names.includes('mss305-8.3.15'));
});

test('a type alone means its newest firmware', async () => {
  assert.equal((await loadModel('mss310')).id, 'mss310-6.1.8');
  assert.equal((await loadModel('mss425e')).id, 'mss425e-2.1.2');
  assert.equal((await loadModel('MSS305')).firmwareVersion, '8.3.15');
});

test('an unknown model is answered with the list of those there are', async () => {
  await assert.rejects(loadModel('mss999'), /No model "mss999"; there are em06-2\.3\.8, .*mss425e-2\.1\.2/);
  await assert.rejects(loadModel('../package'), /No model/);
});

test('what is not a trace is refused with the reason', () => {
  assert.throws(() => readTrace([]), /"format": "meross-trace\/1"/);
  assert.throws(
    () => readTrace({ format: 'meross-trace/2' }),
    /format is meross-trace\/2, and this version knows .*\/1/,
  );
  for (const [part, value] of [
    ['device', []],
    ['state', 'gone'],
    ['exchanges', {}],
  ] as const) {
    assert.throws(() => readTrace({ format: 'meross-trace/1', [part]: value }), new RegExp(`${part} is not an? `));
  }
  assert.throws(() => readTrace({ format: 'meross-trace/1', device: {} }), /device\.type is missing/);
  const device = { type: 'x', hardwareVersion: '1', firmwareVersion: '1', uuid: 'u' };
  assert.throws(() => readTrace({ format: 'meross-trace/1', device, state: {} }), /ability is missing/);
});

for (const name of names) {
  test(`${name} answers every GET as it was recorded`, async t => {
    const plug = await plugOf(t, name);
    for (const [namespace, recorded] of plug.model.state) {
      const request = message(plug, 'GET', namespace);
      const reply = await (plug.model.lanEncryption ? postEncrypted(plug, request) : postBody(plug, request));
      assert.equal(still(reply?.payload), still(recorded), namespace);
    }
  });

  test(`${name} hangs up on a namespace that is not in its ability list`, async t => {
    const plug = await plugOf(t, name);
    assert.equal(await sendRequest(plug, 'GET', 'Appliance.Control.Light'), undefined);
    assert.equal(plug.requests.at(-1)?.outcome, 'refused');
  });
}

test('questions of a recording that failed are hung up on, those that were answered are answered alike', async t => {
  let compared = 0;
  for (const name of names) {
    const plug = await plugOf(t, name);
    if (name === 'mss305-8.3.15') continue;
    const text = await readFile(new URL(`../../traces/${name}.json`, import.meta.url), 'utf8');
    const exchanges = listAt(JSON.parse(text), 'exchanges');
    for (const exchange of exchanges) {
      const method = String(at(exchange, 'request', 'method'));
      const namespace = String(at(exchange, 'request', 'namespace'));
      const payload = objectAt(exchange, 'request', 'payload');
      const wrong = at(exchange, 'request', 'signature') === 'wrong';
      const request = message(plug, method, namespace, payload, wrong ? { key: 'wrong' } : {});
      const reply = await (plug.model.lanEncryption ? postEncrypted(plug, request) : postBody(plug, request));
      const about = `${name} ${method} ${namespace} ${String(at(exchange, 'at'))}`;
      assert.equal(reply?.header['method'], at(exchange, 'response', 'method'), about);
      compared += 1;
    }
  }
  assert.ok(compared >= 48, String(compared));
});

test('a light that was recorded without a mode is answered so again, until its mode is set', async t => {
  const namespace = 'Appliance.System.DNDMode';
  const model = await loadModel('mss310-2.1.17');
  const plug = new SimulatedPlug({
    model: { ...model, state: new Map([...model.state, [namespace, { DNDMode: {} }]]) },
  });
  t.after(() => plug.close());
  await plug.start();
  assert.deepEqual(await get(plug, namespace), { DNDMode: {} });
  await set(plug, namespace, { DNDMode: { mode: 0 } });
  assert.deepEqual(await get(plug, namespace), { DNDMode: { mode: 0 } });
});

test('a plug with LAN encryption says what it can in clear, and hangs up on everything else', async t => {
  const plug = await plugOf(t, 'mss110-7.3.37');
  assert.deepEqual(await get(plug, 'Appliance.Encrypt.Suite'), { suite: { ka: 'ecdhe256', se: 'mrskey', ds: '' } });
  assert.equal(await sendRequest(plug, 'GET', 'Appliance.System.All'), undefined);
  assert.equal(
    await sendRequest(plug, 'SET', 'Appliance.Control.ToggleX', { togglex: { channel: 0, onoff: 0 } }),
    undefined,
  );
  assert.equal(plug.isOn(), true);
  const ability = await get(plug, 'Appliance.System.Ability');
  assert.deepEqual(ability, plug.model.state.get('Appliance.System.Ability'));
});

test('a plug whose System.All nobody recorded has one all the same', async t => {
  const plug = await plugOf(t, 'mss310-6.1.8');
  const all = at(await get(plug, 'Appliance.System.All'), 'all');
  assert.deepEqual(at(all, 'system', 'hardware'), at(await get(plug, 'Appliance.System.Hardware'), 'hardware'));
  assert.equal(at(all, 'system', 'firmware', 'version'), '6.1.8');
  assert.deepEqual(at(all, 'digest', 'togglex'), [{ channel: 0, onoff: 0, lmTime: 0 }]);
});

test('two plugs of one model are two plugs', async t => {
  const model = await loadModel('mss310-2.1.17');
  const uuid = '2401011234567890340148e1e9a1b2c3';
  const twin = new SimulatedPlug({ model, uuid, key: 'its own' });
  t.after(() => twin.close());
  await twin.start();
  const other = await plugOf(t, 'mss310-2.1.17');
  assert.notEqual(twin.host, other.host);
  const reply = await sendRequest(twin, 'GET', 'Appliance.System.All');
  assert.equal(reply?.header['from'], `/appliance/${uuid}/publish`);
  assert.equal(at(reply.payload, 'all', 'system', 'hardware', 'uuid'), uuid);
  assert.equal(at(reply.payload, 'all', 'system', 'hardware', 'macAddress'), '48:e1:e9:a1:b2:c3');
  assert.equal(at(reply.payload, 'all', 'system', 'firmware', 'innerIp'), '127.0.0.1');
  twin.press();
  assert.notEqual(twin.isOn(), other.isOn());
});

test('the MSS305 of the demo lists its standby killer channel by channel, and hangs up on a wrong key', async t => {
  const plug = await plugOf(t, 'mss305');
  const entry = { channel: 0, power: 0, time: 300, enable: 2, alert: 2 };
  const namespace = 'Appliance.Config.StandbyKiller';
  assert.deepEqual(await get(plug, namespace, { config: [{ channel: 0 }] }), { config: [entry] });
  assert.deepEqual(await get(plug, namespace, { config: [] }), { config: [] });
  assert.equal(await sendRequest(plug, 'GET', namespace, { standbyKiller: [] }), undefined);
  const pushed = await sendRequest(plug, 'PUSH', namespace);
  assert.equal(pushed?.header['method'], 'PUSH');
  assert.deepEqual(pushed.payload, { config: [entry] });
});
