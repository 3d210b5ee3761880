import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PresenceTracker } from '../../../../src/push/external/presence-tracker.ts';
import { parse } from '../../../../src/protocol/envelope.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { plugMessage, UUID } from '../broker-fixture.ts';

interface PresenceFixture {
  readonly clock: FakeClock;
  readonly events: string[];
  readonly presence: PresenceTracker;
}

function presenceFixture(onProbe: (presence: PresenceTracker) => void = () => undefined): PresenceFixture {
  const clock = new FakeClock();
  const events: string[] = [];
  const presence: PresenceTracker = new PresenceTracker(
    clock,
    (_uuid, isAlive) => events.push(isAlive ? 'in' : 'out'),
    uuid => {
      events.push(`asked ${uuid}`);
      onProbe(presence);
    },
  );
  return { clock, events, presence };
}

test('a plug has a session for three minutes after its last message, and gets a query before they are over', async () => {
  const { clock, events, presence } = presenceFixture();
  const push = parse(plugMessage());
  presence.received(UUID, push);
  await clock.advance(140_000);
  presence.received(UUID, push);
  await clock.advance(149_000);
  assert.deepEqual(events, ['in']);
  await clock.advance(30_000);
  assert.deepEqual(events, ['in', `asked ${UUID}`]);
  await clock.advance(1000);
  assert.deepEqual(events, ['in', `asked ${UUID}`, 'out']);
  assert.equal(clock.pending, 0);
});

test('an unused plug keeps its session while it replies', async () => {
  const { clock, events, presence } = presenceFixture(presence =>
    presence.received(UUID, parse(plugMessage({ method: 'GETACK' }))),
  );
  presence.received(UUID, parse(plugMessage()));
  await clock.advance(3_600_000);
  assert.equal(events[0], 'in');
  assert.equal(events.includes('out'), false);
  assert.equal(events.length - 1, 24);
  presence.clear();
  assert.equal(clock.pending, 0);
});

test('a plug that reports itself online has a session; one that reports any other status has none', () => {
  const { clock, events, presence } = presenceFixture();
  const status = (value: unknown): void => {
    presence.received(
      UUID,
      parse(plugMessage({ namespace: 'Appliance.System.Online', payload: { online: { status: value } } })),
    );
  };
  for (const value of [2, 1, 0, 1, -1, 1, 3, undefined]) status(value);
  assert.deepEqual(events, ['in', 'out', 'in', 'out', 'in', 'out']);
  status(1);
  presence.clear();
  assert.equal(presence.has(UUID), false);
  assert.equal(clock.pending, 0);
});
