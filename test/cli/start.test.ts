import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

/** Runs `npm start` until it ends or says this. */
async function start(
  t: TestContext,
  args: readonly string[],
  until = /^$/,
): Promise<{ status: number | null; text: string; storage: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const storage = join(folder, 'storage');
  const child = spawn(process.execPath, [SCRIPT, '--loopback', '--storage', storage, ...args], {
    env: { ...process.env, MEROSS_KEY: '' },
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
