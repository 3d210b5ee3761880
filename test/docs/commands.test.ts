/**
 * Every command that a document shows is tried here: parsed as it stands, and then run against simulated plugs on
 * loopback, with the documented addresses, names and files replaced. What cannot be run here is listed with the reason.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { COMMANDS } from '../../src/cli/commands.ts';
import { processIo } from '../../src/cli/io.ts';
import { makeProgram } from '../../src/cli/program.ts';
import { cli, plugFor, start } from '../cli/command-line.ts';
import { until } from '../support/until.ts';
import { DOCUMENTS, fencedBlocks, ROOT, textOf } from './markdown.ts';
import { commandsIn, linesOf, type ShellCommand } from './shell-line.ts';

/** The key of the simulated plugs, which is also that of the documents. */
const KEY = '0123456789abcdef0123456789abcdef';

/** Programs that are not ours, and why a document may show them without a test. */
const OTHER_PROGRAMS: Readonly<Record<string, string>> = {
  cd: 'changes the folder',
  export: 'sets a variable of the shell',
  read: 'asks for a password',
  jq: 'reads JSON in a shell',
  git: 'needs a repository on the internet',
  sudo: 'needs root',
  openssl: 'is no program of this project',
};

/** Commands of ours that are parsed here and not run, and where they are run. */
const PARSED_ONLY: readonly { readonly is: (words: readonly string[]) => boolean; readonly why: string }[] = [
  {
    is: ([command]) => command === 'provision',
    why: 'needs a plug in pairing mode, and for --ble a radio: test/cli/provision.test.ts',
  },
  {
    is: words => words[0] === 'rekey' && /^\d/.test(wordBehind(words, '--broker')) && !words.includes('--dry-run'),
    why: 'needs a broker at that address: test/cli/rekey.test.ts',
  },
];

/** Commands that run until Ctrl-C. */
const ENDLESS: readonly string[] = ['watch', 'simulate'];

const scripts = packageScripts(readFileSync(join(ROOT, 'package.json'), 'utf8'));

for (const file of DOCUMENTS.filter(name => name !== 'CHANGELOG.md')) {
  const commands = fencedBlocks(textOf(file)).flatMap(({ language, text }) =>
    linesOf(language, text).flatMap(line => commandsIn(line).map(command => ({ line, command }))),
  );
  if (commands.length > 0) describe(`a command that ${file} shows`, () => checkAll(commands));
}

describe('a command that --help shows', () => {
  checkAll(
    COMMANDS.flatMap(({ examples }) =>
      examples.map(line => ({
        line,
        command: { env: {}, words: ['meross-local', ...(commandsIn(line)[0]?.words ?? [])] },
      })),
    ),
  );
});

function checkAll(commands: readonly { readonly line: string; readonly command: ShellCommand }[]): void {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meross-docs-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  for (const { line, command } of commands) {
    const { env, words } = withoutWrapper(command);
    const [program = '', ...args] = words;
    if (program === 'meross-local') {
      const parsedOnly = PARSED_ONLY.find(({ is }) => is(args));
      test(`${parsedOnly ? 'is understood' : 'works'}: ${line}`, async t => {
        await parse(args);
        if (parsedOnly) t.diagnostic(`not run: ${parsedOnly.why}`);
        else await runOne(t, args, { folder, env });
      });
    } else if (program === 'npm' || program === 'node') {
      test(`exists: ${line}`, () => {
        assert.ok(existsInProject(program, args), line);
      });
    } else {
      test(`is one of another program: ${line}`, t => {
        const why = OTHER_PROGRAMS[program];
        assert.ok(why !== undefined, `${program} is no program of ours, and not listed here with a reason`);
        t.diagnostic(`not run: ${why}`);
      });
    }
  }
}

/** The command itself, where it stands behind `npx`, in a container, or as a script of a clone. */
function withoutWrapper({ env, words }: ShellCommand): ShellCommand {
  if (words[0] === 'docker' && words[1] === 'exec') return { env, words: words.slice(words.indexOf('npx') + 1) };
  if (words[0] === 'npx') return { env, words: words.slice(words.lastIndexOf('meross-local')) };
  if (words[1] === 'dist/src/cli/main.js') return { env, words: ['meross-local', ...words.slice(2)] };
  return { env, words };
}

/** As the command line reads it, without doing it. */
async function parse(argv: readonly string[]): Promise<void> {
  const commands = COMMANDS.map(spec => ({ ...spec, load: () => Promise.resolve(() => Promise.resolve()) }));
  const io = { ...processIo(new AbortController().signal), out: SILENT, err: SILENT };
  try {
    await makeProgram(io, argv, commands).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Help that was asked for ends this way.
    if (!argv.includes('--help')) throw error;
  }
}

const SILENT = { write: () => undefined, isTerminal: false, columns: () => 80 };

interface Surroundings {
  /** Where files go that commands write, and other commands of the same document read. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

async function runOne(t: TestContext, args: readonly string[], { folder, env }: Surroundings): Promise<void> {
  const plug = await plugFor(t, 'mss305', { key: KEY });
  const strip = await plugFor(t, 'mss425e-2.1.2', { key: KEY });
  const config = join(folder, 'config.json');
  const outlets = [{ channel: 2, name: 'Hi-fi' }];
  const devices = [{ host: plug.host }, { host: strip.host, name: 'TV corner', outlets }];
  await writeFile(config, JSON.stringify({ platforms: [{ platform: 'MerossLocal', key: KEY, devices }] }));
  const argv = args.flatMap((word, at) => replaced(word, args[at - 1] ?? '', { plug, strip, folder }));
  const more = extraOptions(argv, join(folder, `record-${plug.uuid}.json`));
  const options = { env: { MEROSS_KEY: KEY, HOME: folder, MEROSS_CONFIG: config, ...env } };
  if (ENDLESS.includes(argv[0] ?? '') && !argv.includes('--list')) {
    const running = start([...withoutPort(argv), ...more], options);
    await until(() => running.out() !== '' || running.err() !== '', 20_000, 'the first line');
    const { status, err } = await running.interrupt();
    assert.equal(status, 0, err);
    return;
  }
  const { status, err } = await cli([...argv, ...more], options);
  assert.equal(status, 0, err);
}

interface Replacements {
  readonly plug: { readonly host: string };
  readonly strip: { readonly host: string };
  readonly folder: string;
}

/** What stands for a documented word here. */
function replaced(word: string, previous: string, { plug, strip, folder }: Replacements): string {
  if (previous === '--subnet') return '127.0.0.1/32';
  if (previous === '--config') return join(folder, 'config.json');
  if (['--out', '--report', '--record'].includes(previous)) return join(folder, basename(word));
  if (previous === '--model' && word.endsWith('.json')) return join(folder, basename(word));
  if (previous.startsWith('--')) return word;
  if (/^192\.168\.1\.21(?::\d+)?$/.test(word)) return strip.host;
  return /^(?:192\.168\.1\.\d+|127\.0\.0\.1)(?::\d+)?$/.test(word) ? plug.host : word;
}

/** Without these a command would ask a person, or search a network that is not there. */
function extraOptions(argv: readonly string[], record: string): readonly string[] {
  const [command] = argv;
  if (command === 'discover' && !argv.includes('--subnet')) return ['--subnet', '127.0.0.1/32'];
  if (command !== 'rekey' || argv.includes('--dry-run')) return [];
  return [...(argv.includes('--yes') ? [] : ['--yes']), ...(argv.includes('--record') ? [] : ['--record', record])];
}

/** Any free port: the documented one may be taken by another test. */
function withoutPort(argv: readonly string[]): readonly string[] {
  return argv.filter((word, at) => word !== '--port' && argv[at - 1] !== '--port');
}

/** The word behind an option. */
function wordBehind(words: readonly string[], option: string): string {
  const at = words.indexOf(option);
  return at === -1 ? '' : (words[at + 1] ?? '');
}

/** npm's own commands need the registry; of ours it is known whether they are there. */
function existsInProject(program: string, args: readonly string[]): boolean {
  const [first = '', second = ''] = args;
  if (program === 'node') return args.filter(arg => /\.(?:ts|mjs|js)$/.test(arg)).every(isFile);
  if (first === 'run') return second in scripts;
  return ['start', 'test'].includes(first)
    ? first in scripts
    : ['audit', 'ci', 'install', 'uninstall', 'pack'].includes(first);
}

function isFile(path: string): boolean {
  return readFileSync(join(ROOT, path)).length > 0;
}

function packageScripts(json: string): object {
  const content: unknown = JSON.parse(json);
  const found = typeof content === 'object' && content !== null && 'scripts' in content ? content.scripts : undefined;
  return typeof found === 'object' && found !== null ? found : {};
}
