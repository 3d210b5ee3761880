import type { ErrorReason } from './error-reason.ts';

/** The context of an error. Never contains a key or a signature. */
export interface ErrorContext {
  /** The Meross namespace of the request, e.g. `Appliance.System.All`. */
  readonly namespace?: string;
  readonly cause?: unknown;
  /** What the message says, for a log in another language. */
  readonly reason?: ErrorReason;
}

/** The errors between the plugin and a plug. Each kind has one class below, and an explanation in `explain.ts`. */
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

/** Errors of one part of the program only. The class of such a kind is defined in that part. */
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

/** The base class: each subclass is named for what happened, hence for who can act on it. */
export abstract class MerossError extends Error {
  abstract readonly kind: ErrorKind;
  readonly namespace: string | undefined;
  readonly reason: ErrorReason | undefined;

  constructor(message: string, { namespace, cause, reason }: ErrorContext = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.namespace = namespace;
    this.reason = reason;
  }
}

/** Nothing was sent: refused, no route, no connection in time, or an address outside the local network. Safe to try again. */
export class UnreachableError extends MerossError {
  override readonly kind = 'unreachable';
}

/** No reply in time, or a hang-up. If the request was sent, the plug *may* have carried it out. */
export class NoAnswerError extends MerossError {
  override readonly kind = 'no-answer';
  /** True if the plug closed the connection, which is also how many plugs refuse; false if it stayed silent. */
  readonly hungUp: boolean;

  constructor(message: string, { hungUp, ...context }: ErrorContext & { readonly hungUp: boolean }) {
    super(message, context);
    this.hungUp = hungUp;
  }
}

/** An invalid reply: not JSON, cut short, too long, not in the shape of a Meross message, or not to our request. */
export class MalformedError extends MerossError {
  override readonly kind = 'malformed';
  /** What is wrong with a reply that may still be a plug's; undefined for everything else. */
  readonly defect: ReplyDefect | undefined;

  constructor(message: string, { defect, ...context }: ErrorContext & { readonly defect?: ReplyDefect } = {}) {
    super(message, context);
    this.defect = defect;
  }
}

/** Defects of a reply that code distinguishes. */
export type ReplyDefect = 'too long' | 'cut short' | 'to another request';

/**
 * The reply names our plug but is not signed with its key, although earlier replies were: it comes from another device,
 * or the plug was given another key.
 */
export class NotSignedError extends MerossError {
  override readonly kind = 'not-signed';

  constructor(context: ErrorContext = {}) {
    super("the reply is not signed with this plug's key", context);
  }
}

/** The reply came from another plug than expected: the router has given the address to that plug. */
export class OtherPlugError extends MerossError {
  override readonly kind = 'other-plug';
  /** Undefined where any other plug would do, because this one belongs to another entry of the config. */
  readonly expected: string | undefined;
  readonly found: string;

  constructor({
    expected,
    found,
    ...context
  }: ErrorContext & { readonly expected: string | undefined; readonly found: string }) {
    super(`another plug answers at this address (uuid ${found})`, context);
    this.expected = expected;
    this.found = found;
  }
}

/** The plug answered with error 5001: our key is not its key. */
export class WrongKeyError extends MerossError {
  override readonly kind = 'wrong-key';
  /** The plug that answered. */
  readonly uuid: string | undefined;

  constructor(message: string, { uuid, ...context }: ErrorContext & { readonly uuid?: string } = {}) {
    super(message, context);
    this.uuid = uuid;
  }
}

/** The plug answered with any other error. */
export class RefusedError extends MerossError {
  override readonly kind = 'refused';
  /** The plug's own number; 5000 is "not understood", others are undocumented. */
  readonly code: number;

  constructor(code: number, context: ErrorContext = {}) {
    super(`the plug answered with error ${String(code)}`, context);
    this.code = code;
  }
}

/** The plug does not answer this query, although it answers others. */
export class UnsupportedError extends MerossError {
  override readonly kind = 'unsupported';
}

/** A fault of the plugin; see `cause`. */
export class InternalError extends MerossError {
  override readonly kind = 'internal';
}

/** The plugin gave up the request: a poll made room for a command, or a shutdown. No evidence about the plug. */
export class GivenUpError extends MerossError {
  override readonly kind = 'given-up';
}

/** The user locked this plug in the config: it is shown, but not switched. */
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

/** Any of them, distinguished by `kind`. */
export type PlugError = PlugErrors[PlugErrorKind];

export function isPlugError(error: unknown): error is PlugError {
  return Object.values(PLUG_ERRORS).some(type => error instanceof type);
}

/** Any failure as a MerossError. */
export function asMerossError(error: unknown): MerossError {
  return error instanceof MerossError ? error : unexpected(error);
}

/** Any failure as an error with an explanation; an unknown one is a fault of the plugin. */
export function asPlugError(error: unknown): PlugError {
  return isPlugError(error) ? error : unexpected(error);
}

/** One function for each kind of error, e.g. its explanation. A table without an entry for one does not compile. */
export type PerKind<A extends readonly unknown[], R> = {
  readonly [K in PlugErrorKind]: (error: PlugErrors[K], ...more: A) => R;
};

/** Calls the function of the table for this error. */
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
  return new InternalError('an unexpected error', { cause });
}
