import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Evidence } from '../../../src/broker/evidence.ts';
import { parse } from '../../../src/protocol/envelope.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { says, UUID } from './plugs.ts';

interface Watched {
  readonly clock: FakeClock;
  readonly events: string[];
  readonly evidence: Evidence;
}

function watch(onAsk: (evidence: Evidence) => void = () => undefined): Watched {
  const clock = new FakeClock();
  const events: string[] = [];
  const evidence: Evidence = new Evidence(
    clock,
    (_uuid, isAlive) => events.push(isAlive ? 'in' : 'out'),
    uuid => {
      events.push(`asked ${uuid}`);
      onAsk(evidence);
    },
  );
  return { clock, events, evidence };
}

test('a plug counts as there for three minutes after its last word, and is asked before they are over', async () => {
  const { clock, events, evidence } = watch();
  const push = parse(says());
  evidence.heard(UUID, push);
  await clock.advance(140_000);
  evidence.heard(UUID, push);
  await clock.advance(149_000);
  assert.deepEqual(events, ['in']);
  await clock.advance(30_000);
  assert.deepEqual(events, ['in', `asked ${UUID}`]);
  await clock.advance(1000);
  assert.deepEqual(events, ['in', `asked ${UUID}`, 'out']);
  assert.equal(clock.pending, 0);
});

test('a plug that nobody presses stays there as long as it answers', async () => {
  const { clock, events, evidence } = watch(to => to.heard(UUID, parse(says({ method: 'GETACK' }))));
  evidence.heard(UUID, parse(says()));
  await clock.advance(3_600_000);
  assert.equal(events[0], 'in');
  assert.equal(events.includes('out'), false);
  assert.equal(events.length - 1, 24);
  evidence.clear();
  assert.equal(clock.pending, 0);
});

test('a plug that says it is online is there; one that says anything else of itself is not', () => {
  const { clock, events, evidence } = watch();
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
