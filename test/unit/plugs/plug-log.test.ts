import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlugInfo } from '../../../src/device/plug-info.ts';
import {
  NoAnswerError,
  NotSignedError,
  OtherPlugError,
  UnreachableError,
  WrongKeyError,
  type MerossError,
} from '../../../src/errors.ts';
import { PlugLog } from '../../../src/plugs/plug-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { captureLog } from './captured-log.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const unreachable = new UnreachableError('connection refused');
const otherPlug = new OtherPlugError({ expected: 'aa', found: 'bb' });

const INFO: PlugInfo = {
  uuid: '2401010000000000000048e1e9aabbcc',
  model: 'MSS310',
  hardwareVersion: '2.0.0',
  firmwareVersion: '2.1.17',
  macAddress: '48:e1:e9:aa:bb:cc',
  channels: [0],
  abilities: {},
};

class PlugLogFixture {
  readonly clock = new FakeClock();
  readonly #kept = captureLog();
  readonly lines = this.#kept.lines;
  readonly reporter = new PlugLog({
    log: this.#kept.log,
    clock: this.clock,
    plug: () => ({ name: 'Lamp', address: '192.168.1.20', path: 'devices[0]', isInHome: true }),
  });

  well(): void {
    this.reporter.replied(INFO);
  }

  /** Unreachable for `unreachableMs` and reachable for `reachableMs`, in turns, for that long in all. */
  async flap(
    ms: number,
    { unreachableMs, reachableMs }: { readonly unreachableMs: number; readonly reachableMs: number },
    why = unreachable as MerossError,
  ) {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      this.reporter.failed(why);
      await this.clock.advance(unreachableMs / 2);
      this.reporter.failed(why);
      await this.clock.advance(unreachableMs / 2);
      this.well();
      await this.clock.advance(reachableMs);
    }
  }

  with(text: string | RegExp): readonly string[] {
    return this.lines.filter(line => (typeof text === 'string' ? line.includes(text) : text.test(line)));
  }
}

describe('a plug that goes and comes back', () => {
  test('is logged once when it goes, and once when it is back', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    fixture.reporter.failed(unreachable);
    fixture.reporter.failed(new NoAnswerError('silence', { hungUp: false }));
    await fixture.clock.advance(3 * MINUTE);
    fixture.well();
    fixture.well();
    assert.deepEqual(
      fixture.lines.map(line => line.split('\n')[0]),
      [
        'success: Lamp is ready: MSS310, firmware 2.1.17, at 192.168.1.20.',
        'warn: Lamp (192.168.1.20) cannot be reached: connection refused.',
        'success: Lamp (192.168.1.20) is back after 3 min.',
      ],
    );
  });

  test('is logged each time where that is every few hours, for a week', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(7 * 24 * HOUR, { unreachableMs: HOUR, reachableMs: 5 * HOUR });
    assert.equal(fixture.with('is back').length, 28);
    assert.equal(fixture.with('unstable').length, 0);
  });

  test('is logged for each cause that a person can mend, though it was silent before', () => {
    const fixture = new PlugLogFixture();
    for (const why of [
      unreachable,
      new WrongKeyError('5001'),
      otherPlug,
      new NotSignedError(),
      unreachable,
      otherPlug,
    ]) {
      fixture.reporter.failed(why);
    }
    assert.equal(fixture.lines.length, 4);
  });
});

describe('a plug that answers for 8 of 16 seconds', () => {
  const flapping = { unreachableMs: 8000, reachableMs: 8000 };

  test('fills the log with a dozen lines in an hour: three times gone and back, and then summaries with counts', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(HOUR, flapping);
    assert.equal(fixture.with('cannot be reached').length, 3);
    assert.equal(fixture.with('is back').length, 3);
    const summaries = fixture.with('is unstable');
    assert.deepEqual(
      summaries.map(line => /(\d+) times unreachable in (\d+ \w+)/.exec(line)?.slice(1)),
      [
        ['4', '48 s'],
        ['61', '16 min'],
        ['174', '46 min'],
      ],
    );
    assert.ok(fixture.lines.length <= 10);
  });

  test('is explained: the likely cause, what to do, and what is logged from now on', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(2 * MINUTE, flapping);
    const [summary = ''] = fixture.with('is unstable');
    assert.match(summary, /Most likely its Wi-Fi is weak: move/);
    assert.match(summary, /only a summary like this is logged now and then/);
  });

  test('is logged once more when it has been stable for a quarter of an hour, and as usual after a night', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(HOUR, flapping);
    await fixture.clock.advance(14 * MINUTE);
    assert.equal(fixture.with('stable again').length, 0);
    await fixture.clock.advance(2 * MINUTE);
    assert.deepEqual(fixture.with('stable again'), [
      'success: Lamp (192.168.1.20) is stable again: it has replied for 15 min without a break.\n' +
        'Before that it was unreachable 225 times in 1 h 0 min.',
    ]);
    await fixture.clock.advance(8 * HOUR);
    fixture.reporter.failed(unreachable);
    fixture.well();
    assert.equal(fixture.with('cannot be reached').length, 4);
    assert.equal(fixture.with('is back').length, 4);
  });

  test('is logged as gone when it stays away in the end, and as back when it is', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(HOUR, flapping);
    fixture.reporter.failed(unreachable);
    await fixture.clock.advance(20 * MINUTE);
    assert.equal(fixture.with('cannot be reached').length, 4);
    assert.equal(fixture.with('stable again').length, 0);
    fixture.well();
    assert.match(fixture.lines.at(-1) ?? '', /is back after 20 min/);
  });

  test('is still logged, once, for a cause that a person can mend', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(10 * MINUTE, flapping);
    await fixture.flap(10 * MINUTE, flapping, new WrongKeyError('5001'));
    await fixture.flap(10 * MINUTE, flapping);
    assert.equal(fixture.with('does not accept the key').length, 1);
  });

  test('is said to share its address where another plug answers in between', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(10 * MINUTE, flapping, otherPlug);
    assert.match(fixture.with('is unstable')[0] ?? '', /two devices share this address/);
    assert.ok(fixture.lines.length <= 9);
  });

  test('leaves nothing ticking after the end', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    await fixture.flap(10 * MINUTE, flapping);
    fixture.reporter.changed({ is: 'firmware', now: '2', before: '1' });
    fixture.reporter.changed({ is: 'firmware', now: '1', before: '2' });
    fixture.reporter.close();
    fixture.reporter.failed(unreachable);
    assert.equal(fixture.clock.pending, 0);
  });
});

describe('whatever the pattern of a plug that comes and goes', () => {
  for (const [unreachableMs, reachableMs, pauseMs] of [
    [20_000, 20_000, 0],
    [8000, 8000, 0],
    [MINUTE, MINUTE, 0],
    [8 * MINUTE, 8 * MINUTE, 0],
    [15 * MINUTE, 15 * MINUTE, 0],
    [1000, 29 * MINUTE, 0],
    [HOUR, HOUR, 0],
    // It is unstable for ten minutes, and then stable for this long.
    [8000, 8000, 16 * MINUTE],
    [8000, 8000, HOUR],
  ] as const) {
    test(`${unreachableMs / 1000} s away and ${reachableMs / 1000} s there, resting for ${pauseMs / MINUTE} min: few lines a day`, async () => {
      const fixture = new PlugLogFixture();
      fixture.well();
      for (const end = fixture.clock.now() + 24 * HOUR; fixture.clock.now() < end;) {
        await fixture.flap(10 * MINUTE, { unreachableMs, reachableMs });
        await fixture.clock.advance(pauseMs);
      }
      assert.ok(fixture.lines.length <= 40, `${fixture.lines.length} lines`);
      assert.ok(fixture.lines.length >= 10);
    });
  }
});

describe('a plug that answers with another firmware at every poll', () => {
  const updated = { is: 'firmware', now: '2.1.18', before: '2.1.17' } as const;

  test('is one line, and after a quarter of an hour a summary', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    for (let poll = 0; poll < 170; poll++) {
      fixture.reporter.changed(poll % 2 === 0 ? updated : { is: 'firmware', now: '2.1.17', before: '2.1.18' });
      fixture.well();
      await fixture.clock.advance(5000);
    }
    assert.equal(fixture.lines.length, 2);
    assert.match(fixture.lines[1] ?? '', /its firmware is now 2\.1\.18, not 2\.1\.17\.\n/);
    for (let poll = 0; poll < 50; poll++) {
      fixture.reporter.changed({ is: 'firmware', now: '2.1.17', before: '2.1.18' });
      await fixture.clock.advance(5000);
    }
    assert.equal(fixture.lines.length, 3);
    assert.match(fixture.lines[2] ?? '', /is unstable: its firmware or its outlets changed 18\d times in 15 min/);
    await fixture.clock.advance(20 * MINUTE);
    assert.equal(fixture.lines.length, 4);
    assert.match(fixture.lines[3] ?? '', /nothing has changed for 15 min\. .* changed 220 times/);
  });

  test('is one line where it was updated, and no other follows', async () => {
    const fixture = new PlugLogFixture();
    fixture.well();
    fixture.reporter.changed(updated);
    fixture.well();
    await fixture.clock.advance(24 * HOUR);
    assert.equal(fixture.lines.length, 2);
  });
});

describe('lines about one plug that are logged once', () => {
  test('a plug that is found at two addresses in turn has its moves summed up', async () => {
    const fixture = new PlugLogFixture();
    for (let move = 0; move < 200; move++) {
      fixture.reporter.moved('192.168.1.21');
      await fixture.clock.advance(10_000);
    }
    assert.equal(fixture.with('has moved from').length, 3);
    assert.equal(fixture.with(/has moved \d+ times/).length, 2);
  });

  test('are not without number, though a plug gives another reason each time', () => {
    const fixture = new PlugLogFixture();
    for (let reason = 0; reason < 500; reason++) fixture.reporter.once(`Lamp said ${reason}`);
    assert.equal(fixture.lines.length, 20);
  });
});
