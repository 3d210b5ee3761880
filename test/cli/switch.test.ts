import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { switchCommandsTo } from '../support/simulated-home.ts';
import { hostAndKey, cli, configFor, json, TYPICAL_MODELS, plugFor } from './command-line.ts';

for (const model of TYPICAL_MODELS) {
  test(`on, off and toggle do what they say to an ${model}`, async t => {
    const plug = await plugFor(t, model);
    const outlet = plug.model.channels.length > 1 ? ['--outlet', '2'] : [];
    const channel = plug.model.channels.length > 1 ? 2 : 0;
    for (const [command, expected] of [
      ['on', true],
      ['off', false],
      ['toggle', true],
      ['toggle', false],
    ] as const) {
      const { status, out, err } = await cli([command, ...hostAndKey(plug), ...outlet]);
      assert.deepEqual([status, err], [0, '']);
      assert.equal(plug.isOn(channel), expected);
      assert.match(out, expected ? /is on\.\n$/ : /is off\.\n$/);
    }
    const programs = await cli(['on', ...hostAndKey(plug), ...outlet, '--json']);
    assert.deepEqual(json(programs), { uuid: plug.uuid, outlets: [{ channel, on: true }] });
    assert.equal(plug.maxInFlight, 1);
  });
}

test('a strip needs the outlet to be named, and is not switched before', async t => {
  const strip = await plugFor(t, 'mss425e-2.1.2');
  const { status, out, err } = await cli(['on', ...hostAndKey(strip)]);
  assert.deepEqual([status, out], [2, '']);
  assert.match(err, /several outlets: 1, 2, 3, 4/);
  assert.deepEqual(switchCommandsTo(strip), []);
  const wrong = await cli(['on', ...hostAndKey(strip), '--outlet', '7']);
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /no outlet "7"/);
});

test('all outlets of a strip go by its master, and off together if any is on', async t => {
  const strip = await plugFor(t, 'mss425e-2.1.2');
  await cli(['off', ...hostAndKey(strip), '--outlet', 'all']);
  await cli(['on', ...hostAndKey(strip), '--outlet', '3']);
  const { out } = await cli(['toggle', ...hostAndKey(strip), '--outlet', '0']);
  assert.match(out, /all outlets are off/);
  assert.deepEqual(
    [1, 2, 3, 4].map(channel => strip.isOn(channel)),
    [false, false, false, false],
  );
});

test('a plug of the config goes by its name, with its own key, and its outlets by theirs', async t => {
  const strip = await plugFor(t, 'mss425e-2.1.2', { key: 'of the strip' });
  const config = await configFor(
    t,
    [{ host: strip.host, name: 'TV corner', key: 'of the strip', outlets: [{ channel: 3, name: 'Lamp' }] }],
    { key: 'of others' },
  );
  const { status, out } = await cli(['on', 'tv CORNER', '--outlet', 'lamp', '--config', config]);
  assert.equal(status, 0);
  assert.match(out, /^TV corner \(127\.0\.0\.1:\d+\): outlet 3, Lamp, is on\.$/m);
  assert.equal(strip.isOn(3), true);
});

test('a plug that is locked in the config is not switched, by name or address', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [{ host: plug.host, name: 'Fridge', key: plug.key, locked: true }]);
  const before = plug.isOn();
  for (const name of ['Fridge', plug.host]) {
    for (const command of ['on', 'off', 'toggle']) {
      const { status, err } = await cli([command, name, '--config', config]);
      assert.equal(status, 5);
      assert.match(err, /Fridge .* is locked in the config/);
    }
  }
  assert.equal(plug.isOn(), before);
  assert.deepEqual(switchCommandsTo(plug), []);
});

test('an order that meets a hang-up is given once more', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  let hangUps = 0;
  plug.faults.hangUp = (_, method) => method === 'SET' && hangUps++ === 0;
  const { status } = await cli(['on', ...hostAndKey(plug)]);
  assert.deepEqual([status, plug.isOn(), switchCommandsTo(plug).length], [0, true, 2]);
});

test('what is no plug is not switched', async t => {
  const meter = await plugFor(t, 'em06-2.3.8');
  const { status, err } = await cli(['on', ...hostAndKey(meter)]);
  assert.equal(status, 5);
  assert.match(err, /it is not a plug, but a device of type EM06/);
});

test('exit status 2: no key, no usable address, a name that nobody has, options that make no sense', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [{ host: plug.host, name: 'Lamp', key: plug.key }]);
  for (const [argv, expected] of [
    [['on', plug.host], /The key of .* is needed\.\n.*MEROSS_KEY.*--key.*--config.*docs\/meross-app\.md/],
    [
      ['on', '8.8.8.8', '--key', 'k'],
      /"8\.8\.8\.8" is not an address in your network\.\n.*never sends a packet to the internet/,
    ],
    [['on', 'example.com', '--key', 'k'], /never sends a packet to the internet/],
    [['on', 'Lamb', '--config', `${config}x`], /cannot be read: there is no such file/],
    [['on', 'no such', '--config', config], /neither the name of a plug in .*\nThat config has Lamp\./],
    [['on'], /Missing required argument 'host'/],
    [['onn', plug.host], /Unknown command 'onn'\.\n.*Did you mean on\?/],
    [['on', plug.host, '--key', 'k', '--timeout', 'soon'], /--timeout needs a number/],
  ] as const) {
    const { status, out, err } = await cli(argv);
    assert.deepEqual([status, out], [2, ''], argv.join(' '));
    assert.match(err, expected);
  }
  assert.deepEqual(plug.requests, []);
});

test('exit status 3: nobody there, and somebody who says nothing', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.faults.silent = true;
  const silent = await cli(['on', ...hostAndKey(plug), '--timeout', '1']);
  assert.equal(silent.status, 3);
  assert.match(silent.err, /accepts a connection and then stays silent/);
  await plug.unplug();
  const unreachable = await cli(['on', ...hostAndKey(plug)]);
  assert.deepEqual([unreachable.status, unreachable.out], [3, '']);
  assert.match(unreachable.err, /cannot be reached: the connection was refused\.\n.*meross-local discover/);
});

for (const model of TYPICAL_MODELS) {
  test(`exit status 4: an ${model} has another key, which is in no message`, async t => {
    const plug = await plugFor(t, model);
    const { status, out, err } = await cli(['toggle', plug.host, '--key', 'guessed-secret', '--outlet', '1']);
    assert.deepEqual([status, out], [4, '']);
    assert.match(err, /does not accept this key\.\n.*docs\/meross-app\.md/);
    assert.doesNotMatch(err, /guessed-secret/);
  });
}

test('exit status 5: the plug refuses', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.faults.refuseWithError = 5000;
  const { status, err } = await cli(['on', ...hostAndKey(plug)]);
  assert.equal(status, 5);
  assert.match(err, /refused: error 5000/);
});

test('exit status 6: another plug has the address, and is not switched; or no plug at all has', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [{ host: plug.host, name: 'Lamp', key: plug.key, uuid: '0'.repeat(32) }]);
  const other = await cli(['on', 'Lamp', '--config', config]);
  assert.equal(other.status, 6);
  assert.match(other.err, /another plug replies there/);
  assert.deepEqual(switchCommandsTo(plug), []);

  const printer = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
  t.after(() => printer.close());
  await once(printer, 'listening');
  const address = printer.address();
  assert.ok(typeof address === 'object' && address !== null);
  const otherPlug = await cli(['on', `127.0.0.1:${address.port}`, '--key', 'k']);
  assert.equal(otherPlug.status, 6);
  assert.match(otherPlug.err, /not as a Meross device does/);
});

test('a plug whose answers break off is in trouble, and no stranger', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.faults.cutBodyAt = 100;
  const cut = await cli(['on', ...hostAndKey(plug)]);
  assert.equal(cut.status, 1);
  assert.match(cut.err, /makes no sense: the reply breaks off/);
  plug.faults.cutBodyAt = undefined;
  plug.faults.wrongMessageId = true;
  assert.equal((await cli(['on', ...hostAndKey(plug)])).status, 1);
});

test('with a config, a name that is not in it is a slip of the pen, whatever key there is', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [
    { host: plug.host, name: 'Lamp', key: plug.key },
    { host: '8.8.8.8', name: 'Heater' },
  ]);
  for (const [name, env] of [
    ['Lmap', {}],
    ['Heater', { MEROSS_KEY: 'k' }],
  ] as const) {
    const { status, err } = await cli(['on', name, '--config', config], { env });
    assert.equal(status, 2);
    assert.match(
      err,
      /neither the name of a plug in .*\n(?:Did you mean "Lamp"\? )?That config has Lamp\. Part of it cannot be used: .*doctor --config/,
    );
  }
});

test('an address that is not in the config goes by the key of all plugs', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [], { key: plug.key });
  assert.equal((await cli(['on', plug.host, '--config', config])).status, 0);
});

test('at a terminal no word of an error is broken, and elsewhere it is one line', async () => {
  const argv = ['on', '8.8.8.8', '--key', 'k'];
  const { err } = await cli(argv, { isTerminal: true, columns: 50, env: { NO_COLOR: '1' } });
  const lines = err.trimEnd().split('\n');
  assert.ok(lines.length > 4 && lines.every(line => line.length <= 50), err);
  assert.equal(lines.join(' '), (await cli(argv)).err.trimEnd().replace('\n', ' '));
});

test('a path with an escape in it is shown, and not obeyed', async () => {
  const { status, err } = await cli(['on', 'x', '--config', '/no\u001b[2J']);
  assert.equal(status, 2);
  assert.match(err, /^\/no␛\[2J cannot be read/);
});

test('with --json an error is one line of JSON on stderr, and stdout stays empty', async () => {
  for (const [argv, status, code] of [
    [['on', '127.0.0.1:1', '--key', 'k', '--json'], 3, 'unreachable'],
    [['on', '--json'], 2, 'usage'],
    [['info', '192.0.2.1', '--key', 'k', '--json'], 2, 'usage'],
  ] as const) {
    const output = await cli(argv);
    assert.deepEqual([output.status, output.out], [status, '']);
    const { error } = JSON.parse(output.err) as { error: Record<string, unknown> };
    assert.deepEqual([error['code'], error['status']], [code, status]);
    assert.equal(typeof error['message'], 'string');
  }
});

test('a key comes from the environment, and --key goes before it', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  assert.equal((await cli(['on', plug.host], { env: { MEROSS_KEY: plug.key } })).status, 0);
  assert.equal((await cli(['on', ...hostAndKey(plug)], { env: { MEROSS_KEY: 'another' } })).status, 0);
  assert.equal((await cli(['on', plug.host], { env: { MEROSS_KEY: 'another' } })).status, 4);
});
