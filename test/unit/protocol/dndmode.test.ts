import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import { isObject } from '../../../src/protocol/decode.ts';
import * as dndmode from '../../../src/protocol/namespaces/dndmode.ts';
import { loadModel, modelNames } from '../../../simulator/index.ts';

const NAMESPACE = 'Appliance.System.DNDMode';

test('a light that is on is "do not disturb" 0, one that is off is 1', () => {
  assert.deepEqual(dndmode.set(true), { namespace: NAMESPACE, method: 'SET', payload: { DNDMode: { mode: 0 } } });
  assert.deepEqual(dndmode.set(false), { namespace: NAMESPACE, method: 'SET', payload: { DNDMode: { mode: 1 } } });
  assert.equal(dndmode.parse({ DNDMode: { mode: 0 } }), true);
  assert.equal(dndmode.parse({ DNDMode: { mode: 1 } }), false);
});

test('the light reads back as it was set', () => {
  for (const isLit of [true, false]) assert.equal(dndmode.parse(dndmode.set(isLit).payload), isLit);
});

test('the query uses the key that plugs know', () => {
  assert.deepEqual(dndmode.get(), { namespace: NAMESPACE, method: 'GET', payload: { DNDMode: {} } });
});

test('the light of every recorded plug is read', async () => {
  const models = await Promise.all((await modelNames()).map(name => loadModel(name)));
  const payloads = models.map(({ state }) => state.get(NAMESPACE)).filter(isObject);
  assert.ok(payloads.length > 0);
  for (const payload of payloads) assert.equal(typeof dndmode.parse(payload), 'boolean');
});

for (const [what, payload] of [
  ['nothing', {}],
  ['no mode', { DNDMode: {} }],
  ['an unknown mode', { DNDMode: { mode: 2 } }],
  ['a mode of null', { DNDMode: { mode: null } }],
  ['a list', { DNDMode: [{ mode: 0 }] }],
  ['another case', { dndmode: { mode: 0 } }],
] as const) {
  test(`a reply with ${what} is rejected`, () => {
    assert.throws(() => dndmode.parse(payload), MalformedError);
  });
}
