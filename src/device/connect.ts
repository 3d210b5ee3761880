import { OtherPlugError } from '../errors.ts';
import type { Message } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import type { Transport } from '../transport/transport.ts';
import { plugInfo, type PlugInfo } from './plug-info.ts';

/** A plug that has just told us what it is, and the message in which it told its state. */
export interface Introduction {
  readonly info: PlugInfo;
  readonly message: Message;
}

/** The plug that a transport is for: only its answers count. */
export interface Target {
  readonly uuid: string;
  /** It lists LAN encryption. */
  readonly encryptable: boolean;
}

/** Makes the way to the address; to whoever is there, as long as no target is known. */
export type MakeTransport = (target?: Target) => Transport;

/**
 * Asks an address what is there: System.Ability, which every plug answers in clear, then System.All.
 *
 * @param uuid the plug that must be there, where the user named one
 * @throws {OtherPlugError} another plug is there, or it names another uuid inside than outside
 * @throws whatever the transport throws
 */
export async function connect(makeTransport: MakeTransport, signal: AbortSignal, uuid?: string): Promise<Introduction> {
  const ask = makeTransport(uuid === undefined ? undefined : { uuid, encryptable: false });
  const ability = await ask.request(systemAbility.get(), signal);
  const abilities = systemAbility.parse(ability.payload);
  const target = { uuid: ability.header.uuid ?? '', encryptable: systemAbility.mayEncrypt(abilities) };
  const message = await makeTransport(target).request(systemAll.get(), signal);
  const info = plugInfo(systemAll.parse(message.payload), abilities);
  if (info.uuid !== target.uuid) throw new OtherPlugError({ expected: target.uuid, found: info.uuid });
  return { info, message };
}
