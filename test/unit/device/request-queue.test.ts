import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sleep } from '../../../src/clock.ts';
import type { Command } from '../../../src/device/command.ts';
import { RequestQueue, type CommandSender } from '../../../src/device/request-queue.ts';
import { GivenUpError, MerossError, NoAnswerError, RefusedError, UnreachableError } from '../../../src/errors.ts';
import type { Message } from '../../../src/protocol/envelope.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const HEADER = { messageId: '', namespace: '', method: '', uuid: undefined, timestamp: 0, sign: '' };
const REPLY: Message = { header: HEADER, payload: {} };

const commandOf = (key: string, value = 0): Command => ({
  key,
  request: { namespace: key, method: 'SET', payload: { value } },
  proves: [],
});

/** Settles to `done KEY VALUE`, or to the error. */
function outcomeOf(sent: Promise<Command>): Promise<unknown> {
  return sent.then(
    ({ key, request }) => `done ${key} ${String(request.payload['value'])}`,
    (error: unknown) => error,
  );
}

function assertBusy(error: unknown): void {
  assert.ok(error instanceof NoAnswerError, String(error));
  assert.equal(error.message, 'the plug was busy with another request');
  assert.equal(error.reason, 'plug was busy');
  assert.equal(error.hungUp, false);
}

interface Options {
  /** What becomes of each request: an error, or a reply after so many milliseconds. */
  readonly fates?: readonly (Error | number)[];
  readonly gatherMs?: number;
  /** What becomes of each combined request. */
  readonly together?: readonly (Error | boolean | number)[];
}

function queueFixture({ fates = [], gatherMs = 0, together = [] }: Options = {}) {
  const clock = new FakeClock();
  const sent: string[] = [];
  const [ahead, togetherAhead] = [[...fates], [...together]];
  const sender: CommandSender = {
    send: async ({ namespace, payload }, signal) => {
      sent.push(`${namespace} ${String(payload['value'])} at ${clock.now()}`);
      const fate = ahead.shift() ?? 10;
      if (fate instanceof Error) throw fate;
      await sleep(clock, fate, signal);
      return REPLY;
    },
    gatherMs: () => gatherMs,
    sendTogether: async (commands, signal) => {
      sent.push(`${commands.map(({ key }) => key).join('+')} at ${clock.now()}`);
      const fate = togetherAhead.shift() ?? true;
      if (fate instanceof Error) throw fate;
      if (typeof fate === 'number') await sleep(clock, fate, signal);
      return fate !== false;
    },
  };
  return { clock, sent, queue: new RequestQueue(sender, clock) };
}

const unreachable = (): Error => new UnreachableError('no connection');
const silent = (): Error => new NoAnswerError('silent', { hungUp: false });
const hungUp = (): Error => new NoAnswerError('hung up', { hungUp: true });

describe('a command', () => {
  test('is acknowledged once, and leaves no timer', async () => {
    const { clock, queue, sent } = queueFixture();
    const outcome = outcomeOf(queue.command(commandOf('a', 1), 4300));
    await clock.advance(10);
    assert.equal(await outcome, 'done a 1');
    assert.deepEqual(sent, ['a 1 at 0']);
    assert.equal(clock.pending, 0);
  });

  test('that waits is replaced by a newer one with its key, and both callers get the outcome of that', async () => {
    const { clock, queue, sent } = queueFixture({ fates: [100] });
    const outcomes = [commandOf('x'), commandOf('a', 1), commandOf('a', 2), commandOf('b', 3)].map(command =>
      outcomeOf(queue.command(command, 4300)),
    );
    await clock.advance(1000);
    assert.deepEqual(await Promise.all(outcomes), ['done x 0', 'done a 2', 'done a 2', 'done b 3']);
    assert.deepEqual(sent, ['x 0 at 0', 'a 2 at 100', 'b 3 at 110']);
  });

  test('that replaces another has its own time, and the first caller only its own', async () => {
    const { clock, queue, sent } = queueFixture({ fates: [400] });
    const other = outcomeOf(queue.command(commandOf('x'), 1000));
    const first = outcomeOf(queue.command(commandOf('a', 1), 200));
    await clock.advance(150);
    const second = outcomeOf(queue.command(commandOf('a', 2), 1000));
    await clock.advance(150);
    const error = await first;
    assert.ok(error instanceof NoAnswerError);
    assert.deepEqual([error.message, error.reason, error.hungUp], ['no reply in time', 'no reply in time', false]);
    await clock.advance(300);
    assert.deepEqual(await Promise.all([other, second]), ['done x 0', 'done a 2']);
    assert.deepEqual(sent, ['x 0 at 0', 'a 2 at 400']);
    assert.equal(clock.pending, 0);
  });

  test('whose time is over before its turn was not sent: the plug was busy', async () => {
    const { clock, queue, sent } = queueFixture({ fates: [500] });
    const first = outcomeOf(queue.command(commandOf('x'), 4300));
    const second = outcomeOf(queue.command(commandOf('a'), 200));
    await clock.advance(200);
    assertBusy(await second);
    await clock.advance(1000);
    assert.equal(await first, 'done x 0');
    assert.deepEqual(sent, ['x 0 at 0']);
    assert.equal(clock.pending, 0);
  });

  for (const [what, error] of [
    ['without a connection', unreachable],
    ['after a hang-up', hungUp],
  ] as const) {
    test(`is tried once more ${what}, 0.3 s later`, async () => {
      const { clock, queue, sent } = queueFixture({ fates: [error()] });
      const outcome = outcomeOf(queue.command(commandOf('a'), 4300));
      await clock.advance(310);
      assert.equal(await outcome, 'done a 0');
      assert.deepEqual(sent, ['a 0 at 0', 'a 0 at 300']);
    });
  }

  test('that fails twice fails with the second error', async () => {
    const second = hungUp();
    const { clock, queue, sent } = queueFixture({ fates: [unreachable(), second] });
    const outcome = outcomeOf(queue.command(commandOf('a'), 4300));
    await clock.advance(1000);
    assert.equal(await outcome, second);
    assert.equal(sent.length, 2);
    assert.equal(clock.pending, 0);
  });

  for (const error of [silent(), new RefusedError(5000, {}), new TypeError('a mistake')]) {
    test(`is not tried again after ${error.name}, ${error.message}`, async () => {
      const { clock, queue, sent } = queueFixture({ fates: [error] });
      const outcome = outcomeOf(queue.command(commandOf('a'), 4300));
      await clock.advance(1000);
      assert.equal(await outcome, error);
      assert.equal(sent.length, 1);
    });
  }

  test('has no retry that would begin after its time', async () => {
    const error = unreachable();
    const { clock, queue, sent } = queueFixture({ fates: [error] });
    const outcome = outcomeOf(queue.command(commandOf('a'), 250));
    await clock.advance(250);
    assert.equal(await outcome, error);
    await clock.advance(1000);
    assert.equal(sent.length, 1);
    assert.equal(clock.pending, 0);
  });

  test('that failed once makes room for a newer one with its key, and shares its outcome', async () => {
    const { clock, queue, sent } = queueFixture({ fates: [unreachable()] });
    const first = outcomeOf(queue.command(commandOf('a', 1), 4300));
    await clock.advance(100);
    const other = outcomeOf(queue.command(commandOf('b'), 4300));
    const newer = outcomeOf(queue.command(commandOf('a', 2), 4300));
    await clock.advance(1000);
    assert.deepEqual(await Promise.all([first, other, newer]), ['done a 2', 'done b 0', 'done a 2']);
    assert.deepEqual(sent, ['a 1 at 0', 'b 0 at 300', 'a 2 at 310']);
    assert.equal(clock.pending, 0);
  });
});

describe('a query', () => {
  test('that is under way is given up for a command, and one that waits lets it pass', async () => {
    const { clock, queue, sent } = queueFixture();
    const work = (name: string) => async (signal: AbortSignal) => {
      sent.push(`${name} at ${clock.now()}`);
      await sleep(clock, 1000, signal);
      return name;
    };
    const first = queue.query(work('first'), 4000).catch((error: unknown) => error);
    const second = queue.query(work('second'), 4000);
    await clock.advance(500);
    const command = outcomeOf(queue.command(commandOf('a'), 4300));
    await clock.advance(2000);
    const error = await first;
    assert.ok(error instanceof GivenUpError);
    assert.equal(error.reason, 'given up for a command');
    assert.deepEqual([await command, await second], ['done a 0', 'second']);
    assert.deepEqual(sent, ['first at 0', 'a 0 at 500', 'second at 510']);
    assert.equal(clock.pending, 0);
  });

  test('has its own time, from its turn on', async () => {
    const { clock, queue } = queueFixture({ fates: [300] });
    const command = outcomeOf(queue.command(commandOf('a'), 4300));
    const aborted = queue
      .query(async signal => sleep(clock, 1000, signal), 400)
      .then(
        () => 'done',
        (error: unknown) => `${String(error)} at ${clock.now()}`,
      );
    await clock.advance(2000);
    assert.equal(await command, 'done a 0');
    assert.match(await aborted, /400 ms is over at 700$/);
    assert.equal(clock.pending, 0);
  });

  test('does not end a command that is under way, nor does another command', async () => {
    const { clock, queue } = queueFixture({ fates: [200] });
    const first = outcomeOf(queue.command(commandOf('a'), 4300));
    const query = queue.query(() => Promise.resolve('asked'), 4000);
    const second = outcomeOf(queue.command(commandOf('b'), 4300));
    await clock.advance(1000);
    assert.deepEqual(await Promise.all([first, second, query]), ['done a 0', 'done b 0', 'asked']);
  });

  test('that hangs is cut short when the plug seems to be back, counted from its start', async () => {
    const { clock, queue } = queueFixture();
    const ends: string[] = [];
    const ask = (name: string): Promise<void> =>
      queue
        .query(signal => sleep(clock, 60_000, signal), 4000)
        .catch((error: unknown) => void ends.push(`${name} at ${clock.now()}: ${String(error)}`));
    const first = ask('first');
    await clock.advance(200);
    queue.limitQuery(500);
    await clock.advance(299);
    assert.deepEqual(ends, []);
    await clock.advance(1);
    await first;
    assert.deepEqual(ends, ['first at 500: TimeIsUp: the limit of 300 ms is over']);
    const second = ask('second');
    await clock.advance(900);
    queue.limitQuery(500);
    await clock.advance(0);
    await second;
    assert.equal(ends[1], 'second at 1400: TimeIsUp: the limit of 0 ms is over');
    assert.equal(clock.pending, 0);
  });

  test('alone is cut short: a command that is under way keeps its time, and without a request nothing happens', async () => {
    const { clock, queue } = queueFixture({ fates: [2000] });
    queue.limitQuery(100);
    const outcome = outcomeOf(queue.command(commandOf('a'), 4300));
    await clock.advance(10);
    queue.limitQuery(100);
    await clock.advance(2000);
    assert.equal(await outcome, 'done a 0');
  });
});

describe('commands of one scene', () => {
  test('wait for each other, and go in one request', async () => {
    const { clock, queue, sent } = queueFixture({ gatherMs: 10 });
    const outcomes = ['a', 'b', 'c'].map(key => outcomeOf(queue.command(commandOf(key), 4300)));
    await clock.advance(9);
    assert.deepEqual(sent, []);
    await clock.advance(1);
    assert.deepEqual(await Promise.all(outcomes), ['done a 0', 'done b 0', 'done c 0']);
    assert.deepEqual(sent, ['a+b+c at 10']);
    assert.equal(clock.pending, 0);
  });

  test('one alone is sent alone, after its wait', async () => {
    const { clock, queue, sent } = queueFixture({ gatherMs: 10 });
    const outcome = outcomeOf(queue.command(commandOf('a'), 4300));
    await clock.advance(50);
    assert.equal(await outcome, 'done a 0');
    assert.deepEqual(sent, ['a 0 at 10']);
  });

  for (const [what, fate] of [
    ['the plug carries out only the first', false],
    ['there is no connection', unreachable()],
    ['the plug hangs up', hungUp()],
  ] as const) {
    test(`are sent one by one if ${what}`, async () => {
      const { clock, queue, sent } = queueFixture({ gatherMs: 10, together: [fate] });
      const outcomes = ['a', 'b'].map(key => outcomeOf(queue.command(commandOf(key), 4300)));
      await clock.advance(100);
      assert.deepEqual(await Promise.all(outcomes), ['done a 0', 'done b 0']);
      assert.deepEqual(sent, ['a+b at 10', 'a 0 at 10', 'b 0 at 20']);
      assert.equal(clock.pending, 0);
    });
  }

  test('fail together if the plug is silent', async () => {
    const error = silent();
    const { clock, queue, sent } = queueFixture({ gatherMs: 10, together: [error] });
    const outcomes = ['a', 'b'].map(key => outcomeOf(queue.command(commandOf(key), 4300)));
    await clock.advance(100);
    assert.deepEqual(await Promise.all(outcomes), [error, error]);
    assert.deepEqual(sent, ['a+b at 10']);
    assert.equal(clock.pending, 0);
  });

  test('have the time of the first: when it is over, the others are not sent either', async () => {
    const { clock, queue, sent } = queueFixture({ gatherMs: 10, together: [500] });
    const outcomes = ['a', 'b'].map(key => outcomeOf(queue.command(commandOf(key), 300)));
    await clock.advance(1000);
    for (const outcome of await Promise.all(outcomes)) assert.ok(outcome instanceof Error, String(outcome));
    assert.deepEqual(sent, ['a+b at 10']);
    assert.equal(clock.pending, 0);
  });

  test('a command whose time ends while it waits for others is not sent', async () => {
    const { clock, queue, sent } = queueFixture({ gatherMs: 10 });
    const outcome = outcomeOf(queue.command(commandOf('a'), 5));
    await clock.advance(100);
    assertBusy(await outcome);
    assert.deepEqual(sent, []);
  });

  test('one whose time is over when the first has failed fails as "busy"', async () => {
    const { clock, queue, sent } = queueFixture({ gatherMs: 10, together: [false], fates: [120] });
    const first = outcomeOf(queue.command(commandOf('a'), 4300));
    const second = outcomeOf(queue.command(commandOf('b'), 100));
    await clock.advance(1000);
    assert.equal(await first, 'done a 0');
    assertBusy(await second);
    assert.deepEqual(sent, ['a+b at 10', 'a 0 at 10']);
  });
});

describe('closing', () => {
  test('gives up what is in flight and what waits, and resolves when nothing is left', async () => {
    const { clock, queue, sent } = queueFixture({ fates: [1000] });
    const outcomes = ['a', 'b'].map(key => outcomeOf(queue.command(commandOf(key), 4300)));
    const query = queue.query(() => Promise.resolve('asked'), 4000).catch((error: unknown) => error);
    await clock.advance(10);
    await queue.close();
    for (const error of await Promise.all([...outcomes, query])) {
      assert.ok(error instanceof GivenUpError, String(error));
      assert.equal(error.reason, 'closing');
      assert.equal(error.message, 'closed');
    }
    assert.deepEqual(sent, ['a 0 at 0']);
    assert.equal(clock.pending, 0);
  });

  test('nothing is accepted afterwards', async () => {
    const { clock, queue, sent } = queueFixture();
    await queue.close();
    assert.ok((await outcomeOf(queue.command(commandOf('a'), 4300))) instanceof GivenUpError);
    await assert.rejects(
      queue.query(() => Promise.resolve(1), 4000),
      GivenUpError,
    );
    assert.deepEqual(sent, []);
    assert.equal(clock.pending, 0);
  });

  test('a command between its two attempts is not sent again', async () => {
    const { clock, queue, sent } = queueFixture({ fates: [unreachable()] });
    const outcome = outcomeOf(queue.command(commandOf('a'), 4300));
    await clock.advance(100);
    const closed = queue.close();
    await clock.advance(1000);
    await closed;
    assert.ok((await outcome) instanceof MerossError);
    assert.equal(sent.length, 1);
    assert.equal(clock.pending, 0);
  });

  test('commands that were to go together are given up', async () => {
    const { clock, queue, sent } = queueFixture({ gatherMs: 10, together: [500] });
    const outcomes = ['a', 'b'].map(key => outcomeOf(queue.command(commandOf(key), 4300)));
    await clock.advance(100);
    await queue.close();
    for (const error of await Promise.all(outcomes)) assert.ok(error instanceof GivenUpError, String(error));
    assert.deepEqual(sent, ['a+b at 10']);
    assert.equal(clock.pending, 0);
  });
});
