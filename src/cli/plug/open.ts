import { deadline, reasonOf } from '../../clock.ts';
import { connect, type Target as Identity } from '../../device/connect.ts';
import type { PlugInfo } from '../../device/plug-info.ts';
import { MalformedError, NoAnswerError, OtherPlugError, RefusedError, UnsupportedError } from '../../errors.ts';
import type { JsonObject } from '../../protocol/decode.ts';
import type { Message, Request } from '../../protocol/envelope.ts';
import * as systemAbility from '../../protocol/namespaces/system-ability.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { HttpTransport } from '../../transport/http.ts';
import { PLAIN, type Manner, type Transport } from '../../transport/transport.ts';
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

/** The way to a plug; to whoever is at the address, as long as no identity is known. */
export function transportTo(
  target: Pick<Target, 'address' | 'key'>,
  call: Call,
  manners: Manners = { current: PLAIN },
): (identity?: Identity) => HttpTransport {
  return identity =>
    new HttpTransport({
      address: target.address,
      key: target.key,
      clock: call.io.clock,
      ...identity,
      manner: manners.current,
      onManner: manner => {
        manners.current = manner;
      },
    });
}

/** How the plug wants to be spoken to, as far as that has been found out. */
export interface Manners {
  current: Manner;
}

async function openPlug(call: Call, target: Target): Promise<OpenPlug> {
  const manners: Manners = { current: PLAIN };
  const makeTransport = transportTo(target, call, manners);
  const { info, message } = await connect(makeTransport, introduced(call), target.config?.uuid);
  const way = makeTransport({ uuid: info.uuid, encryptable: systemAbility.mayEncrypt(info.abilities) });
  return {
    target,
    info,
    all: systemAll.parse(message.payload),
    said: { payload: message.payload, at: call.io.clock.epochSeconds() },
    isEncrypted: () => manners.current.encrypted,
    can: namespace => namespace in info.abilities,
    ask: async request => {
      try {
        return await exchange(call, way, request);
      } catch (error) {
        const isRefusal = error instanceof NoAnswerError && error.hungUp;
        if (isRefusal)
          throw new UnsupportedError('it hangs up on that', { namespace: request.namespace, cause: error });
        throw error;
      }
    },
  };
}

/** Answers that make no sense, and yet may come from a plug in trouble: `doctor` counts them as such, too. */
const MAY_BE_A_PLUG = /^the answer (?:breaks off|is to another question)/;

/** Who does not answer the very first question as plugs do is none. */
function introduced(call: Call): (way: Transport, request: Request) => Promise<Message> {
  return async (way, request) => {
    try {
      return await exchange(call, way, request);
    } catch (error) {
      const isFirst = request.namespace === systemAbility.NAMESPACE;
      const isStranger = error instanceof MalformedError && !MAY_BE_A_PLUG.test(error.message);
      if (isFirst && isStranger) throw new NotMerossError(error.message, { cause: error });
      throw error;
    }
  };
}

/** One question, with a limit of its own. */
async function exchange({ io, timeoutMs }: Call, way: Transport, request: Request): Promise<Message> {
  const limit = deadline(io.clock, timeoutMs);
  const stop = (): void => {
    limit.abort(reasonOf(io.signal));
  };
  io.signal.addEventListener('abort', stop, { once: true });
  if (io.signal.aborted) stop();
  try {
    return await way.request(request, limit.signal);
  } finally {
    io.signal.removeEventListener('abort', stop);
    limit.cancel();
  }
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
    const isHarmless =
      error instanceof UnsupportedError || error instanceof RefusedError || error instanceof MalformedError;
    if (isHarmless) return undefined;
    throw error;
  }
}

/** @throws {UnsupportedError} the plug does not list it; `what` says what it has not, e.g. `a meter` */
export function needs(plug: OpenPlug, namespace: string, what: string): void {
  if (!plug.can(namespace)) throw new UnsupportedError(`it has no ${what}`, { namespace });
}
