import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor, mayHaveMoved, type EntryContext } from '../../../src/doctor/fixes.ts';
import { fail, notChecked, ok, warn, type Finding, type LayerName } from '../../../src/doctor/finding.ts';
import type { ExitStatus, FindingFacts } from '../../../src/doctor/finding.ts';
import { EXIT } from '../../../src/settings.ts';

const failing = (layer: LayerName, exit: ExitStatus, facts: FindingFacts = {}): Finding =>
  fail(layer, { says: 'It fails.', todo: 'Mend it.', exit, facts });
const warning = (layer: LayerName): Finding => warn(layer, { says: 'It is odd.', todo: 'Mend it.' });

const HEALTHY = [
  ok('tcp', { says: 'It works.' }),
  ok('key', { says: 'The key fits.' }),
  ok('clock', { says: 'Right.' }),
];
const WRONG_KEY = failing('key', EXIT.wrongKey, { code: 5001 });
const NO_KEY = failing('key', EXIT.usage, { given: false });
const OTHER_PLUG = failing('identity', EXIT.otherDevice, { isExpected: false });

/** What is known, the kinds of the fixes, and whether the plug may be at another address. */
const TABLE: readonly (readonly [string, readonly Finding[], EntryContext, readonly string[], boolean])[] = [
  ['a healthy plug', HEALTHY, {}, [], false],
  ['a wrong key', [WRONG_KEY], {}, ['ask key'], false],
  ['no key', [NO_KEY], {}, ['ask key'], false],
  ['a query without a reply', [failing('key', EXIT.refused, { why: 'hang-up' })], {}, [], false],
  ['a clock that is not right', [warning('clock')], {}, ['set clock'], false],
  ['a warning about something else', [warning('wifi'), warning('meter')], {}, [], false],
  ['an unknown name', [failing('name', EXIT.unreachable)], {}, [], true],
  ['no route', [failing('route', EXIT.unreachable)], {}, [], true],
  ['a refused connection', [failing('tcp', EXIT.unreachable)], {}, [], true],
  ['a web server', [failing('http', EXIT.otherDevice)], {}, [], true],
  ['a device of another make', [failing('envelope', EXIT.otherDevice)], {}, [], true],
  ['another plug', [notChecked('key', ''), OTHER_PLUG], {}, [], true],
  ['an unclear identity', [failing('identity', EXIT.failed)], {}, [], false],
  ['a device that is no plug', [failing('abilities', EXIT.refused)], {}, [], false],
  ['another plug, and where ours is', [OTHER_PLUG], { movedTo: '127.0.0.2' }, ['use address'], true],
  [
    'nothing, and another entry of the plug',
    [failing('tcp', EXIT.unreachable)],
    { sameAs: 1 },
    ['remove duplicate'],
    true,
  ],
  [
    'both at once: the other entry has that address',
    [OTHER_PLUG],
    { sameAs: 1, movedTo: '127.0.0.2' },
    ['remove duplicate'],
    true,
  ],
  ['a second entry with a wrong key', [WRONG_KEY], { sameAs: 0 }, ['remove duplicate', 'ask key'], false],
  [
    'a second entry of a plug with a wrong clock',
    [warning('clock')],
    { sameAs: 0 },
    ['remove duplicate', 'set clock'],
    false,
  ],
];

for (const [what, findings, context, kinds, moved] of TABLE) {
  test(`${what}: ${kinds.length === 0 ? 'no button' : kinds.join(', ')}${moved ? '; looked for elsewhere' : ''}`, () => {
    assert.deepEqual(
      fixesFor({ findings }, context).map(({ kind }) => kind),
      kinds,
    );
    assert.equal(mayHaveMoved({ findings }), moved);
  });
}

test('a button names the address and the other entry', () => {
  assert.deepEqual(fixesFor({ findings: [OTHER_PLUG] }, { movedTo: '127.0.0.2:81' }), [
    { kind: 'use address', host: '127.0.0.2:81' },
  ]);
  assert.deepEqual(fixesFor({ findings: HEALTHY }, { sameAs: 4 }), [{ kind: 'remove duplicate', sameAs: 4 }]);
});
