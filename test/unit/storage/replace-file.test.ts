import assert from 'node:assert/strict';
import { chmod, chown, lstat, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeOldDrafts } from '../../../src/storage/old-drafts.ts';
import { DRAFT_ENDING, replaceFile, writeCopy, writeNew } from '../../../src/storage/replace-file.ts';
import { PlugStore } from '../../../src/storage/plug-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { emptyFolder, runChild } from './storage-fixture.ts';

test('links under every guessable name of a draft are left alone', async t => {
  const folder = await emptyFolder(t);
  const [path, other] = [join(folder, 'config.json'), join(folder, 'other')];
  await writeFile(path, 'old');
  await writeFile(other, 'precious', { mode: 0o640 });
  for (const ending of ['.new', '.tmp', '.bak', '.draft']) await symlink(other, path + ending);
  const before = await stat(other);
  await replaceFile(path, 'new', { mode: 0o666, uid: 12_345, gid: 12_345 }).catch(() => undefined);
  const after = await stat(other);
  assert.deepEqual([after.mode, after.uid, after.ino], [before.mode, before.uid, before.ino]);
  assert.equal(await readFile(other, 'utf8'), 'precious');
});

test('a new file never overwrites an existing one, nor the target of a link', async t => {
  const folder = await emptyFolder(t);
  const [there, link] = [join(folder, 'there'), join(folder, 'link')];
  await writeFile(there, 'precious');
  await symlink(join(folder, 'nowhere'), link);
  for (const path of [there, link]) await assert.rejects(writeNew(path, 'x'), { code: 'EEXIST' });
  assert.equal(await readFile(there, 'utf8'), 'precious');
  assert.deepEqual((await readdir(folder)).sort(), ['link', 'there']);
});

test('a copy gets the first free name; dangling links are in use too', async t => {
  const folder = await emptyFolder(t);
  const name = join(folder, 'config.json.20250101');
  await symlink(join(folder, 'nowhere'), `${name}.bak`);
  assert.equal(await writeCopy(name, Buffer.from('one')), `${name}-2.bak`);
  assert.equal(await writeCopy(name, Buffer.from('two')), `${name}-3.bak`);
  assert.equal(await readFile(`${name}-2.bak`, 'utf8'), 'one');
  assert.ok((await lstat(`${name}.bak`)).isSymbolicLink());
});

test('a new file is readable by its owner only, or has mode and owner of the old one', async t => {
  const folder = await emptyFolder(t);
  const path = join(folder, 'config.json');
  await replaceFile(path, 'one');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  await chmod(path, 0o660);
  if (process.geteuid?.() === 0) await chown(path, 1234, 1235).catch(() => undefined);
  const before = await stat(path);
  await replaceFile(path, 'two', before);
  const { mode, uid, gid } = await stat(path);
  assert.deepEqual([mode, uid, gid], [before.mode, before.uid, before.gid]);
  assert.deepEqual(await readdir(folder), ['config.json']);
});

test('a process that is killed while it writes leaves the old file or the new one, and at most a draft', async t => {
  const folder = await emptyFolder(t);
  const path = join(folder, 'total');
  for (const killAfterLines of [1, 7, 30]) {
    const { signal, lines } = await runChild({ args: ['replace', path], killAfterLines });
    assert.equal(signal, 'SIGKILL');
    const text = await readFile(path, 'utf8');
    assert.match(text, /^(\d)\1{199999}$/);
    assert.ok(lines.length >= killAfterLines);
  }
  const drafts = (await readdir(folder)).filter(name => name !== 'total');
  assert.ok(drafts.length <= 3 && drafts.every(name => DRAFT_ENDING.test(name)), drafts.join());
});

test('drafts of a day ago are removed at the next start; younger ones, links and other files stay', async t => {
  const folder = await emptyFolder(t);
  const at = (name: string): string => join(folder, name);
  const old = ['a.json.0123456789ab.new', 'config.json.0123456789ab.new'];
  const kept = ['b.json.0123456789ab.new', 'config.json.new', 'c.0123456789ab.new.bak', 'd.json.0123456789AB.new'];
  for (const name of [...old, ...kept]) await writeFile(at(name), 'x');
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  for (const name of [...old, ...kept.slice(1)]) await utimes(at(name), twoDaysAgo, twoDaysAgo);
  await symlink(at('config.json.new'), at('e.json.0123456789ab.new'));
  await removeOldDrafts(folder, 'config.json');
  assert.ok(!(await readdir(folder)).includes('config.json.0123456789ab.new'));
  assert.ok((await readdir(folder)).includes('a.json.0123456789ab.new'));
  await PlugStore.open({ folder, clock: new FakeClock(), onError: () => undefined });
  assert.deepEqual((await readdir(folder)).sort(), [...kept, 'e.json.0123456789ab.new'].sort());
});
