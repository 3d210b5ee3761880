/** What a terminal of any width shows: no line is too long, and no word is broken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../src/cli/commands.ts';
import { nameOf } from '../../src/cli/understood-arguments.ts';
import { cli, configFor, plugFor } from './command-line.ts';

const WIDTHS = [60, 80, 120] as const;
const NO_COLOUR = { NO_COLOR: '1' };

/** The usage, and JSON in the help, have no place to be broken. */
const UNBROKEN = /^Usage: |^\{"error"/;

function assertFits(text: string, columns: number): void {
  for (const line of text.split('\n')) assert.ok(UNBROKEN.test(line) || line.length <= columns, `${columns}: ${line}`);
}

for (const columns of WIDTHS) {
  test(`the help of every command fits ${columns} columns, with the same words as on a wide screen`, async () => {
    for (const argv of [['--help'], ...COMMANDS.map(command => [nameOf(command), '--help'])]) {
      const { out } = await cli(argv, { columns, isTerminal: true, env: NO_COLOUR });
      assertFits(out, columns);
      const wide = await cli(argv, { columns: 160, isTerminal: true, env: NO_COLOUR });
      // An example that is too long goes on behind a `\`.
      const words = (text: string): string => text.replace(/\\\n/g, '').replace(/\s+/g, ' ');
      assert.equal(words(out), words(wide.out), argv.join(' '));
    }
  });
}

test('a command for people fits every width, and is not broken where its output is piped', async t => {
  const plug = await plugFor(t, 'mss425e-2.1.2');
  const name = 'the long table in the study under the window';
  const outlets = [{ channel: 1, name: 'a lamp with a long name' }];
  const config = await configFor(t, [{ host: plug.host, key: plug.key, name, outlets }]);
  await cli(['timers', name, 'add', '--at', '22:30', '--off', '--outlet', '1', '--config', config]);
  for (const argv of [
    ['on', name, '--outlet', '1'],
    ['info', name],
    ['led', name],
    ['auto-off', name, '30', '--outlet', '1'],
    ['timers', name],
    ['clock', name],
    ['simulate', '--fault', 'list'],
    ['on', 'the long tables in the study'],
  ]) {
    const line = [...argv, '--config', config];
    const piped = await cli(line);
    for (const columns of WIDTHS) {
      const { out, err } = await cli(line, { columns, isTerminal: true, env: NO_COLOUR });
      assertFits(`${out}${err.replaceAll(config, 'FILE')}`, columns);
      // The names of faults have a `…` of their own.
      if (argv[0] !== 'simulate') assert.doesNotMatch(out, /…/, 'nothing is cut');
    }
    if (argv[0] === 'on') assert.equal(piped.out.trimEnd().includes('\n'), false, piped.out);
  }
});
