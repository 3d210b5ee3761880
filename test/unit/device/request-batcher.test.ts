import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { within } from '../../../src/clock.ts';
import type { Command } from '../../../src/device/command.ts';
import type { Query } from '../../../src/device/feature.ts';
import type { Quirks } from '../../../src/device/quirks.ts';
import { RequestBatcher } from '../../../src/device/request-batcher.ts';
import type { Slot } from '../../../src/device/session.ts';
import { PlugState } from '../../../src/device/state.ts';
import { GivenUpError, NoAnswerError, UnreachableError } from '../../../src/errors.ts';
import { toggle, toggleCommand } from '../../../src/features/toggle.ts';
import type { Message } from '../../../src/protocol/envelope.ts';
import * as dndmode from '../../../src/protocol/namespaces/dndmode.ts';
import * as multiple from '../../../src/protocol/namespaces/multiple.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as systemTime from '../../../src/protocol/namespaces/system-time.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import type { Fate, Outcome } from '../../support/fate.ts';
import { sessionOf } from '../../support/open-session.ts';
import { TestPlug } from '../../support/test-plug.ts';

const LED: Query = { request: dndmode.get(), every: 60 };
const TIME: Query = { request: systemTime.get(), every: 60 };
const ABILITIES = ['Control.ToggleX', 'Control.Multiple', 'System.DNDMode', 'System.Time', 'System.All'];
const shortNames: Readonly<Record<string, string>> = {
  [dndmode.NAMESPACE]: 'led',
  [togglex.NAMESPACE]: 'relay',
  [systemTime.NAMESPACE]: 'time',
  [multiple.NAMESPACE]: 'batch',
  [systemAll.NAMESPACE]: 'all',
};

type Fates = Readonly<Record<string, Fate | Outcome>>;

function batcherFixture({ quirks = {}, fates = {} }: { readonly quirks?: Quirks; readonly fates?: Fates } = {}) {
  const clock = new FakeClock();
  const plug = new TestPlug(clock, { channels: [0, 1, 2], abilities: ABILITIES, delayMs: 0 });
  const abilities = new Map([...plug.core.abilities, [multiple.NAMESPACE, { maxCmdNum: 5 }] as const]);
  plug.core.firmware = { ...plug.core.firmware, abilities };
  const state = new PlugState();
  const read = (message: Message): void => {
    state.apply(toggle.read(message));
  };
  const session = sessionOf(plug, plug.info, clock);
  const nothing = (): void => undefined;
  session.observe({ onReply: read, onRequest: nothing, onUnanswered: nothing, onMiss: nothing });
  const learned: Quirks[] = [];
  const current = { fates };
  plug.fate = ({ namespace }) => current.fates[shortNames[namespace] ?? namespace] ?? 'answered';
  const batcher = new RequestBatcher({
    session,
    state,
    quirks,
    onQuirks: each => learned.push(each),
    combine: commands => toggle.combine?.(commands),
  });
  const slot: Slot = work => within({ clock, signal: new AbortController().signal }, 4000, work);
  /** What was asked since the last call. */
  const asked = (): string => {
    const names = plug.requests.map(({ namespace }) => shortNames[namespace] ?? namespace);
    plug.requests.length = 0;
    return names.join(' ');
  };
  const query = async (...queries: readonly Query[]): Promise<unknown> => {
    const outcome = batcher.query(queries, slot).catch((error: unknown) => error);
    await clock.advance(15_000);
    return outcome;
  };
  return { clock, plug, state, batcher, learned, current, slot, asked, query };
}

/** What a query of a batch came to: how many queries were left unanswered, or the error. */
const unansweredIn = (outcome: unknown): unknown => (outcome instanceof Map ? [...outcome.keys()] : outcome);

describe('queries that are due together', () => {
  test('go in one request, and the first time, the plug is remembered as one that can', async () => {
    const { query, asked, learned } = batcherFixture();
    assert.deepEqual(unansweredIn(await query(LED, TIME)), []);
    assert.equal(asked(), 'batch');
    assert.deepEqual(learned, [{ batches: true }]);
    await query(LED, TIME);
    assert.equal(asked(), 'batch');
    assert.equal(learned.length, 1);
  });

  test('one alone goes alone, and says nothing about batches', async () => {
    const { query, asked, learned } = batcherFixture();
    await query(LED);
    assert.equal(asked(), 'led');
    assert.deepEqual(learned, []);
    assert.deepEqual(unansweredIn(await query()), []);
  });

  test('go alone to a plug that is known not to handle a batch', async () => {
    const { query, asked, learned } = batcherFixture({ quirks: { batches: false } });
    await query(LED, TIME);
    assert.equal(asked(), 'led time');
    assert.deepEqual(learned, []);
  });

  for (const outcome of ['refused', 'hung up', 'malformed'] as const) {
    test(`go alone, at once and from then on, if the first batch is ${outcome}`, async () => {
      const { query, asked, learned } = batcherFixture({ fates: { batch: outcome } });
      assert.deepEqual(unansweredIn(await query(LED, TIME)), []);
      assert.equal(asked(), 'batch led time');
      assert.deepEqual(learned, [{ batches: false }]);
      await query(LED, TIME);
      assert.equal(asked(), 'led time');
    });
  }

  test('after silence on the first batch, the plug is asked whether it is there, then each query goes alone', async () => {
    const { query, asked, learned } = batcherFixture({ fates: { batch: 'lost' } });
    assert.deepEqual(unansweredIn(await query(LED, TIME)), []);
    assert.equal(asked(), 'batch all led time');
    assert.deepEqual(learned, [{ batches: false }]);
  });

  test('a plug without power proves nothing about batches, but the next try goes one by one', async () => {
    const { query, asked, learned, plug, current } = batcherFixture();
    plug.isReachable = false;
    assert.ok((await query(LED, TIME)) instanceof UnreachableError);
    plug.isReachable = true;
    asked();
    await query(LED, TIME);
    assert.equal(asked(), 'led time');
    assert.deepEqual(learned, [{ batches: false }]);
    current.fates = {};
  });

  test('silence on everything is the error of the plug, not of the batch', async () => {
    const { query, learned } = batcherFixture({ fates: { batch: 'lost', all: 'lost' } });
    assert.ok((await query(LED, TIME)) instanceof NoAnswerError);
    assert.deepEqual(learned, []);
  });

  test('a plug that handled batches gets one alone after a failed one, and three in a row until it is given up', async () => {
    const { query, asked, learned, current } = batcherFixture({ quirks: { batches: true } });
    current.fates = { batch: 'refused' };
    await query(LED, TIME);
    await query(LED, TIME);
    assert.deepEqual(learned, []);
    current.fates = {};
    await query(LED, TIME);
    current.fates = { batch: 'refused' };
    await query(LED, TIME);
    await query(LED, TIME);
    assert.deepEqual(learned, [], 'an answered batch begins the count anew');
    await query(LED, TIME);
    assert.deepEqual(learned, [{ batches: false }]);
    asked();
    await query(LED, TIME);
    assert.equal(asked(), 'led time');
    assert.equal(learned.length, 1);
  });

  test('silence on a batch does not count against a plug that handled batches', async () => {
    const { query, asked, learned } = batcherFixture({ quirks: { batches: true }, fates: { batch: 'lost' } });
    for (let count = 0; count < 2; count += 1) {
      await query(LED, TIME);
      assert.equal(asked(), 'batch all led time');
    }
    assert.deepEqual(learned, []);
  });

  test('a batch that was given up for a command proves nothing', async () => {
    const { batcher, learned, asked, query } = batcherFixture();
    const busy = new GivenUpError('a command goes first');
    await assert.rejects(
      batcher.query([LED, TIME], () => Promise.reject(busy)),
      error => error === busy,
    );
    await query(LED, TIME);
    assert.equal(asked(), 'batch');
    assert.deepEqual(learned, [{ batches: true }]);
  });

  test('go alone from then on, if the first batch is answered in part', async () => {
    const { query, asked, learned, plug } = batcherFixture();
    plug.faults.multiple = 'fewer';
    assert.deepEqual(unansweredIn(await query(LED, TIME)), []);
    assert.equal(asked(), 'batch time');
    assert.deepEqual(learned, [{ batches: false }]);
  });

  test('one that the plug refuses gets a pause; the others go on together', async () => {
    const { query, asked, learned } = batcherFixture({ fates: { 'Appliance.Control.Nothing': 'refused' } });
    const request = { namespace: 'Appliance.Control.Nothing', method: 'GET', payload: {} } as const;
    const refused: Query = { request, every: 60 };
    const outcome = await query(refused);
    assert.deepEqual(unansweredIn(outcome), [refused]);
    assert.ok(outcome instanceof Map && Number(outcome.get(refused)) > 0);
    assert.equal(asked(), 'Appliance.Control.Nothing');
    assert.deepEqual(unansweredIn(await query(LED, refused, TIME)), [refused]);
    assert.equal(asked(), 'batch');
    assert.deepEqual(learned, [{ batches: true }]);
  });

  test('a batch with one that no plug answers proves nothing when that is refused alone, too', async () => {
    const { query, asked, learned } = batcherFixture({ fates: { batch: 'refused', led: 'refused', time: 'refused' } });
    assert.deepEqual(unansweredIn(await query(LED, TIME)), [LED, TIME]);
    assert.equal(asked(), 'batch led time');
    assert.deepEqual(learned, []);
  });

  test('an error other than "not supported" ends the round', async () => {
    const { query, asked, current } = batcherFixture({ quirks: { batches: false } });
    current.fates = { led: 'no connection' };
    assert.ok((await query(LED, TIME)) instanceof UnreachableError);
    assert.equal(asked(), 'led');
  });
});

describe('commands that are sent together', () => {
  const PLUG = { abilities: { [togglex.NAMESPACE]: {} } };
  const scene = (...channels: readonly number[]): Command[] =>
    channels.map(channel => toggleCommand(PLUG, channel, true));

  async function send(fixture: ReturnType<typeof batcherFixture>, commands: readonly Command[]): Promise<unknown> {
    const outcome = fixture.batcher
      .sendCombined(commands, new AbortController().signal)
      .catch((error: unknown) => error);
    await fixture.clock.advance(1000);
    return outcome;
  }

  test('are read back the first time, and not again', async () => {
    const fixture = batcherFixture();
    assert.equal(fixture.batcher.mayCombine, true);
    assert.equal(await send(fixture, scene(1, 2)), true);
    assert.equal(fixture.asked(), 'relay all');
    assert.deepEqual(fixture.learned, [{ joins: true }]);
    assert.ok(fixture.plug.isOn(1) && fixture.plug.isOn(2));
    assert.equal(await send(fixture, scene(1, 2)), true);
    assert.equal(fixture.asked(), 'relay');
    assert.equal(fixture.learned.length, 1);
  });

  test('a plug that acknowledges and does nothing gets them one by one from then on', async () => {
    const fixture = batcherFixture({ fates: { relay: 'acknowledged only' } });
    assert.equal(await send(fixture, scene(1, 2)), false);
    assert.deepEqual(fixture.learned, [{ joins: false }]);
    assert.equal(fixture.batcher.mayCombine, false);
    fixture.asked();
    assert.equal(await send(fixture, scene(1, 2)), false);
    assert.equal(fixture.asked(), '');
  });

  test('a plug that refuses them is read back, and gets them one by one from then on', async () => {
    const fixture = batcherFixture({ fates: { relay: 'refused' } });
    assert.equal(await send(fixture, scene(1, 2)), false);
    assert.equal(fixture.asked(), 'relay all');
    assert.deepEqual(fixture.learned, [{ joins: false }]);
  });

  test('one refusal of a plug that carried them out before proves nothing', async () => {
    const fixture = batcherFixture({ quirks: { joins: true }, fates: { relay: 'refused' } });
    assert.equal(await send(fixture, scene(1, 2)), false);
    assert.deepEqual(fixture.learned, []);
    assert.equal(fixture.batcher.mayCombine, true);
  });

  test('if the others were on already, a good end proves nothing', async () => {
    const fixture = batcherFixture();
    fixture.plug.turn(2, true);
    fixture.state.apply([{ kind: 'toggle', channel: 2, on: true }]);
    assert.equal(await send(fixture, scene(1, 2)), true);
    assert.deepEqual(fixture.learned, []);
  });

  test('a bad end proves something even then', async () => {
    const fixture = batcherFixture({ fates: { relay: 'acknowledged only' } });
    fixture.plug.turn(2, true);
    fixture.state.apply([{ kind: 'toggle', channel: 2, on: true }]);
    assert.equal(await send(fixture, scene(1, 2)), false);
    assert.deepEqual(fixture.learned, [{ joins: false }]);
  });

  test('silence is an error, and nothing is read back', async () => {
    const fixture = batcherFixture({ fates: { relay: { outcome: 'no connection', delayMs: 10 } } });
    assert.ok((await send(fixture, scene(1, 2))) instanceof UnreachableError);
    assert.equal(fixture.asked(), 'relay');
    assert.deepEqual(fixture.learned, []);
  });

  test('commands of another kind are not combined', async () => {
    const fixture = batcherFixture();
    const other: Command = { key: 'led', request: dndmode.set(true), proves: [] };
    assert.equal(await send(fixture, [...scene(1), other]), false);
    assert.equal(fixture.asked(), '');
    assert.deepEqual(fixture.learned, []);
  });

  test('what was learned before stays', async () => {
    const fixture = batcherFixture({ quirks: { batches: false } });
    await send(fixture, scene(1, 2));
    assert.deepEqual(fixture.learned, [{ batches: false, joins: true }]);
  });
});
