import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { installLine } from '../../../src/cli/setup/install-help.ts';

const FILE = 'node_modules/homebridge-meross-local/dist/cli/setup/install-help.js';

for (const [where, path, expected] of [
  ['beside Homebridge', `/var/lib/homebridge/${FILE}`, 'cd "/var/lib/homebridge" && npm install noble'],
  ['for the whole computer', `/usr/local/lib/${FILE}`, 'npm install -g noble'],
  [
    'in a clone',
    '/home/me/meross/dist/cli/setup/install-help.js',
    'cd "/home/me/meross" && npm install --no-save noble',
  ],
] as const) {
  test(`the command that installs a package where a plugin ${where} finds it`, () => {
    assert.equal(installLine('noble', pathToFileURL(path).href), expected);
  });
}
