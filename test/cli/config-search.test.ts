// cspell:ignore korner
/** The Homebridge config is found by itself, and where it is not, the error names the places. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { usualConfigPlaces } from '../../src/cli/plug/config-places.ts';
import { cli, configFor, plugFor, succeeded } from './command-line.ts';

test('a plug goes by its name with no option at all, by the config in a usual place', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [{ host: plug.host, name: 'TV corner', key: plug.key }]);
  const { status, out } = await cli(['on', 'tv corner'], { configPlaces: ['/none/config.json', config] });
  assert.deepEqual([status, out], [0, `TV corner (${plug.host}) is on.\n`]);
  assert.equal(plug.isOn(), true);
});

test('doctor without HOST looks at every plug of that config, and names the file', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [{ host: plug.host, name: 'TV corner', key: plug.key }]);
  const { status, out, err } = await cli(['doctor'], { configPlaces: [config] });
  assert.equal(status, 0, err);
  assert.match(out, /TV corner/);
  assert.ok(err.includes(config), err);
});

test('discover knows the names, keys and networks of that config', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const [host = '', port = ''] = plug.host.split(':');
  const config = await configFor(t, [{ host: plug.host, name: 'TV corner', key: plug.key }]);
  const argv = ['discover', '--subnet', `${host}/32`, '--port', port, '--json'];
  const { out } = await cli(argv, { configPlaces: [config] });
  assert.match(out, /"key":"fits".*"name":"TV corner"/);
});

test('--config is taken before MEROSS_CONFIG, and that before the usual places', async t => {
  const named = async (name: string): Promise<string> => configFor(t, [{ host: '127.0.0.1', name, key: 'k' }]);
  const [option, variable, usual] = [await named('by option'), await named('by variable'), await named('usual')];
  const options = { env: { MEROSS_CONFIG: variable }, configPlaces: [usual] };
  const lookedUpIn = async (...argv: readonly string[]): Promise<string> => (await cli(argv, options)).err;
  assert.ok((await lookedUpIn('on', 'no such', '--config', option)).includes(option));
  assert.ok((await lookedUpIn('on', 'no such')).includes(variable));
  const none = { env: { MEROSS_CONFIG: '' }, configPlaces: [usual] };
  assert.ok((await cli(['on', 'no such'], none)).err.includes(usual));
});

test('a file named by MEROSS_CONFIG that is not there is an error, and not passed over', async t => {
  const config = await configFor(t, []);
  const { status, err } = await cli(['on', '127.0.0.1:9', '--key', 'k'], { env: { MEROSS_CONFIG: `${config}x` } });
  assert.equal(status, 2);
  assert.ok(err.startsWith(`${config}x cannot be read: there is no such file.`), err);
});

test('with --no-config the plug is only an address: no name, no key, no lock', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [{ host: plug.host, name: 'Fridge', key: plug.key, locked: true }]);
  const options = { configPlaces: [config], env: { MEROSS_CONFIG: config } };
  const locked = await cli(['on', plug.host], options);
  assert.equal(locked.status, 5);
  assert.match(locked.err, /--no-config/, 'the error says how to switch it all the same');
  assert.match((await cli(['on', plug.host, '--no-config'], options)).err, /The key of/);
  succeeded(await cli(['on', plug.host, '--no-config', '--key', plug.key], options));
  assert.equal(plug.isOn(), true);
});

test('a name that nothing has: the error names the files that were looked at, their causes, and how to point elsewhere', async t => {
  const empty = await configFor(t, []);
  await writeFile(empty, '{"platforms":[{"platform":"Hue"}]}');
  const broken = await configFor(t, []);
  await writeFile(broken, '{"platforms":');
  for (const word of ['TV corner', 'corner']) {
    const { status, err } = await cli(['on', word], { configPlaces: ['/none/config.json', empty, broken] });
    assert.equal(status, 2);
    assert.ok(err.startsWith(`"${word}" is not an address, and no Homebridge config was found`), err);
    assert.ok(err.includes('There is no file at /none/config.json.'), err);
    assert.ok(err.includes(`${empty} has no block with "platform": "MerossLocal".`), err);
    assert.ok(err.includes(`${broken} is not valid JSON.`), err);
    assert.match(err, /--config FILE or in MEROSS_CONFIG/);
    assert.equal(err.trimEnd().split('\n').length, 2);
  }
});

test(
  'a file that may not be read is named with its cause',
  { skip: process.getuid?.() === 0 && 'root reads all' },
  async t => {
    const config = await configFor(t, []);
    const { chmod } = await import('node:fs/promises');
    await chmod(config, 0);
    const { err } = await cli(['on', 'TV corner'], { configPlaces: [config] });
    assert.ok(err.includes(`${config} cannot be read: you may not read it.`), err);
  },
);

test('a folder in place of the file does not stop a command that has all it needs', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, []);
  const { status, err } = await cli(['on', plug.host, '--key', plug.key], { configPlaces: [join(config, '..')] });
  assert.deepEqual([status, err], [0, '']);
});

for (const [written, meant] of [
  ['TV korner', 'TV corner'],
  ['corner', 'TV corner'],
  ['lmap', 'Lamp'],
] as const) {
  test(`"${written}" is answered with the name that is close: "${meant}"`, async t => {
    const devices = ['TV corner', 'Lamp', 'Fridge'].map((name, at) => ({ host: `127.0.0.${at + 1}`, name, key: 'k' }));
    const config = await configFor(t, devices);
    const { status, err } = await cli(['on', written], { configPlaces: [config] });
    assert.equal(status, 2);
    assert.ok(err.includes(`is neither the name of a plug in ${config} nor an address`), err);
    assert.ok(err.includes(`Did you mean "${meant}"? That config has TV corner, Lamp, Fridge.`), err);
  });
}

test('the usual places are those of the clone, the Homebridge UI, npm, the Linux package, Docker and Synology', () => {
  const env = { UIX_CONFIG_PATH: '/srv/homebridge/config.json' };
  assert.deepEqual(usualConfigPlaces(env, '/home/me', '/clone'), [
    '/clone/.homebridge/config.json',
    '/srv/homebridge/config.json',
    '/home/me/.homebridge/config.json',
    '/var/lib/homebridge/config.json',
    '/homebridge/config.json',
    '/volume1/homebridge/config.json',
  ]);
  assert.equal(usualConfigPlaces({}, '/home/me', '/home/me').length, 4, 'each once');
});
