import type { Faults, Picks } from '../../../simulator/index.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** Does something to a plug's faults. */
export type Misdeed = (faults: Faults) => void;

/** A fault that a user asked for, and when it begins. */
export interface WantedFault {
  readonly misdeed: Misdeed;
  /** Seconds after the start; 0 unless written behind an "@". */
  readonly afterSeconds: number;
}

/** A fault as people ask for it. */
export interface FaultSpec {
  /** What stands behind the name, e.g. `=NUMBER`. */
  readonly value: string;
  readonly help: string;
  /** @returns undefined for a value that makes no sense */
  readonly read: (value: string) => Misdeed | undefined;
}

/**
 * The fault in a text such as `silent`, `delayMs=2000` or, from 30 seconds after the start on, `signature=wrong@30`.
 * @throws {UsageError} there is none of that name, or not with that value
 */
export function faultOf(text: string): WantedFault {
  const [fault = '', after = '0'] = text.split(/@(\d{1,6})$/);
  const [name = '', value = ''] = fault.split(/=(.*)/s);
  const spec = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
  if (spec === undefined)
    throw new UsageError(`There is no fault "${plain(name)}".`, `There are ${Object.keys(FAULTS).join(', ')}.`);
  const misdeed = spec.read(value);
  if (misdeed === undefined)
    throw new UsageError(`The fault ${name} is not understood.`, `${name}${spec.value}: ${spec.help}.`);
  return { misdeed, afterSeconds: Number(after) };
}

const flag = (help: string, set: Misdeed): FaultSpec => ({
  value: '',
  help,
  read: value => (value === '' ? set : undefined),
});

function number(help: string, set: (faults: Faults, value: number) => void): FaultSpec {
  const read = (value: string): Misdeed | undefined => {
    const written = /^-?\d+$/.test(value) ? Number(value) : undefined;
    return written === undefined ? undefined : faults => set(faults, written);
  };
  return { value: '=NUMBER', help, read };
}

function word<T extends string>(words: readonly T[], help: string, set: (faults: Faults, value: T) => void): FaultSpec {
  const read = (value: string): Misdeed | undefined => {
    const found = words.find(each => each === value);
    return found === undefined ? undefined : faults => set(faults, found);
  };
  return { value: `=${words.join('|')}`, help, read };
}

/** A namespace: in full, or its last word or two. */
const NAMESPACES = /^[A-Za-z][A-Za-z.]*(?:,[A-Za-z][A-Za-z.]*)*$/;

function namespacesIn(value: string): ((namespace: string) => boolean) | undefined {
  if (!NAMESPACES.test(value)) return undefined;
  const endings = value.split(',').map(name => `.${name}`);
  return namespace => endings.some(ending => `.${namespace}`.endsWith(ending));
}

/** All requests, or those of the namespaces that are listed. */
function picked(help: string, set: (faults: Faults, picks: Picks) => void): FaultSpec {
  const read = (value: string): Misdeed | undefined => {
    const picks = value === '' || namespacesIn(value);
    return picks === undefined ? undefined : faults => set(faults, picks);
  };
  return { value: '[=NAMESPACE,…]', help, read };
}

function readShare(value: string): Misdeed | undefined {
  const [, seconds = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(value) ?? []).map(Number);
  return seconds < of ? faults => void (faults.answersFor = { seconds, of }) : undefined;
}

function readAnswersOnly(value: string): Misdeed | undefined {
  const isListed = namespacesIn(value);
  return isListed && (faults => void (faults.answersOnly = isListed));
}

const CLEAR_REFUSALS = { 'hang-up': 'hang-up', silent: 'silent', 'http-400': 400, 'http-500': 500 } as const;

function isClearRefusal(value: string): value is keyof typeof CLEAR_REFUSALS {
  return Object.hasOwn(CLEAR_REFUSALS, value);
}

function readClearRefusal(value: string): Misdeed | undefined {
  if (!isClearRefusal(value)) return undefined;
  return faults => {
    faults.encryption = 'required';
    faults.clearRefusal = CLEAR_REFUSALS[value];
  };
}

/** What people can ask for. */
export const FAULTS: Readonly<Record<string, FaultSpec>> = {
  silent: picked('reads the request and never answers', (f, picks) => void (f.silent = picks)),
  hangUp: picked('closes the connection without a byte', (f, picks) => void (f.hangUp = picks)),
  deafSeconds: number('with silent: then answers nothing for so long', (f, value) => void (f.deafSeconds = value)),
  answersOnly: { value: '=NAMESPACE,…', help: 'is silent on all others', read: readAnswersOnly },
  answersFor: { value: '=SECONDS/SECONDS', help: 'answers for 8 of 16 s: 8/16', read: readShare },
  clearRefusal: {
    value: `=${Object.keys(CLEAR_REFUSALS).join('|')}`,
    help: 'wants encryption; how it refuses what is in clear',
    read: readClearRefusal,
  },
  wrongKey: flag('behaves as if it had another key', f => void (f.wrongKey = true)),
  unsetClock: flag('does not know the time', f => void (f.unsetClock = true)),
  keepOpen: flag('does not close the connection', f => void (f.keepOpen = true)),
  wrongMessageId: flag('answers another question', f => void (f.wrongMessageId = true)),
  delayMs: number('milliseconds before each answer', (f, value) => void (f.delayMs = value)),
  acceptDelayMs: number('milliseconds before anything is read', (f, value) => void (f.acceptDelayMs = value)),
  clockOffsetSeconds: number('its clock is ahead by so many', (f, value) => void (f.clockOffsetSeconds = value)),
  refuseWithError: number('answers every order with this error', (f, value) => void (f.refuseWithError = value)),
  httpStatus: number('status of every answer', (f, value) => void (f.httpStatus = value)),
  cutBodyAt: number('answers are cut after so many bytes', (f, value) => void (f.cutBodyAt = value)),
  lineEnding: word(['crlf', 'status-lf', 'lf'], 'how its head is written', (f, value) => void (f.lineEnding = value)),
  garbage: word(['html', 'binary', 'empty', 'huge'], 'what it sends instead', (f, value) => void (f.garbage = value)),
  signature: word(['right', 'wrong', 'upper-case', 'all-f'], 'how it signs', (f, value) => void (f.signature = value)),
  ignoresSign: flag('takes every signature', f => void (f.ignoresSign = true)),
  stranger: flag('refuses the first request as signed wrongly, obeys all others', f => void (f.stranger = true)),
  alternates: word(['firmware', 'outlets'], 'differs each second time', (f, value) => void (f.alternates = value)),
  strictHeaders: flag('refuses commands with incomplete headers', f => void (f.strictHeaders = true)),
};
