import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { toggleCommand } from '../../src/features/toggle.ts';
import { startDevice } from '../support/device-fixture.ts';
import type { Fate } from '../support/fate.ts';

const PLUG = { abilities: { 'Appliance.Control.ToggleX': {} } };

const CHANNELS = [0, 1];

type Event =
  | { readonly kind: 'tap'; readonly channel: number; readonly on: boolean }
  | { readonly kind: 'press'; readonly channel: number }
  | { readonly kind: 'wait'; readonly ms: number };

const channel = fc.constantFrom(...CHANNELS);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('tap' as const), channel, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('press' as const), channel }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 6000 }) }) },
);
const fate: fc.Arbitrary<Fate> = fc.record({
  delayMs: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 6000 })),
  outcome: fc.oneof(
    { weight: 6, arbitrary: fc.constant('answered' as const) },
    { weight: 2, arbitrary: fc.constantFrom('lost' as const, 'answer lost' as const) },
    { weight: 1, arbitrary: fc.constantFrom('no connection' as const, 'hung up' as const) },
  ),
});

describe('any burst of taps, presses, polls, delays and losses', () => {
  test('ends with HomeKit and plug agreeing, never two requests in flight, and every tap with its outcome', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 30 }),
        fc.array(fate, { maxLength: 60 }),
        async (events, fates) => {
          const { clock, plug, device } = startDevice({ channels: CHANNELS });
          const ahead = [...fates];
          plug.fate = () => ahead.shift() ?? 'answered';
          const taps: Promise<'done' | 'failed'>[] = [];
          let open = 0;
          let slowest = 0;
          for (const each of events) {
            if (each.kind === 'wait') await clock.advance(each.ms);
            if (each.kind === 'press') plug.turn(each.channel, !plug.isOn(each.channel));
            if (each.kind === 'tap') {
              const from = clock.now();
              open += 1;
              const settled = (outcome: 'done' | 'failed') => (): 'done' | 'failed' => {
                open -= 1;
                slowest = Math.max(slowest, clock.now() - from);
                return outcome;
              };
              taps.push(
                device.send(toggleCommand(PLUG, each.channel, each.on)).then(settled('done'), settled('failed')),
              );
            }
          }
          await clock.advance(5000);
          assert.equal(open, 0, 'every tap has been told its outcome');
          assert.ok(slowest <= 4500, `a tap took ${String(slowest)} ms`);
          ahead.length = 0;
          await clock.advance(60_000);
          for (const each of CHANNELS) {
            assert.equal(device.state.get('toggle', each)?.on, plug.isOn(each), 'they agree');
          }
          assert.equal(device.state.get('reachable')?.reachable, true);
          assert.ok(plug.mostInFlight <= 1, 'one at a time');
          await Promise.all(taps);
          await device.close();
          assert.equal(clock.pending, 0, 'nothing is left ticking');
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a burst to a plug that is well ends in the last wish, with one command more than answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 0, max: 60 }),
        async (targets, gapMs) => {
          const { clock, plug, device } = startDevice();
          plug.fate = () => ({ delayMs: 800, outcome: 'answered' });
          const taps = targets.map(async (on, index) => {
            await new Promise<void>(resolve => clock.after(index * gapMs, resolve));
            await device.send(toggleCommand(PLUG, 0, on));
          });
          await clock.advance(5000);
          await Promise.all(taps);
          assert.equal(plug.isOn(0), targets.at(-1));
          assert.equal(device.state.get('toggle')?.on, targets.at(-1));
          assert.ok(plug.sets.length <= 2, `${String(plug.sets.length)} commands`);
          await device.close();
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a tap that was reported as "done" is what the plug did', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 8 }), fc.boolean(), async (fates, on) => {
        const { clock, plug, device } = startDevice();
        const ahead = [...fates];
        plug.fate = () => ahead.shift() ?? 'answered';
        plug.turn(0, !on);
        const outcome = device.send(toggleCommand(PLUG, 0, on)).then(
          () => 'done',
          () => 'failed',
        );
        let relay: boolean | undefined;
        void outcome.then(() => (relay = plug.isOn(0)));
        await clock.advance(5000);
        if ((await outcome) === 'done') assert.equal(relay, on);
        await device.close();
      }),
      { numRuns: 200 },
    );
  });

  test('the same message twice changes nothing', async () => {
    const { plug, device } = startDevice({ channels: CHANNELS });
    const received: unknown[] = [];
    device.onReading(reading => received.push(reading));
    plug.turn(1, true);
    const message = plug.systemAll();
    device.receive(message);
    device.receive(message);
    assert.deepEqual(received, [{ kind: 'toggle', channel: 1, on: true }]);
    await device.close();
  });
});
