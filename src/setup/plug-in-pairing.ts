import { MalformedError, WrongKeyError } from '../errors.ts';
import { clipped } from '../protocol/decode.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as systemHardware from '../protocol/namespaces/system-hardware.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { mayBeRefusal } from './possible-refusal.ts';

/** A plug in pairing mode, as it describes itself. */
export interface PlugInPairing {
  /** Exactly as reported; see {@link systemHardware.PlugHardware}. */
  readonly hardware: systemHardware.PlugHardware;
  /** uuid in the header of its messages, in lower case. */
  readonly uuid: string;
  /** E.g. `8.3.15`; undefined where the plug did not report it. */
  readonly firmwareVersion: string | undefined;
  /** Whether it signs with our key already, because an earlier run has given it. */
  readonly hasOurKey: boolean;
  /** A query that it has answered, and so will answer again. */
  readonly answeredQuery: Request;
}

/** What identifying a plug requires of a transport. */
export interface KeyedSender {
  readonly send: (request: Request) => Promise<Message>;
  readonly useKey: (key: string) => void;
}

/**
 * Asks a plug what it is: System.All, or the smaller System.Hardware where it does not answer that. Signed with the
 * empty key, and then with ours if the plug requires it.
 *
 * @throws {WrongKeyError} it accepts neither
 * @throws whatever `send` throws
 */
export async function identifyPlug(sender: KeyedSender, key: string): Promise<PlugInPairing> {
  try {
    return await queryIdentity(sender, key);
  } catch (error) {
    if (!(error instanceof WrongKeyError)) throw error;
    sender.useKey(key);
    return queryIdentity(sender, key);
  }
}

async function queryIdentity({ send }: KeyedSender, key: string): Promise<PlugInPairing> {
  const all = systemAll.get();
  try {
    return parseIdentity(await send(all), all, key);
  } catch (error) {
    if (!mayBeRefusal(error)) throw error;
    const small = systemHardware.get();
    return parseIdentity(await send(small), small, key);
  }
}

function parseIdentity({ header, payload }: Message, answeredQuery: Request, key: string): PlugInPairing {
  const isAll = answeredQuery.namespace === systemAll.NAMESPACE;
  const hardware = isAll ? systemHardware.parseAll(payload) : systemHardware.parse(payload);
  const uuid = hardware.uuid.toLowerCase();
  if (header.uuid !== uuid) throw new MalformedError('its reply contains two different uuids');
  const firmwareVersion = isAll ? systemAll.parse(payload).firmwareVersion : undefined;
  return { hardware, uuid, firmwareVersion, hasOurKey: isSignedWith(header, key), answeredQuery };
}

/** Describes the plug, for users. */
export function describePlug({ hardware, firmwareVersion, uuid }: PlugInPairing): string {
  const firmware = firmwareVersion === undefined ? '' : `, firmware ${firmwareVersion}`;
  return `${clipped(hardware.type)}${firmware}, uuid ${uuid}`;
}
