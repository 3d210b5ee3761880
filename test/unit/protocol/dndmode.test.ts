import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import { isObject } from '../../../src/protocol/decode.ts';
import * as dndmode from '../../../src/protocol/namespaces/dndmode.ts';
import { loadModel, modelNames } from '../../../simulator/index.ts';

const NAMESPACE = 'Appliance.System.DNDMode';

test('a light that shines is "do not disturb" 0, and a dark one 1', () => {
  assert.deepEqual(dndmode.set(true), { namespace: NAMESPACE, method: 'SET', payload: { DNDMode: { mode: 0 } } });
  assert.deepEqual(dndmode.set(false), { namespace: NAMESPACE, method: 'SET', payload: { DNDMode: { mode: 1 } } });
  assert.equal(dndmode.parse({ DNDMode: { mode: 0 } }), true);
  assert.equal(dndmode.parse({ DNDMode: { mode: 1 } }), false);
});

test('what was set is what is read', () => {
  for (const isLit of [true, false]) assert.equal(dndmode.parse(dndmode.set(isLit).payload), isLit);
});

test('it is asked with the key that plugs know', () => {
  assert.deepEqual(dndmode.get(), { namespace: NAMESPACE, method: 'GET', payload: { DNDMode: {} } });
});

test('what recorded plugs said of their light is read', async () => {
  const models = await Promise.all((await modelNames()).map(name => loadModel(name)));
  const payloads = models.map(({ state }) => state.get(NAMESPACE)).filter(isObject);
  assert.ok(payloads.length > 0);
  for (const payload of payloads) assert.equal(typeof dndmode.parse(payload), 'boolean');
});

for (const [what, payload] of [
  ['nothing', {}],
  ['no mode', { DNDMode: {} }],
  ['a mode that nobody knows', { DNDMode: { mode: 2 } }],
  ['a mode of null', { DNDMode: { mode: null } }],
  ['a list', { DNDMode: [{ mode: 0 }] }],
  ['another case', { dndmode: { mode: 0 } }],
] as const) {
  test(`an answer with ${what} is no answer about the light`, () => {
    assert.throws(() => dndmode.parse(payload), MalformedError);
  });
}
