import { within, type Clock } from '../../clock.ts';
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
import { NotMerossError, PlugCommandError } from '../plug-command-error.ts';
import { findPlugWithKey, type PlugWithKey } from './named-plug.ts';

/** What every request to a plug needs. */
export interface PlugCallContext {
  readonly clock: Clock;
  /** Ends every request at once. */
  readonly signal: AbortSignal;
  /** How long to wait for each reply. */
  readonly timeoutMs: number;
}

/** A plug that is identified and can be sent requests. */
export interface OpenPlug {
  readonly target: PlugWithKey;
  readonly info: PlugInfo;
  /** Its System.All when it was opened. */
  readonly all: systemAll.SystemAll;
  /** The same as received, and when, in seconds since 1970 by this computer's clock. */
  readonly systemAllReply: { readonly payload: JsonObject; readonly receivedAt: number };
  /** How long the reply with System.All took, its connection included. */
  readonly roundTripMs: number;
  /** Whether its bodies are encrypted. */
  readonly isEncrypted: () => boolean;
  readonly supports: (namespace: string) => boolean;
  /**
   * Sends one query or command.
   * @throws {UnsupportedError} it hung up: plugs refuse unknown requests this way
   */
  readonly send: (request: Request) => Promise<Message>;
}

/**
 * Finds the plug that HOST names, identifies it, and runs `work` with it.
 * @throws {UsageError} it is not clear which plug, or its key is missing
 * @throws {PlugCommandError} whatever went wrong with the plug
 */
export async function withPlug(call: Call, work: (plug: OpenPlug) => Promise<void>): Promise<void> {
  const target = await findPlugWithKey(call);
  try {
    await work(await openPlug(target, call.context));
  } catch (error) {
    throw PlugCommandError.of(error, target);
  }
}

/** The session with the plug at an address; the same as the plugin's. */
export function sessionOptions(
  { address, key }: Pick<PlugWithKey, 'address' | 'key'>,
  { clock }: Pick<PlugCallContext, 'clock'>,
): PlugSessionOptions {
  let quirks = NO_HTTP_QUIRKS;
  return {
    key,
    http: target =>
      new HttpTransport({
        address,
        key,
        clock,
        ...target,
        quirks,
        onQuirks: update => {
          quirks = update;
        },
      }),
    macBehind,
  };
}

type PlugSessionOptions = Omit<SessionOptions, 'clock' | 'pollMs' | 'debug'>;

/** Limits each request to its time; the signal ends it at once. */
export function slotOf({ clock, signal, timeoutMs }: PlugCallContext): Slot {
  return work => within({ clock, signal }, timeoutMs, work);
}

/**
 * Identifies the plug at an address.
 * @throws {OtherPlugError} it is not the one with the uuid of the config
 * @throws {NotMerossError} the device there does not reply as a plug does
 * @throws {MerossError} it cannot be reached, or does not accept the key
 */
export async function openPlug(target: PlugWithKey, context: PlugCallContext): Promise<OpenPlug> {
  const { clock } = context;
  const slot = slotOf(context);
  let isEncrypted = false;
  const session = new Session({
    ...sessionOptions(target, context),
    onEncrypted: update => {
      isEncrypted = update;
    },
    clock,
    pollMs: TIMES.proofValidMs,
  });
  let sentAtMs = clock.now();
  const timed: Slot = work => {
    sentAtMs = clock.now();
    return slot(work);
  };
  // The last query of the identification is the one for System.All.
  const { info, message } = await session.identify(firstQuerySlot(timed), target.config?.uuid ?? target.uuid);
  const roundTripMs = Math.round(clock.now() - sentAtMs);
  return {
    target,
    info,
    all: systemAll.parse(message.payload),
    systemAllReply: { payload: message.payload, receivedAt: clock.epochSeconds() },
    roundTripMs,
    isEncrypted: () => isEncrypted,
    supports: namespace => namespace in info.abilities,
    send: request => (request.method === 'GET' ? session.query(request, slot) : sendCommand(session, request, slot)),
  };
}

/** Plugs refuse an unknown command by hanging up. */
async function sendCommand(session: Session, request: Request, slot: Slot): Promise<Message> {
  try {
    return await slot(signal => session.command(request, signal));
  } catch (error) {
    if (!(error instanceof NoAnswerError) || !error.hungUp) throw error;
    throw new UnsupportedError('it hangs up on this command', { namespace: request.namespace, cause: error });
  }
}

/** A device that does not reply to the first query as a plug does is not a plug; a faulty plug may cut its reply short. */
function firstQuerySlot(slot: Slot): Slot {
  let isFirst = true;
  return async work => {
    try {
      return await slot(work);
    } catch (error) {
      const isNotMeross =
        error instanceof MalformedError && error.defect !== 'cut short' && error.defect !== 'to another request';
      if (isFirst && isNotMeross) throw new NotMerossError(error.message, { cause: error });
      throw error;
    } finally {
      isFirst = false;
    }
  };
}

/** A query that the plug may not support: undefined if it refuses. */
export async function ifSupported<T>(
  plug: OpenPlug,
  request: Request,
  read: (message: Message) => T,
): Promise<T | undefined> {
  if (!plug.supports(request.namespace)) return undefined;
  try {
    return read(await plug.send(request));
  } catch (error) {
    if (error instanceof OtherPlugError) throw error;
    if (isRefusal(error) || error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** @throws {UnsupportedError} the plug does not list it; `what` names the capability, e.g. `meter` */
export function requireAbility(plug: OpenPlug, namespace: string, what: string): void {
  if (!plug.supports(namespace)) throw new UnsupportedError(`it has no ${what}`, { namespace });
}
