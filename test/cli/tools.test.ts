import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedPlug } from '../../simulator/index.ts';
import { someUuid } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';
import { freePort, LINUX, plugAt, KEY } from '../unit/discovery/simulated-network.ts';
import { hostAndKey, cli, configFor, json, TYPICAL_MODELS, plugFor, start } from './command-line.ts';

for (const model of TYPICAL_MODELS) {
  test(`raw sends one message to an ${model}, and prints its answer`, async t => {
    const plug = await plugFor(t, model);
    const { status, out } = await cli(['raw', ...hostAndKey(plug), 'get', 'System.Time']);
    assert.equal(status, 0);
    assert.match(out, /^\{\n {2}"time": \{/);
    const result = json(await cli(['raw', ...hostAndKey(plug), 'GET', 'Appliance.System.Time', '{}', '--json']));
    assert.ok(typeof result === 'object' && result !== null && 'method' in result && 'uuid' in result);
    assert.deepEqual([result.method, result.uuid], ['GETACK', plug.uuid]);
  });
}

test('raw sends nothing that a plug does not list, or that could take it off the network, unless forced', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const sent = (): readonly string[] => plug.requests.map(({ method, namespace }) => `${method} ${namespace}`).slice(2);
  const unknown = await cli(['raw', ...hostAndKey(plug), 'GET', 'Appliance.Mcu.Firmware']);
  assert.deepEqual([unknown.status, unknown.out], [5, '']);
  const dangerous = await cli(['raw', ...hostAndKey(plug), 'SET', 'Config.Key', '{"key":{}}']);
  assert.equal(dangerous.status, 2);
  assert.deepEqual(
    plug.requests.map(({ namespace }) => namespace).filter(name => /Mcu|Config/.test(name)),
    [],
  );
  await cli(['raw', ...hostAndKey(plug), 'GET', 'Appliance.Mcu.Firmware', '--force']);
  assert.ok(sent().includes('GET Appliance.Mcu.Firmware'));
});

test('raw looks into a batch before it sends it', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const part = (method: string, namespace: string): object => ({ header: { method, namespace }, payload: {} });
  const batch = (...multiple: readonly object[]): readonly string[] => {
    return ['raw', ...hostAndKey(plug), 'SET', 'Control.Multiple', JSON.stringify({ multiple })];
  };
  const time = part('GET', 'Appliance.System.Time');
  assert.equal((await cli(batch(time, part('SET', 'Appliance.Config.Key')))).status, 2);
  assert.equal((await cli(batch(time, part('GET', 'Appliance.Mcu.Firmware')))).status, 5);
  assert.deepEqual(
    plug.requests.filter(({ namespace }) => namespace.endsWith('Multiple')),
    [],
  );
  assert.equal((await cli(batch(time, time))).status, 0);
});

test('raw orders nothing of a plug that the config has locked, and may ask it all', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.turn(0, true);
  const config = ['--config', await configFor(t, [{ host: plug.host, name: 'Fridge', key: plug.key, locked: true }])];
  const payload = { togglex: { channel: 0, onoff: 0 } };
  const header = { method: 'SET', namespace: 'Appliance.Control.ToggleX' };
  for (const order of [
    ['Control.ToggleX', JSON.stringify(payload)],
    ['Control.Multiple', JSON.stringify({ multiple: [{ header, payload }] })],
  ]) {
    const { status, err } = await cli(['raw', 'Fridge', 'SET', ...order, ...config]);
    assert.equal(status, 5);
    assert.match(err, /locked in the config/);
  }
  assert.equal(plug.isOn(), true);
  assert.equal((await cli(['raw', 'Fridge', 'GET', 'System.All', ...config])).status, 0);
});

test('raw wants a method, a namespace and JSON', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  for (const argv of [
    ['PUSH', 'System.All'],
    ['GET', 'no such thing!'],
    ['GET', 'System.All', '{"all":'],
    ['GET', 'System.All', '[]'],
  ]) {
    assert.equal((await cli(['raw', ...hostAndKey(plug), ...argv])).status, 2, argv.join(' '));
  }
  assert.deepEqual(plug.requests, []);
});

test('a key is 32 letters and digits, another one each time', async () => {
  const [one, other] = [await cli(['key']), await cli(['key'])];
  assert.match(one.out, /^[0-9a-f]{32}\n$/);
  assert.notEqual(one.out, other.out);
  assert.match(JSON.stringify(json(await cli(['key', '--json']))), /^\{"key":"[0-9a-f]{32}"\}$/);
});

const SUBNET = '127.0.0.16/28';

test('discover lists the plugs of a network, whose key fits and whose does not', LINUX, async t => {
  const port = await freePort();
  const plain = await plugAt(t, '127.0.0.17', port);
  const encrypting = await plugAt(t, '127.0.0.18', port, { model: 'mss110-7.3.37' });
  const meter = await plugAt(t, '127.0.0.20', port, { model: 'em06-2.3.8' });
  const otherKey = await plugAt(t, '127.0.0.25', port, { key: 'another key' });
  const argv = ['discover', '--subnet', SUBNET, '--port', String(port)];
  const { status, out, err } = await cli(argv, { env: { MEROSS_KEY: KEY } });
  assert.equal(status, 0);
  assert.match(err, /^A plug whose key does not fit needs its own "key" in the config\. .*docs\/meross-app\.md\n$/);
  const [found = '', lines = ''] = out.trimEnd().split('\n\n');
  const [head = '', ...rows] = found.split('\n');
  assert.match(head, /^Address +Key +Model +Plug +Firmware +Name +uuid$/);
  assert.match(rows[0] ?? '', new RegExp(`^${plain.host} +fits +MSS310 +yes +`));
  assert.match(rows[1] ?? '', new RegExp(`^${encrypting.host} +fits +MSS110 +yes +7\\.3\\.37 `));
  assert.match(rows[2] ?? '', new RegExp(`^${meter.host} +fits +EM06 +no +`), 'a meter without a switch is no plug');
  assert.match(rows[3] ?? '', new RegExp(`^${otherKey.host} +does not fit +– +– +`));
  assert.equal(rows.length, 4);
  const [title, ...entries] = lines.split('\n');
  assert.equal(title, 'For "devices" in the config:');
  assert.deepEqual(
    JSON.parse(`[${entries.join('\n')}]`),
    [plain, encrypting].map(({ host, uuid }) => ({ host, uuid })),
    'no line for what is no plug, and none for a plug that would not work with this key',
  );

  const config = await configFor(t, [{ host: otherKey.host, name: 'Heater', key: 'another key' }], { key: KEY });
  const result = json(await cli([...argv, '--config', config, '--json'])) as Record<string, unknown>[];
  assert.deepEqual(
    result.map(({ uuid, key, name, isPlug }) => [uuid, key, name, isPlug]),
    [
      [plain.uuid, 'fits', undefined, true],
      [encrypting.uuid, 'fits', undefined, true],
      [meter.uuid, 'fits', undefined, false],
      [otherKey.uuid, 'fits', 'Heater', true],
    ],
  );
});

test(
  'discover leaves plugs that the config has out of the lines for it, and ends without lines where it has all',
  LINUX,
  async t => {
    const port = await freePort();
    const [lamp, other] = [await plugAt(t, '127.0.0.17', port), await plugAt(t, '127.0.0.18', port)];
    const argv = ['discover', '--subnet', SUBNET, '--port', String(port), '--config'];
    const devices = [{ host: lamp.host, name: 'Lamp' }, { host: other.host }];
    const one = await cli([...argv, await configFor(t, devices.slice(0, 1), { key: KEY })]);
    assert.match(
      one.out,
      new RegExp(`\\n\\nNot in .*; for "devices":\\n\\{ "host": "${other.host}", "uuid": ".*" \\}\\n$`),
    );
    const all = await cli([...argv, await configFor(t, devices, { key: KEY })]);
    assert.doesNotMatch(all.out, /devices/);
  },
);

test('discover without a key lists the plugs, and reports that no key was tried', LINUX, async t => {
  const port = await freePort();
  await plugAt(t, '127.0.0.17', port);
  const { status, out, err } = await cli(['discover', '--subnet', SUBNET, '--port', String(port)]);
  assert.equal(status, 0);
  assert.match(out, /not checked/);
  assert.match(out, /\n\{ "host": "127\.0\.0\.17:\d+", "uuid": "[0-9a-f]{32}" \}\n$/);
  assert.match(err, /^No key given, so keys were not checked\. .*docs\/meross-app\.md\n$/);
});

test('Ctrl-C ends discover at once, whatever a plug is silent on', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.0.0.17', port);
  plug.faults.answersOnly = namespace => namespace === 'Appliance.System.Ability';
  const argv = ['discover', '--subnet', '127.0.0.16/30', '--port', String(port), '--timeout', '20'];
  const running = start(argv, { env: { MEROSS_KEY: KEY } });
  await until(() => plug.requests.some(({ namespace }) => namespace === 'Appliance.System.All'), 10_000, 'its state');
  const from = Date.now();
  const { status } = await running.interrupt();
  assert.equal(status, 130);
  assert.ok(Date.now() - from < 5000, 'it does not wait for the plug');
});

test('discover in an empty network finds nothing, which is no error', LINUX, async () => {
  const argv = ['discover', '--subnet', '127.0.0.16/30', '--port', String(await freePort()), '--json'];
  assert.deepEqual(await cli(argv, { env: { MEROSS_KEY: 'k' } }), { status: 0, out: '[]\n', err: '' });
});

test('discover searches no public network, and none that is too large', async () => {
  for (const subnet of ['8.8.8.0/24', '10.0.0.0/8', 'home']) {
    const { status, out } = await cli(['discover', '--subnet', subnet, '--key', 'k']);
    assert.deepEqual([status, out], [2, '']);
  }
});

test('discover ends on Ctrl-C', LINUX, async () => {
  const running = start(['discover', '--subnet', '127.0.0.0/24', '--port', String(await freePort()), '--key', 'k']);
  const { status, out } = await running.interrupt();
  assert.deepEqual([status, out], [130, '']);
});

test('two of a kind in a config with one name are distinguished by address', async t => {
  const one = await plugFor(t, 'mss310-2.1.17');
  const other = new SimulatedPlug({ model: one.model, uuid: someUuid() });
  t.after(() => other.close());
  await other.start();
  const devices = [one, other].map(({ host, key }) => ({ host, key, name: 'Lamp' }));
  const { status, err } = await cli(['on', 'Lamp', '--config', await configFor(t, devices)]);
  assert.equal(status, 2);
  assert.ok(err.includes(`${one.host}, ${other.host}`));
});
