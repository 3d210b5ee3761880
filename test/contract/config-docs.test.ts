import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { configReference } from './config-reference.ts';

const FILE = fileURLToPath(new URL('../../docs/config.md', import.meta.url));
const SECTION = /(?<=<!-- options: .* -->\n).*(?=<!-- end of options -->)/s;

it('docs/config.md says of each option what the plugin does (`npm run docs` brings it up to date)', async () => {
  const written = readFileSync(FILE, 'utf8');
  assert.match(written, SECTION, 'the marks around the options');
  const options = { ...(await resolveConfig(FILE)), filepath: FILE };
  const right = await format(
    written.replace(SECTION, () => `\n${configReference()}\n\n`),
    options,
  );
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, right);
  else assert.equal(written, right);
});
