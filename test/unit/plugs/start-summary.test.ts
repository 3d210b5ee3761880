import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StartSummary, type StartResult } from '../../../src/plugs/start-summary.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { captureLog } from './captured-log.ts';

const path = (index: number): string => `devices[${String(index)}]`;

function start(count: number, leftOutCount = 0) {
  const { log, lines } = captureLog();
  const clock = new FakeClock();
  const plugs = Array.from({ length: count }, (_, index) => path(index));
  const summary = new StartSummary({ log, clock, plugs, leftOutCount });
  summary.start();
  return { summary, clock, lines };
}

function linesAfter(results: readonly StartResult[], leftOutCount = 0): readonly string[] {
  const { summary, lines } = start(results.length, leftOutCount);
  for (const [index, result] of results.entries()) summary.record(path(index), result);
  return lines;
}

describe('the summary after the start', () => {
  test('says that all is ready, in one line', () => {
    assert.deepEqual(linesAfter(['ready', 'ready', 'ready']), ['info: All 3 plugs are ready.']);
    assert.deepEqual(linesAfter(['ready', 'ready']), ['info: Both plugs are ready.']);
    assert.deepEqual(linesAfter(['ready']), ['info: The plug is ready.']);
  });

  test('counts the plugs that are not ready by their cause, and the entries that could not be used', () => {
    assert.deepEqual(linesAfter(['ready', 'wrong-key', 'ready'], 2), [
      'info: 2 of 5 plugs ready, 1 wrong key, 2 left out because of the config.',
    ]);
    assert.deepEqual(linesAfter(['unreachable', 'no-answer', 'other-plug', 'duplicate', 'no plug']), [
      'info: 0 of 5 plugs ready, 2 unreachable, 1 another plug at its address, 1 listed twice, 1 not a plug.',
    ]);
  });

  test('does not call the only plug ready while an entry of the config is left out', () => {
    assert.deepEqual(linesAfter(['ready'], 1), ['info: 1 of 2 plugs ready, 1 left out because of the config.']);
  });

  test('comes at once where no entry of the config can be used', () => {
    assert.deepEqual(start(0, 1).lines, ['info: 0 of 1 plugs ready, 1 left out because of the config.']);
  });

  test('comes after 30 s at the latest, and only once', async () => {
    const { summary, clock, lines } = start(2);
    summary.record(path(0), 'ready');
    await clock.advance(29_999);
    assert.deepEqual(lines, []);
    await clock.advance(1);
    summary.record(path(1), 'ready');
    assert.deepEqual(lines, ['info: 1 of 2 plugs ready, 1 no reply yet.']);
    assert.equal(clock.pending, 0);
  });

  test('counts the latest result of a plug, and no plug that discovery found', () => {
    const { summary, lines } = start(2);
    summary.record(path(0), 'no-answer');
    summary.record('the top level', 'wrong-key');
    summary.record(path(0), 'ready');
    summary.record(path(1), 'wrong-key');
    assert.deepEqual(lines, ['info: 1 of 2 plugs ready, 1 wrong key.']);
  });

  test('never comes after Homebridge has ended it, or where the config lists no plug', async () => {
    const ended = start(1);
    ended.summary.close();
    ended.summary.record(path(0), 'ready');
    const none = start(0);
    await none.clock.advance(60_000);
    assert.deepEqual([ended.lines, none.lines, ended.clock.pending], [[], [], 0]);
  });
});
