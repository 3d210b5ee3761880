/** The files in .github, which nothing else reads before they run on GitHub. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { ROOT } from './markdown.ts';

type Block = Readonly<Record<string, unknown>>;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const block = (value: unknown): Block => {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value));
  return value as Block;
};
const parse = (path: string): Block => block(load(read(path)));
const files = (pattern: string): readonly string[] => {
  const found = globSync(pattern, { cwd: ROOT }).map(path => path.replaceAll('\\', '/'));
  assert.ok(found.length > 0, pattern);
  return found;
};
const jobsOf = (path: string): readonly (readonly [string, Block])[] =>
  Object.entries(block(parse(path)['jobs'])).map(([name, job]) => [name, block(job)]);
const stepsOf = (job: Block): readonly Block[] => {
  assert.ok(Array.isArray(job['steps']));
  return job['steps'].map(block);
};

const workflows = files('.github/workflows/*.yml');

test('every file is YAML that says something', () => {
  for (const path of files('.github/**/*.yml')) assert.ok(Object.keys(parse(path)).length > 0, path);
});

test('every action is pinned by its full hash, with the version beside it', () => {
  for (const path of workflows) {
    const lines = read(path)
      .split('\n')
      .filter(line => /\buses:/.test(line));
    assert.ok(lines.length > 0, path);
    for (const line of lines) assert.match(line, /uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, path);
  }
  const pins = workflows.flatMap(path => read(path).match(/actions\/[\w-]+@\S+/g) ?? []);
  const names = new Set(pins.map(pin => pin.split('@')[0]));
  assert.equal(new Set(pins).size, names.size, 'one version of each action');
});

test('a workflow may read at most; only the job that needs more has one permission more', () => {
  const granted = workflows.flatMap(path =>
    jobsOf(path).map(([name, job]) => [name, JSON.stringify(job['permissions'] ?? parse(path)['permissions'])]),
  );
  assert.deepEqual(Object.fromEntries(granted), {
    test: '{"contents":"read"}',
    verify: '{"contents":"read"}',
    pack: '{"contents":"read"}',
    publish: '{"id-token":"write"}',
    announce: '{"contents":"write"}',
  });
  for (const path of workflows) assert.ok('permissions' in parse(path), path);
});

test('a workflow uses no secret, keeps no credentials and ends some time', () => {
  for (const path of workflows) {
    assert.doesNotMatch(read(path), /\bsecrets\.|NODE_AUTH_TOKEN|pull_request_target/, path);
    for (const [name, job] of jobsOf(path)) {
      assert.equal(typeof job['timeout-minutes'], 'number', `${path} ${name}`);
      for (const step of stepsOf(job).filter(({ uses }) => String(uses).startsWith('actions/checkout@')))
        assert.equal(block(step['with'])['persist-credentials'], false, `${path} ${name}`);
      // What comes from outside is never put into a shell's text.
      for (const { run = '' } of stepsOf(job))
        assert.ok(typeof run === 'string' && !run.includes('${{'), `${path} ${name}`);
    }
  }
});

test('the scripts that workflows and the guide to a release name are there', () => {
  const scripts = block(JSON.parse(read('package.json')))['scripts'];
  for (const path of [...workflows, 'docs/releasing.md']) {
    for (const [, name = ''] of read(path).matchAll(/npm run (?:--silent )?([\w-]+)/g))
      assert.ok(name in block(scripts), `${path}: ${name}`);
  }
});

test('the tests run on three systems, with every Node that package.json names', () => {
  const [, job] = jobsOf('.github/workflows/test.yml').find(([name]) => name === 'test') ?? [];
  const { os, node } = block(block(job?.['strategy'])['matrix']);
  assert.deepEqual(os, ['ubuntu-latest', 'macos-latest', 'windows-latest']);
  const engines = block(block(JSON.parse(read('package.json')))['engines'])['node'];
  assert.deepEqual(
    node,
    [...String(engines).matchAll(/\^(\d+)/g)].map(([, major]) => Number(major)),
  );
});

test('each issue form asks for the report of the doctor', () => {
  for (const path of files('.github/ISSUE_TEMPLATE/*.yml').filter(each => !each.endsWith('config.yml'))) {
    const { body, name, description } = parse(path);
    assert.ok(typeof name === 'string' && typeof description === 'string' && Array.isArray(body), path);
    const fields = body.map(block).filter(({ type }) => type !== 'markdown');
    assert.ok(
      fields.every(({ id }) => typeof id === 'string'),
      path,
    );
    const report = fields.find(({ id }) => id === 'report');
    assert.match(JSON.stringify(report), /meross-local doctor ADDRESS --report/, path);
  }
});
