import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Whereabouts } from '../../../src/household/whereabouts.ts';
import { verdictOn } from '../../../src/household/unlisted.ts';

const at = (host: string): { host: string; port: number } => ({ host, port: 80 });

describe('where a plug is looked for', () => {
  const [A, B, C] = [at('10.0.0.1'), at('10.0.0.2'), at('10.0.0.3')];

  test('is where the config says, as long as nothing else is known', () => {
    const places = new Whereabouts(A);
    assert.deepEqual([places.current, places.hasOthers], [A, false]);
    places.isNotAt(A);
    assert.deepEqual(places.current, A);
  });

  test('is where it was last, and then where the config says, in turns', () => {
    const places = new Whereabouts(A, B);
    for (const expected of [B, A, B]) {
      assert.deepEqual(places.current, expected);
      places.isNotAt(expected);
    }
  });

  test('is at once where somebody saw it, and stays there once it has answered', () => {
    const places = new Whereabouts(A);
    places.seenAt(B);
    places.seenAt(C);
    assert.deepEqual(places.current, C);
    places.isAt(C);
    places.isNotAt(C);
    assert.deepEqual(places.current, A, 'the config is never forgotten');
    places.isNotAt(A);
    assert.deepEqual(places.current, C, 'and B is');
  });

  test('does not change because of what an old place has to say', () => {
    const places = new Whereabouts(A);
    places.seenAt(B);
    places.isNotAt(A);
    assert.deepEqual(places.current, B);
  });

  test('is where it might be only after all else', () => {
    const places = new Whereabouts(A);
    places.mayBeAt([B, A]);
    assert.deepEqual(places.current, A);
    places.isNotAt(A);
    assert.deepEqual(places.current, B);
  });
});

describe('what leaves the Home app', () => {
  const kept = { uuid: 'a', host: '10.0.0.1' };
  const table = [
    ['stays while an entry has its uuid', { uuids: ['a', undefined], hosts: [] }, 'listed'],
    ['stays while some entry may still be it', { uuids: ['b', undefined], hosts: [] }, 'listed'],
    [
      'stays, as a ghost, while its address is listed and another plug is there',
      { uuids: ['b'], hosts: ['10.0.0.1'] },
      'ghost',
    ],
    ['goes when neither it nor its address is listed', { uuids: ['b'], hosts: ['10.0.0.2'] }, 'unlisted'],
    ['goes when the list was emptied', { uuids: [], hosts: [] }, 'unlisted'],
  ] as const;
  for (const [what, listed, verdict] of table) {
    test(what, () => {
      assert.equal(verdictOn(kept, listed), verdict);
    });
  }
});
