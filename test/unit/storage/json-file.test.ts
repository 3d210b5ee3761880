import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { JsonFile } from '../../../src/storage/json-file.ts';
import { blocked, emptyFolder, fileAt, readOnly } from './storage-fixture.ts';

/** A file with one number in it. */
function numberAt(path: string) {
  const { troubles, ...options } = fileAt(path);
  const read = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return { file: new JsonFile<number>({ ...options, read }), troubles };
}

test('saved content is there after a restart, readable by the owner only', async t => {
  const path = join(await emptyFolder(t), 'deeper', 'down', 'total.json');
  const { file } = numberAt(path);
  assert.equal(await file.load(), undefined);
  file.save(42);
  await file.close();
  const again = numberAt(path);
  assert.equal(await again.file.load(), 42);
  assert.deepEqual(again.troubles, []);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('of many in a row the last one wins, and no draft is left', async t => {
  const folder = await emptyFolder(t);
  const { file } = numberAt(join(folder, 'total.json'));
  for (let value = 0; value < 100; value += 1) {
    file.save(value);
    if (value % 7 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  assert.equal(await file.flush(), true);
  assert.equal(await readFile(join(folder, 'total.json'), 'utf8'), '99\n');
  assert.deepEqual(await readdir(folder), ['total.json']);
});

test('unchanged content is not written again', async t => {
  const path = join(await emptyFolder(t), 'total.json');
  const { file } = numberAt(path);
  file.save(1);
  await file.flush();
  const { ino, mtimeNs } = await stat(path, { bigint: true });
  file.save(1);
  await file.flush();
  const after = await stat(path, { bigint: true });
  assert.deepEqual([after.ino, after.mtimeNs], [ino, mtimeNs]);
});

test('content that is saved after closing is not written', async t => {
  const path = join(await emptyFolder(t), 'total.json');
  const { file } = numberAt(path);
  file.save(1);
  await file.close();
  file.save(2);
  await file.close();
  assert.equal(await readFile(path, 'utf8'), '1\n');
});

const damages: Readonly<Record<string, string>> = {
  'cut short': '{"watt',
  empty: '',
  'of another shape': '"a text"',
  'full of zeros': '\0\0\0\0',
};
for (const [what, text] of Object.entries(damages)) {
  test(`a file that is ${what} goes into quarantine unchanged, is reported once, and a new one is started`, async t => {
    const folder = await emptyFolder(t);
    const path = join(folder, 'total.json');
    await writeFile(path, text);
    const { file, troubles } = numberAt(path);
    assert.equal(await file.load(), undefined);
    file.save(7);
    await file.close();
    const aside = 'total.json.damaged-2025-01-01T00-00-00Z';
    assert.deepEqual((await readdir(folder)).sort(), ['total.json', aside]);
    assert.equal(await readFile(join(folder, aside), 'utf8'), text);
    assert.equal(await numberAt(path).file.load(), 7);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['damaged'],
    );
    assert.match(troubles[0]?.message ?? '', /^.*total\.json is damaged[^\n]*\n[^\n]*renamed to .*damaged-2025[^\n]*$/);
  });
}

test('a file of a later version of the plugin stays unchanged; one beside it is used, also after restarts', async t => {
  const folder = await emptyFolder(t);
  const path = join(folder, 'total.json');
  for (const text of ['{"version":2,"total":[1]}', '{"energy":{"version":3}}']) {
    await writeFile(path, text);
    const { file, troubles } = numberAt(path);
    await file.load();
    file.save(7);
    await file.close();
    assert.equal(await readFile(path, 'utf8'), text);
    assert.equal(await numberAt(path).file.load(), 7);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['later'],
    );
    assert.match(
      troubles[0]?.message ?? '',
      /^.*total\.json was written by a later version[^\n]*\n[^\n]*version-1 is used instead/,
    );
  }
  assert.deepEqual((await readdir(folder)).sort(), ['total.json', 'total.json.version-1']);
});

test('a second damaged file of the same second does not replace the first', async t => {
  const folder = await emptyFolder(t);
  const path = join(folder, 'total.json');
  for (const text of ['first', 'second', 'third']) {
    await writeFile(path, text);
    await numberAt(path).file.load();
  }
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')));
  assert.deepEqual(texts, ['first', 'second', 'third']);
});

test('a folder in its place goes into quarantine, is reported once, and a file is started', async t => {
  const folder = await emptyFolder(t);
  const path = join(folder, 'total.json');
  await mkdir(path);
  await writeFile(join(path, 'precious'), 'keep me');
  const { file, troubles } = numberAt(path);
  assert.equal(await file.load(), undefined);
  file.save(7);
  assert.equal(await file.flush(), true);
  assert.equal(await readFile(join(`${path}.damaged-2025-01-01T00-00-00Z`, 'precious'), 'utf8'), 'keep me');
  assert.equal(await readFile(path, 'utf8'), '7\n');
  assert.deepEqual(
    troubles.map(({ kind, code }) => [kind, code]),
    [['unreadable', 'EISDIR']],
  );
});

for (const [what, forbid] of Object.entries({ 'is read-only': readOnly, 'has become a file': blocked })) {
  test(`a folder that ${what} is reported once, and the waiting content is written when that is over`, async t => {
    const folder = join(await emptyFolder(t), 'plugin');
    const path = join(folder, 'total.json');
    const { file, troubles } = numberAt(path);
    file.save(1);
    await file.flush();
    const allow = await forbid(folder);
    try {
      file.save(2);
      assert.equal(await file.flush(), false);
      file.save(3);
      assert.equal(await file.flush(), false);
    } finally {
      await allow();
    }
    assert.equal(await readFile(path, 'utf8'), '1\n');
    assert.equal(troubles.length, 1);
    assert.match(
      troubles[0]?.message ?? '',
      /total\.json cannot be written: .*(E[A-Z]+).*\n.*lost when Homebridge stops/,
    );
    await file.close();
    assert.equal(await readFile(path, 'utf8'), '3\n');
    assert.deepEqual(await readdir(folder), ['total.json']);
  });
}

test('a damaged file that cannot be moved to quarantine is not overwritten', async t => {
  const folder = join(await emptyFolder(t), 'plugin');
  const path = join(folder, 'total.json');
  await mkdir(folder);
  await writeFile(path, 'damaged');
  const { file, troubles } = numberAt(path);
  const allow = await readOnly(folder);
  try {
    await file.load();
    file.save(7);
    assert.equal(await file.flush(), false);
  } finally {
    await allow();
  }
  assert.equal(await readFile(path, 'utf8'), 'damaged');
  assert.ok(troubles.length > 0 && troubles.every(({ kind }) => kind !== 'damaged'), 'nothing is in quarantine yet');
  await file.close();
  assert.equal(await readFile(`${path}.damaged-2025-01-01T00-00-00Z`, 'utf8'), 'damaged');
  assert.equal(await readFile(path, 'utf8'), '7\n');
});
