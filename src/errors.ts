/** Where an error happened. Never holds a key or a signature. */
export interface ErrorContext {
  /** The Meross namespace that was asked or set, e.g. `Appliance.System.All`. */
  readonly namespace?: string;
  readonly cause?: unknown;
}

/** The family: each member is named for what happened, hence for who can act on it. */
export abstract class MerossError extends Error {
  readonly namespace: string | undefined;

  constructor(message: string, { namespace, cause }: ErrorContext = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.namespace = namespace;
  }
}

/** Nothing was sent: refused, no route, no connection in time, or an address outside the local network. Safe to try again. */
export class UnreachableError extends MerossError {}

/** No answer in time, or a hang-up. Where it was sent, the plug *may* have done it. */
export class NoAnswerError extends MerossError {
  /** True when the plug closed the connection, which is also how many of them refuse; false when it stayed silent. */
  readonly hungUp: boolean;

  constructor(message: string, { hungUp, ...context }: ErrorContext & { readonly hungUp: boolean }) {
    super(message, context);
    this.hungUp = hungUp;
  }
}

/** Any failure as a member of the family. */
export function asMerossError(error: unknown): MerossError {
  return error instanceof MerossError ? error : new InternalError('an unexpected failure', { cause: error });
}

/** An answer that makes no sense: not JSON, cut short, too long, not in the shape of a Meross message, or not to our question. */
export class MalformedError extends MerossError {}

/** The answer came from another plug than the one we mean: the address has been given to somebody else. */
export class OtherPlugError extends MerossError {
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
  /** The plug that said it. */
  readonly uuid: string | undefined;

  constructor(message: string, { uuid, ...context }: ErrorContext & { readonly uuid?: string } = {}) {
    super(message, context);
    this.uuid = uuid;
  }
}

/** A reply in our plug's name that is not signed with its key, though this plug has signed with it before: a stranger's. */
export class NotSignedError extends MerossError {}

/** The plug said any other error. */
export class RefusedError extends MerossError {
  /** The plug's own number; 5000 is "not understood", others are undocumented. */
  readonly code: number;

  constructor(code: number, context: ErrorContext = {}) {
    super(`the plug answered with error ${String(code)}`, context);
    this.code = code;
  }
}

/** The plug does not answer this question, though it answers others. */
export class UnsupportedError extends MerossError {}

/** A mistake of ours: the cause says which. */
export class InternalError extends MerossError {}

/** The request was given up by us: a poll that made room for a command, or a shutdown. Says nothing about the plug. */
export class GivenUpError extends MerossError {}

/** The user locked this plug in the config: it reports, and is not switched. */
export class LockedError extends MerossError {}
