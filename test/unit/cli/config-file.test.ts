import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readConfigFile } from '../../../src/cli/plug/config-file.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { configFor } from '../../cli/command-line.ts';

const SECRET = 'a-secret-key';

test('plugs and keys of every block of the plugin are found, and bad entries left out', async t => {
  const path = await configFor(t, []);
  await writeFile(
    path,
    `\ufeff${JSON.stringify({
      platforms: [
        { platform: 'config' },
        { platform: 'MerossLocal', key: SECRET, devices: [{ host: '192.168.1.20' }, { host: '8.8.8.8' }] },
        {
          platform: 'homebridge-meross-local.MerossLocal',
          devices: [{ host: '192.168.1.21', key: 'other' }],
          discovery: { subnets: ['192.168.1.0/24'] },
        },
      ],
    })}`,
  );
  const { devices, key, keys, subnets, problems } = await readConfigFile(path);
  assert.deepEqual(
    devices.map(({ host, key }) => [host, key]),
    [
      ['192.168.1.20', SECRET],
      ['192.168.1.21', 'other'],
    ],
  );
  assert.equal(key, SECRET);
  assert.deepEqual(keys, [SECRET, 'other']);
  assert.deepEqual(subnets, ['192.168.1.0/24']);
  assert.equal(problems.length, 1);
});

for (const [what, content, expected] of [
  ['is not JSON, without quoting from it', `{"platforms":[{"key":"${SECRET}",}`, /is not valid JSON/],
  ['has no block of the plugin', '{"platforms":[{"platform":"Hue"}]}', /has no block/],
  ['is no config at all', '[]', /has no block/],
] as const) {
  test(`a file that ${what} is a mistake of use`, async t => {
    const path = await configFor(t, []);
    await writeFile(path, content);
    await assert.rejects(readConfigFile(path), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, expected);
      assert.doesNotMatch(`${error.message}${error.hint}`, /a-secret/);
      return true;
    });
  });
}

test('a file that is no UTF-8 is refused, for its letters would be lost where it is written again', async t => {
  const path = await configFor(t, []);
  await writeFile(path, Buffer.from('{"platforms":[{"platform":"MerossLocal","name":"K\u00fcche"}]}', 'latin1'));
  await assert.rejects(readConfigFile(path), { name: 'UsageError', message: /is not valid UTF-8/ });
});
