import { MalformedError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
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

/** Asks one question with a deadline of its own. */
export type Ask = (transport: Transport, request: Request) => Promise<Message>;

/**
 * Asks an address what is there: System.Ability, which every plug answers in clear, then System.All.
 *
 * @param uuid the plug that must be there, where the user named one
 * @throws {OtherPlugError} another plug is there
 * @throws {MalformedError} it names another uuid inside its answer than outside
 * @throws whatever `ask` throws
 */
export async function connect(makeTransport: MakeTransport, ask: Ask, uuid?: string): Promise<Introduction> {
  const anybody = makeTransport(uuid === undefined ? undefined : { uuid, encryptable: false });
  const ability = await ask(anybody, systemAbility.get());
  const abilities = systemAbility.parse(ability.payload);
  const target = { uuid: ability.header.uuid ?? '', encryptable: systemAbility.mayEncrypt(abilities) };
  const message = await ask(makeTransport(target), systemAll.get());
  const info = plugInfo(systemAll.parse(message.payload), abilities);
  if (info.uuid !== target.uuid) throw new MalformedError('it gives two different uuids in one answer');
  return { info, message };
}
