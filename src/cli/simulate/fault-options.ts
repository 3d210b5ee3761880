import type { Faults, Picks } from '../../../simulator/index.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** Sets a fault of a plug. */
export type FaultSetter = (faults: Faults) => void;

/** A fault from the command line, and when it begins. */
export interface RequestedFault {
  readonly apply: FaultSetter;
  /** Seconds after the start, written after an "@". Default 0. */
  readonly afterSeconds: number;
}

/** A fault as it is written on the command line. */
export interface FaultSpec {
  /** The form of its value, e.g. `=NUMBER`. */
  readonly value: string;
  readonly help: string;
  /** @returns undefined for an invalid value */
  readonly read: (value: string) => FaultSetter | undefined;
}

/**
 * The fault in a text such as `silent`, `delayMs=2000` or, from 30 seconds after the start on, `signature=wrong@30`.
 * @throws {UsageError} unknown name, or a value that the fault does not take
 */
export function parseFault(text: string): RequestedFault {
  const [fault = '', after = '0'] = text.split(/@(\d{1,6})$/);
  const [name = '', value = ''] = fault.split(/=(.*)/s);
  const spec = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
  if (spec === undefined)
    throw new UsageError(`There is no fault "${plain(name)}".`, `There are ${Object.keys(FAULTS).join(', ')}.`);
  const apply = spec.read(value);
  if (apply === undefined)
    throw new UsageError(`The value of the fault ${name} is not valid.`, `${name}${spec.value}: ${spec.help}.`);
  return { apply, afterSeconds: Number(after) };
}

const flagFault = (help: string, set: FaultSetter): FaultSpec => ({
  value: '',
  help,
  read: value => (value === '' ? set : undefined),
});

function numberFault(help: string, set: (faults: Faults, value: number) => void): FaultSpec {
  const read = (value: string): FaultSetter | undefined => {
    const written = /^-?\d+$/.test(value) ? Number(value) : undefined;
    return written === undefined ? undefined : faults => set(faults, written);
  };
  return { value: '=NUMBER', help, read };
}

function choice<T extends string>(
  values: readonly T[],
  help: string,
  set: (faults: Faults, value: T) => void,
): FaultSpec {
  const read = (value: string): FaultSetter | undefined => {
    const found = values.find(each => each === value);
    return found === undefined ? undefined : faults => set(faults, found);
  };
  return { value: `=${values.join('|')}`, help, read };
}

/** A namespace: in full, or its last word or two. */
const NAMESPACES = /^[A-Za-z][A-Za-z.]*(?:,[A-Za-z][A-Za-z.]*)*$/;

function namespacesIn(value: string): ((namespace: string) => boolean) | undefined {
  if (!NAMESPACES.test(value)) return undefined;
  const endings = value.split(',').map(name => `.${name}`);
  return namespace => endings.some(ending => `.${namespace}`.endsWith(ending));
}

/** All requests, or those of the namespaces that are listed. */
function namespaceFault(help: string, set: (faults: Faults, picks: Picks) => void): FaultSpec {
  const read = (value: string): FaultSetter | undefined => {
    const picks = value === '' || namespacesIn(value);
    return picks === undefined ? undefined : faults => set(faults, picks);
  };
  return { value: '[=NAMESPACE,…]', help, read };
}

function readShare(value: string): FaultSetter | undefined {
  const [, seconds = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(value) ?? []).map(Number);
  return seconds < of ? faults => void (faults.answersFor = { seconds, of }) : undefined;
}

function readAnswersOnly(value: string): FaultSetter | undefined {
  const isListed = namespacesIn(value);
  return isListed && (faults => void (faults.answersOnly = isListed));
}

const CLEAR_REFUSALS = { 'hang-up': 'hang-up', silent: 'silent', 'http-400': 400, 'http-500': 500 } as const;

function isClearRefusal(value: string): value is keyof typeof CLEAR_REFUSALS {
  return Object.hasOwn(CLEAR_REFUSALS, value);
}

function readClearRefusal(value: string): FaultSetter | undefined {
  if (!isClearRefusal(value)) return undefined;
  return faults => {
    faults.encryption = 'required';
    faults.clearRefusal = CLEAR_REFUSALS[value];
  };
}

/** All faults by name. */
export const FAULTS: Readonly<Record<string, FaultSpec>> = {
  silent: namespaceFault('reads the request and never replies', (f, picks) => void (f.silent = picks)),
  hangUp: namespaceFault('closes the connection without a byte', (f, picks) => void (f.hangUp = picks)),
  deafSeconds: numberFault('with silent: then stays silent for this time', (f, value) => void (f.deafSeconds = value)),
  answersOnly: { value: '=NAMESPACE,…', help: 'is silent on all other namespaces', read: readAnswersOnly },
  answersFor: { value: '=SECONDS/SECONDS', help: 'replies only for part of the time, such as 8/16', read: readShare },
  clearRefusal: {
    value: `=${Object.keys(CLEAR_REFUSALS).join('|')}`,
    help: 'requires encryption, and refuses clear text like this',
    read: readClearRefusal,
  },
  wrongKey: flagFault('has another key', f => void (f.wrongKey = true)),
  unsetClock: flagFault('has a clock that is not set', f => void (f.unsetClock = true)),
  keepOpen: flagFault('does not close the connection', f => void (f.keepOpen = true)),
  wrongMessageId: flagFault('replies with the id of another message', f => void (f.wrongMessageId = true)),
  delayMs: numberFault('milliseconds before each reply', (f, value) => void (f.delayMs = value)),
  acceptDelayMs: numberFault('milliseconds before it reads a request', (f, value) => void (f.acceptDelayMs = value)),
  clockOffsetSeconds: numberFault(
    'seconds by which its clock is ahead',
    (f, value) => void (f.clockOffsetSeconds = value),
  ),
  refuseWithError: numberFault(
    'refuses every SET with this error code',
    (f, value) => void (f.refuseWithError = value),
  ),
  httpStatus: numberFault('HTTP status of every reply', (f, value) => void (f.httpStatus = value)),
  cutBodyAt: numberFault('replies end after this number of bytes', (f, value) => void (f.cutBodyAt = value)),
  lineEnding: choice(
    ['crlf', 'status-lf', 'lf'],
    'line ends of its HTTP header',
    (f, value) => void (f.lineEnding = value),
  ),
  garbage: choice(
    ['html', 'binary', 'empty', 'huge'],
    'what it sends instead of a reply',
    (f, value) => void (f.garbage = value),
  ),
  signature: choice(
    ['right', 'wrong', 'upper-case', 'all-f'],
    'how it signs its replies',
    (f, value) => void (f.signature = value),
  ),
  ignoresSign: flagFault('accepts every signature', f => void (f.ignoresSign = true)),
  stranger: flagFault('refuses the first request for its signature, obeys all others', f => void (f.stranger = true)),
  alternates: choice(
    ['firmware', 'outlets'],
    'differs in every second reply',
    (f, value) => void (f.alternates = value),
  ),
  strictHeaders: flagFault('refuses commands with incomplete headers', f => void (f.strictHeaders = true)),
};
