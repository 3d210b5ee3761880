import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Reading } from '../../../src/device/reading.ts';
import { toggleCommand } from '../../../src/features/toggle.ts';
import type { Message } from '../../../src/protocol/envelope.ts';
import { startDevice, type DeviceFixture } from '../../support/device-fixture.ts';
import type { TestPlug } from '../../support/test-plug.ts';

const PLUG = { abilities: { 'Appliance.Control.ToggleX': {} } };
const DATE = 1_735_700_000;

/** The PUSH of a plug whose button is pressed. */
function pressPush(plug: TestPlug, on: boolean): Message {
  return plug.message('PUSH', 'Appliance.Control.ToggleX', { togglex: [{ channel: 0, onoff: on ? 1 : 0, lmTime: 0 }] });
}

/** Presses the button: the relay switches, and the plug pushes it. */
function pressButton({ plug, device }: DeviceFixture, on: boolean): void {
  plug.turn(0, on);
  device.receive(pressPush(plug, on));
}

/** A plug with a live broker session, polled since the session began. */
async function startPushing(pollMs = 5000): Promise<DeviceFixture> {
  const fixture = startDevice({ pollMs });
  fixture.device.setPushActive(true);
  await fixture.clock.advance(1000);
  return fixture;
}

/** Delays the replies of the plug; they contain the state at the time when they were sent. */
function delayReplies({ plug }: DeviceFixture, ms: number): void {
  plug.fate = () => ({ outcome: 'answered', replyMs: ms });
}

function listen({ device }: DeviceFixture): Reading[] {
  const readings: Reading[] = [];
  device.onReading(reading => readings.push(reading));
  return readings;
}

/** Polls within the next `ms`. */
async function pollsWithin({ clock, plug }: DeviceFixture, ms: number): Promise<number> {
  const count = (): number =>
    plug.requests.filter(({ namespace, method }) => namespace.endsWith('.ToggleX') && method === 'GET').length;
  const before = count();
  await clock.advance(ms);
  return count() - before;
}

const isOn = ({ device }: DeviceFixture): boolean | undefined => device.state.get('toggle')?.on;
const isReachable = ({ device }: DeviceFixture): boolean | undefined => device.state.get('reachable')?.reachable;

describe('a press that the plug pushes', () => {
  test('changes the state at once, is reported once, and needs no query', async () => {
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

  test('during a query is not undone by an older reply', async () => {
    const fixture = startDevice();
    delayReplies(fixture, 100);
    fixture.device.setPushActive(true);
    await fixture.clock.advance(50);
    pressButton(fixture, true);
    await fixture.clock.advance(500);
    assert.equal(isOn(fixture), true);
    await fixture.device.close();
  });

  test('during a command is not undone by its acknowledgement: a query decides which came last', async () => {
    for (const isPressLast of [true, false]) {
      const fixture = await startPushing();
      delayReplies(fixture, 100);
      const sent = fixture.device.send(toggleCommand(PLUG, 0, true));
      await fixture.clock.advance(50); // carried out, and not yet acknowledged
      fixture.device.receive(pressPush(fixture.plug, false));
      if (isPressLast) fixture.plug.turn(0, false);
      await fixture.clock.advance(500);
      await sent;
      assert.equal(isOn(fixture), !isPressLast);
      await fixture.device.close();
    }
  });

  test('that the command itself caused needs no query', async () => {
    const fixture = await startPushing();
    delayReplies(fixture, 100);
    const sent = fixture.device.send(toggleCommand(PLUG, 0, true));
    await fixture.clock.advance(50);
    fixture.device.receive(pressPush(fixture.plug, true));
    assert.equal(await pollsWithin(fixture, 1000), 0);
    await sent;
    await fixture.device.close();
  });

  test('in an invalid message changes nothing', async () => {
    const fixture = await startPushing();
    const nonsense = fixture.plug.message('PUSH', 'Appliance.Control.ToggleX', {
      togglex: [{ channel: 'x', onoff: 1 }],
    });
    assert.throws(() => fixture.device.receive(nonsense));
    assert.equal(isOn(fixture), false);
    await fixture.device.close();
  });
});

describe('polls of a plug that pushes its changes', () => {
  test('slow down to a heartbeat, with or without taps and presses', async () => {
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

  test('keep the interval of the user if that is longer still', async () => {
    const fixture = await startPushing(300_000);
    const polls = await pollsWithin(fixture, 3_600_000);
    assert.ok(polls >= 11 && polls <= 13, String(polls));
    await fixture.device.close();
  });

  test('are frequent again at once when the pushes stop, and one comes when they begin', async () => {
    const fixture = await startPushing();
    await fixture.clock.advance(70_000);
    fixture.plug.turn(0, true);
    fixture.device.setPushActive(false);
    assert.equal(await pollsWithin(fixture, 100), 1);
    assert.equal(isOn(fixture), true);
    await fixture.clock.advance(15_000);
    const polls = await pollsWithin(fixture, 100_000);
    assert.ok(polls >= 18 && polls <= 22, String(polls));
    // Pressed before it could send a push.
    fixture.plug.turn(0, false);
    fixture.device.setPushActive(true);
    assert.equal(await pollsWithin(fixture, 100), 1);
    assert.equal(isOn(fixture), false);
    await fixture.device.close();
    assert.equal(fixture.clock.pending, 0);
  });

  test('show within a heartbeat that it is unreachable, although its broker session seems alive', async () => {
    const fixture = await startPushing();
    fixture.plug.fate = () => ({ delayMs: 0, outcome: 'lost' });
    await fixture.clock.advance(80_000);
    assert.equal(isReachable(fixture), false);
    await fixture.device.close();
  });
});

describe('a push right after a command that contradicts it', () => {
  async function tapped(): Promise<DeviceFixture> {
    const fixture = await startPushing();
    const sent = fixture.device.send(toggleCommand(PLUG, 0, true));
    await fixture.clock.advance(100);
    await sent;
    return fixture;
  }

  test('leads to one query and no flicker if it was sent before the command', async () => {
    const fixture = await tapped();
    const readings = listen(fixture);
    fixture.device.receive(pressPush(fixture.plug, false));
    fixture.device.receive(pressPush(fixture.plug, false));
    assert.equal(isOn(fixture), true);
    assert.equal(await pollsWithin(fixture, 5000), 1);
    assert.deepEqual(readings, []);
    await fixture.device.close();
  });

  test('is applied if the reply to a query confirms it', async () => {
    const fixture = await tapped();
    const readings = listen(fixture);
    pressButton(fixture, false);
    assert.equal(isOn(fixture), true);
    assert.equal(await pollsWithin(fixture, 5000), 1);
    assert.deepEqual(readings, [{ kind: 'toggle', channel: 0, on: false }]);
    await fixture.device.close();
  });

  test('leads to a query of its own if one was already in flight', async () => {
    const fixture = await tapped();
    const { clock, device } = fixture;
    delayReplies(fixture, 100);
    device.setPushActive(false);
    await clock.advance(50);
    device.setPushActive(true);
    // The reply that is on its way does not contain this press.
    pressButton(fixture, false);
    await clock.advance(500);
    assert.equal(isOn(fixture), false);
    await device.close();
  });

  test('is applied at once when it comes later', async () => {
    const fixture = await tapped();
    await fixture.clock.advance(2100);
    pressButton(fixture, false);
    assert.equal(isOn(fixture), false);
    await fixture.device.close();
  });
});

describe('a push that is older than the newest reply', () => {
  test('is late or replayed: it changes nothing, and the plug is polled', async () => {
    const fixture = startDevice();
    fixture.plug.core.clock.set(DATE);
    fixture.device.setPushActive(true);
    await fixture.clock.advance(1000);
    const readings = listen(fixture);
    fixture.plug.core.clock.set(DATE - 3600);
    const old = pressPush(fixture.plug, true);
    fixture.plug.core.clock.set(DATE + 1);
    fixture.device.receive(old);
    assert.equal(isOn(fixture), false);
    assert.equal(await pollsWithin(fixture, 1000), 1);
    assert.deepEqual(readings, []);
    pressButton(fixture, true);
    assert.equal(isOn(fixture), true);
    await fixture.device.close();
  });

  test('cannot be recognised if the plug does not know the time, and is applied', async () => {
    const fixture = startDevice();
    fixture.plug.core.clock.set(DATE);
    fixture.device.setPushActive(true);
    await fixture.clock.advance(1000);
    fixture.plug.faults.unsetClock = true;
    pressButton(fixture, true);
    assert.equal(isOn(fixture), true);
    await fixture.device.close();
  });
});

describe('a plug that counts as unreachable', () => {
  async function unreachable(): Promise<DeviceFixture> {
    const fixture = await startPushing();
    fixture.plug.fate = () => ({ delayMs: 0, outcome: 'no connection' });
    fixture.device.setPushActive(false);
    await fixture.clock.advance(120_000);
    assert.equal(isReachable(fixture), false);
    return fixture;
  }

  test('is polled as soon as it pushes, and becomes reachable with its current state', async () => {
    const fixture = await unreachable();
    fixture.plug.turn(0, true);
    fixture.plug.fate = () => 'answered';
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

  test('is polled as soon as its broker session begins', async () => {
    const fixture = await unreachable();
    fixture.plug.fate = () => 'answered';
    fixture.device.setPushActive(true);
    await fixture.clock.advance(100);
    assert.equal(isReachable(fixture), true);
    await fixture.device.close();
  });

  test('stays unreachable if it pushes and does not reply, and nothing is reported repeatedly', async () => {
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
