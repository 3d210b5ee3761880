import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Whereabouts } from '../../../src/household/whereabouts.ts';
import { verdictOn } from '../../../src/household/unlisted.ts';

const at = (host: string): { host: string; port: number } => ({ host, port: 80 });

describe('where a plug is looked for', () => {
  test('is where the config says, as long as nothing else is known', () => {
    const places = new Whereabouts(at('10.0.0.1'));
    assert.deepEqual([places.current, places.hasOthers], [at('10.0.0.1'), false]);
    places.tryNext();
    assert.deepEqual(places.current, at('10.0.0.1'));
  });

  test('is where it was last, and then where the config says', () => {
    const places = new Whereabouts(at('10.0.0.1'), at('10.0.0.2'));
    assert.deepEqual(places.current, at('10.0.0.2'));
    places.tryNext();
    assert.deepEqual(places.current, at('10.0.0.1'));
    places.tryNext();
    assert.deepEqual(places.current, at('10.0.0.2'));
  });

  test('is next where somebody saw it, and stays there once it answered', () => {
    const places = new Whereabouts(at('10.0.0.1'));
    places.seenAt(at('10.0.0.3'));
    places.seenAt(at('10.0.0.4'));
    places.tryNext();
    assert.deepEqual(places.current, at('10.0.0.4'));
    places.settle();
    places.tryNext();
    assert.deepEqual(places.current, at('10.0.0.1'), 'the config is never forgotten');
    places.tryNext();
    assert.deepEqual(places.current, at('10.0.0.4'));
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
