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
import { Reporter } from '../../../src/household/reporter.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { keptLog } from './log.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const gone = new UnreachableError('connection refused');
const stranger = new OtherPlugError({ expected: 'aa', found: 'bb' });

const INFO: PlugInfo = {
  uuid: '2401010000000000000048e1e9aabbcc',
  model: 'MSS310',
  hardwareVersion: '2.0.0',
  firmwareVersion: '2.1.17',
  macAddress: '48:e1:e9:aa:bb:cc',
  channels: [0],
  abilities: {},
};

class House {
  readonly clock = new FakeClock();
  readonly #kept = keptLog();
  readonly lines = this.#kept.lines;
  readonly reporter = new Reporter({
    log: this.#kept.log,
    clock: this.clock,
    subject: () => ({ name: 'Lamp', address: '192.168.1.20', path: 'devices[0]' }),
  });

  well(): void {
    this.reporter.well(INFO);
  }

  /** Away for `awayMs` and there for `wellMs`, in turns, for so long. */
  async flap(
    ms: number,
    { awayMs, wellMs }: { readonly awayMs: number; readonly wellMs: number },
    why = gone as MerossError,
  ) {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      this.reporter.trouble(why);
      await this.clock.advance(awayMs / 2);
      this.reporter.trouble(why);
      await this.clock.advance(awayMs / 2);
      this.well();
      await this.clock.advance(wellMs);
    }
  }

  with(text: string | RegExp): readonly string[] {
    return this.lines.filter(line => (typeof text === 'string' ? line.includes(text) : text.test(line)));
  }
}

describe('a plug that goes and comes back', () => {
  test('is logged once when it goes, and once when it is back', async () => {
    const house = new House();
    house.well();
    house.reporter.trouble(gone);
    house.reporter.trouble(new NoAnswerError('silence', { hungUp: false }));
    await house.clock.advance(3 * MINUTE);
    house.well();
    house.well();
    assert.deepEqual(
      house.lines.map(line => line.split('\n')[0]),
      [
        'success: Lamp is ready: MSS310, firmware 2.1.17, at 192.168.1.20.',
        'warn: Lamp (192.168.1.20) cannot be reached: connection refused.',
        'success: Lamp (192.168.1.20) is back after 3 min.',
      ],
    );
  });

  test('is logged each time where that is every few hours, for a week', async () => {
    const house = new House();
    house.well();
    await house.flap(7 * 24 * HOUR, { awayMs: HOUR, wellMs: 5 * HOUR });
    assert.equal(house.with('is back').length, 28);
    assert.equal(house.with('unstable').length, 0);
  });

  test('is logged for each cause that a person can mend, though it was silent before', () => {
    const house = new House();
    for (const why of [gone, new WrongKeyError('5001'), stranger, new NotSignedError(), gone, stranger]) {
      house.reporter.trouble(why);
    }
    assert.equal(house.lines.length, 4);
  });
});

describe('a plug that answers for 8 of 16 seconds', () => {
  const flapping = { awayMs: 8000, wellMs: 8000 };

  test('fills the log with a dozen lines in an hour: three times gone and back, and then summaries with counts', async () => {
    const house = new House();
    house.well();
    await house.flap(HOUR, flapping);
    assert.equal(house.with('cannot be reached').length, 3);
    assert.equal(house.with('is back').length, 3);
    const summaries = house.with('is unstable');
    assert.deepEqual(
      summaries.map(line => /(\d+) times unreachable in (\d+ \w+)/.exec(line)?.slice(1)),
      [
        ['4', '48 s'],
        ['61', '16 min'],
        ['174', '46 min'],
      ],
    );
    assert.ok(house.lines.length <= 10);
  });

  test('is explained: the likely cause, what to do, and what is logged from now on', async () => {
    const house = new House();
    house.well();
    await house.flap(2 * MINUTE, flapping);
    const [summary = ''] = house.with('is unstable');
    assert.match(summary, /Most likely its Wi-Fi is weak: move/);
    assert.match(summary, /only a summary like this is logged now and then/);
  });

  test('is logged once more when it has been steady for a quarter of an hour, and as usual after a night', async () => {
    const house = new House();
    house.well();
    await house.flap(HOUR, flapping);
    await house.clock.advance(14 * MINUTE);
    assert.equal(house.with('steady again').length, 0);
    await house.clock.advance(2 * MINUTE);
    assert.deepEqual(house.with('steady again'), [
      'success: Lamp (192.168.1.20) is steady again: it has answered for 15 min without a break.\n' +
        'Before that it was unreachable 225 times in 1 h 0 min.',
    ]);
    await house.clock.advance(8 * HOUR);
    house.reporter.trouble(gone);
    house.well();
    assert.equal(house.with('cannot be reached').length, 4);
    assert.equal(house.with('is back').length, 4);
  });

  test('is logged as gone when it stays away in the end, and as back when it is', async () => {
    const house = new House();
    house.well();
    await house.flap(HOUR, flapping);
    house.reporter.trouble(gone);
    await house.clock.advance(20 * MINUTE);
    assert.equal(house.with('cannot be reached').length, 4);
    assert.equal(house.with('steady again').length, 0);
    house.well();
    assert.match(house.lines.at(-1) ?? '', /is back after 20 min/);
  });

  test('is still logged, once, for a cause that a person can mend', async () => {
    const house = new House();
    house.well();
    await house.flap(10 * MINUTE, flapping);
    await house.flap(10 * MINUTE, flapping, new WrongKeyError('5001'));
    await house.flap(10 * MINUTE, flapping);
    assert.equal(house.with('does not accept the key').length, 1);
  });

  test('is said to share its address where another plug answers in between', async () => {
    const house = new House();
    house.well();
    await house.flap(10 * MINUTE, flapping, stranger);
    assert.match(house.with('is unstable')[0] ?? '', /two devices have this address in turn/);
    assert.ok(house.lines.length <= 9);
  });

  test('leaves nothing ticking after the end', async () => {
    const house = new House();
    house.well();
    await house.flap(10 * MINUTE, flapping);
    house.reporter.changed('its firmware is 2 now, and was 1');
    house.reporter.changed('its firmware is 1 now, and was 2');
    house.reporter.close();
    house.reporter.trouble(gone);
    assert.equal(house.clock.pending, 0);
  });
});

describe('whatever the pattern of a plug that comes and goes', () => {
  for (const [awayMs, wellMs, pauseMs] of [
    [20_000, 20_000, 0],
    [8000, 8000, 0],
    [MINUTE, MINUTE, 0],
    [8 * MINUTE, 8 * MINUTE, 0],
    [15 * MINUTE, 15 * MINUTE, 0],
    [1000, 29 * MINUTE, 0],
    [HOUR, HOUR, 0],
    // It comes and goes for ten minutes, and then rests for so long.
    [8000, 8000, 16 * MINUTE],
    [8000, 8000, HOUR],
  ] as const) {
    test(`${awayMs / 1000} s away and ${wellMs / 1000} s there, resting for ${pauseMs / MINUTE} min: few lines a day`, async () => {
      const house = new House();
      house.well();
      for (const end = house.clock.now() + 24 * HOUR; house.clock.now() < end;) {
        await house.flap(10 * MINUTE, { awayMs, wellMs });
        await house.clock.advance(pauseMs);
      }
      assert.ok(house.lines.length <= 40, `${house.lines.length} lines`);
      assert.ok(house.lines.length >= 10);
    });
  }
});

describe('a plug that answers with another firmware at every poll', () => {
  test('is one line, and after a quarter of an hour a summary', async () => {
    const house = new House();
    house.well();
    for (let poll = 0; poll < 170; poll++) {
      const [now, before] = poll % 2 === 0 ? ['2.1.18', '2.1.17'] : ['2.1.17', '2.1.18'];
      house.reporter.changed(`its firmware is ${now} now, and was ${before}`);
      house.well();
      await house.clock.advance(5000);
    }
    assert.equal(house.lines.length, 2);
    assert.match(house.lines[1] ?? '', /its firmware is 2\.1\.18 now, and was 2\.1\.17\.\n/);
    for (let poll = 0; poll < 50; poll++) {
      house.reporter.changed('its firmware is 2.1.17 now, and was 2.1.18');
      await house.clock.advance(5000);
    }
    assert.equal(house.lines.length, 3);
    assert.match(house.lines[2] ?? '', /is unstable: its firmware or its outlets changed 18\d times in 15 min/);
    await house.clock.advance(20 * MINUTE);
    assert.equal(house.lines.length, 4);
    assert.match(house.lines[3] ?? '', /nothing has changed for 15 min; .* changed 220 times/);
  });

  test('is one line where it was updated, and no other follows', async () => {
    const house = new House();
    house.well();
    house.reporter.changed('its firmware is 2.1.18 now, and was 2.1.17');
    house.well();
    await house.clock.advance(24 * HOUR);
    assert.equal(house.lines.length, 2);
  });
});

describe('lines about one plug that are logged once', () => {
  test('a plug that is found at two addresses in turn has its moves summed up', async () => {
    const house = new House();
    for (let move = 0; move < 200; move++) {
      house.reporter.moved('192.168.1.21');
      await house.clock.advance(10_000);
    }
    assert.equal(house.with('and is followed there').length, 3);
    assert.equal(house.with(/has moved \d+ times/).length, 2);
  });

  test('are not without number, though a plug gives another reason each time', () => {
    const house = new House();
    for (let reason = 0; reason < 500; reason++) house.reporter.once(`Lamp said ${reason}`);
    assert.equal(house.lines.length, 20);
  });
});
