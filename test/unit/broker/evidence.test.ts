import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Evidence } from '../../../src/broker/evidence.ts';
import { parse } from '../../../src/protocol/envelope.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { says, UUID } from './plugs.ts';

test('a plug counts as there for three minutes after its last word', async () => {
  const clock = new FakeClock();
  const events: string[] = [];
  const evidence = new Evidence(clock, (_uuid, isAlive) => events.push(isAlive ? 'in' : 'out'));
  const push = parse(says());
  evidence.heard(UUID, push);
  await clock.advance(170_000);
  evidence.heard(UUID, push);
  await clock.advance(179_000);
  assert.deepEqual(events, ['in']);
  await clock.advance(1000);
  assert.deepEqual(events, ['in', 'out']);
  assert.equal(clock.pending, 0);
});

test('a plug that says it is online is there; one that says anything else of itself is not', () => {
  const clock = new FakeClock();
  const events: string[] = [];
  const evidence = new Evidence(clock, (_uuid, isAlive) => events.push(isAlive ? 'in' : 'out'));
  const status = (value: unknown): void => {
    evidence.heard(UUID, parse(says({ namespace: 'Appliance.System.Online', payload: { online: { status: value } } })));
  };
  for (const value of [2, 1, 0, 1, -1, 1, 3, undefined]) status(value);
  assert.deepEqual(events, ['in', 'out', 'in', 'out', 'in', 'out']);
  status(1);
  evidence.clear();
  assert.equal(evidence.has(UUID), false);
  assert.equal(clock.pending, 0);
});
