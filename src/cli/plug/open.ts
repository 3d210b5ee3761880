import { within } from '../../clock.ts';
import type { PlugInfo } from '../../device/plug-info.ts';
import { Session, type SessionOptions, type Slot } from '../../device/session.ts';
import { MalformedError, NoAnswerError, OtherPlugError, UnsupportedError } from '../../errors.ts';
import type { JsonObject } from '../../protocol/decode.ts';
import type { Message, Request } from '../../protocol/envelope.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { isRefusal } from '../../protocol/refusal.ts';
import { TIMES } from '../../settings.ts';
import { HttpTransport } from '../../transport/http.ts';
import { macBehind } from '../../transport/mac-lookup.ts';
import { NO_HTTP_QUIRKS } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { NotMerossError, PlugTrouble } from '../plug-trouble.ts';
import { targetOf, type Target } from './target.ts';

/** A plug that has told what it is, and can be asked more. */
export interface OpenPlug {
  readonly target: Target;
  readonly info: PlugInfo;
  /** What it said of itself when it was opened. */
  readonly all: systemAll.SystemAll;
  /** The same as it came, and when, in seconds since 1970 by this computer's clock. */
  readonly said: { readonly payload: JsonObject; readonly at: number };
  /** Whether its bodies are encrypted. */
  readonly isEncrypted: () => boolean;
  readonly can: (namespace: string) => boolean;
  /**
   * Asks or orders one thing.
   * @throws {UnsupportedError} it hung up: that is how plugs refuse what they do not know
   */
  readonly ask: (request: Request) => Promise<Message>;
}

/**
 * Finds the plug that HOST means, asks what it is, and does something with it.
 * @throws {UsageError} it is not clear which plug, or its key is missing
 * @throws {PlugTrouble} whatever went wrong with the plug
 */
export async function withPlug(call: Call, work: (plug: OpenPlug) => Promise<void>): Promise<void> {
  const target = await targetOf(call);
  try {
    await work(await openPlug(call, target));
  } catch (error) {
    throw PlugTrouble.of(error, target);
  }
}

/** How to talk to whatever is at an address; the same session as the plugin's. */
export function sessionOptions({ address, key }: Pick<Target, 'address' | 'key'>, call: Call): LinkSession {
  let manner = NO_HTTP_QUIRKS;
  return {
    key,
    http: target =>
      new HttpTransport({
        address,
        key,
        clock: call.io.clock,
        ...target,
        quirks: manner,
        onQuirks: found => {
          manner = found;
        },
      }),
    macBehind,
  };
}

type LinkSession = Omit<SessionOptions, 'clock' | 'pollMs' | 'debug'>;

/** A piece of work with the time that the user gives each reply; Ctrl-C ends it at once. */
export function slotOf({ io: { clock, signal }, timeoutMs }: Call): Slot {
  return work => within({ clock, signal }, timeoutMs, work);
}

async function openPlug(call: Call, target: Target): Promise<OpenPlug> {
  const { clock } = call.io;
  const slot = slotOf(call);
  let isEncrypted = false;
  const session = new Session({
    ...sessionOptions(target, call),
    onEncrypted: found => {
      isEncrypted = found;
    },
    clock,
    pollMs: TIMES.provenMs,
  });
  const { info, message } = await session.identify(introducing(slot), target.config?.uuid);
  return {
    target,
    info,
    all: systemAll.parse(message.payload),
    said: { payload: message.payload, at: clock.epochSeconds() },
    isEncrypted: () => isEncrypted,
    can: namespace => namespace in info.abilities,
    ask: request => (request.method === 'GET' ? session.query(request, slot) : command(session, request, slot)),
  };
}

/** A hang-up on a command is how plugs refuse one that they do not know. */
async function command(session: Session, request: Request, slot: Slot): Promise<Message> {
  try {
    return await slot(signal => session.command(request, signal));
  } catch (error) {
    if (!(error instanceof NoAnswerError) || !error.hungUp) throw error;
    throw new UnsupportedError('it hangs up on that', { namespace: request.namespace, cause: error });
  }
}

/** Answers that make no sense, and yet may come from a plug in trouble: `doctor` counts them as such, too. */
const MAY_BE_A_PLUG = /^the answer (?:breaks off|is to another question)/;

/** What does not answer the very first query as plugs do is none. */
function introducing(slot: Slot): Slot {
  let isFirst = true;
  return async work => {
    try {
      return await slot(work);
    } catch (error) {
      const isStranger = error instanceof MalformedError && !MAY_BE_A_PLUG.test(error.message);
      if (isFirst && isStranger) throw new NotMerossError(error.message, { cause: error });
      throw error;
    } finally {
      isFirst = false;
    }
  };
}

/** Something that a plug may not know: undefined where it refuses. */
export async function ifKnown<T>(
  plug: OpenPlug,
  request: Request,
  read: (message: Message) => T,
): Promise<T | undefined> {
  if (!plug.can(request.namespace)) return undefined;
  try {
    return read(await plug.ask(request));
  } catch (error) {
    if (error instanceof OtherPlugError) throw error;
    if (isRefusal(error) || error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** @throws {UnsupportedError} the plug does not list it; `what` says what it has not, e.g. `a meter` */
export function needs(plug: OpenPlug, namespace: string, what: string): void {
  if (!plug.can(namespace)) throw new UnsupportedError(`it has no ${what}`, { namespace });
}
