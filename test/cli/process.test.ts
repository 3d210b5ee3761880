/** What only shows when it is a process of its own: the exit status, signals, and what is loaded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import { hostAndKey, plugFor, runProcess } from './command-line.ts';

test('as a program it says data on stdout, the rest on stderr, and ends with its status', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const done = await runProcess(['on', plug.host, '--json'], { MEROSS_KEY: plug.key });
  assert.deepEqual([done.status, done.err], [0, '']);
  assert.deepEqual(JSON.parse(done.out), { uuid: plug.uuid, outlets: [{ channel: 0, on: true }] });
  const failed = await runProcess(['on', plug.host], { MEROSS_KEY: 'another' });
  assert.deepEqual([failed.status, failed.out], [4, '']);
  const misused = await runProcess(['on', plug.host]);
  assert.deepEqual([misused.status, misused.out], [2, '']);
});

test('--help and --version go to stdout, nothing at all is a mistake', async () => {
  const help = await runProcess(['--help']);
  assert.deepEqual([help.status, help.err], [0, '']);
  assert.match(help.out, /discover .*\n[^]*Exit status: 0 done/);
  assert.match((await runProcess(['--version'])).out, /^\d+\.\d+\.\d+\n$/);
  const nothing = await runProcess([]);
  assert.deepEqual([nothing.status, nothing.out], [2, '']);
  assert.match(nothing.err, /^Usage: meross-local/);
});

for (const command of [['watch'], ['simulate']]) {
  test(`Ctrl-C ends ${command.join(' ')} as done`, async t => {
    const plug = await plugFor(t, 'mss310-2.1.17');
    const host = command[0] === 'watch' ? hostAndKey(plug) : [];
    const { status, err } = await runProcess([...command, ...host], {}, async (child, out) => {
      await until(() => out() !== '', 20_000, 'it has begun');
      child.kill('SIGINT');
    });
    assert.equal(status, 0, err);
  });
}

test('a reader that has seen enough ends watch', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const { status, err } = await runProcess(['watch', ...hostAndKey(plug), '--every', '1'], {}, async (child, out) => {
    await until(() => out() !== '', 20_000, 'it has begun');
    child.stdout?.destroy();
    plug.press();
  });
  assert.equal(status, 0, err);
});
