import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import * as triggerx from '../../../src/protocol/namespaces/triggerx.ts';

const CONTROL = 'Appliance.Control.TriggerX';
const DIGEST = 'Appliance.Digest.TriggerX';
const RULE = { id: 'rule1', channel: 2, seconds: 900, alias: 'Auto-off 2' };

test('a rule is sent in the published form: one object, enabled, every day, in seconds', () => {
  assert.deepEqual(triggerx.set(RULE, 1_700_000_000), {
    namespace: CONTROL,
    method: 'SET',
    payload: {
      triggerx: {
        id: 'rule1',
        channel: 2,
        type: 0,
        enable: 1,
        alias: 'Auto-off 2',
        createTime: 1_700_000_000,
        rule: { duration: 900, week: 255 },
      },
    },
  });
});

test('a rule reads back as it was written', () => {
  const { payload } = triggerx.set(RULE, 1_700_000_000);
  assert.deepEqual(triggerx.parseOne(payload, RULE.id), { ...RULE, isEnabled: true, week: 255 });
});

test('rules are listed by one namespace, read and removed by another', () => {
  assert.deepEqual(triggerx.list(), { namespace: DIGEST, method: 'GET', payload: { digest: [] } });
  assert.deepEqual(triggerx.get('x1'), { namespace: CONTROL, method: 'GET', payload: { triggerx: { id: 'x1' } } });
  assert.deepEqual(triggerx.remove('x1'), {
    namespace: CONTROL,
    method: 'DELETE',
    payload: { triggerx: { id: 'x1' } },
  });
});

for (const [what, digest, expected] of [
  ['no rules', [], []],
  ['nothing at all', undefined, []],
  ['one rule as an object', { channel: 1, id: 'a', count: 3 }, [{ id: 'a' }]],
  ['a rule without a channel', [{ id: 'a' }], [{ id: 'a' }]],
  [
    'two rules',
    [
      { channel: 0, id: 'a', count: 1 },
      { channel: 1, id: 'b', count: 2 },
    ],
    [{ id: 'a' }, { id: 'b' }],
  ],
  ['an empty object in place of rows', {}, []],
  ['a row of another app that names no rule', [{ channel: 0, count: 1 }, { id: 'a' }], [{ id: 'a' }]],
] as const) {
  test(`a list with ${what} is read`, () => {
    assert.deepEqual(triggerx.parseList({ digest }), expected);
  });
}

test('a list that is not a list of rules is rejected', () => {
  assert.throws(() => triggerx.parseList({ digest: ['a'] }), MalformedError);
});

const TRIGGER = {
  id: 'a',
  channel: 0,
  type: 0,
  enable: 1,
  alias: 'x',
  createTime: 0,
  rule: { week: 255, duration: 60 },
};

for (const [what, trigger, expected] of [
  ['as an object', TRIGGER, {}],
  ['as an array', [TRIGGER], {}],
  ['that is switched off', { ...TRIGGER, enable: 0 }, { isEnabled: false }],
  ['for some days', { ...TRIGGER, rule: { week: 159, duration: 60 } }, { week: 159 }],
  ['without days', { ...TRIGGER, rule: { duration: 60 } }, { week: 255 }],
  ['without a name', { ...TRIGGER, alias: undefined }, { alias: '' }],
  ['of another kind', { ...TRIGGER, type: 1 }, {}],
] as const) {
  test(`a rule ${what} is read`, () => {
    const read = triggerx.parseOne({ digest: { channel: 0, id: 'a', count: 1 }, triggerx: trigger }, 'a');
    assert.deepEqual(read, { id: 'a', channel: 0, isEnabled: true, seconds: 60, week: 255, alias: 'x', ...expected });
  });
}

for (const [what, payload] of [
  ['an empty object', { digest: {}, triggerx: {} }],
  ['an empty list', { triggerx: [] }],
  ['nothing', {}],
  ['a rule of another id', { triggerx: [{ ...TRIGGER, id: 'b' }] }],
  ['a rule without an id', { triggerx: { ...TRIGGER, id: undefined } }],
] as const) {
  test(`${what} in place of a rule means that there is none`, () => {
    assert.equal(triggerx.parseOne(payload, 'a'), undefined);
  });
}

for (const [what, trigger] of [
  ['without a duration', { ...TRIGGER, rule: { week: 255 } }],
  ['without a body', { ...TRIGGER, rule: undefined }],
  ['that goes back in time', { ...TRIGGER, rule: { week: 255, duration: -1 } }],
  ['of no possible outlet', { ...TRIGGER, channel: -1 }],
] as const) {
  test(`a rule ${what} is no rule`, () => {
    assert.throws(() => triggerx.parseOne({ triggerx: trigger }, 'a'), MalformedError);
  });
}
