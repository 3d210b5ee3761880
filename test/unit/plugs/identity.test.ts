import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  expectedUuid,
  identityOf,
  decideIdentity,
  likelyUuid,
  provenUuid,
  searchedFor,
  type Identity,
  type IdentityDecision,
} from '../../../src/plugs/identity.ts';

/** The plug that answers, and another one. */
const X = '2401010000000000000048e1e9000001';
const Y = '2401010000000000000048e1e9000002';

const nothing: Identity = { isSearched: false };
const is = (known: Partial<Identity>): Identity => ({ ...nothing, ...known });

/** All that may be known of an entry, by name: of plug X or of plug Y. */
const KNOWN = {
  nothing: () => nothing,
  written: uuid => is({ written: uuid }),
  discovered: uuid => is({ discovered: uuid }),
  answered: uuid => is({ answered: uuid }),
  remembered: uuid => is({ remembered: uuid }),
  'remembered and sought': uuid => is({ remembered: uuid, isSearched: true }),
} as const satisfies Record<string, (uuid: string) => Identity>;
type Known = keyof typeof KNOWN;
const ALL = Object.keys(KNOWN).filter((known): known is Known => known in KNOWN);

describe('which plug an entry stands for', () => {
  for (const [known, proven, likely, expected] of [
    ['nothing', undefined, undefined, undefined],
    ['written', X, X, X],
    ['discovered', X, X, X],
    ['answered', X, X, X],
    ['remembered', undefined, X, undefined],
    ['remembered and sought', undefined, X, X],
  ] as const) {
    test(`${known}: ${proven ? 'certain' : likely ? 'likely' : 'unknown'}, and ${expected ? 'no other' : 'any'} may answer`, () => {
      const identity = KNOWN[known](X);
      assert.deepEqual(
        [provenUuid(identity), likelyUuid(identity), expectedUuid(identity)],
        [proven, likely, expected],
      );
    });
  }

  test('what the user wrote counts more than what is remembered, and what answered too', () => {
    assert.equal(likelyUuid(is({ written: X, remembered: Y })), X);
    assert.equal(likelyUuid(is({ answered: X, remembered: Y })), X);
  });

  test('a plug is looked for elsewhere only if it is known which one', () => {
    assert.equal(searchedFor(nothing), nothing);
    for (const known of ALL.slice(1)) assert.equal(searchedFor(KNOWN[known](X)).isSearched, true);
  });

  test('a uuid in the config is written, one from the network is discovered', () => {
    assert.deepEqual(identityOf(undefined, false), nothing);
    assert.deepEqual(identityOf(X, false), KNOWN.written(X));
    assert.deepEqual(identityOf(X, true), KNOWN.discovered(X));
  });
});

/** The rules once more, in other words: what must come of X answering at `mine`, with one entry before it and one after. */
function expectedDecision(
  mine: readonly [Known, string],
  before: readonly [Known, string],
  after: readonly [Known, string],
  isPlug: boolean,
): IdentityDecision {
  const CERTAIN: readonly Known[] = ['written', 'discovered', 'answered'];
  const isFor = ([known, uuid]: readonly [Known, string], kinds: readonly Known[]): boolean =>
    uuid === X && kinds.includes(known);
  const likely = ALL.slice(1);
  const others = [...CERTAIN, 'remembered and sought' as const];
  if (mine[1] === Y && others.includes(mine[0])) {
    const of = isFor(before, likely) ? 0 : isFor(after, likely) ? 2 : undefined;
    return { is: 'stranger', of };
  }
  if (!isFor(mine, ['written', 'discovered'])) {
    if (isFor(before, ['written'])) return { is: 'stranger', of: 0 };
    if (isFor(after, ['written'])) return { is: 'stranger', of: 2 };
  }
  if (isFor(before, CERTAIN)) return { is: 'duplicate', of: 0 };
  return { is: isPlug ? 'ours' : 'no plug', displaces: isFor(after, CERTAIN) ? [2] : [] };
}

describe('what to do when a plug answers at the address of an entry', () => {
  const states = ALL.flatMap(known => [X, Y].map(uuid => [known, uuid] as const));

  for (const mine of states) {
    const [known, uuid] = mine;
    test(`whose plug is ${known}${known === 'nothing' ? '' : uuid === X ? ', that one' : ', another one'}: all cases`, () => {
      for (const before of states) {
        for (const after of states) {
          for (const isPlug of [true, false]) {
            const entries = [before, mine, after].map(([each, of]) => KNOWN[each](of));
            const decision = decideIdentity({ uuid: X, isPlug }, 1, entries);
            assert.deepEqual(
              decision,
              expectedDecision(mine, before, after, isPlug),
              `before: ${before.join(' ')}; after: ${after.join(' ')}`,
            );
          }
        }
      }
    });
  }

  const plug = { uuid: X, isPlug: true };

  test('a plug that nothing is known of is taken in', () => {
    assert.deepEqual(decideIdentity(plug, 0, [nothing]), { is: 'ours', displaces: [] });
  });

  test('a replacement at the same address is taken in, but not where the old plug is looked for', () => {
    assert.deepEqual(decideIdentity(plug, 0, [KNOWN.remembered(Y)]), { is: 'ours', displaces: [] });
    assert.deepEqual(decideIdentity(plug, 0, [KNOWN['remembered and sought'](Y)]), { is: 'stranger', of: undefined });
  });

  test('the plug of another entry is left to that one', () => {
    assert.deepEqual(decideIdentity(plug, 0, [nothing, KNOWN.written(X)]), { is: 'stranger', of: 1 });
    assert.deepEqual(decideIdentity(plug, 0, [KNOWN.written(Y), KNOWN.remembered(X)]), { is: 'stranger', of: 1 });
  });

  test('of two entries for one plug the first has it, whichever reaches it first', () => {
    assert.deepEqual(decideIdentity(plug, 1, [KNOWN.answered(X), nothing]), { is: 'duplicate', of: 0 });
    assert.deepEqual(decideIdentity(plug, 0, [nothing, KNOWN.answered(X)]), { is: 'ours', displaces: [1] });
  });

  test('a plug that was found on the network stands back for an entry of the config', () => {
    assert.deepEqual(decideIdentity(plug, 0, [nothing, KNOWN.discovered(X)]), { is: 'ours', displaces: [1] });
    assert.deepEqual(decideIdentity(plug, 1, [KNOWN.answered(X), KNOWN.discovered(X)]), { is: 'duplicate', of: 0 });
  });
});
