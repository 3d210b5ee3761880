import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const PUBLIC = join(import.meta.dirname, '..', '..', 'dist', 'src', 'homebridge-ui', 'public');
const MOST_BYTES = 150_000;

describe('the built settings page', () => {
  it('has at most 150 kB in all', () => {
    const sizes = readdirSync(PUBLIC).map(name => [name, statSync(join(PUBLIC, name)).size] as const);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(total > 50_000 && total <= MOST_BYTES, JSON.stringify(sizes));
  });

  it('builds no code from texts, sets no HTML, and names no other origin', () => {
    const code = readFileSync(join(PUBLIC, 'page.js'), 'utf8');
    assert.doesNotMatch(code, /\beval\(|new Function\b/);
    const page = readFileSync(join(PUBLIC, 'index.html'), 'utf8');
    assert.doesNotMatch(page + readFileSync(join(PUBLIC, 'page.css'), 'utf8'), /https?:|\son\w+=/);
    const origins = [...code.matchAll(/https?:\/\/[^"'`\s]+/g)].map(([origin]) => origin);
    // The names of XML namespaces, which preact gives to elements, are no addresses.
    assert.deepEqual(
      origins.filter(origin => !origin.startsWith('http://www.w3.org/')),
      [],
    );
  });

  it('carries the licences of what is in it', () => {
    const licences = readFileSync(join(PUBLIC, 'licences.txt'), 'utf8');
    assert.match(licences, /preact\n[\s\S]+MIT[\s\S]+uplot\n/i);
  });
});
