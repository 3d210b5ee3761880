import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainFailure } from '../../src/cli/command-failure.ts';
import { PlugCommandError } from '../../src/cli/plug-command-error.ts';
import {
  GivenUpError,
  InternalError,
  LockedError,
  MalformedError,
  NoAnswerError,
  NotSignedError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  UnsupportedError,
  WrongKeyError,
  type PlugError,
  type PlugErrorKind,
} from '../../src/errors.ts';
import { entryName, explainInLog, explainInTerminal, explainUnstable } from '../../src/explain.ts';
import { ENGLISH } from '../../src/texts/log-texts.ts';

const SUBJECT = { who: 'Lamp (192.168.1.20)', path: 'devices[3]', address: '192.168.1.20', isInHome: true };

/** One error of each kind, the exit status of a command that meets it, and its name for programs. */
const ERRORS: Readonly<Record<PlugErrorKind, readonly [PlugError, number, string]>> = {
  unreachable: [new UnreachableError('no route'), 3, 'unreachable'],
  'no-answer': [new NoAnswerError('silence', { hungUp: false }), 3, 'no-answer'],
  malformed: [new MalformedError('not JSON'), 1, 'malformed'],
  'not-signed': [new NotSignedError(), 6, 'not-signed'],
  'other-plug': [new OtherPlugError({ expected: 'aa', found: 'bb' }), 6, 'other-device'],
  'wrong-key': [new WrongKeyError('5001'), 4, 'wrong-key'],
  refused: [new RefusedError(5000), 5, 'refused'],
  unsupported: [new UnsupportedError('no meter'), 5, 'unsupported'],
  internal: [new InternalError('a mistake'), 1, 'failed'],
  'given-up': [new GivenUpError('enough'), 130, 'interrupted'],
  locked: [new LockedError('locked'), 5, 'locked'],
};

for (const [kind, [error, status, code]] of Object.entries(ERRORS)) {
  test(`${kind}: the log names the plug and what to do, and a command ends with ${status}`, () => {
    assert.equal(error.kind, kind);
    const [happened = '', advice = '', ...more] = explainInLog(error, SUBJECT, ENGLISH).split('\n');
    assert.ok(happened.startsWith(SUBJECT.who));
    assert.match(advice, /\.$/);
    assert.deepEqual(more, []);
    assert.match(explainUnstable(error, ENGLISH), /\.$/);
    const explained = explainFailure(new PlugCommandError(error, 'Lamp'));
    assert.deepEqual([explained.status, explained.code], [status, code]);
    assert.match(explained.message, /\.$/);
  });
}

describe('a reply in the name of a plug that is not signed with its key', () => {
  const text = explainInLog(new NotSignedError({ namespace: 'Appliance.System.All' }), SUBJECT, ENGLISH);

  test('is explained: what happened, two likely causes, what to do for each, and what happens until then', () => {
    assert.match(text, /in the name of this plug is not signed with its key any more/);
    assert.match(text, /reset or has another key now.*another device or program/);
    assert.match(text, /set "key" of plug 4/);
    assert.match(text, /"meross-local doctor 192\.168\.1\.20"/);
    assert.match(text, /restart Homebridge/);
    assert.match(text, /nothing of it is shown or switched/);
  });
});

describe('a plug without a reply', () => {
  const error = new UnreachableError('no route');

  test('that has a tile: the log says what Home shows, and how to find the cause', () => {
    assert.match(
      explainInLog(error, SUBJECT, ENGLISH),
      /"meross-local doctor 192\.168\.1\.20" finds the cause\. Home shows "No Response"/,
    );
  });

  test('that never had a tile is not in Home yet, and nothing is said of what Home shows', () => {
    const text = explainInLog(error, { ...SUBJECT, isInHome: false }, ENGLISH);
    assert.match(text, /not in Home yet; it appears as soon as it replies/);
    assert.doesNotMatch(text, /No Response/);
  });
});

test('a plug that was set up in the Meross app: the log and the terminal name the page about its key', () => {
  assert.match(explainInLog(new WrongKeyError('5001'), SUBJECT, ENGLISH), /Meross app .*meross-app/);
  assert.match(explainInTerminal(new WrongKeyError('5001'), 'Lamp').advice, /Meross app.*meross-app/);
});

test('people count plugs from 1', () => {
  assert.deepEqual(['devices[0]', 'devices[11]', 'the top level'].map(entryName), [
    'plug 1',
    'plug 12',
    'the top level',
  ]);
});

describe('a mistake in our own code', () => {
  test('is named in the terminal, with the plug or without', () => {
    const mistake = new TypeError('x is not a function');
    assert.match(
      explainFailure(mistake).message,
      /^An unexpected failure of this command: TypeError: x is not a function\.$/,
    );
    assert.match(
      explainFailure(new PlugCommandError(mistake, 'Lamp')).message,
      /^Lamp: an unexpected failure of this command/,
    );
    assert.match(
      explainFailure(new InternalError('an unexpected failure', { cause: mistake })).message,
      /TypeError: x/,
    );
    assert.match(explainFailure('words').message, /: words\.$/);
  });

  test('is no excuse to obey what a plug said: a terminal shows control characters instead', () => {
    assert.ok(
      !explainFailure(new PlugCommandError(new MalformedError('\u001b[2J'), 'Lamp')).message.includes('\u001b'),
    );
  });
});
