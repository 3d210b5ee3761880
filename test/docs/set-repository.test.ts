import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ROOT } from './markdown.ts';

/** A project with one link in each kind of file, and its own copy of the script. */
function project(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'meross-repository-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'scripts'));
  copyFileSync(join(ROOT, 'scripts/set-repository.mjs'), join(folder, 'scripts/set-repository.mjs'));
  const repository = { type: 'git', url: 'git+https://github.com/OWNER/project.git' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', repository }));
  writeFileSync(join(folder, 'README.md'), 'https://github.com/OWNER/project/issues, https://github.com/OWNER/other');
  writeFileSync(join(folder, 'form.json'), '"<a href=\\"https://github.com/OWNER/project/blob/main/x.md\\">"');
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
  ])
    execFileSync('git', args, { cwd: folder });
  return folder;
}

const run = (folder: string, ...args: readonly string[]): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, [join(folder, 'scripts/set-repository.mjs'), ...args]);

test('one command gives the project its address, everywhere and again', t => {
  const folder = project(t);
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  for (const repository of ['someone/plugs', 'another/project']) {
    assert.equal(run(folder, repository).status, 0);
    assert.match(read('package.json'), new RegExp(`https://github\\.com/${repository}\\.git`));
    assert.equal(read('README.md'), `https://github.com/${repository}/issues, https://github.com/OWNER/other`);
    assert.match(read('form.json'), new RegExp(`https://github\\.com/${repository}/blob/main/x\\.md`));
  }
});

test('something that is no address of a repository changes nothing', t => {
  const folder = project(t);
  for (const args of [[], ['someone'], ['https://github.com/someone/plugs']]) {
    const { status, stderr } = run(folder, ...args);
    assert.equal(status, 2);
    assert.match(String(stderr), /^Usage: /);
  }
  assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), /OWNER\/project\/issues/);
});
