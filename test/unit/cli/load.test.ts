import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const SOURCE = fileURLToPath(new URL('../../../src/', import.meta.url));

/** Everything that a module loads at once, and all that these load: paths below src, and names of packages. */
function loadedBy(entry: URL, seen = new Set<string>()): ReadonlySet<string> {
  const path = fileURLToPath(entry);
  const name = path.slice(SOURCE.length);
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, from = ''] of readFileSync(path, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm,
  )) {
    if (from.startsWith('.')) loadedBy(new URL(from, entry), seen);
    else if (!from.startsWith('node:')) seen.add(from);
  }
  return seen;
}

test('--help starts quickly: it loads commander, and nothing that has to do with plugs', () => {
  const loaded = [...loadedBy(new URL('../../../src/cli/main.ts', import.meta.url))];
  assert.ok(loaded.includes('cli/commands.ts'));
  assert.deepEqual(
    loaded.filter(name => !name.endsWith('.ts')),
    ['commander'],
  );
  assert.deepEqual(
    loaded.filter(name => /^(protocol|transport|device|discovery|config|features|simulator)\//.test(name)),
    [],
  );
});
