// `node scripts/set-repository.mjs OWNER/REPO [FUNDING]`: where this project lives on GitHub. package.json says it; every other
// file that links there (docs, the settings form, log texts, issue forms) is changed with it. A test holds that they agree.
// FUNDING is the page where users can support the project; without it, the page of OWNER among GitHub's sponsors.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const [repository, funding] = process.argv.slice(2);
if (!/^[\w.-]+\/[\w.-]+$/.test(repository ?? '') || !(funding ?? 'https://').startsWith('https://')) {
  console.error('Usage: node scripts/set-repository.mjs OWNER/REPO [https://FUNDING]');
  process.exit(2);
}

const { url } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository;
const before = /github\.com\/([^/]+\/.+?)(?:\.git)?$/.exec(url)?.[1];
if (before === undefined) throw new Error(`package.json: repository.url is not an address on GitHub: ${url}`);

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(isText);
for (const file of files) {
  const text = readFileSync(join(root, file), 'utf8');
  const moved = text.replaceAll(`github.com/${before}`, `github.com/${repository}`);
  const changed = /^package(?:-lock)?\.json$/.test(file) ? withFunding(moved) : moved;
  if (changed === text) continue;
  writeFileSync(join(root, file), changed);
  console.log(file);
}

/** package.json with its `funding`, if it has one, or the copy of it at the top of the lock file. The text stays as it is formatted. */
function withFunding(text) {
  const url = funding ?? `https://github.com/sponsors/${repository.split('/')[0]}`;
  const type = funding === undefined ? 'github' : 'individual';
  return text.replace(
    /("funding": \{\s*"type": )"[^"]*"(,\s*"url": )"[^"]*"/,
    (_, start, middle) => `${start}${JSON.stringify(type)}${middle}${JSON.stringify(url)}`,
  );
}

/** The kinds of files that hold links. */
function isText(file) {
  return /\.(?:md|json|ya?ml|ts|tsx|mjs|js|svg|html)$/.test(file);
}
