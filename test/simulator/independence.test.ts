import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const folder = new URL('../../simulator/', import.meta.url);

/** What it may use that is not its own. */
const packages = new Set(['mqtt-packet']);

test('the simulator shares no code with the client: one mistake must not agree with itself', async () => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  assert.ok(files.length > 20);
  for (const file of files) {
    const url = new URL(`file://${file.parentPath}/${file.name}`);
    const text = await readFile(url, 'utf8');
    const names = /^(?:import|export|\}).* from '([^']+)';$|\bimport\('([^']+)'\)/gm;
    for (const [, named, loaded] of text.matchAll(names)) {
      const name = named ?? loaded ?? '';
      const isPackage = name.startsWith('node:') || packages.has(name);
      const stays = isPackage || (name.startsWith('.') && new URL(name, url).href.startsWith(folder.href));
      assert.ok(stays, `${file.name} imports ${name}`);
    }
  }
});
