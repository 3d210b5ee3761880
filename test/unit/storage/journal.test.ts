import assert from 'node:assert/strict';
import { appendFile, link, open, readdir, readFile, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { Journal } from '../../../src/storage/journal.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';
import { blocked, emptyFolder, fileAt, readOnly, runChild } from './storage-fixture.ts';

/** A journal of texts. */
function textsAt(path: string) {
  const { troubles, ...options } = fileAt(path);
  const read = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return { journal: new Journal<string>({ ...options, read, write: text => text }), troubles };
}

test('every entry is there after a restart, in order and readable by the owner only', async t => {
  const path = join(await emptyFolder(t), 'deeper', 'journal');
  const entries = ['one', 'two\nlines', '', 'ünïcode \u2028', '"quoted"'];
  const { journal } = textsAt(path);
  assert.deepEqual(await journal.load(), []);
  for (const entry of entries) journal.append(entry);
  await journal.close();
  const again = textsAt(path);
  assert.deepEqual(await again.journal.load(), entries);
  assert.deepEqual(again.troubles, []);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('an entry adds its line to the file, and nothing else is written', async t => {
  const path = join(await emptyFolder(t), 'journal');
  const { journal } = textsAt(path);
  journal.append('a');
  await journal.flush();
  const { ino } = await stat(path);
  journal.append('b');
  await journal.flush();
  assert.equal((await stat(path)).ino, ino);
  assert.equal(await readFile(path, 'utf8'), '"a"\n"b"\n');
});

test('entries of the same second are one write, after the second, so that a tap never waits for the disk', async t => {
  const folder = await emptyFolder(t);
  const { troubles, ...options } = fileAt(join(folder, 'journal'));
  const clock = new FakeClock();
  const read = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const journal = new Journal<string>({ ...options, clock, read, write: text => text });
  journal.append('a');
  await clock.advance(900);
  journal.append('b');
  await sleep(20);
  assert.deepEqual(await readdir(folder), []);
  await clock.advance(100);
  await until(
    async () => (await readFile(options.path, 'utf8').catch(() => '')) === '"a"\n"b"\n',
    2000,
    'both are written',
  );
  assert.deepEqual(troubles, []);
});

test('compacting leaves the given entries, and those that came after', async t => {
  const path = join(await emptyFolder(t), 'journal');
  const { journal } = textsAt(path);
  for (const entry of ['a', 'b', 'c']) journal.append(entry);
  journal.compact(['c']);
  journal.append('d');
  await journal.flush();
  journal.append('e');
  await journal.close();
  assert.deepEqual(await textsAt(path).journal.load(), ['c', 'd', 'e']);
});

test('a process that is killed loses nothing that was on disk', async t => {
  const path = join(await emptyFolder(t), 'journal');
  const { lines, signal } = await runChild({ args: ['append', path], killAfterLines: 40 });
  assert.equal(signal, 'SIGKILL');
  assert.ok(lines.length >= 40, String(lines.length));
  const { troubles, ...options } = fileAt(path);
  const read = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : undefined);
  const entries = await new Journal<string>({ ...options, read, write: Number }).load();
  // It may have written one more entry than it could print.
  assert.deepEqual(entries.slice(0, lines.length), lines);
  assert.deepEqual(troubles, []);
});

test('a full disk stops nothing, damages no existing entry, and is reported once', async t => {
  const path = join(await emptyFolder(t), 'journal');
  const { lines, signal } = await runChild({ args: ['fill-disk', path], limitBlocks: 4 });
  assert.equal(signal, null);
  const printed = (word: string): readonly string[] =>
    lines.filter(line => line.startsWith(`${word} `)).map(line => line.slice(word.length + 1));
  assert.deepEqual(printed('troubles'), ['2']);
  const entries = printed('entry');
  assert.ok(entries.length > 100, String(entries.length));
  assert.equal(await readFile(`${path}.json`, 'utf8'), `"${'x'.repeat(Number(printed('text').at(-1)))}"\n`);
  // Neither 2048 nor 4096 bytes are a whole number of lines, so half a line is there.
  assert.notEqual((await readFile(path, 'utf8')).at(-1), '\n');

  const { troubles, ...options } = fileAt(path);
  const read = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : undefined);
  const journal = new Journal<string>({ ...options, read, write: Number });
  assert.deepEqual(await journal.load(), entries);
  journal.append('1');
  await journal.close();
  assert.equal(await readFile(path, 'utf8'), [...entries, '1', ''].join('\n'));
  assert.deepEqual(troubles, []);
});

test('an entry whose write failed at the last moment is there once', async t => {
  const path = join(await emptyFolder(t), 'journal');
  const { journal, troubles } = textsAt(path);
  journal.append('one');
  await journal.flush();
  const handle = await open(path);
  const error = Object.assign(new Error('the disk is worn out'), { code: 'EIO' });
  const { mock } = t.mock.method(Object.getPrototypeOf(handle) as FileHandle, 'datasync', () => Promise.reject(error));
  await handle.close();
  journal.append('two');
  assert.equal(await journal.flush(), false);
  assert.ok(mock.callCount() > 0);
  mock.restore();
  journal.append('three');
  await journal.close();
  assert.equal(await readFile(path, 'utf8'), '"one"\n"two"\n"three"\n');
  assert.deepEqual(
    troubles.map(({ kind, code }) => [kind, code]),
    [['unwritable', 'EIO']],
  );
});

test('an incomplete last line is dropped silently, wherever it ends', async t => {
  const path = join(await emptyFolder(t), 'journal');
  const whole = '"one"\n"two"\n';
  const last = Buffer.from('"dreiß"\n');
  for (let length = 1; length < last.length; length += 1) {
    await writeFile(path, Buffer.concat([Buffer.from(whole), last.subarray(0, length)]));
    const { journal, troubles } = textsAt(path);
    assert.deepEqual(await journal.load(), ['one', 'two']);
    journal.append('next');
    await journal.close();
    assert.equal(await readFile(path, 'utf8'), `${whole}"next"\n`);
    assert.deepEqual(troubles, []);
  }
});

for (const [what, content] of Object.entries({
  'only zeros': '\0'.repeat(4096),
  'no line': 'a text of other origin',
})) {
  test(`a file with ${what} is reported, and goes into quarantine unchanged`, async t => {
    const folder = await emptyFolder(t);
    const path = join(folder, 'journal');
    await writeFile(path, content);
    const { journal, troubles } = textsAt(path);
    assert.deepEqual(await journal.load(), []);
    journal.append('one');
    await journal.close();
    assert.equal(await readFile(path, 'utf8'), '"one"\n');
    assert.equal(await readFile(`${path}.damaged-2025-01-01T00-00-00Z`, 'utf8'), content);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['damaged'],
    );
  });
}

for (const [what, content, read] of [
  ['whole lines', '"theirs"\n', ['theirs']],
  ['a torn line', '"theirs"\nprec', ['theirs']],
  ['no line', 'precious', []],
] as const) {
  test(`another file with ${what} that is hard-linked in place of ours stays unchanged`, async t => {
    const folder = await emptyFolder(t);
    const [path, other] = [join(folder, 'journal'), join(folder, 'other')];
    await writeFile(other, content);
    await link(other, path);
    const { journal, troubles } = textsAt(path);
    assert.deepEqual(await journal.load(), read);
    for (const entry of ['one', 'two']) {
      journal.append(entry);
      await journal.flush();
    }
    assert.equal(await readFile(other, 'utf8'), content);
    assert.equal(troubles.length, 1, troubles.map(({ message }) => message).join('\n'));
    journal.compact(['three']);
    await journal.close();
    assert.equal(await readFile(other, 'utf8'), content);
    assert.equal(await readFile(path, 'utf8'), '"three"\n');
    assert.equal(troubles.length, 1);
  });
}

for (const [what, damage] of Object.entries({ 'no JSON': '"tw', zeros: '\0\0\0\0', 'of another shape': '2' })) {
  test(`a line in the middle that is ${what} sends the file into quarantine; the entries before it are kept`, async t => {
    const folder = await emptyFolder(t);
    const path = join(folder, 'journal');
    const text = `"one"\n${damage}\n"three"\n`;
    await writeFile(path, text);
    const { journal, troubles } = textsAt(path);
    assert.deepEqual(await journal.load(), ['one']);
    assert.equal(await readFile(path, 'utf8'), '"one"\n');
    journal.append('four');
    await journal.close();
    assert.deepEqual(await textsAt(path).journal.load(), ['one', 'four']);
    const aside = (await readdir(folder)).filter(name => name !== 'journal');
    assert.deepEqual(aside, ['journal.damaged-2025-01-01T00-00-00Z']);
    assert.equal(await readFile(join(folder, aside[0] ?? ''), 'utf8'), text);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['damaged'],
    );
  });
}

for (const [what, forbid] of Object.entries({ 'is read-only': readOnly, 'has become a file': blocked })) {
  test(`entries wait while the folder ${what}, and none is lost or doubled`, async t => {
    const folder = join(await emptyFolder(t), 'plugin');
    const path = join(folder, 'journal');
    const { journal, troubles } = textsAt(path);
    journal.append('one');
    journal.compact(['one']);
    await journal.flush();
    const allow = await forbid(folder);
    try {
      for (const entry of ['two', 'three']) {
        journal.append(entry);
        assert.equal(await journal.flush(), false);
      }
      journal.compact(['one', 'two', 'three']);
      assert.equal(await journal.flush(), false);
      journal.append('four');
      assert.equal(await journal.flush(), false);
    } finally {
      await allow();
    }
    assert.deepEqual(await textsAt(path).journal.load(), ['one']);
    await journal.close();
    assert.deepEqual(await textsAt(path).journal.load(), ['one', 'two', 'three', 'four']);
    assert.equal(new Set(troubles.map(({ message }) => message)).size, troubles.length);
  });
}

test('whatever the end of a file is, the entries before it are read', async t => {
  const path = join(await emptyFolder(t), 'journal');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { maxLength: 5 }), fc.uint8Array({ maxLength: 8 }), async (entries, end) => {
      await writeFile(path, entries.map(entry => `${JSON.stringify(entry)}\n`).join(''));
      await appendFile(path, end);
      const { journal } = textsAt(path);
      const found = await journal.load();
      assert.ok(isDeepStrictEqual(found.slice(0, entries.length), entries));
      journal.append('next');
      await journal.close();
      assert.deepEqual(await textsAt(path).journal.load(), [...found, 'next']);
    }),
    { numRuns: 60 },
  );
});
