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
  const funding = { type: 'github', url: 'https://github.com/sponsors/OWNER' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', repository, funding }, null, 2));
  writeFileSync(join(folder, 'form.yml'), 'url: https://github.com/OWNER/project/security');
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
    assert.equal(read('form.yml'), `url: https://github.com/${repository}/security`);
    assert.match(read('form.json'), new RegExp(`https://github\\.com/${repository}/blob/main/x\\.md`));
  }
});

test('the page for support follows the owner, or is the one that is named', t => {
  const folder = project(t);
  const funding = (): unknown =>
    (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { funding: unknown }).funding;
  assert.equal(run(folder, 'someone/plugs').status, 0);
  assert.deepEqual(funding(), { type: 'github', url: 'https://github.com/sponsors/someone' });
  assert.equal(run(folder, 'someone/plugs', 'https://example.org/coffee').status, 0);
  assert.deepEqual(funding(), { type: 'individual', url: 'https://example.org/coffee' });
});

test('something that is no address of a repository changes nothing', t => {
  const folder = project(t);
  for (const args of [[], ['someone'], ['https://github.com/someone/plugs'], ['someone/plugs', 'coffee']]) {
    const { status, stderr } = run(folder, ...args);
    assert.equal(status, 2);
    assert.match(String(stderr), /^Usage: /);
  }
  assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), /OWNER\/project\/issues/);
});
