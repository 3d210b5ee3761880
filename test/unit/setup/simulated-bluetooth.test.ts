/** The dialogue over a simulated peripheral: pieces of every size, and everything that can happen to them in the air. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { RadioFaults, SimulatedPlug } from '../../../simulator/index.ts';
import { failureOf, KEY, FAST_CLOCK, setUp } from './simulated-setup.ts';
import { newPlug, onLoopback } from '../../support/new-plug.ts';

/** As quick, except that the pauses between two pieces pass at once. */
const CLOCK_WITHOUT_PAUSES = {
  ...FAST_CLOCK,
  after: (ms: number, task: () => void) => {
    if (ms > 20) return FAST_CLOCK.after(ms, task);
    const wait = new AbortController();
    void turn(undefined, { signal: wait.signal }).then(task, () => undefined);
    return () => wait.abort();
  },
};

const noise = (text: string): Uint8Array => Buffer.from(text, 'hex');

async function assertSetsUp(plug: SimulatedPlug): Promise<void> {
  await setUp(plug, 'Bluetooth', { clock: CLOCK_WITHOUT_PAUSES });
  await plug.waitFor('home');
  assert.equal(plug.key, KEY);
  assert.equal(plug.bluetooth.isConnected, false);
}

describe('Bluetooth', { concurrency: 4 }, () => {
  for (const chunkBytes of [1, 2, 3, 4, 7, 20, 21, 64, 199, 200, 241, 512]) {
    test(`a plug with pieces of ${chunkBytes} bytes is set up`, async t => {
      await assertSetsUp(await newPlug(t, { ...onLoopback, accessPoint: undefined, chunkBytes }));
    });
  }

  for (const [what, faults] of [
    ['noise before every answer', { noiseBefore: noise('00ff13') }],
    ['half a head before every answer', { noiseBefore: noise('55') }],
    ['the beginning of another frame before every answer', { noiseBefore: noise('55aa0040aa55') }],
    ['noise after every answer', { noiseAfter: noise('aa5555aa') }],
  ] as const satisfies readonly (readonly [string, Partial<RadioFaults>])[]) {
    for (const chunkBytes of [20, 200]) {
      test(`${what}, in pieces of ${chunkBytes}, does no harm`, async t => {
        const plug = await newPlug(t, { ...onLoopback, accessPoint: undefined, chunkBytes });
        Object.assign(plug.bluetooth.faults, faults);
        await assertSetsUp(plug);
      });
    }
  }

  for (const [what, faults] of [
    ['a piece of its first answer is lost', { losesNotification: index => index === 1 }],
    ['a piece of its first answer comes twice', { doublesNotification: index => index === 1 }],
    ['a piece of the first question is lost', { losesWrite: index => index === 3 }],
    ['its first answer is damaged', { wrongCrc: index => index === 0 }],
  ] as const satisfies readonly (readonly [string, Partial<RadioFaults>])[]) {
    test(`where ${what}, the plug is asked something smaller, and set up`, async t => {
      const plug = await newPlug(t, { ...onLoopback, accessPoint: undefined, chunkBytes: 20 });
      Object.assign(plug.bluetooth.faults, faults);
      await assertSetsUp(plug);
    });
  }

  for (const [what, faults] of [
    ['every answer is damaged', { wrongCrc: true }],
    ['every second piece of it is lost', { losesNotification: index => index % 2 === 1 }],
    ['nothing that is written arrives', { losesWrite: true }],
    ['the connection breaks in its first answer', { breaksAfter: 2 }],
  ] as const satisfies readonly (readonly [string, Partial<RadioFaults>])[]) {
    test(`where ${what}, it ends with nothing changed, and a second run in better air completes`, async t => {
      const plug = await newPlug(t, { ...onLoopback, accessPoint: undefined, chunkBytes: 20 });
      Object.assign(plug.bluetooth.faults, faults);
      const failure = await failureOf(setUp(plug, 'Bluetooth', { clock: CLOCK_WITHOUT_PAUSES }));
      assert.deepEqual([failure.step, failure.left, plug.key], ['look', 'nothing', '']);
      Object.assign(plug.bluetooth.faults, { wrongCrc: false, losesNotification: false, losesWrite: false });
      await assertSetsUp(plug);
    });
  }

  test('a connection that breaks in the answer to the Wi-Fi is no failure: the plug has left', async t => {
    const plug = await newPlug(t, { ...onLoopback, accessPoint: undefined });
    const onStep = ({ step, state }: { readonly step: string; readonly state: string }): void => {
      if (step === 'wifi' && state === 'begins') plug.bluetooth.faults.breaksAfter = 0;
    };
    await setUp(plug, 'Bluetooth', { onStep });
    await plug.waitFor('home');
    assert.equal(plug.key, KEY);
  });

  test('a plug that takes no connection is said to be out of reach, and nothing has changed', async t => {
    const plug = await newPlug(t, { ...onLoopback, accessPoint: undefined });
    plug.bluetooth.faults.refusesConnection = true;
    await assert.rejects(setUp(plug, 'Bluetooth'));
    assert.deepEqual([plug.key, plug.requests.length], ['', 0]);
  });
});
