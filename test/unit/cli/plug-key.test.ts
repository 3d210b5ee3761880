import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { Call } from '../../../src/cli/call.ts';
import { givenKey, keyFor } from '../../../src/cli/plug/plug-key.ts';

const KEY = 'canary-5f4dcc3b5aa765d61d8327de';

/** A command with this key, and its output besides the data. */
function commandWith(given: { readonly option?: string; readonly variable?: string }): { call: Call; notes: string[] } {
  const notes: string[] = [];
  const sink = { isTerminal: false, columns: () => 80 };
  const io = {
    out: { ...sink, write: () => assert.fail('nothing is data here') },
    err: { ...sink, write: (text: string) => notes.push(text) },
    env: given.variable === undefined ? {} : { MEROSS_KEY: given.variable },
    isInteractive: false,
    clock: systemClock,
    signal: new AbortController().signal,
  };
  return { call: new Call(io, { args: {}, options: { key: given.option } }), notes };
}

const odd: readonly (readonly [given: { option?: string; variable?: string }, sentence: RegExp])[] = [
  [{ option: `${KEY} ` }, /^The key after --key ends with a space, .* used as written\.\n$/],
  [{ variable: `${KEY}\n` }, /^The key in MEROSS_KEY ends with a line break, .* used as written\.\n$/],
  [{ variable: `"${KEY}"` }, /^The key in MEROSS_KEY begins and ends with a quotation mark, /],
];
for (const [given, sentence] of odd) {
  it(`a key with something copied along is used as written, and reported once: ${sentence.source}`, async () => {
    const { call, notes } = commandWith(given);
    assert.equal(givenKey(call), given.option ?? given.variable);
    assert.equal(await keyFor(call, 'another', 'the plug'), given.option ?? given.variable);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', sentence);
    assert.ok(!notes.join('').includes(KEY));
  });
}

it('a key without that is nothing to talk about', () => {
  const { call, notes } = commandWith({ option: KEY, variable: `${KEY} ` });
  assert.equal(givenKey(call), KEY);
  assert.deepEqual(notes, []);
});
