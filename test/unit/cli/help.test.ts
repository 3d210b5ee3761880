import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../../src/cli/commands.ts';
import type { Call } from '../../../src/cli/call.ts';
import { makeProgram } from '../../../src/cli/program.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Io } from '../../../src/cli/io.ts';

function silent(): { readonly io: Io; readonly text: () => string } {
  let written = '';
  const sink = { write: (text: string) => void (written += text), isTerminal: false, columns: () => 100 };
  const signal = new AbortController().signal;
  return {
    io: { out: sink, err: sink, env: {}, isInteractive: false, clock: systemClock, signal },
    text: () => written,
  };
}

/** As a shell divides it. */
const words = (line: string): readonly string[] =>
  (line.match(/'[^']*'|\S+/g) ?? []).map(word => word.replace(/^'(.*)'$/, '$1'));

for (const { usage, examples, summary } of COMMANDS) {
  const [name = ''] = usage.split(' ');

  test(`the examples of ${name} are understood as they stand`, async () => {
    for (const example of examples) {
      const calls: Call[] = [];
      const stubs = COMMANDS.map(spec => ({
        ...spec,
        load: () => Promise.resolve((call: Call) => Promise.resolve(void calls.push(call))),
      }));
      await makeProgram(silent().io, words(example), stubs).parseAsync([...words(example)], { from: 'user' });
      assert.equal(example.startsWith(name), true);
      assert.equal(calls.length, 1, example);
    }
  });

  test(`the help of ${name} has an example, the exit status is explained, and what it does can be loaded`, async () => {
    const { io, text } = silent();
    await assert.rejects(makeProgram(io, []).parseAsync([name, '--help'], { from: 'user' }), {
      code: 'commander.helpDisplayed',
    });
    assert.ok(text().includes(`meross-local ${examples[0]}`));
    assert.match(text(), /Global Options:[^]*--key <key>/);
    assert.ok(summary.length > 0 && !summary.endsWith('.'));
    const spec = COMMANDS.find(each => each.usage === usage);
    assert.equal(typeof (await spec?.load()), 'function');
  });
}
