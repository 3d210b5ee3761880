/** Anything other than a regular file in place of a file of ours: it is never opened, so nothing blocks. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { Journal } from '../../../src/storage/journal.ts';
import { openToAppend, replaceFile } from '../../../src/storage/replace-file.ts';
import { PlugStore } from '../../../src/storage/plug-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { emptyFolder, fileAt } from './storage-fixture.ts';

const UUID = '24010100000000000034298f14000001';

const fifo = (path: string): Promise<unknown> => promisify(execFile)('mkfifo', [path]);

async function socketAt(t: TestContext, path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(path, resolve));
  t.after(() => server.close());
}

async function fileOf(path: string, bytes: number): Promise<void> {
  await writeFile(path, '{"');
  await truncate(path, bytes);
}

/** What may be there: its name in the log, and how to create it. */
const ODDITIES: Readonly<Record<string, (t: TestContext, path: string) => Promise<unknown>>> = {
  'a pipe (FIFO)': (_, path) => fifo(path),
  'a socket': (t, path) => socketAt(t, path),
  'a device': (_, path) => promisify(execFile)('mknod', [path, 'c', '1', '5']),
  'a folder': (_, path) => mkdir(path),
  'a link': async (_, path) => {
    await writeFile(`${path}.elsewhere`, '{}');
    await symlink(`${path}.elsewhere`, path);
  },
  'a file of 60.0 MB': (_, path) => fileOf(path, 60_000_000),
};

describe('in the place of a file of ours', { skip: process.platform === 'win32' }, () => {
  for (const [what, put] of Object.entries(ODDITIES)) {
    test(`${what} is reported once in two lines and goes into quarantine; notes and history of the plug start again`, async t => {
      const folder = await emptyFolder(t);
      try {
        await put(t, join(folder, `${UUID}.json`));
        await put(t, join(folder, `${UUID}.history`));
      } catch (error) {
        if (what !== 'a device') throw error;
        t.skip('no permission to create a device here');
        return;
      }
      const messages: string[] = [];
      const open = (): Promise<PlugStore> =>
        PlugStore.open({ folder, clock: new FakeClock(), onError: ({ message }) => messages.push(message) });
      const store = await open();
      const journal = new Journal<string>({ ...store.file(UUID, '.history'), read: String, write: text => text });
      assert.deepEqual(await journal.load(), []);
      store.notes(UUID).set('total', 7);
      journal.append('entry');
      await journal.close();
      await store.close();

      assert.equal(messages.length, 2, messages.join('\n'));
      for (const message of messages) {
        assert.ok(message.includes(`is ${what}`), message);
        assert.match(message, /^[^\n]+\n[^\n]*renamed to .*damaged-2025[^\n]*$/);
      }
      const again = await open();
      assert.equal(again.notes(UUID).get('total'), 7);
      assert.equal(messages.length, 2);
      await again.close();
    });
  }

  test('what appears there later is neither written to nor replaced', async t => {
    const path = join(await emptyFolder(t), 'pipe');
    await fifo(path);
    await assert.rejects(replaceFile(path, 'text'), { name: 'OddFileError' });
    await assert.rejects(openToAppend(path));
    assert.ok((await lstat(path)).isFIFO());
    const { troubles, ...options } = fileAt(path);
    const journal = new Journal<string>({ ...options, read: String, write: text => text });
    journal.append('one');
    assert.equal(await journal.flush(), false);
    journal.append('two');
    assert.equal(await journal.flush(), false);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['unwritable'],
    );
    await journal.close();
  });

  test('a write does not follow a link: its target stays unchanged', async t => {
    const folder = await emptyFolder(t);
    const [path, other] = [join(folder, 'total.json'), join(folder, 'other')];
    await writeFile(other, 'precious');
    await symlink(other, path);
    await replaceFile(path, 'new');
    assert.equal(await readFile(other, 'utf8'), 'precious');
    assert.equal(await readFile(path, 'utf8'), 'new');
    const line = join(folder, 'line');
    await symlink(other, line);
    await assert.rejects(openToAppend(line), { code: 'ELOOP' });
    const device = join(folder, 'device');
    await symlink('/dev/null', device);
    await assert.rejects(replaceFile(device, 'new'), { name: 'OddFileError' });
    assert.deepEqual((await readdir(folder)).sort(), ['device', 'line', 'other', 'total.json']);
  });
});
