import { within, type Clock } from '../clock.ts';
import { Session, type Slot, type SessionTarget } from '../device/session.ts';
import { GivenUpError, OtherPlugError, UnsupportedError, WrongKeyError } from '../errors.ts';
import { clipped } from '../protocol/decode.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as configKey from '../protocol/namespaces/config-key.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { TIMES } from '../settings.ts';
import { HttpTransport } from '../transport/http.ts';
import { macBehind } from '../transport/mac-lookup.ts';
import type { Address, HttpQuirks } from '../transport/transport.ts';
import { parseBindingState, getDebug, SYSTEM_DEBUG, type BindingState } from './binding-state.ts';
import { checkBrokerAddress, gatewayOf, isDeadBroker, type BrokerAddress } from './broker-address.ts';
import { checkNewKey, checkUserId } from './key-rules.ts';
import { SETUP_TIMES } from './setup-times.ts';

/** New settings for a plug in use. What is left out stays as it is. Contains a key: secret. */
export interface RekeySettings {
  readonly key?: string;
  readonly broker?: BrokerAddress;
  /** Digits. */
  readonly userId?: string;
}

/** The changes that a re-keying would make. Nothing has been changed yet, and nothing in it is secret. */
export interface RekeyPlan {
  readonly state: BindingState;
  readonly target: SessionTarget;
  readonly userId: string;
  readonly gateway: configKey.Gateway;
  readonly changesKey: boolean;
  readonly changesBroker: boolean;
  /** Whether the plug already answers to the new key only. */
  readonly hasNewKey: boolean;
  /** What will change, a line each, for users; empty if nothing will. */
  readonly changes: readonly string[];
  /** What to consider beforehand. */
  readonly warnings: readonly string[];
}

/** Sends a request to one address, signed with one key; with a target, only to that plug. */
export type SendWithKey = (key: string, request: Request, target?: SessionTarget) => Promise<Message>;

/** Sends over HTTP. Repeats a request only for a plug that hangs up on unencrypted bodies. */
export function lanSender({
  address,
  clock,
  signal,
}: {
  readonly address: Address;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): SendWithKey {
  let quirks: HttpQuirks = { lenient: true, encrypted: false };
  const slot: Slot = work => within({ clock, signal }, SETUP_TIMES.lanRequestMs, work);
  const sessions = new Map<string, Session>();
  const sessionWith = (key: string, target: SessionTarget): Session => {
    const name = `${target.uuid} ${key}`;
    const existing = sessions.get(name);
    if (existing) return existing;
    const session = new Session({
      http: to => new HttpTransport({ address, key, clock, quirks, ...to }),
      clock,
      pollMs: TIMES.proofValidMs,
      encrypted: quirks.encrypted,
      onEncrypted: encrypted => {
        quirks = { ...quirks, encrypted };
      },
      macBehind,
    });
    session.open(target);
    sessions.set(name, session);
    return session;
  };
  return (key, request, target) => {
    if (target === undefined) {
      const transport = new HttpTransport({ address, key, clock, quirks });
      return slot(inTime => transport.request(request, inTime));
    }
    const session = sessionWith(key, target);
    return request.method === 'GET' ? session.query(request, slot) : slot(inTime => session.command(request, inTime));
  };
}

/**
 * Reads the settings of a plug in use, and plans the changes. This is the dry run: it sends queries only.
 *
 * @throws {RangeError} before anything is sent: an invalid key, broker or user id
 * @throws {WrongKeyError} the plug accepts neither the current key nor the new one
 * @throws {UnsupportedError} the plug does not support the command, or does not report its broker and none is given
 * @throws whatever `sendWithKey` throws
 */
export async function planRekey(
  sendWithKey: SendWithKey,
  currentKey: string,
  settings: RekeySettings,
): Promise<RekeyPlan> {
  checkRekeySettings(settings);
  const { abilities, key, uuid } = await queryAbilities(sendWithKey, [currentKey, settings.key ?? currentKey]);
  if (!(configKey.NAMESPACE in abilities)) throw new UnsupportedError('it does not accept a key over the network');
  const target = { uuid, encryptable: systemAbility.mayEncrypt(abilities) };
  const { payload } = await sendWithKey(key, systemAll.get(), target);
  // System.Debug reports only the second broker; without it, the second is taken to equal the first.
  const debug =
    SYSTEM_DEBUG in abilities ? await sendWithKey(key, getDebug(), target).catch(rethrowUnlessOptional) : undefined;
  const state = parseBindingState(payload, debug?.payload);
  const userId = settings.userId ?? state.userId;
  const gateway = settings.broker ? gatewayOf(settings.broker) : state.gateway;
  if (gateway === undefined) throw new UnsupportedError('it does not report its broker, so a broker must be given');
  const hasNewKey = key !== currentKey;
  const changesKey = settings.key !== undefined && settings.key !== currentKey && !hasNewKey;
  return {
    state,
    target,
    userId,
    gateway,
    changesKey,
    changesBroker: !isSameGateway(gateway, state.gateway),
    hasNewKey,
    changes: changesOf(state, { userId, gateway }, changesKey),
    warnings: [...(changesKey && !isDeadBroker(gateway) ? [BROKER_NEEDS_KEY] : []), ...warningsOf(state, gateway)],
  };
}

/** A plug that does not answer this query is fine; an interruption by the user, or another plug, is not. */
function rethrowUnlessOptional(error: unknown): undefined {
  if (error instanceof GivenUpError || error instanceof OtherPlugError) throw error;
  return undefined;
}

/** @throws {RangeError} an invalid key, broker or user id; the message is for users */
export function checkRekeySettings({ key, userId, broker }: RekeySettings): void {
  if (key !== undefined) checkNewKey(key);
  if (userId !== undefined) checkUserId(userId);
  if (broker !== undefined) checkBrokerAddress(broker);
}

/** The first of the keys that the plug accepts. Every plug answers System.Ability in clear. */
async function queryAbilities(sendWithKey: SendWithKey, keys: readonly [string, string]): Promise<AbilitiesReply> {
  const queryWithKey = async (key: string): Promise<AbilitiesReply> => {
    const { header, payload } = await sendWithKey(key, systemAbility.get());
    return { key, uuid: header.uuid ?? '', abilities: systemAbility.parse(payload) };
  };
  try {
    return await queryWithKey(keys[0]);
  } catch (error) {
    if (!(error instanceof WrongKeyError) || keys[0] === keys[1]) throw error;
    return queryWithKey(keys[1]);
  }
}

/**
 * The uuid of the plug at the address, which a plug reports whether or not the key is right.
 * @returns lower case; undefined where the plug refuses the key without its uuid
 * @throws whatever `sendWithKey` throws, except for a wrong key
 */
export async function queryUuid(sendWithKey: SendWithKey, key: string): Promise<string | undefined> {
  try {
    return (await sendWithKey(key, systemAbility.get())).header.uuid?.toLowerCase();
  } catch (error) {
    if (error instanceof WrongKeyError) return error.uuid?.toLowerCase();
    throw error;
  }
}

interface AbilitiesReply {
  readonly key: string;
  readonly uuid: string;
  readonly abilities: systemAbility.Abilities;
}

/** Whether two settings name the same brokers. */
export function isSameGateway(one: configKey.Gateway, other: configKey.Gateway | undefined): boolean {
  const names = ['host', 'port', 'secondHost', 'secondPort'] as const;
  return other !== undefined && names.every(name => one[name] === other[name]);
}

function changesOf(
  state: BindingState,
  wanted: { readonly userId: string; readonly gateway: configKey.Gateway },
  changesKey: boolean,
): readonly string[] {
  const changes: string[] = [];
  if (changesKey) changes.push('key: a new one instead of the current one');
  if (!isSameGateway(wanted.gateway, state.gateway)) {
    changes.push(`broker: ${describeGateway(wanted.gateway)} instead of ${describeGateway(state.gateway)}`);
  }
  if (wanted.userId !== state.userId) changes.push(`user id: ${wanted.userId} instead of ${state.userId}`);
  return changes;
}

function describeGateway(gateway: configKey.Gateway | undefined): string {
  if (gateway === undefined) return 'an unknown one';
  const { host, port, secondHost, secondPort } = gateway;
  const second = host === secondHost && port === secondPort ? '' : ` (and ${clipped(secondHost)}:${secondPort})`;
  return `${clipped(host)}:${port}${second}`;
}

/** A plug derives its password at the broker from its key. */
const BROKER_NEEDS_KEY =
  "The plug's MQTT broker needs the new key too, or it will reject the plug. This plugin's broker learns it when " +
  'Homebridge restarts with the new config: restart it right away.';

function warningsOf({ gateway: before }: BindingState, gateway: configKey.Gateway): readonly string[] {
  const warnings: string[] = [];
  if (before === undefined) {
    warnings.push('The plug does not report its current broker, so that broker cannot be restored.');
  }
  if (isSameGateway(gateway, before)) return warnings;
  warnings.push("The vendor's app cannot reach a plug that uses another broker.");
  warnings.push(
    isDeadBroker(gateway)
      ? 'Without a broker, some firmware reportedly returns to pairing mode: be near the plug.'
      : 'With a broker that does not reply, some firmware returns to pairing mode: be near the plug.',
  );
  return warnings;
}
