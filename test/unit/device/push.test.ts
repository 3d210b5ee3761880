import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sleep } from '../../../src/clock.ts';
import type { Reading } from '../../../src/device/reading.ts';
import { toggleCommand } from '../../../src/features/toggle.ts';
import type { Message } from '../../../src/protocol/envelope.ts';
import { startDevice, type FakeDevice } from '../../support/fake-device.ts';
import { ANSWERED, type FakePlug } from '../../support/fake-plug.ts';

const PLUG = { abilities: { 'Appliance.Control.ToggleX': {} } };
const DATE = 1_735_700_000;

/** What a plug says by itself when its button is pressed. */
function pressPush(plug: FakePlug, on: boolean): Message {
  return plug.message('PUSH', 'Appliance.Control.ToggleX', { togglex: [{ channel: 0, onoff: on ? 1 : 0, lmTime: 0 }] });
}

/** Somebody presses the button: the relay turns, and the plug says so. */
function pressButton({ plug, device }: FakeDevice, on: boolean): void {
  plug.relays.set(0, on);
  device.receive(pressPush(plug, on));
}

/** A plug whose session is alive, and which was asked after that began. */
async function startPushing(pollMs = 5000): Promise<FakeDevice> {
  const fixture = startDevice({ pollMs });
  fixture.device.setPushActive(true);
  await fixture.clock.advance(1000);
  return fixture;
}

/** From now on its answers take so long to get here; they say what was when it gave them. */
function delayReplies({ clock, plug }: FakeDevice, ms: number): void {
  const originalRequest = plug.request.bind(plug);
  plug.request = async (request, signal) => {
    const message = await originalRequest(request, signal);
    await sleep(clock, ms, signal);
    return message;
  };
}

function listen({ device }: FakeDevice): Reading[] {
  const readings: Reading[] = [];
  device.onReading(reading => readings.push(reading));
  return readings;
}

/** Questions about the outlet within the next `ms`. */
async function pollsWithin({ clock, plug }: FakeDevice, ms: number): Promise<number> {
  const count = (): number =>
    plug.requests.filter(({ namespace, method }) => namespace.endsWith('.ToggleX') && method === 'GET').length;
  const before = count();
  await clock.advance(ms);
  return count() - before;
}

const isOn = ({ device }: FakeDevice): boolean | undefined => device.state.get('toggle')?.on;
const isReachable = ({ device }: FakeDevice): boolean | undefined => device.state.get('reachable')?.reachable;

describe('a press that the plug tells by itself', () => {
  test('changes the state at once, is told once, and needs no question', async () => {
    const fixture = await startPushing();
    const readings = listen(fixture);
    const requestCount = fixture.plug.requests.length;
    pressButton(fixture, true);
    assert.equal(isOn(fixture), true);
    fixture.device.receive(pressPush(fixture.plug, true));
    await fixture.clock.advance(1000);
    assert.deepEqual(
      readings.map(({ kind }) => kind),
      ['toggle'],
    );
    assert.equal(fixture.plug.requests.length, requestCount);
    await fixture.device.close();
  });

  test('while a question is under way is not undone by an answer from before', async () => {
    const fixture = startDevice();
    delayReplies(fixture, 100);
    fixture.device.setPushActive(true);
    await fixture.clock.advance(50);
    pressButton(fixture, true);
    await fixture.clock.advance(500);
    assert.equal(isOn(fixture), true);
    await fixture.device.close();
  });

  test('while a command is under way is not undone by its acknowledgement: the plug is asked which came last', async () => {
    for (const isPressLast of [true, false]) {
      const fixture = await startPushing();
      delayReplies(fixture, 100);
      const sent = fixture.device.send(toggleCommand(PLUG, 0, true));
      await fixture.clock.advance(50); // carried out, and not yet acknowledged
      fixture.device.receive(pressPush(fixture.plug, false));
      if (isPressLast) fixture.plug.relays.set(0, false);
      await fixture.clock.advance(500);
      await sent;
      assert.equal(isOn(fixture), !isPressLast);
      await fixture.device.close();
    }
  });

  test('by the command itself needs no question', async () => {
    const fixture = await startPushing();
    delayReplies(fixture, 100);
    const sent = fixture.device.send(toggleCommand(PLUG, 0, true));
    await fixture.clock.advance(50);
    fixture.device.receive(pressPush(fixture.plug, true));
    assert.equal(await pollsWithin(fixture, 1000), 0);
    await sent;
    await fixture.device.close();
  });

  test('in words that make no sense changes nothing', async () => {
    const fixture = await startPushing();
    const nonsense = fixture.plug.message('PUSH', 'Appliance.Control.ToggleX', {
      togglex: [{ channel: 'x', onoff: 1 }],
    });
    assert.throws(() => fixture.device.receive(nonsense));
    assert.equal(isOn(fixture), false);
    await fixture.device.close();
  });
});

describe('polls of a plug that tells its changes by itself', () => {
  test('slow down to a heartbeat, taps and presses or not', async () => {
    const fixture = await startPushing();
    const quiet = await pollsWithin(fixture, 600_000);
    assert.ok(quiet >= 9 && quiet <= 11, String(quiet));
    pressButton(fixture, true);
    const sent = fixture.device.send(toggleCommand(PLUG, 0, false));
    await fixture.clock.advance(100);
    await sent;
    const pollsAfterPress = await pollsWithin(fixture, 50_000);
    assert.ok(pollsAfterPress <= 1, String(pollsAfterPress));
    await fixture.device.close();
  });

  test('are as the user wants them where that is slower still', async () => {
    const fixture = await startPushing(300_000);
    const polls = await pollsWithin(fixture, 3_600_000);
    assert.ok(polls >= 11 && polls <= 13, String(polls));
    await fixture.device.close();
  });

  test('are back at once when it stops, and start with one when it begins', async () => {
    const fixture = await startPushing();
    await fixture.clock.advance(70_000);
    fixture.plug.relays.set(0, true);
    fixture.device.setPushActive(false);
    assert.equal(await pollsWithin(fixture, 100), 1);
    assert.equal(isOn(fixture), true);
    await fixture.clock.advance(15_000);
    const polls = await pollsWithin(fixture, 100_000);
    assert.ok(polls >= 18 && polls <= 22, String(polls));
    // Pressed before it could tell.
    fixture.plug.relays.set(0, false);
    fixture.device.setPushActive(true);
    assert.equal(await pollsWithin(fixture, 100), 1);
    assert.equal(isOn(fixture), false);
    await fixture.device.close();
    assert.equal(fixture.clock.pending, 0);
  });

  test('notice within a heartbeat that it is gone, though its session seems alive', async () => {
    const fixture = await startPushing();
    fixture.plug.fate = () => ({ delayMs: 0, outcome: 'lost' });
    await fixture.clock.advance(80_000);
    assert.equal(isReachable(fixture), false);
    await fixture.device.close();
  });
});

describe('what the plug tells right after a command, to the contrary', () => {
  async function tapped(): Promise<FakeDevice> {
    const fixture = await startPushing();
    const sent = fixture.device.send(toggleCommand(PLUG, 0, true));
    await fixture.clock.advance(100);
    await sent;
    return fixture;
  }

  test('leads to one question and no flip, if it was said before the command', async () => {
    const fixture = await tapped();
    const readings = listen(fixture);
    fixture.device.receive(pressPush(fixture.plug, false));
    fixture.device.receive(pressPush(fixture.plug, false));
    assert.equal(isOn(fixture), true);
    assert.equal(await pollsWithin(fixture, 5000), 1);
    assert.deepEqual(readings, []);
    await fixture.device.close();
  });

  test('is true if the plug says so when it is asked', async () => {
    const fixture = await tapped();
    const readings = listen(fixture);
    pressButton(fixture, false);
    assert.equal(isOn(fixture), true);
    assert.equal(await pollsWithin(fixture, 5000), 1);
    assert.deepEqual(readings, [{ kind: 'toggle', channel: 0, on: false }]);
    await fixture.device.close();
  });

  test('leads to a question of its own where one was under way already', async () => {
    const fixture = await tapped();
    const { clock, device } = fixture;
    delayReplies(fixture, 100);
    device.setPushActive(false);
    await clock.advance(50);
    device.setPushActive(true);
    // The answer that is on its way knows nothing of this.
    pressButton(fixture, false);
    await clock.advance(500);
    assert.equal(isOn(fixture), false);
    await device.close();
  });

  test('is believed at once when it comes later', async () => {
    const fixture = await tapped();
    await fixture.clock.advance(2100);
    pressButton(fixture, false);
    assert.equal(isOn(fixture), false);
    await fixture.device.close();
  });
});

describe('what the plug said before its newest answer', () => {
  test('is late or played again: it changes nothing, and the plug is asked', async () => {
    const fixture = startDevice();
    fixture.plug.timestamp = DATE;
    fixture.device.setPushActive(true);
    await fixture.clock.advance(1000);
    const readings = listen(fixture);
    fixture.plug.timestamp = DATE - 3600;
    const old = pressPush(fixture.plug, true);
    fixture.plug.timestamp = DATE + 1;
    fixture.device.receive(old);
    assert.equal(isOn(fixture), false);
    assert.equal(await pollsWithin(fixture, 1000), 1);
    assert.deepEqual(readings, []);
    pressButton(fixture, true);
    assert.equal(isOn(fixture), true);
    await fixture.device.close();
  });

  test('is not to be told from what it says now if it does not know the time, and is believed', async () => {
    const fixture = startDevice();
    fixture.plug.timestamp = DATE;
    fixture.device.setPushActive(true);
    await fixture.clock.advance(1000);
    fixture.plug.timestamp = 437;
    pressButton(fixture, true);
    assert.equal(isOn(fixture), true);
    await fixture.device.close();
  });
});

describe('a plug that counts as away', () => {
  async function unreachable(): Promise<FakeDevice> {
    const fixture = await startPushing();
    fixture.plug.fate = () => ({ delayMs: 0, outcome: 'refused' });
    fixture.device.setPushActive(false);
    await fixture.clock.advance(120_000);
    assert.equal(isReachable(fixture), false);
    return fixture;
  }

  test('is asked as soon as it speaks, and comes back with the state that it has now', async () => {
    const fixture = await unreachable();
    fixture.plug.relays.set(0, true);
    fixture.plug.fate = () => ANSWERED;
    const readings = listen(fixture);
    fixture.device.receive(fixture.plug.message('PUSH', 'Appliance.System.Report', { report: [] }));
    assert.equal(isReachable(fixture), false, 'nobody is shown the old state as if it were new');
    await fixture.clock.advance(100);
    assert.deepEqual(
      readings.map(({ kind }) => kind),
      ['toggle', 'reachable'],
    );
    assert.equal(isOn(fixture), true);
    await fixture.device.close();
  });

  test('is asked as soon as its session begins', async () => {
    const fixture = await unreachable();
    fixture.plug.fate = () => ANSWERED;
    fixture.device.setPushActive(true);
    await fixture.clock.advance(100);
    assert.equal(isReachable(fixture), true);
    await fixture.device.close();
  });

  test('stays away if it speaks and does not answer, and nothing is told again and again', async () => {
    const fixture = await unreachable();
    const readings = listen(fixture);
    for (let time = 0; time < 5; time += 1) {
      fixture.device.receive(pressPush(fixture.plug, time % 2 === 0));
      await fixture.clock.advance(20_000);
    }
    assert.deepEqual(readings, []);
    await fixture.device.close();
  });
});
