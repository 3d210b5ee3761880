import type { Faults } from '../../../simulator/index.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** Does something to a plug's faults. */
export type Misdeed = (faults: Faults) => void;

/** A fault as people ask for it. */
export interface FaultSpec {
  /** What stands behind the name, e.g. `=NUMBER`. */
  readonly value: string;
  readonly help: string;
  /** @returns undefined for a value that makes no sense */
  readonly read: (value: string) => Misdeed | undefined;
}

/**
 * The fault in a text such as `silent` or `delayMs=2000`.
 * @throws {UsageError} there is none of that name, or not with that value
 */
export function faultOf(text: string): Misdeed {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  const spec = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
  if (spec === undefined)
    throw new UsageError(`There is no fault "${plain(name)}".`, `There are ${Object.keys(FAULTS).join(', ')}.`);
  const misdeed = spec.read(value);
  if (misdeed === undefined)
    throw new UsageError(`The fault ${name} is not understood.`, `${name}${spec.value}: ${spec.help}.`);
  return misdeed;
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

/** What people can ask for. */
export const FAULTS: Readonly<Record<string, FaultSpec>> = {
  silent: flag('reads the request and never answers', f => void (f.silent = true)),
  hangUp: flag('closes the connection without a byte', f => void (f.hangUp = true)),
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
  signature: word(['right', 'wrong', 'upper-case'], 'how it signs', (f, value) => void (f.signature = value)),
};
