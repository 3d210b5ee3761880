/** What people type by habit: it is understood, or the error has the command to type. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cli, plugFor } from './command-line.ts';

test('"help on" and "--help on" show what "on --help" shows', async () => {
  const wanted = await cli(['on', '--help']);
  assert.match(wanted.out, /^Usage: meross-local on /);
  for (const argv of [
    ['help', 'on'],
    ['--help', 'on'],
    ['-h', 'on'],
  ]) {
    assert.deepEqual(await cli(argv), wanted, argv.join(' '));
  }
  assert.deepEqual(await cli(['help']), await cli(['--help']));
});

test('help of an unknown command is an error with the command that was meant', async () => {
  const { status, out, err } = await cli(['help', 'onn']);
  assert.deepEqual([status, out], [2, '']);
  assert.match(err, /^Unknown command 'onn'\.\nDid you mean on\?/);
});

test('-v, -V and --version show the version', async () => {
  for (const option of ['-v', '-V', '--version']) {
    const { status, out } = await cli([option]);
    assert.equal(status, 0);
    assert.match(out, /^\d+\.\d+\.\d+\n$/);
  }
});

test('the plug may come before the command', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const { status, out } = await cli([plug.host, 'on', '--key', plug.key]);
  assert.deepEqual([status, out], [0, `${plug.host} is on.\n`]);
});

for (const [argv, hint] of [
  [['192.168.1.20'], 'To see the plug: meross-local info 192.168.1.20.'],
  [['TV corner'], "To see the plug: meross-local info 'TV corner'."],
  [['on'], 'Such as: meross-local on 192.168.1.20. "meross-local help on" shows more.'],
  [['led', '192.168.1.20', 'off', 'now'], 'Such as: meross-local led 192.168.1.20 off.'],
  [['--nothing'], '"meross-local help" lists the commands.'],
] as const) {
  test(`"${argv.join(' ')}" is answered with a command to type`, async () => {
    const { status, out, err } = await cli(argv);
    assert.deepEqual([status, out], [2, '']);
    assert.ok(err.includes(hint), err);
    assert.equal(err.trimEnd().split('\n').length, 2);
  });
}
