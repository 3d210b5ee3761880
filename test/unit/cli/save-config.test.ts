import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { JsonEdit } from '../../../src/cli/setup/json-edit.ts';
import { checkConfig, isMountPoint, rehearseConfig, saveConfig } from '../../../src/cli/setup/save-config.ts';
import { systemClock } from '../../../src/clock.ts';
import { fileWith, modeOf } from '../../cli/provision-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const CONFIG = '{ "bridge": {} }\n';
const edit = (): readonly JsonEdit[] => [{ path: ['port'], value: 1 }];

const failing = (code: string) => (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));

/** From now on the config belongs to another user, to whom this process cannot give a file. */
async function asSomebodyElse(t: TestContext, path: string): Promise<void> {
  const handle = await open(path);
  const kind = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  t.mock.method(kind, 'stat', async function (this: FileHandle) {
    const stats = await stat(`/proc/self/fd/${this.fd}`);
    // What is new has nothing in it yet.
    return Object.assign(stats, { uid: stats.uid + (stats.size > 0 ? 1 : 0) });
  });
  t.mock.method(kind, 'chown', failing('EPERM'));
}

// One after the other: what is changed about files holds for all of this process.
describe('a Homebridge config', { concurrency: 1 }, () => {
  test('that belongs to somebody else is refused before a plug is touched, and nothing is left beside it', async t => {
    const path = await fileWith(t, CONFIG, 'config.json', 0o660);
    t.mock.method(process as { geteuid: () => number }, 'geteuid', () => 123_456);
    await assert.rejects(checkConfig(path), {
      name: 'UsageError',
      message: /cannot be changed: it belongs to another user/,
      hint: /as the user who runs Homebridge/,
    });
    t.mock.restoreAll();
    for (const write of [() => rehearseConfig(path), () => saveConfig(path, edit, systemClock)]) {
      await asSomebodyElse(t, path);
      await assert.rejects(write, { name: 'UsageError', message: /it belongs to another user/ });
      t.mock.restoreAll();
      assert.deepEqual(await readdir(dirname(path)), ['config.json']);
      assert.equal(await readFile(path, 'utf8'), CONFIG);
    }
  });

  test('is not written beside either before its owner has agreed; after that a full disk is found in time', async t => {
    const path = await fileWith(t, CONFIG);
    const folder = dirname(path);
    await utimes(folder, 1, 1);
    await checkConfig(path);
    assert.equal((await stat(folder)).mtimeMs, 1000, 'no file came or went');
    const handle = await open(path);
    const kind = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    t.mock.method(kind, 'sync', failing('ENOSPC'));
    for (const write of [() => rehearseConfig(path), () => saveConfig(path, edit, systemClock)]) {
      await assert.rejects(write, { name: 'UsageError', message: /cannot be changed: the disk is full/ });
      assert.deepEqual(await readdir(folder), ['config.json']);
    }
    t.mock.restoreAll();
    await rehearseConfig(path);
    assert.deepEqual(await readdir(folder), ['config.json']);
  });

  test('is changed where it is, by whatever links it is named, and no link beside it is followed', async t => {
    const path = await fileWith(t, CONFIG, 'config.json', 0o640);
    const folder = dirname(path);
    const elsewhere = await fileWith(t, 'precious', 'other', 0o604);
    const linked = join(dirname(elsewhere), 'linked.json');
    await symlink(path, linked);
    const clock = new FakeClock();
    for (const ending of ['new', 'tmp', '20250101T000000Z.bak']) await symlink(elsewhere, `${path}.${ending}`);
    const copy = (await saveConfig(linked, edit, clock)) ?? '';
    assert.equal(copy, `${await realpath(path)}.20250101T000000Z-2.bak`);
    assert.ok((await lstat(linked)).isSymbolicLink());
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { bridge: {}, port: 1 });
    assert.equal(await readFile(copy, 'utf8'), CONFIG);
    assert.deepEqual([await modeOf(path), await modeOf(copy)], [0o640, 0o640]);
    assert.equal(await readFile(elsewhere, 'utf8'), 'precious');
    assert.equal(await modeOf(elsewhere), 0o604);
    assert.equal((await readdir(folder)).length, 5);
  });

  test('that is no file, or no file that makes sense, is refused in a sentence, and nothing waits for it', async t => {
    const path = await fileWith(t, CONFIG);
    const at = (name: string): string => join(dirname(path), name);
    await promisify(execFile)('mkfifo', [at('pipe')]);
    await mkdir(at('folder'));
    await writeFile(at('large'), '{');
    await truncate(at('large'), 20_000_000);
    for (const [name, what] of [
      [at('pipe'), /is a pipe/],
      [at('folder'), /is a folder/],
      [at('large'), /is a file of 20\.0 MB/],
      ['/dev/zero', /is a device/],
    ] as const) {
      await assert.rejects(checkConfig(name), { name: 'UsageError', message: what });
      await assert.rejects(saveConfig(name, edit, systemClock), { name: 'UsageError', message: what });
    }
  });

  test('with comments keeps them; one that cannot be changed safely is left as it is', async t => {
    const text = '{\r\n  // mine\r\n  "bridge": {}, // Homebridge takes no comments\r\n}\r\n';
    const path = await fileWith(t, text);
    await saveConfig(path, edit, systemClock);
    const changed = text.replace('comments\r\n', 'comments\r\n  "port": 1,\r\n');
    assert.equal(await readFile(path, 'utf8'), changed);
    const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const other = await fileWith(t, deep);
    await assert.rejects(saveConfig(other, edit, systemClock), { name: 'UsageError', message: /cannot change safely/ });
    assert.equal(await readFile(other, 'utf8'), deep);
    assert.deepEqual(await readdir(dirname(other)), ['config.json']);
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
    await assert.rejects(saveConfig(path, edit, systemClock), { message: /a mount point/ });
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

test('a file that a container has mounted by itself is distinguished from one in a mounted folder', () => {
  const mounts = [
    '22 1 0:20 / / rw - ext4 /dev/sda1 rw',
    String.raw`30 22 8:1 /a/config.json /home\040bridge/config.json rw - ext4 /dev/sda1 rw`,
    '31 22 8:1 /b /data rw - ext4 /dev/sda1 rw',
  ].join('\n');
  assert.equal(isMountPoint(mounts, '/home bridge/config.json'), true);
  assert.equal(isMountPoint(mounts, '/data/config.json'), false);
  assert.equal(isMountPoint('', '/data/config.json'), false);
});
