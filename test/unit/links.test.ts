import assert from 'node:assert/strict';
import { test } from 'node:test';
import { docsPage, merossAppPage } from '../../src/links.ts';

test('a page of the documentation is a web address where package.json names a homepage', () => {
  assert.equal(
    docsPage('meross-app.md', { version: '1.0.0', homepage: 'https://github.com/owner/name' }),
    'https://github.com/owner/name/blob/HEAD/docs/meross-app.md',
  );
});

test('without a homepage it is the path in the repository', () => {
  assert.equal(docsPage('cli.md', { version: '1.0.0', homepage: '' }), 'docs/cli.md');
});

test('the page about the key ends in its file, whatever this package.json says', () => {
  assert.match(merossAppPage(), /^(?:https:\/\/\S+\/)?docs\/meross-app\.md$/);
});
