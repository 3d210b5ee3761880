import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CandidateAddresses } from '../../../src/plugs/candidate-addresses.ts';
import { listingOf } from '../../../src/plugs/unlisted.ts';

const at = (host: string): { host: string; port: number } => ({ host, port: 80 });

describe('where a plug is looked for', () => {
  const [A, B, C] = [at('10.0.0.1'), at('10.0.0.2'), at('10.0.0.3')];

  test('is where the config says, as long as nothing else is known', () => {
    const addresses = new CandidateAddresses(A);
    assert.deepEqual([addresses.all, addresses.hasAlternatives], [[A], false]);
  });

  test('is where it was last, and then where the config says', () => {
    assert.deepEqual(new CandidateAddresses(A, B).all, [B, A]);
  });

  test('is first where it was seen, and stays there once it has answered', () => {
    const addresses = new CandidateAddresses(A);
    addresses.observedAt(B);
    addresses.observedAt(C);
    assert.deepEqual(addresses.all, [C, B, A]);
    addresses.confirm(C);
    assert.deepEqual(addresses.all, [C, A], 'the config is never forgotten, and B is');
  });

  test('is where it might be only after all else', () => {
    const addresses = new CandidateAddresses(A);
    addresses.add([B, A]);
    assert.deepEqual(addresses.all, [A, B]);
  });
});

describe('what leaves the Home app', () => {
  const stored = { uuid: 'a', host: '10.0.0.1' };
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
      assert.equal(listingOf(stored, listed), verdict);
    });
  }
});
