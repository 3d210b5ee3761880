import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlugState } from '../../../src/device/state.ts';

const on = { kind: 'toggle', channel: 0, on: true } as const;
const off = { kind: 'toggle', channel: 0, on: false } as const;
const lit = { kind: 'led', channel: 0, isLit: true } as const;

test('before the first message of a plug, nothing is known of it', () => {
  assert.equal(new PlugState().get('toggle'), undefined);
});

test('the last reading of each kind and channel counts, and only changes are reported', () => {
  const state = new PlugState();
  const second = { ...off, channel: 1 };
  assert.deepEqual(state.apply([on, second, lit]), [on, second, lit]);
  assert.deepEqual(state.apply([{ ...on }, { ...second, on: true }, { ...lit }]), [{ ...second, on: true }]);
  assert.deepEqual(state.get('toggle'), on);
  assert.deepEqual(state.get('toggle', 1), { ...second, on: true });
  assert.deepEqual(state.get('led'), lit);
  assert.equal(state.get('led', 1), undefined);
  assert.equal(state.get('power'), undefined);
});

test('of two readings in one message, both are reported and the last one holds', () => {
  const state = new PlugState();
  assert.deepEqual(state.apply([on, off]), [on, off]);
  assert.deepEqual(state.get('toggle'), off);
});
