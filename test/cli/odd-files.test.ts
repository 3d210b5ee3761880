/** Files that a person names and that are none: what is legitimate works, the rest is refused, and nothing waits. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lstat, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fileWith } from './provision-fixture.ts';
import { cli, configFor, plugFor } from './command-line.ts';

const exec = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const STRIP = process.execArgv.filter(arg => arg.includes('strip-types'));

describe('named files', { skip: process.platform === 'win32' }, () => {
  test('a config is read from a pipe, from standard input and through a link', async t => {
    const plug = await plugFor(t, 'mss310-2.1.17');
    const config = await configFor(t, [{ host: plug.host, key: plug.key, name: 'Lamp' }]);
    const link = join(dirname(config), 'link.json');
    await symlink(config, link);
    const line = ['exec', '"$0"', ...STRIP, MAIN, 'info', 'Lamp', '--json', '--config'].join(' ');
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    for (const script of [
      `cat ${config} | ( ${line} /dev/stdin )`,
      `${line} /dev/stdin < ${config}`,
      `${line} /dev/fd/5 5< ${config}`,
      `${line} ${link}`,
    ]) {
      const { stdout } = await exec('sh', ['-c', script, process.execPath], { env, timeout: 30_000 });
      assert.ok(stdout.includes(plug.uuid), script);
    }
  });

  test('a pipe that somebody else has to write to is refused, and so is to change what is no file', async t => {
    const plug = await plugFor(t, 'mss310-2.1.17');
    const pipe = join(dirname(await fileWith(t, '')), 'pipe');
    await exec('mkfifo', [pipe]);
    const read = await cli(['info', plug.host, '--config', pipe]);
    assert.equal(read.status, 2);
    assert.match(read.err, /pipe cannot be read: it is a pipe \(FIFO\)\./);
    for (const argv of [
      ['simulate', '--model', pipe],
      ['rekey', plug.host, '--fresh-key', '--yes', '--key', plug.key, '--record', pipe],
    ]) {
      const { status, err } = await cli(argv);
      assert.notEqual(status, 0, err);
      assert.ok((await lstat(pipe)).isFIFO());
    }
  });

  test('what is written for a person never takes the place of a device, a pipe or what a link leads to', async t => {
    const plug = await plugFor(t, 'mss310-2.1.17');
    const other = await fileWith(t, 'precious', 'other');
    const at = (name: string): string => join(dirname(other), name);
    await exec('mkfifo', [at('pipe')]);
    await symlink('/dev/null', at('null'));
    await symlink(other, at('link'));
    const record = (name: string) =>
      cli(['record', plug.host, '--key', plug.key, '--out', at(name), '--force'], { env: {} });
    for (const name of ['pipe', 'null']) {
      const { status, err } = await record(name);
      assert.equal(status, 2, err);
      assert.match(err, /is a (?:pipe \(FIFO\)|device)\./);
    }
    assert.equal((await record('link')).status, 0);
    assert.equal(await readFile(other, 'utf8'), 'precious');
    assert.ok((await lstat(at('link'))).isFile());
  });
});
