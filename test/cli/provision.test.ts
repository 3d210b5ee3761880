/** `provision`: from the box onto the network by one command line, and the messages where that fails. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { loadModel, type Faults, type SimulatedPlug } from '../../simulator/index.ts';
import { SimulatedRadio } from '../unit/setup/simulated-radio.ts';
import { PASSWORD } from '../unit/setup/simulated-setup.ts';
import { until } from '../support/until.ts';
import {
  lanOptions,
  scriptedAnswers,
  fileWith,
  modeOf,
  newPlugWithPort,
  provisionOverAp,
  WIFI,
} from './provision-fixture.ts';
import { fasterClock } from '../support/faster-clock.ts';
import { cli, json, runProcess, succeeded, type Output } from './command-line.ts';

const clock = fasterClock(10);
const KEY = 'CANARYkey00112233445566778899aab';

/** The error for programs: the last line of stderr. */
function errorOf({ err }: Output): Record<string, unknown> {
  const result: unknown = JSON.parse(err.trimEnd().split('\n').at(-1) ?? '');
  assert.ok(typeof result === 'object' && result !== null && 'error' in result);
  return result.error as Record<string, unknown>;
}

function result(output: Output): Record<string, unknown> {
  const data = json(output);
  assert.ok(typeof data === 'object' && data !== null);
  return data as Record<string, unknown>;
}

const radioOf =
  (...plugs: readonly SimulatedPlug[]) =>
  (): Promise<SimulatedRadio> =>
    Promise.resolve(new SimulatedRadio(...plugs));

describe('provision', { concurrency: 4 }, () => {
  test('the command line of the contract sets a plug up, and shows the key that it made', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const output = await cli([...provisionOverAp({ plug, port }), '--json'], { env: WIFI });
    assert.equal(output.status, 0, output.err);
    const { uuid, mac, model, host, port: where, key, device } = result(output);
    assert.deepEqual([uuid, model, host, where], [plug.uuid, 'mss305', '127.0.0.1', port]);
    assert.match(String(mac), /^48:e1:e9:/);
    assert.match(String(key), /^[0-9a-f]{32}$/);
    assert.equal(plug.key, key);
    assert.deepEqual(device, { host: `127.0.0.1:${port}`, uuid, key });
    // Before the plug had it, so that it is known whatever becomes of this computer.
    assert.ok(output.err.includes(String(key)));
  });

  test('a plug that encrypts gets its key and its network in no request that others could read', async t => {
    const { plug, port } = await newPlugWithPort(t, { model: await loadModel('mss110-7.3.37') });
    const { status, err } = await cli(provisionOverAp({ plug, port }), { env: WIFI });
    assert.equal(status, 0, err);
    assert.match(err, /✓ Key: stored.*sent encrypted/);
    const commands = plug.requests.filter(({ method, namespace }) => method === 'SET' && !namespace.endsWith('.ECDHE'));
    assert.deepEqual(
      commands.map(({ namespace, inClear }) => [namespace.split('.')[2], inClear]),
      [
        ['Time', false],
        ['Key', false],
        ['WifiX', false],
      ],
    );
  });

  test('each step is reported, the key before it is given, and the line for the config', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const { status, out, err } = await cli([...provisionOverAp({ plug, port }), '--name', 'Lamp'], { env: WIFI });
    assert.equal(status, 0, err);
    assert.match(err, /✓ Plug: mss305[^]*✓ Networks: 2 found[^]*New key of this plug[^]*✓ Key: stored/);
    assert.match(err, /✓ Wi-Fi: acknowledged\nWaiting for the plug[^]*✓ On the network: 127\.0\.0\.1:\d+, signed/);
    const line = /^ {2}(\{.*\})$/m.exec(out)?.[1] ?? '';
    const expected = { host: plug.host, name: 'Lamp', uuid: plug.uuid, key: plug.key };
    assert.deepEqual(JSON.parse(line), expected);
    assert.match(out, /"clock": "auto" in its entry prevents that\.$/m);
  });

  test('the clock of the plug gets the zone that was named, or none', async t => {
    for (const [zone, expected] of [
      [
        'Asia/Tokyo',
        /"timeRule":\[\[0,32400,0\]\],"timezone":"Asia\/Tokyo"|"timezone":"Asia\/Tokyo","timeRule":\[\[0,32400,0\]\]/,
      ],
      ['none', undefined],
    ] as const) {
      const { plug, port } = await newPlugWithPort(t);
      succeeded(await cli([...provisionOverAp({ plug, port }), '--timezone', zone], { env: WIFI }));
      const [set] = plug.requests.filter(({ namespace, method }) => namespace.endsWith('.Time') && method === 'SET');
      if (expected) assert.match(JSON.stringify(set?.payload), expected);
      else assert.equal(set, undefined);
    }
  });

  test('a broker and a user id that were given are reported, else an address where nothing listens', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const more = ['--broker', '192.168.1.10', '--user-id', '1000'];
    succeeded(await cli([...provisionOverAp({ plug, port }), ...more], { env: WIFI }));
    const { host, port: brokerPort } = plug.account.gateway ?? {};
    assert.deepEqual([plug.account.userId, host, brokerPort], ['1000', '192.168.1.10', 8883]);
  });

  test('a key that was given, and the password, are nowhere to be seen: not in what is said, nor in the process list', async t => {
    const { plug, port } = await newPlugWithPort(t);
    let list = '';
    const env = { ...WIFI, MEROSS_KEY: KEY };
    const { status, out, err } = await runProcess(provisionOverAp({ plug, port }), env, async ({ pid = 0 }) => {
      await until(() => plug.requests.length > 0, 20_000, 'it has begun');
      const ps = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
      list = ps.stdout;
    });
    assert.equal(status, 0, err);
    assert.equal(plug.key, KEY);
    assert.match(list, /meross-local/);
    for (const secret of [KEY, PASSWORD, 'CANARY', Buffer.from(PASSWORD).toString('base64')]) {
      assert.ok(![out, err, list].some(text => text.includes(secret)), secret);
    }
    assert.match(out, /Add your key as "key" beside "host"/);
  });

  test('by Bluetooth it goes the same way, and the plug without a Wi-Fi of its own is found', async t => {
    const { plug, port } = await newPlugWithPort(t, { accessPoint: undefined });
    const argv = ['provision', '--ble', '--scan', '2', '--ssid', 'Maison', ...lanOptions(port), '--yes', '--json'];
    const output = await cli(argv, { env: WIFI, clock, radio: radioOf(plug) });
    assert.equal(output.status, 0, output.err);
    assert.deepEqual([result(output)['uuid'], result(output)['key']], [plug.uuid, plug.key]);
    assert.equal(plug.bluetooth.isConnected, false);
  });

  test('of two plugs by Bluetooth the one that was named is set up; where none was, nothing is', async t => {
    const [one, other] = [
      await newPlugWithPort(t, { accessPoint: undefined }),
      await newPlugWithPort(t, { accessPoint: undefined }),
    ];
    const options = { env: WIFI, clock, radio: radioOf(one.plug, other.plug) };
    const argv = ['provision', '--ble', '--scan', '2', '--ssid', 'Maison', ...lanOptions(other.port), '--yes'];
    const unspecified = await cli(argv, options);
    assert.equal(unspecified.status, 2);
    assert.ok([one, other].every(({ plug }) => unspecified.err.includes(plug.bluetooth.address)));
    const named = await cli([...argv, '--address', other.plug.bluetooth.address.toUpperCase()], options);
    assert.equal(named.status, 0, named.err);
    assert.deepEqual([one.plug.mode, other.plug.mode], ['pairing', 'home']);
  });

  test('where no plug is heard by Bluetooth, or none can be connected to, that is "not reachable", and what to do', async t => {
    const { plug, port } = await newPlugWithPort(t, { accessPoint: undefined });
    const argv = ['provision', '--ble', '--scan', '1', '--ssid', 'Maison', ...lanOptions(port), '--yes', '--json'];
    const noPlug = errorOf(await cli(argv, { env: WIFI, clock, radio: radioOf() }));
    assert.deepEqual([noPlug['status'], noPlug['step'], noPlug['left']], [3, 'look', 'nothing']);
    assert.match(String(noPlug['hint']), /green and orange.*--ap|--ap.*green and orange/);
    const other = errorOf(await cli([...argv, '--address', 'me'], { env: WIFI, clock, radio: radioOf(plug) }));
    assert.match(String(other['message']), /"me" was found over Bluetooth, only Meross/);
    assert.equal(plug.requests.length, 0);
  });

  test('without the package for Bluetooth, a clear sentence says how to install it', async () => {
    const argv = ['provision', '--ble', '--ssid', 'Maison', '--yes'];
    const textOutput = await runProcess(argv, WIFI);
    assert.deepEqual([textOutput.status, textOutput.out], [1, '']);
    assert.match(textOutput.err, /Bluetooth needs the package @stoprocent\/noble[^]*npm install .*@stoprocent\/noble/);
    const jsonOutput = errorOf(await runProcess([...argv, '--json'], WIFI));
    assert.deepEqual([jsonOutput['code'], jsonOutput['status']], ['bluetooth-missing', 1]);
  });

  test('what cannot be, or was not said, is reported before anything is sent to the plug', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const all = provisionOverAp({ plug, port });
    const without = (name: string, values: number): readonly string[] => all.toSpliced(all.indexOf(name), 1 + values);
    const notJson = await fileWith(t, '{ "platforms": [');
    const noConfig = await fileWith(t, '{ "platforms": {} }');
    for (const [argv, says, env] of [
      [without('--ap', 0), /--ap.*--ble/],
      [[...all, '--ble'], /either --ap or --ble/],
      [without('--ssid', 1), /--ssid/],
      [without('--yes', 0), /--yes/],
      [[...all, '--subnet', '8.8.8.0/24'], /private network/],
      [[...all, '--broker', 'mqtt.example.com'], /local network/],
      [[...all, '--broker', 'mqtts://me:secret@192.168.1.1'], /not the address of a broker/],
      [[...all, '--user-id', 'me'], /digits/],
      [[...all, '--timezone', 'Europe/Pariss'], /not a time zone/],
      [[...all, '--channel', '36'], /--channel/],
      [[...all, '--wait', 'long'], /--wait/],
      [[...all, '--address', '8.8.8.8'], /internet/],
      [[...all, '--key', 'x', '--fresh-key'], /either --key or --fresh-key/],
      [all, /33 characters/, { ...WIFI, MEROSS_KEY: 'x'.repeat(33) }],
      [[...all, '--config', '/nowhere/config.json'], /no such file/],
      [[...all, '--config', notJson], /not valid JSON/],
      [[...all, '--config', noConfig], /"platforms"/],
    ] as const satisfies readonly (readonly [readonly string[], RegExp, Record<string, string>?])[]) {
      const { status, out, err } = await cli(argv, { env: env ?? WIFI });
      assert.deepEqual([status, out], [2, ''], `${argv.join(' ')}: ${err}`);
      assert.match(err, says);
      assert.doesNotMatch(err, /secret|xxxx/);
    }
    assert.equal(plug.requests.length, 0);
  });

  test('a network or a password that cannot be is reported while nothing on the plug has changed', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const named = (ssid: string): readonly string[] =>
      provisionOverAp({ plug, port }).map(each => (each === 'Maison' ? ssid : each));
    for (const [argv, env, says] of [
      [named('Maison 5G'), WIFI, /does not see the network "Maison 5G"; it sees "Café-2.4G", "Maison"/],
      [named('Maison'), { MEROSS_WIFI_PASSWORD: 'hunter2' }, /7 bytes/],
      [named('Maison'), {}, /MEROSS_WIFI_PASSWORD/],
    ] as const) {
      const { status, err } = await cli(argv, { env });
      assert.equal(status, 2);
      assert.match(err, says);
      assert.match(err, /Nothing on the plug was changed\./);
    }
    assert.deepEqual([plug.key, plug.mode], ['', 'pairing']);
  });

  test('an open network needs no password', async t => {
    const open = { ssid: 'Maison', password: '', bssid: '11:22:33:44:55:66', channel: 6, encryption: 0, cipher: 0 };
    const { plug, port } = await newPlugWithPort(t, { networks: [open] });
    succeeded(await cli(provisionOverAp({ plug, port })));
    assert.equal(plug.mode, 'home');
  });

  const only = (name: string) => (namespace: string) => namespace === `Appliance.${name}`;
  for (const [what, spoil, status, code, left] of [
    ['refuses its key', f => void (f.newKey = 'refused'), 5, 'refused', 'the clock, perhaps'],
    ['is silent when given its key', f => void (f.silent = only('Config.Key')), 3, 'no-answer', 'the key, perhaps'],
    [
      'is silent when told the Wi-Fi',
      f => void (f.silent = only('Config.WifiX')),
      3,
      'not-arrived',
      'the key, and the Wi-Fi perhaps',
    ],
    ['finds its network gone', f => void (f.networkMissing = true), 3, 'not-arrived', 'the key and the Wi-Fi'],
    ['loses its power once it has its key', f => void (f.powerCutAfter = 5), 3, 'unreachable', 'the key'],
  ] as const satisfies readonly (readonly [string, (faults: Faults) => void, number, string, string])[]) {
    test(`a plug that ${what}: a clear end, nothing half-done unsaid, and a second run completes`, async t => {
      const { plug, port } = await newPlugWithPort(t);
      spoil(plug.faults);
      const argv = [...provisionOverAp({ plug, port }), '--wait', '20', '--json'];
      const options = { env: { ...WIFI, MEROSS_KEY: KEY }, clock };
      const output = await cli(argv, options);
      const error = errorOf(output);
      assert.deepEqual([output.status, output.out, error['code'], error['left']], [status, '', code, left]);
      assert.match(String(error['hint']), /run (?:it|this) (?:again|with it)|second run|run this again/);
      assert.doesNotMatch(output.err, /CANARY|hunter22/);
      const none = {
        silent: false,
        newKey: 'at once',
        networkMissing: false,
        powerCutAfter: undefined,
      } as const satisfies Partial<Faults>;
      Object.assign(plug.faults, none);
      await plug.plugIn();
      await plug.waitFor('pairing');
      const second = await cli(argv, options);
      assert.equal(second.status, 0, second.err);
      assert.deepEqual([plug.mode, plug.key], ['home', KEY]);
    });
  }

  test('a program gets the fresh key of a plug that may have it, and no key of one that has not', async t => {
    const { plug, port } = await newPlugWithPort(t);
    plug.faults.networkMissing = true;
    const argv = [...provisionOverAp({ plug, port }), '--wait', '20', '--json'];
    const missing = errorOf(await cli(argv, { env: WIFI, clock }));
    assert.deepEqual([missing['code'], missing['key']], ['not-arrived', plug.key]);
    const given = await cli(argv, { env: { ...WIFI, MEROSS_KEY: KEY }, clock });
    assert.equal(errorOf(given)['key'], undefined);
    const other = await newPlugWithPort(t);
    other.plug.faults.newKey = 'refused';
    const refused = errorOf(await cli([...provisionOverAp(other), '--json'], { env: WIFI, clock }));
    assert.deepEqual([refused['code'], refused['key']], ['refused', undefined]);
  });

  test('a wrong password is reported as most likely one; the plug in pairing mode again is no success', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const argv = [...provisionOverAp({ plug, port }), '--wait', '20'];
    const { status, err } = await cli(argv, { env: { MEROSS_WIFI_PASSWORD: 'not the password' }, clock });
    assert.equal(status, 3);
    assert.match(err, /in pairing mode again.*password is wrong[^]*has the new key and the Wi-Fi settings/);
    assert.doesNotMatch(err, /not the password/);
    assert.equal(plug.mode, 'pairing');
  });

  test('at a terminal what was not given is asked for: way, network, password, and whether to go ahead', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const { questions, asked } = scriptedAnswers('Over its own Wi-Fi', 'Maison', PASSWORD, true);
    const output = await cli(['provision', '--address', plug.host, ...lanOptions(port)], { questions });
    assert.equal(output.status, 0, output.err);
    assert.equal(asked.length, 4);
    assert.match(output.err, /Network +Maison/);
    assert.doesNotMatch(output.out + output.err, /hunter22/);
    assert.equal(plug.mode, 'home');
  });

  test('at a terminal a network that the plug does not tell is described', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const { questions } = scriptedAnswers('Another one', 'Maison', '11:22:33:44:55:66', '6', PASSWORD, true);
    const argv = ['provision', '--ap', '--address', plug.host, ...lanOptions(port)];
    const output = await cli(argv, { questions });
    assert.equal(output.status, 0, output.err);
    assert.equal(plug.mode, 'home');
  });

  test('at a terminal the nearest of several plugs comes first, and the chosen one is set up', async t => {
    const [one, other] = [
      await newPlugWithPort(t, { accessPoint: undefined }),
      await newPlugWithPort(t, { accessPoint: undefined }),
    ];
    const label = `Meross (${other.plug.bluetooth.address})`;
    const { questions } = scriptedAnswers(label, PASSWORD, true);
    const argv = ['provision', '--ble', '--scan', '1', '--ssid', 'Maison', ...lanOptions(other.port)];
    const output = await cli(argv, { questions, clock, radio: radioOf(one.plug, other.plug) });
    assert.equal(output.status, 0, output.err);
    assert.deepEqual([one.plug.mode, other.plug.mode], ['pairing', 'home']);
  });

  test('who says no, or presses Ctrl-C, sees that nothing was changed', async t => {
    const { plug, port } = await newPlugWithPort(t);
    for (const answers of [[PASSWORD, false], [PASSWORD], []] as const) {
      const argv = provisionOverAp({ plug, port }).filter(each => each !== '--yes');
      const { status, err } = await cli(argv, { questions: scriptedAnswers(...answers).questions });
      assert.equal(status, 130);
      assert.match(err, /Nothing on the plug was changed\./);
    }
    assert.deepEqual([plug.key, plug.mode], ['', 'pairing']);
  });
});

describe('provision --config', { concurrency: 4 }, () => {
  const CONFIG = `{
    "bridge": { "name": "Homebridge", "username": "0E:11:22:33:44:55" },
    "platforms": [
        { "platform": "config", "name": "Config" },
        {
            "platform": "MerossLocal",
            "key": "the key of the house",
            "devices": [
                { "host": "192.168.1.20", "name": "Heater" }
            ]
        }
    ]
}
`;

  test('the plug is added in the manner of the file, whose key it gets; mode and a copy are kept', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const path = await fileWith(t, CONFIG.replace('the key of the house', KEY));
    const argv = [...provisionOverAp({ plug, port }), '--config', path, '--name', 'Lamp', '--json'];
    const output = await cli(argv, { env: WIFI });
    assert.equal(output.status, 0, output.err);
    assert.equal(plug.key, KEY);
    const line = `,\n                { "host": "${plug.host}", "name": "Lamp", "uuid": "${plug.uuid}" }`;
    const before = CONFIG.replace('the key of the house', KEY);
    const after = before.replace('"name": "Heater" }', `"name": "Heater" }${line}`);
    assert.equal(await readFile(path, 'utf8'), after);
    assert.equal(await modeOf(path), 0o640);
    const { backup, config } = result(output);
    assert.equal(config, path);
    assert.deepEqual([await readFile(String(backup), 'utf8'), await modeOf(String(backup))], [before, 0o640]);
    assert.doesNotMatch(output.out + output.err, /CANARY/);
  });

  test('a plug that is in there is brought up to date, and is there but once', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const device = { host: '192.168.1.99', name: 'Lamp', uuid: plug.uuid.toUpperCase(), key: 'old', locked: true };
    const path = await fileWith(
      t,
      JSON.stringify({ platforms: [{ platform: 'MerossLocal', devices: [device] }] }, null, 2),
    );
    const env = { ...WIFI, MEROSS_KEY: KEY };
    succeeded(await cli([...provisionOverAp({ plug, port }), '--config', path], { env }));
    const { platforms } = JSON.parse(await readFile(path, 'utf8')) as { platforms: readonly { devices: unknown }[] };
    assert.deepEqual(platforms[0]?.devices, [{ ...device, host: plug.host, key: KEY }]);
  });

  test('a config without a block for it gets one, with the fresh key', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const path = await fileWith(t, '{ "bridge": {} }');
    const { status, out, err } = await cli([...provisionOverAp({ plug, port }), '--config', path], { env: WIFI });
    assert.equal(status, 0, err);
    assert.match(out, /Restart Homebridge/);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), {
      bridge: {},
      platforms: [
        {
          platform: 'MerossLocal',
          name: 'Meross Local',
          key: plug.key,
          devices: [{ host: plug.host, uuid: plug.uuid }],
        },
      ],
    });
  });

  const withDevice = (t: TestContext, device: object): Promise<string> =>
    fileWith(t, JSON.stringify({ platforms: [{ platform: 'MerossLocal', devices: [device] }] }));

  for (const [who, more] of [
    ['an entry that says nothing else', {}],
    ['another plug, by its uuid', { uuid: 'ff'.repeat(16) }],
  ] as const) {
    test(`an entry with its address, ${who}, is left alone: it may be another plug's; the rest is reported`, async t => {
      const { plug, port } = await newPlugWithPort(t);
      const path = await withDevice(t, { host: `127.0.0.1:${port}`, name: 'Heater', locked: true, ...more });
      const before = await readFile(path, 'utf8');
      const output = await cli([...provisionOverAp({ plug, port }), '--config', path, '--json'], { env: WIFI });
      assert.equal(output.status, 1, output.err);
      const { uuid, host, key, device, error, config } = result(output);
      assert.deepEqual([uuid, host, key, config], [plug.uuid, '127.0.0.1', plug.key, undefined]);
      assert.deepEqual(device, { host: plug.host, uuid: plug.uuid, key: plug.key });
      assert.match(JSON.stringify(error), /"code":"config".*Heater/);
      assert.deepEqual(errorOf(output), error);
      assert.equal(await readFile(path, 'utf8'), before);
      assert.deepEqual(await readdir(dirname(path)), ['config.json']);
    });
  }

  test('at a terminal it is asked whether that entry is of this plug, and only then it becomes that', async t => {
    for (const [answer, status] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const { plug, port } = await newPlugWithPort(t);
      const path = await withDevice(t, { host: `127.0.0.1:${port}`, name: 'Heater' });
      const argv = provisionOverAp({ plug, port }).filter(each => each !== '--yes');
      const { questions, asked } = scriptedAnswers(PASSWORD, true, answer);
      const output = await cli([...argv, '--config', path], { questions });
      assert.equal(output.status, status, output.err);
      assert.match(asked.at(-1) ?? '', /already has "Heater" at 127\.0\.0\.1:\d+\. Is that this plug\?/);
      assert.equal((await readFile(path, 'utf8')).includes(plug.uuid), answer);
      if (!answer) assert.match(output.out, new RegExp(`\\{ "host".*"key": "${plug.key}" \\}`));
    }
  });

  test('where the config cannot be written after all, the plug is reported anyway, with key and line', async t => {
    const { plug, port } = await newPlugWithPort(t);
    const path = await withDevice(t, { host: '192.168.1.20' });
    plug.faults.ackLost = namespace => {
      if (namespace === 'Appliance.Config.Key') writeFileSync(path, '{');
      return false;
    };
    const output = await cli([...provisionOverAp({ plug, port }), '--config', path, '--json'], { env: WIFI });
    assert.equal(output.status, 1, output.err);
    const { key, device, error } = result(output);
    assert.deepEqual([key, device], [plug.key, { host: plug.host, uuid: plug.uuid, key: plug.key }]);
    assert.match(JSON.stringify(error), /"code":"config".*not valid JSON/);
  });
});
