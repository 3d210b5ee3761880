import assert from 'node:assert/strict';
import { open, readdir, readFile, rename } from 'node:fs/promises';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { checkConfig, isMountPoint, saveConfig } from '../../../src/cli/setup/save-config.ts';
import { systemClock } from '../../../src/clock.ts';
import { fileWith, modeOf } from '../../cli/newcomer.ts';

const CONFIG = '{ "bridge": {} }\n';
const edit = (): { path: string[]; value: number } => ({ path: ['port'], value: 1 });

const failing = (code: string) => (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));

/** From now on a new file belongs to somebody else than the config, and cannot be given away. */
async function asSomebodyElse(t: TestContext, path: string): Promise<void> {
  const handle = await open(path);
  const { uid, gid } = await handle.stat();
  const kind = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  t.mock.method(kind, 'stat', () => Promise.resolve({ uid: uid + 1, gid }));
  t.mock.method(kind, 'chown', failing('EPERM'));
}

// One after the other: what is changed about files holds for all of this process.
describe('a Homebridge config', { concurrency: 1 }, () => {
  test('that belongs to somebody else is refused before a plug is touched, and nothing is left beside it', async t => {
    const path = await fileWith(t, CONFIG, 'config.json', 0o660);
    await asSomebodyElse(t, path);
    await assert.rejects(checkConfig(path), {
      name: 'UsageError',
      message: /cannot be changed: it belongs to somebody else/,
      hint: /as the user that Homebridge runs as/,
    });
    await assert.rejects(saveConfig(path, edit, systemClock), { name: 'UsageError' });
    assert.deepEqual(await readdir(dirname(path)), ['config.json']);
    assert.equal(await readFile(path, 'utf8'), CONFIG);
  });

  test('that cannot be replaced after all stays as it is, and no copy is left', async t => {
    const path = await fileWith(t, CONFIG);
    const original = rename;
    t.mock.method(fs, 'rename', failing('EBUSY'));
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });
    assert.notEqual(rename, original, 'the code under test sees it too');
    await assert.rejects(saveConfig(path, edit, systemClock), { message: /mounted by itself/ });
    assert.deepEqual(await readdir(dirname(path)), ['config.json']);
    assert.equal(await readFile(path, 'utf8'), CONFIG);
  });

  test('that can be changed is left alone by the check; then it is changed, with its mode, and a copy', async t => {
    const path = await fileWith(t, CONFIG, 'config.json', 0o640);
    await checkConfig(path);
    assert.deepEqual(await readdir(dirname(path)), ['config.json']);
    assert.equal(await readFile(path, 'utf8'), CONFIG);
    const copy = await saveConfig(path, edit, systemClock);
    assert.equal(await readFile(copy ?? '', 'utf8'), CONFIG);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { bridge: {}, port: 1 });
    assert.equal(await modeOf(path), 0o640);
  });
});

test('a file that a container has mounted by itself is told from one in a mounted folder', () => {
  const mounts = [
    '22 1 0:20 / / rw - ext4 /dev/sda1 rw',
    String.raw`30 22 8:1 /a/config.json /home\040bridge/config.json rw - ext4 /dev/sda1 rw`,
    '31 22 8:1 /b /data rw - ext4 /dev/sda1 rw',
  ].join('\n');
  assert.equal(isMountPoint(mounts, '/home bridge/config.json'), true);
  assert.equal(isMountPoint(mounts, '/data/config.json'), false);
  assert.equal(isMountPoint('', '/data/config.json'), false);
});
