import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';
import { anchorsIn, DOCUMENTS, linksIn, ROOT, textOf } from './markdown.ts';

const REPOSITORY = repositoryIn(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Files that people see, or whose texts people see, and that may link to the repository, beside the documents. */
const LINKING_FILES = ['config.schema.json', 'package.json', ...sourceFiles('src'), ...sourceFiles('scripts')];

describe('a reader who follows a link', () => {
  for (const file of DOCUMENTS) {
    test(`of ${file} finds the file and the heading`, () => {
      const broken = linksIn(textOf(file)).filter(target => !isExternal(target) && !leadsSomewhere(file, target));
      assert.deepEqual(broken, []);
    });
  }

  test('of README on npm stays inside the repository, where npm looks for it', () => {
    const outside = linksIn(textOf('README.md')).filter(
      target => !isExternal(target) && (target.startsWith('/') || normalize(target).startsWith('..')),
    );
    assert.deepEqual(outside, []);
  });

  test('to the repository lands in the one that package.json names', () => {
    assert.notEqual(REPOSITORY, '');
    const others = [...DOCUMENTS, ...LINKING_FILES].flatMap(file =>
      Array.from(textOf(file).matchAll(/github\.com\/([\w.-]+\/homebridge-meross-local)\b/g), ([, found]) => found)
        .filter(found => found !== REPOSITORY)
        .map(found => `${file}: ${found ?? ''}`),
    );
    assert.deepEqual(others, []);
  });

  test('to a document in the repository by its full address finds the file and the heading', () => {
    const broken = [...DOCUMENTS, ...LINKING_FILES].flatMap(file =>
      Array.from(textOf(file).matchAll(FULL_ADDRESS), ([, target = '']) => target)
        .filter(target => !leadsSomewhere('README.md', target))
        .map(target => `${file}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });
});

describe('package.json', () => {
  test('names one repository in homepage, repository and bugs', () => {
    const { homepage, repository, bugs } = packageLinks(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.deepEqual(
      { homepage, repository, bugs },
      {
        homepage: `https://github.com/${REPOSITORY}#readme`,
        repository: `git+https://github.com/${REPOSITORY}.git`,
        bugs: `https://github.com/${REPOSITORY}/issues`,
      },
    );
  });
});

/** `https://github.com/OWNER/REPO/blob/main/docs/x.md#y` */
const FULL_ADDRESS = /github\.com\/[\w.-]+\/homebridge-meross-local\/blob\/main\/([\w./-]+(?:#[\w-]+)?)/g;

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.m?[jt]s$/.test(name))
    .map(name => join(folder, name));
}

function isExternal(target: string): boolean {
  return /^[a-z]+:/.test(target);
}

function leadsSomewhere(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || (file.endsWith('.md') && anchorsIn(textOf(file)).has(anchor));
}

interface PackageLinks {
  readonly homepage: unknown;
  readonly repository: unknown;
  readonly bugs: unknown;
}

function packageLinks(json: string): PackageLinks {
  const { homepage, repository, bugs } = members(JSON.parse(json));
  return { homepage, repository: members(repository)['url'], bugs: members(bugs)['url'] };
}

function repositoryIn(json: string): string {
  const { repository } = packageLinks(json);
  const [, found = ''] = /github\.com\/([\w-]+\/[\w.-]+?)(?:\.git)?$/.exec(String(repository)) ?? [];
  return found;
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
