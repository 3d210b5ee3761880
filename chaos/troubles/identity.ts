import type { Faults } from '../../simulator/index.ts';
import type { Random } from '../random.ts';
import type { Trouble } from './trouble.ts';

const NO_IDENTITY_FAULT: Partial<Faults> = {
  otherUuid: undefined,
  wrongMessageId: false,
  signature: 'right',
  wrongKey: false,
  stranger: false,
};

/** A trouble with who replies. */
function identity(name: string, faults: (random: Random) => Partial<Faults>, more: Partial<Trouble> = {}): Trouble {
  return {
    name,
    slot: 'identity',
    forMs: [1500, 7000],
    ...more,
    begin: ({ plug: { plug }, random }) => {
      Object.assign(plug.faults, faults(random));
      return () => void Object.assign(plug.faults, NO_IDENTITY_FAULT);
    },
  };
}

/** 32 hexadecimal digits that are the uuid of no plug of the home. */
const madeUpUuid = (random: Random): string =>
  Array.from({ length: 32 }, () => random.integer(0, 15).toString(16)).join('');

/** Who replies, and with which key. */
export const IDENTITY: readonly Trouble[] = [
  identity('replies of another uuid', random => ({ otherUuid: madeUpUuid(random) }), { weight: 2 }),
  identity('replies to other requests', () => ({ wrongMessageId: true })),
  identity('wrong signatures', random => ({ signature: random.pick(['wrong', 'all-f'] as const) })),
  identity('another key', () => ({ wrongKey: true }), { isSlow: true, weight: 2 }),
  identity('a stranger at the address', () => ({ stranger: true }), { isSlow: true }),
];
