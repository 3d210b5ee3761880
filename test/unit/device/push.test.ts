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
function pressed(plug: FakePlug, on: boolean): Message {
  return plug.message('PUSH', 'Appliance.Control.ToggleX', { togglex: [{ channel: 0, onoff: on ? 1 : 0, lmTime: 0 }] });
}

/** Somebody presses the button: the relay turns, and the plug says so. */
function press({ plug, device }: FakeDevice, on: boolean): void {
  plug.relays.set(0, on);
  device.receive(pressed(plug, on));
}

/** A plug whose session is alive, and which was asked after that began. */
async function startPushing(pollMs = 5000): Promise<FakeDevice> {
  const home = startDevice({ pollMs });
  home.device.pushes(true);
  await home.clock.advance(1000);
  return home;
}

/** From now on its answers take so long to get here; they say what was when it gave them. */
function delayAnswers({ clock, plug }: FakeDevice, ms: number): void {
  const answer = plug.request.bind(plug);
  plug.request = async (request, signal) => {
    const message = await answer(request, signal);
    await sleep(clock, ms, signal);
    return message;
  };
}

function listen({ device }: FakeDevice): Reading[] {
  const heard: Reading[] = [];
  device.onReading(reading => heard.push(reading));
  return heard;
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
const isThere = ({ device }: FakeDevice): boolean | undefined => device.state.get('reachable')?.reachable;

describe('a press that the plug tells by itself', () => {
  test('changes the state at once, is told once, and needs no question', async () => {
    const home = await startPushing();
    const heard = listen(home);
    const asked = home.plug.requests.length;
    press(home, true);
    assert.equal(isOn(home), true);
    home.device.receive(pressed(home.plug, true));
    await home.clock.advance(1000);
    assert.deepEqual(
      heard.map(({ kind }) => kind),
      ['toggle'],
    );
    assert.equal(home.plug.requests.length, asked);
    await home.device.close();
  });

  test('while a question is under way is not undone by an answer from before', async () => {
    const home = startDevice();
    delayAnswers(home, 100);
    home.device.pushes(true);
    await home.clock.advance(50);
    press(home, true);
    await home.clock.advance(500);
    assert.equal(isOn(home), true);
    await home.device.close();
  });

  test('while a command is under way is not undone by its acknowledgement: the plug is asked which came last', async () => {
    for (const isPressLast of [true, false]) {
      const home = await startPushing();
      delayAnswers(home, 100);
      const sent = home.device.send(toggleCommand(PLUG, 0, true));
      await home.clock.advance(50); // carried out, and not yet acknowledged
      home.device.receive(pressed(home.plug, false));
      if (isPressLast) home.plug.relays.set(0, false);
      await home.clock.advance(500);
      await sent;
      assert.equal(isOn(home), !isPressLast);
      await home.device.close();
    }
  });

  test('by the command itself needs no question', async () => {
    const home = await startPushing();
    delayAnswers(home, 100);
    const sent = home.device.send(toggleCommand(PLUG, 0, true));
    await home.clock.advance(50);
    home.device.receive(pressed(home.plug, true));
    assert.equal(await pollsWithin(home, 1000), 0);
    await sent;
    await home.device.close();
  });

  test('in words that make no sense changes nothing', async () => {
    const home = await startPushing();
    const nonsense = home.plug.message('PUSH', 'Appliance.Control.ToggleX', { togglex: [{ channel: 'x', onoff: 1 }] });
    assert.throws(() => home.device.receive(nonsense));
    assert.equal(isOn(home), false);
    await home.device.close();
  });
});

describe('polls of a plug that tells its changes by itself', () => {
  test('slow down to a heartbeat, taps and presses or not', async () => {
    const home = await startPushing();
    const quiet = await pollsWithin(home, 600_000);
    assert.ok(quiet >= 9 && quiet <= 11, String(quiet));
    press(home, true);
    const sent = home.device.send(toggleCommand(PLUG, 0, false));
    await home.clock.advance(100);
    await sent;
    const busy = await pollsWithin(home, 50_000);
    assert.ok(busy <= 1, String(busy));
    await home.device.close();
  });

  test('are as the user wants them where that is slower still', async () => {
    const home = await startPushing(300_000);
    const polls = await pollsWithin(home, 3_600_000);
    assert.ok(polls >= 11 && polls <= 13, String(polls));
    await home.device.close();
  });

  test('are back at once when it stops, and start with one when it begins', async () => {
    const home = await startPushing();
    await home.clock.advance(70_000);
    home.plug.relays.set(0, true);
    home.device.pushes(false);
    assert.equal(await pollsWithin(home, 100), 1);
    assert.equal(isOn(home), true);
    await home.clock.advance(15_000);
    const polls = await pollsWithin(home, 100_000);
    assert.ok(polls >= 18 && polls <= 22, String(polls));
    // Pressed before it could tell.
    home.plug.relays.set(0, false);
    home.device.pushes(true);
    assert.equal(await pollsWithin(home, 100), 1);
    assert.equal(isOn(home), false);
    await home.device.close();
    assert.equal(home.clock.pending, 0);
  });

  test('notice within a heartbeat that it is gone, though its session seems alive', async () => {
    const home = await startPushing();
    home.plug.fate = () => ({ delayMs: 0, outcome: 'lost' });
    await home.clock.advance(80_000);
    assert.equal(isThere(home), false);
    await home.device.close();
  });
});

describe('what the plug tells right after a command, to the contrary', () => {
  async function tapped(): Promise<FakeDevice> {
    const home = await startPushing();
    const sent = home.device.send(toggleCommand(PLUG, 0, true));
    await home.clock.advance(100);
    await sent;
    return home;
  }

  test('leads to one question and no flip, if it was said before the command', async () => {
    const home = await tapped();
    const heard = listen(home);
    home.device.receive(pressed(home.plug, false));
    home.device.receive(pressed(home.plug, false));
    assert.equal(isOn(home), true);
    assert.equal(await pollsWithin(home, 5000), 1);
    assert.deepEqual(heard, []);
    await home.device.close();
  });

  test('is true if the plug says so when it is asked', async () => {
    const home = await tapped();
    const heard = listen(home);
    press(home, false);
    assert.equal(isOn(home), true);
    assert.equal(await pollsWithin(home, 5000), 1);
    assert.deepEqual(heard, [{ kind: 'toggle', channel: 0, on: false }]);
    await home.device.close();
  });

  test('leads to a question of its own where one was under way already', async () => {
    const home = await tapped();
    const { clock, device } = home;
    delayAnswers(home, 100);
    device.pushes(false);
    await clock.advance(50);
    device.pushes(true);
    // The answer that is on its way knows nothing of this.
    press(home, false);
    await clock.advance(500);
    assert.equal(isOn(home), false);
    await device.close();
  });

  test('is believed at once when it comes later', async () => {
    const home = await tapped();
    await home.clock.advance(2100);
    press(home, false);
    assert.equal(isOn(home), false);
    await home.device.close();
  });
});

describe('what the plug said before its newest answer', () => {
  test('is late or played again: it changes nothing, and the plug is asked', async () => {
    const home = startDevice();
    home.plug.timestamp = DATE;
    home.device.pushes(true);
    await home.clock.advance(1000);
    const heard = listen(home);
    home.plug.timestamp = DATE - 3600;
    const old = pressed(home.plug, true);
    home.plug.timestamp = DATE + 1;
    home.device.receive(old);
    assert.equal(isOn(home), false);
    assert.equal(await pollsWithin(home, 1000), 1);
    assert.deepEqual(heard, []);
    press(home, true);
    assert.equal(isOn(home), true);
    await home.device.close();
  });

  test('is not to be told from what it says now if it does not know the time, and is believed', async () => {
    const home = startDevice();
    home.plug.timestamp = DATE;
    home.device.pushes(true);
    await home.clock.advance(1000);
    home.plug.timestamp = 437;
    press(home, true);
    assert.equal(isOn(home), true);
    await home.device.close();
  });
});

describe('a plug that counts as away', () => {
  async function lost(): Promise<FakeDevice> {
    const home = await startPushing();
    home.plug.fate = () => ({ delayMs: 0, outcome: 'refused' });
    home.device.pushes(false);
    await home.clock.advance(120_000);
    assert.equal(isThere(home), false);
    return home;
  }

  test('is asked as soon as it speaks, and comes back with the state that it has now', async () => {
    const home = await lost();
    home.plug.relays.set(0, true);
    home.plug.fate = () => ANSWERED;
    const heard = listen(home);
    home.device.receive(home.plug.message('PUSH', 'Appliance.System.Report', { report: [] }));
    assert.equal(isThere(home), false, 'nobody is shown the old state as if it were new');
    await home.clock.advance(100);
    assert.deepEqual(
      heard.map(({ kind }) => kind),
      ['toggle', 'reachable'],
    );
    assert.equal(isOn(home), true);
    await home.device.close();
  });

  test('is asked as soon as its session begins', async () => {
    const home = await lost();
    home.plug.fate = () => ANSWERED;
    home.device.pushes(true);
    await home.clock.advance(100);
    assert.equal(isThere(home), true);
    await home.device.close();
  });

  test('stays away if it speaks and does not answer, and nothing is told again and again', async () => {
    const home = await lost();
    const heard = listen(home);
    for (let time = 0; time < 5; time += 1) {
      home.device.receive(pressed(home.plug, time % 2 === 0));
      await home.clock.advance(20_000);
    }
    assert.deepEqual(heard, []);
    await home.device.close();
  });
});
