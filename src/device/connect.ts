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

/**
 * Asks an address what is there: System.Ability, then System.All.
 *
 * @throws {OtherPlugError} the two answers came from two plugs, or name another uuid inside than outside
 * @throws whatever the transport throws
 */
export async function connect(transport: Transport, signal: AbortSignal): Promise<Introduction> {
  const ability = await transport.request(systemAbility.get(), signal);
  const message = await transport.request(systemAll.get(), signal);
  const info = plugInfo(systemAll.parse(message.payload), systemAbility.parse(ability.payload));
  for (const { header } of [ability, message]) {
    if (header.uuid !== info.uuid) throw new OtherPlugError({ expected: info.uuid, found: header.uuid ?? 'none' });
  }
  return { info, message };
}
