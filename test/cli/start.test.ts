import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPT = join(ROOT, 'scripts', 'start.mjs');
const ENV = { ...process.env, MEROSS_KEY: '' };

/** Runs `npm start` until it ends or prints this. */
async function start(
  t: TestContext,
  args: readonly string[],
  until = /^$/,
): Promise<{ status: number | null; text: string; storage: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const storage = join(folder, 'storage');
  const child = spawn(process.execPath, [SCRIPT, '--loopback', '--storage', storage, ...args], {
    env: ENV,
  });
  let text = '';
  const collect = (part: string): void => {
    text += part;
    if (until.test(text)) child.kill('SIGTERM');
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const status = await new Promise<number | null>(done => child.once('close', done));
  return { status, text, storage };
}

for (const host of [
  '8.8.8.8',
  '1.2.3.4:80',
  '[2001:db8::1]',
  'plug.example.com',
  'http://192.168.1.20/',
  '192.168.1',
]) {
  test(`npm start with the address ${host} says what is wrong with it, and writes nothing`, async t => {
    const { status, text, storage } = await start(t, ['--host', host, '--key', 'canary-5f4dcc3b5aa765d61d']);
    assert.equal(status, 2, text);
    assert.match(text, /--host ".*": .*(internet|"192\.168\.1\.20").*\.\nNothing was changed\./);
    assert.ok(!existsSync(storage));
    assert.ok(!text.includes('canary'));
  });
}

test('npm start with a password in the address does not show it', async t => {
  const { status, text } = await start(t, ['--host', 'http://me:canary@192.168.1.20/', '--key', 'k']);
  assert.equal(status, 2, text);
  assert.ok(!text.includes('canary'), text);
});

test('npm start with a key on the command line says who can read it there', async t => {
  const args = ['--host', '127.0.0.1:9', '--key', 'canary-5f4dcc3b5aa765d61d '];
  const { text } = await start(t, args, /ends with a space/);
  assert.match(text, /A key on the command line .*\n.*MEROSS_KEY/);
  assert.ok(!text.includes('canary'), text);
});

/** A clone in which nothing is installed or built; the files in it. */
async function freshClone(t: TestContext): Promise<{ folder: string; files: () => Promise<readonly string[]> }> {
  const folder = await mkdtemp(join(tmpdir(), 'clone-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const name of ['scripts', 'src', 'package.json'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  return { folder, files: async () => (await readdir(folder, { recursive: true })).sort() };
}

for (const [what, args, says] of [
  ['a public address', ['--host', '1.2.3.4', '--key', 'k'], /--host "1\.2\.3\.4": a public address/],
  ['a name of the internet', ['--host', 'plug.example.com', '--key', 'k'], /--host "plug\.example\.com": /],
  ['no key', ['--host', '192.168.1.20'], /key of the plug at 192\.168\.1\.20 is needed.*MEROSS_KEY.*--key/s],
] as const) {
  const skip = process.features.typescript ? false : 'this Node runs no TypeScript: checked after the build';
  test(`npm start with ${what} is refused before anything is installed or written`, { skip }, async t => {
    const { folder, files } = await freshClone(t);
    const before = await files();
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'start.mjs'), ...args], {
      env: ENV,
      encoding: 'utf8',
    });
    assert.equal(status, 2, stderr);
    assert.match(stderr, says);
    assert.match(stderr, /Nothing was changed\./);
    assert.doesNotMatch(stdout + stderr, /installing|building|Warning/);
    assert.deepEqual(await files(), before);
  });
}

test('npm start does not replace the packages of another checkout, to which node_modules is a link', async t => {
  const { folder } = await freshClone(t);
  const shared = await mkdtemp(join(tmpdir(), 'packages-'));
  t.after(() => rm(shared, { recursive: true, force: true }));
  await writeFile(join(shared, 'package'), '');
  await cp(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'));
  await symlink(shared, join(folder, 'node_modules'));
  const { stdout } = spawnSync(process.execPath, [join(folder, 'scripts', 'start.mjs')], {
    env: ENV,
    encoding: 'utf8',
  });
  assert.match(stdout, /node_modules is a link/);
  assert.deepEqual(await readdir(shared), ['package']);
});

interface RealPlug {
  readonly resolveKey: (
    options: { host: string; key?: string; storage: string },
    terminal: { ask?: (host: string) => Promise<string> },
  ) => Promise<string | undefined>;
}

const { resolveKey } = (await import(new URL('../../scripts/lib/real-plug.mjs', import.meta.url).href)) as RealPlug;

async function storageWith(t: TestContext, block?: object): Promise<string> {
  const storage = await mkdtemp(join(tmpdir(), 'start-'));
  t.after(() => rm(storage, { recursive: true, force: true }));
  if (block) {
    const config = { platforms: [{ platform: 'MerossLocal', ...block }] };
    await writeFile(join(storage, 'config.json'), JSON.stringify(config));
  }
  return storage;
}

test('at a terminal npm start asks for the key of a new plug', async t => {
  const asked: string[] = [];
  const ask = (host: string): Promise<string> => {
    asked.push(host);
    return Promise.resolve('typed');
  };
  const host = '192.168.1.20';
  assert.equal(await resolveKey({ host, storage: await storageWith(t) }, { ask }), 'typed');
  assert.equal(await resolveKey({ host, key: 'given', storage: await storageWith(t) }, { ask }), 'given');
  assert.deepEqual(asked, [host]);
});

test('npm start does not ask for a key that the config has', async t => {
  const host = '192.168.1.20';
  for (const block of [{ key: 'shared' }, { devices: [{ host: `${host}:80`, key: 'own' }] }]) {
    assert.equal(await resolveKey({ host, storage: await storageWith(t, block) }, {}), undefined);
  }
  const storage = await storageWith(t, { devices: [{ host: '192.168.1.21', key: 'own' }] });
  await assert.rejects(resolveKey({ host, storage }, {}), /is needed/);
});
