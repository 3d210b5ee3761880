// `node scripts/set-repository.mjs OWNER/REPO`: where this project lives on GitHub. package.json says it; every other file
// that links there (docs, the settings form, log texts) is changed with it. A test holds that they agree.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const [repository] = process.argv.slice(2);
if (!/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')) {
  console.error('Usage: node scripts/set-repository.mjs OWNER/REPO');
  process.exit(2);
}

const { url } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository;
const before = /github\.com\/([^/]+\/.+?)(?:\.git)?$/.exec(url)?.[1];
if (before === undefined) throw new Error(`package.json: repository.url is no address on GitHub: ${url}`);

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(isText);
for (const file of files) {
  const text = readFileSync(join(root, file), 'utf8');
  const changed = text.replaceAll(`github.com/${before}`, `github.com/${repository}`);
  if (changed === text) continue;
  writeFileSync(join(root, file), changed);
  console.log(file);
}

/** The kinds of files that hold links. */
function isText(file) {
  return /\.(?:md|json|ts|mjs|js|svg|html)$/.test(file);
}
