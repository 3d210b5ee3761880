import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { suite, test } from 'node:test';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..', '..');
const GLOSSARY = readFileSync(join(ROOT, 'docs', 'glossary.md'), 'utf8');
/** Folders that say the kind of what is in them, so that a command, a namespace, a feature and a text may share a name. */
const NAMED_BY_FOLDER = ['src/cli/commands', 'src/protocol/namespaces', 'src/features', 'src/texts'];
/** Keys of cached accessories, which earlier versions wrote. */
const PERSISTED = { file: 'plug-context', names: ['manner', 'habits'] };
const FOLDERS = ['src', 'simulator', 'test', 'bench', 'chaos', 'scripts'];
/** How many times per thousand words comments may use "told" and "tells": the figure of the issue that set the rule. */
const MOST_PER_THOUSAND = 0.5;

interface SourceFile {
  /** Below the root, with slashes. */
  readonly path: string;
  readonly identifiers: ReadonlySet<string>;
  /** Types that it declares at its top level. */
  readonly types: readonly string[];
  readonly comments: readonly string[];
}

const files = FOLDERS.flatMap(folder => sourcesIn(join(ROOT, folder)));

suite('Names follow the glossary', () => {
  const gone = goneWords();

  test('the list of words that are gone is read from docs/glossary.md', () => {
    assert.ok(gone.has('doorman') && gone.has('household') && gone.size > 30);
  });

  test('no file or folder is named with a word that is gone', () => {
    const bad = files.filter(({ path }) => path.split(/[/.-]/).some(word => gone.has(word)));
    assert.deepEqual(paths(bad), []);
  });

  test('no type, function or variable is named with a word that is gone', () => {
    const isKept = (path: string, name: string): boolean =>
      path.includes(PERSISTED.file) && PERSISTED.names.includes(name);
    const bad = files.flatMap(({ path, identifiers }) =>
      [...identifiers]
        .filter(name => wordsOf(name).some(word => gone.has(word)) && !isKept(path, name))
        .map(name => `${path}: ${name}`),
    );
    assert.deepEqual(bad, []);
  });

  test('no two files of src share a name, unless their folder says what they are', () => {
    const ours = files.filter(
      ({ path }) => path.startsWith('src/') && !NAMED_BY_FOLDER.some(folder => path.startsWith(`${folder}/`)),
    );
    assert.deepEqual(
      shared(ours.filter(({ path }) => basename(path) !== 'index.ts').map(({ path }) => [basename(path), path])),
      [],
    );
  });

  test('no two types of src share a name', () => {
    const ours = files.filter(({ path }) => path.startsWith('src/'));
    assert.deepEqual(shared(ours.flatMap(({ path, types }) => types.map(type => [type, path] as const))), []);
  });
});

suite('Comments are plain English', () => {
  test('no comment has somebody, nobody, anybody, everybody or whoever', () => {
    const bad = files.flatMap(({ path, comments }) =>
      comments
        .filter(comment => /\b(?:some|no|any|every)body\b|\bwhoever\b/i.test(comment))
        .map(text => `${path}: ${text}`),
    );
    assert.deepEqual(bad, []);
  });

  for (const folder of FOLDERS) {
    test(`comments of ${folder} have what is logged, reported and sent, rather than told`, () => {
      const inFolder = files.filter(({ path }) => path.startsWith(`${folder}/`));
      assertPlain(inFolder.flatMap(({ comments }) => comments).join(' '));
    });
  }

  test('documents have what is logged, reported and sent, rather than told', () => {
    const docs = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'));
    const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.map(name => join('docs', name))];
    assertPlain(documents.map(name => readFileSync(join(ROOT, name), 'utf8')).join(' '));
  });
});

function assertPlain(text: string): void {
  const words = text.match(/[\p{L}'-]+/gu) ?? [];
  const used = words.filter(word => /^(?:told|tells)$/i.test(word));
  assert.ok(words.length > 400, `only ${words.length} words were found`);
  assert.ok(
    used.length <= (words.length / 1000) * MOST_PER_THOUSAND,
    `${used.length} times "told" or "tells" in ${words.length} words`,
  );
}

function goneWords(): ReadonlySet<string> {
  const block = /```text\n([^`]+)```/.exec(GLOSSARY)?.[1] ?? '';
  return new Set(block.split(/\s+/).filter(word => word !== ''));
}

function sourcesIn(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(?:tsx?|mjs)$/.test(entry.name))
    .map(entry => read(join(entry.parentPath, entry.name)));
}

function read(path: string): SourceFile {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const identifiers = new Set<string>();
  const comments: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source).filter(child => !ts.isJSDoc(child));
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) identifiers.add(node.text);
    if (children.length === 0) {
      const before = source.text.slice(node.getFullStart(), node.getStart(source)).trim();
      if (before !== '') comments.push(before);
    }
    children.forEach(visit);
  };
  visit(source);
  const types = source.statements
    .filter(
      statement =>
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isClassDeclaration(statement),
    )
    .flatMap(({ name }) => (name === undefined ? [] : [name.text]));
  return { path: relative(ROOT, path).split(sep).join('/'), identifiers, types, comments };
}

/** `hangUpAll` → hang, up, all. */
function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map(word => word.toLowerCase());
}

/** The keys that come twice, each with everything that has it. */
function shared(entries: readonly (readonly [string, string])[]): readonly string[] {
  return [...Map.groupBy(entries, ([key]) => key)]
    .filter(([, same]) => same.length > 1)
    .map(([key, same]) => `${key}: ${same.map(([, path]) => path).join(', ')}`);
}

function paths(of: readonly SourceFile[]): readonly string[] {
  return of.map(({ path }) => path);
}
