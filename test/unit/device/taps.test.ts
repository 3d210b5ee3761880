import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GivenUpError, NoAnswerError, RefusedError, UnreachableError } from '../../../src/errors.ts';
import { toggleCommand } from '../../../src/features/toggle.ts';
import { startDevice, type DeviceFixture } from '../../support/device-fixture.ts';

const PLUG = { abilities: { 'Appliance.Control.ToggleX': {} } };

const outcomeOf = (sent: Promise<void>): Promise<unknown> =>
  sent.then(
    () => 'done',
    (error: unknown) => error,
  );

describe('a tap', () => {
  test('is sent even if the last reading already has the same state', async () => {
    const { clock, plug, device } = startDevice();
    const sent = device.send(toggleCommand(PLUG, 0, false));
    await clock.advance(100);
    await sent;
    assert.equal(plug.sets.length, 1);
    await device.close();
  });

  test('does not wait for a poll that hangs, and the poll is repeated after it', async () => {
    const { clock, plug, device } = startDevice();
    plug.fate = () => ({ delayMs: 3900, outcome: 'answered' });
    await clock.advance(3000);
    assert.equal(plug.requests.length, 1, 'a poll is under way');
    plug.fate = () => 'answered';
    const sent = device.send(toggleCommand(PLUG, 0, true));
    await clock.advance(0);
    assert.equal(plug.sets.length, 1, 'the tap is on its way at once');
    await clock.advance(50);
    await sent;
    assert.equal(plug.requests.at(-1)?.method, 'GET');
    assert.equal(plug.mostInFlight, 1);
    await device.close();
  });

  test('that the plug does not acknowledge fails, changes nothing, and the plug is polled at once', async () => {
    const { clock, plug, device } = startDevice();
    plug.fate = () => ({ delayMs: 10, outcome: 'lost' });
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(4299);
    plug.fate = () => 'answered';
    await clock.advance(1);
    assert.ok((await sent) instanceof NoAnswerError);
    assert.equal(device.state.get('toggle')?.on, false);
    assert.equal(plug.requests.at(-1)?.method, 'GET', 'asked at once');
    await device.close();
  });

  test('that the plug carried out, but whose reply was lost, shows at the next poll', async () => {
    const { clock, plug, device } = startDevice();
    plug.fate = () => ({ delayMs: 10, outcome: 'answer lost' });
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(4299);
    plug.fate = () => 'answered';
    await clock.advance(100);
    assert.ok((await sent) instanceof NoAnswerError);
    assert.equal(device.state.get('toggle')?.on, true);
    await device.close();
  });

  test('whose connection was refused is tried once more, after the plug has identified itself', async () => {
    const { clock, plug, device } = startDevice();
    const outcomes = [{ delayMs: 1, outcome: 'no connection' as const }];
    plug.fate = () => outcomes.shift() ?? 'answered';
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(1000);
    assert.equal(await sent, 'done');
    assert.deepEqual(
      plug.requests.slice(0, 3).map(({ method }) => method),
      ['SET', 'GET', 'SET'],
    );
    await device.close();
  });

  test('to a plug that refuses every time fails after the one retry', async () => {
    const { clock, plug, device } = startDevice();
    plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(400);
    assert.ok((await sent) instanceof UnreachableError);
    await device.close();
  });

  test('that waits for another outlet that hangs fails in time, and is not sent later', async () => {
    const { clock, plug, device } = startDevice({ channels: [0, 1] });
    plug.fate = () => ({ delayMs: 10, outcome: 'lost' });
    const first = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(50);
    const second = outcomeOf(device.send(toggleCommand(PLUG, 1, true)));
    await clock.advance(4350);
    assert.ok((await first) instanceof NoAnswerError);
    assert.ok((await second) instanceof NoAnswerError);
    plug.fate = () => 'answered';
    await clock.advance(20_000);
    assert.deepEqual(
      plug.sets.map(({ payload }) => payload),
      [{ togglex: { channel: 0, onoff: 1 } }],
    );
    await device.close();
  });

  test('after a long silence identifies the plug first', async () => {
    const { clock, plug, device } = startDevice({ pollMs: 60_000 });
    await clock.advance(200_000);
    plug.requests.length = 0;
    plug.fate = () => ({ delayMs: 1, outcome: 'hung up' });
    await clock.advance(65_000);
    plug.fate = () => 'answered';
    plug.requests.length = 0;
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(100);
    assert.equal(await sent, 'done');
    assert.deepEqual(
      plug.requests.slice(0, 2).map(({ method }) => method),
      ['GET', 'SET'],
    );
    await device.close();
  });

  test('in flight or waiting at shutdown is given up, and nothing is left', async () => {
    const { clock, plug, device } = startDevice({ channels: [0, 1] });
    plug.fate = () => ({ delayMs: 1000, outcome: 'answered' });
    const sent = [device.send(toggleCommand(PLUG, 0, true)), device.send(toggleCommand(PLUG, 1, true))].map(outcomeOf);
    await clock.advance(10);
    await device.close();
    for (const outcome of await Promise.all(sent)) assert.ok(outcome instanceof GivenUpError);
    assert.ok((await outcomeOf(device.send(toggleCommand(PLUG, 0, true)))) instanceof GivenUpError);
    assert.equal(clock.pending, 0);
  });
});

describe('a tap on a plug that has just hung', () => {
  /** A tap hangs for all of its time. */
  async function hang({ clock, plug, device }: DeviceFixture): Promise<void> {
    plug.fate = () => ({ delayMs: 10, outcome: 'lost' });
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(4300);
    assert.ok((await sent) instanceof NoAnswerError);
  }

  test('fails fast, although the plug does not count as unreachable yet, and is sent all the same', async () => {
    const fixture = startDevice();
    const { clock, plug, device } = fixture;
    await clock.advance(6000);
    await hang(fixture);
    await clock.advance(500);
    const before = plug.requests.length;
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(200);
    assert.ok((await sent) instanceof NoAnswerError);
    assert.equal(device.state.get('reachable')?.reachable, true);
    assert.ok(plug.requests.length > before);
    await device.close();
  });

  test('fails fast after a poll that hung', async () => {
    const { clock, plug, device } = startDevice();
    await clock.advance(15_000);
    plug.fate = () => ({ delayMs: 10, outcome: 'lost' });
    plug.requests.length = 0;
    while (plug.requests.length < 2) await clock.advance(100);
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(200);
    assert.ok((await sent) instanceof NoAnswerError);
    await device.close();
  });

  test('switches the plug if it is back, and from then on each tap has its full time', async () => {
    const fixture = startDevice();
    const { clock, plug, device } = fixture;
    await clock.advance(6000);
    await hang(fixture);
    plug.fate = () => ({ delayMs: 50, outcome: 'answered' });
    // At once, before a poll was answered.
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(200);
    assert.equal(await sent, 'done');
    assert.equal(plug.isOn(), true);
    plug.fate = () => ({ delayMs: 3000, outcome: 'answered' });
    const next = outcomeOf(device.send(toggleCommand(PLUG, 0, false)));
    await clock.advance(3100);
    assert.equal(await next, 'done');
    await device.close();
  });

  test('has several times the usual pace of a plug that is slow when it is well', async () => {
    const fixture = startDevice();
    const { clock, plug, device } = fixture;
    plug.fate = () => ({ delayMs: 400, outcome: 'answered' });
    await clock.advance(15_000);
    await hang(fixture);
    plug.fate = () => ({ delayMs: 600, outcome: 'answered' });
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(2000);
    assert.equal(await sent, 'done');
    await device.close();
  });

  test('and that the plug carries out too late fails, and the tile shows what the plug did', async () => {
    const fixture = startDevice();
    const { clock, plug, device } = fixture;
    await clock.advance(6000);
    await hang(fixture);
    // Its identification is answered; the command is carried out, and the reply comes too late.
    plug.fate = ({ method }) =>
      method === 'SET' ? { delayMs: 50, replyMs: 400, outcome: 'answered' } : { delayMs: 50, outcome: 'answered' };
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(200);
    assert.ok((await sent) instanceof NoAnswerError);
    assert.equal(device.state.get('toggle')?.on, false, 'not done, as far as is known');
    await clock.advance(200);
    assert.equal(plug.isOn(), true);
    assert.equal(device.state.get('toggle')?.on, true, 'asked right after it');
    await device.close();
  });
});

describe('taps that pile up', () => {
  test('share the outcome of the last command, and only the acknowledged state is reported', async () => {
    const { clock, plug, device } = startDevice();
    plug.fate = () => ({ delayMs: 400, outcome: 'answered' });
    const readings: unknown[] = [];
    device.onReading(reading => readings.push(reading));
    const sent = [true, false, true, false].map(on => outcomeOf(device.send(toggleCommand(PLUG, 0, on))));
    await clock.advance(2000);
    assert.deepEqual(await Promise.all(sent), ['done', 'done', 'done', 'done']);
    assert.deepEqual(
      plug.sets.map(({ payload }) => payload),
      [{ togglex: { channel: 0, onoff: 1 } }, { togglex: { channel: 0, onoff: 0 } }],
    );
    assert.deepEqual(readings, [
      { kind: 'toggle', channel: 0, on: true },
      { kind: 'toggle', channel: 0, on: false },
    ]);
    await device.close();
  });

  test('on two outlets do not replace each other', async () => {
    const { clock, plug, device } = startDevice({ channels: [0, 1] });
    const sent = [toggleCommand(PLUG, 0, true), toggleCommand(PLUG, 1, true), toggleCommand(PLUG, 0, false)].map(
      command => outcomeOf(device.send(command)),
    );
    await clock.advance(2000);
    assert.deepEqual(await Promise.all(sent), ['done', 'done', 'done']);
    assert.deepEqual(
      [0, 1].map(channel => [channel, plug.isOn(channel)]),
      [
        [0, false],
        [1, true],
      ],
    );
    await device.close();
  });
});

describe('an error code of the plug', () => {
  test('fails the tap, and the plug stays reachable', async () => {
    const { clock, plug, device } = startDevice();
    plug.fate = ({ method }) => (method === 'SET' ? { delayMs: 1, outcome: 'refused' } : 'answered');
    const sent = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
    await clock.advance(100);
    assert.ok((await sent) instanceof RefusedError);
    for (let tap = 0; tap < 5; tap += 1) {
      const again = outcomeOf(device.send(toggleCommand(PLUG, 0, true)));
      await clock.advance(10);
      assert.ok((await again) instanceof RefusedError);
    }
    assert.equal(device.state.get('reachable')?.reachable, true);
    await device.close();
  });
});

describe('a scene over several outlets of one strip', () => {
  const CHANNELS = [0, 1, 2, 3, 4, 5];
  const sendScene = async (fixture: DeviceFixture, on: boolean): Promise<readonly unknown[]> => {
    const sent = [1, 2, 3, 4, 5].map(channel => outcomeOf(fixture.device.send(toggleCommand(PLUG, channel, on))));
    await fixture.clock.advance(1000);
    return Promise.all(sent);
  };
  const outlets = ({ plug }: DeviceFixture): readonly unknown[] => [1, 2, 3, 4, 5].map(each => plug.isOn(each));

  test('is one request, whose effect is read back the first time', async () => {
    const fixture = startDevice({ channels: CHANNELS });
    assert.deepEqual(await sendScene(fixture, true), ['done', 'done', 'done', 'done', 'done']);
    assert.equal(fixture.plug.sets.length, 1);
    assert.deepEqual(outlets(fixture), [true, true, true, true, true]);
    const requestCount = fixture.plug.requests.length;
    fixture.plug.requests.length = 0;
    assert.ok(requestCount >= 2, 'read back');
    await sendScene(fixture, false);
    assert.equal(fixture.plug.sets.length, 1);
    assert.deepEqual(outlets(fixture), [false, false, false, false, false]);
    await fixture.device.close();
  });

  test('is sent one by one to a plug that carries out only the first, from then on at once', async () => {
    const fixture = startDevice({ channels: CHANNELS });
    fixture.plug.faults.arraySet = 'first only';
    assert.deepEqual(await sendScene(fixture, true), ['done', 'done', 'done', 'done', 'done']);
    assert.deepEqual(outlets(fixture), [true, true, true, true, true]);
    fixture.plug.requests.length = 0;
    await sendScene(fixture, false);
    assert.deepEqual(outlets(fixture), [false, false, false, false, false]);
    assert.equal(fixture.plug.sets.length, 5);
    await fixture.device.close();
  });

  test('is sent one by one to a plug that hangs up on it', async () => {
    const fixture = startDevice({ channels: CHANNELS });
    fixture.plug.faults.arraySet = 'refused';
    assert.deepEqual(await sendScene(fixture, true), ['done', 'done', 'done', 'done', 'done']);
    assert.deepEqual(outlets(fixture), [true, true, true, true, true]);
    assert.equal(fixture.device.state.get('reachable')?.reachable, true);
    await fixture.device.close();
  });

  test('is tried again, one by one, when the connection was refused once', async () => {
    const fixture = startDevice({ channels: CHANNELS });
    const outcomes = [{ delayMs: 1, outcome: 'no connection' as const }];
    fixture.plug.fate = () => outcomes.shift() ?? 'answered';
    assert.deepEqual(await sendScene(fixture, true), ['done', 'done', 'done', 'done', 'done']);
    assert.deepEqual(outlets(fixture), [true, true, true, true, true]);
    await fixture.device.close();
  });

  test('stops at once when it is closed in the middle', async () => {
    const fixture = startDevice({ channels: CHANNELS });
    fixture.plug.faults.arraySet = 'first only';
    const sent = [1, 2, 3, 4, 5].map(channel => outcomeOf(fixture.device.send(toggleCommand(PLUG, channel, true))));
    await fixture.clock.advance(90);
    const commands = fixture.plug.sets.length;
    await fixture.device.close();
    await Promise.all(sent);
    assert.ok(commands < 6, String(commands));
    assert.equal(fixture.plug.sets.length, commands);
    assert.equal(fixture.clock.pending, 0);
  });

  test('fails for all outlets when the plug is unreachable', async () => {
    const fixture = startDevice({ channels: CHANNELS });
    fixture.plug.fate = () => ({ delayMs: 1, outcome: 'lost' });
    const sent = [1, 2, 3, 4, 5].map(channel => outcomeOf(fixture.device.send(toggleCommand(PLUG, channel, true))));
    await fixture.clock.advance(4400);
    for (const outcome of await Promise.all(sent)) assert.ok(outcome instanceof NoAnswerError);
    await fixture.device.close();
  });
});
