import type { Faults } from '../../simulator/index.ts';
import type { Random } from '../random.ts';
import type { Trouble } from './trouble.ts';

const NO_REPLY_FAULT: Partial<Faults> = {
  silent: false,
  hangUp: false,
  delayMs: 0,
  actEarly: false,
  acceptDelayMs: 0,
  ackLost: false,
  refuseWithError: undefined,
  cutBodyAt: undefined,
  garbage: undefined,
  httpStatus: 200,
  lineEnding: 'crlf',
  contentLength: 'none',
  multiple: 'works',
};

/** A trouble with how, or whether, a plug replies. */
function replies(name: string, faults: (random: Random) => Partial<Faults>, more: Partial<Trouble> = {}): Trouble {
  return {
    name,
    slot: 'replies',
    forMs: [1500, 9000],
    ...more,
    begin: ({ plug: { plug }, random }) => {
      Object.assign(plug.faults, faults(random));
      return () => void Object.assign(plug.faults, NO_REPLY_FAULT);
    },
  };
}

const isSet = (_namespace: string, method: string): boolean => method === 'SET';
const isSwitch = (namespace: string, method: string): boolean =>
  method === 'SET' && /\.(?:ToggleX?|Multiple)$/.test(namespace);

/** How a plug replies, and whether it does. */
export const REPLIES: readonly Trouble[] = [
  replies('silence', () => ({ silent: true }), { weight: 3 }),
  replies('silence to commands only', () => ({ silent: isSwitch })),
  replies('hang-ups', () => ({ hangUp: true }), { weight: 2 }),
  replies('hang-ups on commands only', () => ({ hangUp: isSwitch })),
  replies('silence after the command was carried out', () => ({ silent: isSwitch, actEarly: true })),
  replies('hang-up after the command was carried out', () => ({ ackLost: isSet }), { weight: 2 }),
  replies('refused commands', random => ({ refuseWithError: random.pick([5000, 5003, 5010]) }), { weight: 2 }),
  replies('slow replies', random => ({ delayMs: random.integer(300, 4200) }), { weight: 3 }),
  replies('slow replies, quick relay', random => ({ delayMs: random.integer(300, 5000), actEarly: true })),
  replies('sleepy Wi-Fi', random => ({ acceptDelayMs: random.integer(600, 3200) }), { weight: 2 }),
  replies('cut replies', random => ({ cutBodyAt: random.integer(0, 300) }), { weight: 2 }),
  replies('garbage', random => ({
    garbage: random.pick(['html', 'binary', 'empty', 'json-array', 'huge'] as const),
  })),
  replies('HTTP errors', random => ({ httpStatus: random.pick([400, 404, 500, 503]) })),
  replies('bare line feeds', random => ({ lineEnding: random.pick(['lf', 'status-lf'] as const) }), { weight: 2 }),
  replies('odd lengths', random => ({ contentLength: random.pick(['right', 'too-long'] as const) })),
  replies('broken batches', random => ({ multiple: random.pick(['refused', 'empty', 'truncated', 'fewer'] as const) })),
];
