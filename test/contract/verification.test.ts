/** What the shelf asks for: Homebridge's checks of a plugin, and what is in the package. Of `dist/`, which must be built. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { ROOT } from '../docs/markdown.ts';

interface PackedPlugin {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
  readonly read: (path: string) => string;
}
type Check = readonly [name: string, check: (plugin: PackedPlugin) => unknown];

const load = async (file: string): Promise<unknown> =>
  import(new URL(`../../scripts/verify/${file}`, import.meta.url).href);
const { HOMEBRIDGE_CHECKS, OWN_CHECKS } = (await load('checks.mjs')) as Record<
  'HOMEBRIDGE_CHECKS' | 'OWN_CHECKS',
  Check[]
>;
const { packedPlugin } = (await load('packed-plugin.mjs')) as { packedPlugin: () => Promise<PackedPlugin> };

describe('the package', () => {
  let plugin: PackedPlugin;
  before(async () => {
    plugin = await packedPlugin();
  });

  for (const [name, check] of [...HOMEBRIDGE_CHECKS, ...OWN_CHECKS]) {
    test(`passes the check: ${name}`, async () => {
      assert.equal(await check(plugin), undefined);
    });
  }

  test('Homebridge makes 17 of these checks', () => {
    assert.equal(HOMEBRIDGE_CHECKS.length, 17);
  });

  for (const [what, change, pattern] of [
    ['without a homepage', { homepage: undefined }, /^homepage/],
    ['with an install script', { scripts: { install: 'node-gyp rebuild' } }, /^no install script/],
    ['for an older Node only', { engines: { node: '^20.0.0', homebridge: '^1.11.0 || ^2.0.0' } }, /includes 2[246]/],
    ['that brings its own Homebridge', { dependencies: { homebridge: '^2.0.0' } }, /^homebridge is a development/],
    ['without keywords', { keywords: ['homebridge-plugin'] }, /^keywords/],
  ] as const) {
    test(`a package ${what} does not pass`, async () => {
      const changed = { ...plugin, manifest: { ...plugin.manifest, ...change } };
      const failed = [];
      for (const [name, check] of HOMEBRIDGE_CHECKS) if ((await check(changed)) !== undefined) failed.push(name);
      assert.ok(failed.length > 0);
      for (const name of failed) assert.match(name, pattern);
    });
  }

  test('holds one file of code for each source, the files of the list, and nothing else', () => {
    const sources = globSync('{src,simulator}/**/*.ts', {
      cwd: ROOT,
      exclude: ['src/homebridge-ui/page/**', '**/*.d.ts'],
    });
    const code = sources.map(path => `dist/${path.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`);
    const listed = readFileSync(join(ROOT, 'test/contract/package-contents.txt'), 'utf8').trim().split('\n');
    assert.deepEqual([...plugin.files].sort(), [...code, ...listed].sort());
  });
});
