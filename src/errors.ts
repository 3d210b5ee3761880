/** Where an error happened. Never holds a key or a signature. */
export interface ErrorContext {
  /** The Meross namespace that was asked or set, e.g. `Appliance.System.All`. */
  readonly namespace?: string;
  readonly cause?: unknown;
}

/** What can happen between us and a plug. Each kind has one class below, and words in `explain.ts`. */
export type PlugErrorKind =
  | 'unreachable'
  | 'no-answer'
  | 'malformed'
  | 'not-signed'
  | 'other-plug'
  | 'wrong-key'
  | 'refused'
  | 'unsupported'
  | 'internal'
  | 'given-up'
  | 'locked';

/** What can happen besides, in one part of the program only. The class of such a kind stands in that part. */
export type OuterErrorKind =
  | 'ahead'
  | 'broker'
  | 'bluetooth'
  | 'damaged'
  | 'later'
  | 'not-arrived'
  | 'not-done'
  | 'not-meross'
  | 'setup'
  | 'unreadable'
  | 'unwritable';

export type ErrorKind = PlugErrorKind | OuterErrorKind;

/** The family: each member is named for what happened, hence for who can act on it. */
export abstract class MerossError extends Error {
  abstract readonly kind: ErrorKind;
  readonly namespace: string | undefined;

  constructor(message: string, { namespace, cause }: ErrorContext = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.namespace = namespace;
  }
}

/** Nothing was sent: refused, no route, no connection in time, or an address outside the local network. Safe to try again. */
export class UnreachableError extends MerossError {
  override readonly kind = 'unreachable';
}

/** No answer in time, or a hang-up. Where it was sent, the plug *may* have done it. */
export class NoAnswerError extends MerossError {
  override readonly kind = 'no-answer';
  /** True when the plug closed the connection, which is also how many of them refuse; false when it stayed silent. */
  readonly hungUp: boolean;

  constructor(message: string, { hungUp, ...context }: ErrorContext & { readonly hungUp: boolean }) {
    super(message, context);
    this.hungUp = hungUp;
  }
}

/** An answer that makes no sense: not JSON, cut short, too long, not in the shape of a Meross message, or not to our question. */
export class MalformedError extends MerossError {
  override readonly kind = 'malformed';
}

/**
 * The reply names our plug, yet is not signed with its key, though earlier replies were: it comes from a stranger, or the
 * plug has got another key.
 */
export class NotSignedError extends MerossError {
  override readonly kind = 'not-signed';

  constructor(context: ErrorContext = {}) {
    super("the reply is not signed with this plug's key", context);
  }
}

/** The answer came from another plug than the one we mean: the address has been given to somebody else. */
export class OtherPlugError extends MerossError {
  override readonly kind = 'other-plug';
  readonly expected: string;
  readonly found: string;

  constructor({ expected, found, ...context }: ErrorContext & { readonly expected: string; readonly found: string }) {
    super(`another plug answers at this address (uuid ${found})`, context);
    this.expected = expected;
    this.found = found;
  }
}

/** The plug said 5001: our key is not its key. */
export class WrongKeyError extends MerossError {
  override readonly kind = 'wrong-key';
  /** The plug that said it. */
  readonly uuid: string | undefined;

  constructor(message: string, { uuid, ...context }: ErrorContext & { readonly uuid?: string } = {}) {
    super(message, context);
    this.uuid = uuid;
  }
}

/** The plug said any other error. */
export class RefusedError extends MerossError {
  override readonly kind = 'refused';
  /** The plug's own number; 5000 is "not understood", others are undocumented. */
  readonly code: number;

  constructor(code: number, context: ErrorContext = {}) {
    super(`the plug answered with error ${String(code)}`, context);
    this.code = code;
  }
}

/** The plug does not answer this question, though it answers others. */
export class UnsupportedError extends MerossError {
  override readonly kind = 'unsupported';
}

/** A mistake of ours: the cause says which. */
export class InternalError extends MerossError {
  override readonly kind = 'internal';
}

/** The request was given up by us: a poll that made room for a command, or a shutdown. Says nothing about the plug. */
export class GivenUpError extends MerossError {
  override readonly kind = 'given-up';
}

/** The user locked this plug in the config: it reports, and is not switched. */
export class LockedError extends MerossError {
  override readonly kind = 'locked';
}

/** The class of each kind. */
const PLUG_ERRORS = {
  unreachable: UnreachableError,
  'no-answer': NoAnswerError,
  malformed: MalformedError,
  'not-signed': NotSignedError,
  'other-plug': OtherPlugError,
  'wrong-key': WrongKeyError,
  refused: RefusedError,
  unsupported: UnsupportedError,
  internal: InternalError,
  'given-up': GivenUpError,
  locked: LockedError,
} satisfies { readonly [K in PlugErrorKind]: abstract new (...args: never) => MerossError & { readonly kind: K } };

/** The class of a kind, e.g. `PlugErrors['refused']` is {@link RefusedError}. */
export type PlugErrors = { readonly [K in PlugErrorKind]: InstanceType<(typeof PLUG_ERRORS)[K]> };

/** Any of them, told apart by `kind`. */
export type PlugError = PlugErrors[PlugErrorKind];

export function isPlugError(error: unknown): error is PlugError {
  return Object.values(PLUG_ERRORS).some(type => error instanceof type);
}

/** Any failure as a member of the family. */
export function asMerossError(error: unknown): MerossError {
  return error instanceof MerossError ? error : unexpected(error);
}

/** Any failure as one that has words; what is none of them is a mistake of ours. */
export function asPlugError(error: unknown): PlugError {
  return isPlugError(error) ? error : unexpected(error);
}

/** Something for each kind of error, e.g. its words. A table without an entry for one does not compile. */
export type PerKind<A extends readonly unknown[], R> = {
  readonly [K in PlugErrorKind]: (error: PlugErrors[K], ...more: A) => R;
};

/** What the table has for this error. */
export function perKind<A extends readonly unknown[], R>(table: PerKind<A, R>, error: PlugError, ...more: A): R {
  return entry(table, error.kind, error, more);
}

function entry<K extends PlugErrorKind, A extends readonly unknown[], R>(
  table: PerKind<A, R>,
  kind: K,
  error: PlugErrors[K],
  more: A,
): R {
  return table[kind](error, ...more);
}

function unexpected(cause: unknown): InternalError {
  return new InternalError('an unexpected failure', { cause });
}
