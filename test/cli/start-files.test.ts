/** How `npm start` changes an existing config: as little as possible. */
import assert from 'node:assert/strict';
import { readdir, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileWith, modeOf } from './provision-fixture.ts';

interface Storage {
  readonly prepareStorage: (options: object) => Promise<{ readonly config: object }>;
}

/** Plain JavaScript, which runs before anything is built; the files it reads and writes as the built plugin does. */
const { prepareStorage } = (await import(new URL('../../scripts/lib/storage.mjs', import.meta.url).href)) as Storage;

test('its numbers, comments and mode stay, and no link beside it is followed', async t => {
  const text = `{
  "bridge": { "username": "0E:00:00:00:00:01", "port": 51826, "pin": "031-45-154" }, // mine
  "platforms": [
    { "platform": "Other", "x": 9007199254740993, "y": 1e400 },
    { "platform": "MerossLocal", "key": "k", "devices": [{ "host": "192.168.1.20", "z": 1.50 }] },
  ],
}
`;
  const path = await fileWith(t, text);
  const storage = dirname(path);
  const other = await fileWith(t, 'precious', 'other');
  await symlink(other, `${path}.new`);
  await prepareStorage({ storage });
  assert.equal(await readFile(path, 'utf8'), text);
  await prepareStorage({ storage, host: '192.168.1.21', key: 'other' });
  const changed = text.replace('1.50 }]', '1.50 }, { "host": "192.168.1.21", "key": "other" }]');
  assert.equal(await readFile(path, 'utf8'), changed);
  await prepareStorage({ storage, loopback: true });
  assert.match(await readFile(path, 'utf8'), /"bind": \["?.+\], "advertiser": "ciao" \}, \/\/ mine/);
  await prepareStorage({ storage });
  assert.equal(await readFile(path, 'utf8'), changed);
  assert.equal(await modeOf(path), 0o640);
  assert.equal(await readFile(other, 'utf8'), 'precious');
});

test('a new one is for its owner only', async t => {
  const storage = join(dirname(await fileWith(t, '')), 'new');
  await prepareStorage({ storage });
  assert.deepEqual((await readdir(storage)).sort(), ['config.json', 'simulated-plugs.json']);
  assert.equal(await modeOf(join(storage, 'config.json')), 0o600);
  assert.equal((await stat(storage)).mode & 0o777, 0o700);
});
