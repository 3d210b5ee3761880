import { MalformedError, NoAnswerError, RefusedError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as configKey from '../protocol/namespaces/config-key.ts';
import * as configWifi from '../protocol/namespaces/config-wifi.ts';
import type { Abilities } from '../protocol/namespaces/system-ability.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { wifiCipher } from '../protocol/wifi-password.ts';
import { isDeadBroker } from './broker-address.ts';
import type { Secrecy } from './pairing-transport.ts';
import type { PlugInPairing } from './plug-in-pairing.ts';
import type { StepResult } from './step-runner.ts';

type SendRequest = (request: Request) => Promise<Message>;

/** What sending the key requires besides the plug itself. */
export interface KeyDelivery {
  readonly send: SendRequest;
  readonly binding: configKey.Binding;
  /** Signs all further requests with the new key. */
  readonly useKey: (key: string) => void;
  readonly secrecy: () => Secrecy | undefined;
}

/**
 * Gives the plug its key and broker. An acknowledgement that is signed with the new key proves that the key is stored.
 * Where the acknowledgement is still signed with the old one, the next reply may prove it. Where neither does, the
 * signature of the plug on the network does, because some firmware may use a new key only from its next start on.
 *
 * A plug that has signed with this key before may refuse to take it again, and keeps it.
 */
export async function sendKey(
  plug: PlugInPairing,
  { send, binding, useKey, secrecy }: KeyDelivery,
): Promise<StepResult<undefined>> {
  const { host, port } = binding.gateway;
  const broker = isDeadBroker(binding.gateway) ? 'no broker' : `broker ${host}:${port}`;
  try {
    const { header } = await send(configKey.set(binding));
    const note = SECRECY_NOTES[secrecy() ?? 'clear'];
    useKey(binding.key);
    const proof = isSignedWith(header, binding.key)
      ? 'stored, as the signature of the plug proves'
      : await checkKeyStored(send, plug, binding);
    return { value: undefined, detail: `${proof}; ${broker}${note}` };
  } catch (error) {
    if (!plug.hasOurKey || !(error instanceof RefusedError)) throw error;
    useKey(binding.key);
    return { value: undefined, detail: 'it already has this key, and keeps its broker' };
  }
}

const SECRECY_NOTES: Readonly<Record<Secrecy, string>> = {
  encrypted: '; sent encrypted',
  clear: '',
  refused: '; sent in clear, because the plug lists encryption but refused it',
  'refused unlisted': '; sent in clear, because the plug did not list its abilities and refused encryption',
};

/** What the next reply proves. A failure here proves nothing; the next step meets the same failure. */
async function checkKeyStored(send: SendRequest, plug: PlugInPairing, { key }: configKey.Binding): Promise<string> {
  const isProven = await send(plug.answeredQuery).then(
    ({ header }) => isSignedWith(header, key),
    () => false,
  );
  return isProven
    ? 'stored, as its next reply proves; the acknowledgement was signed with another key'
    : 'acknowledged, but not signed with it yet; its signature on the network will show whether it is stored';
}

/**
 * Sends the plug the network to join: the last message in pairing mode. The plug may leave before its acknowledgement
 * arrives, so only a refusal is a failure.
 *
 * @param abilities undefined where they are unknown. The password is sent unencrypted only if they are known and list
 *   no encrypted form
 * @returns whether the plug acknowledged
 */
export async function sendWifi(
  send: SendRequest,
  { hardware }: PlugInPairing,
  { network, password }: { readonly network: configWifi.Network; readonly password: string },
  abilities: Abilities | undefined,
): Promise<StepResult<boolean>> {
  const isClear = abilities !== undefined && !(configWifi.ENCRYPTED_NAMESPACE in abilities);
  const request = isClear
    ? configWifi.set(network, password)
    : configWifi.setX(network, wifiCipher(hardware).encrypt(password));
  const note = isClear ? '; its firmware accepts only an unencrypted password' : '';
  try {
    await send(request);
    return { value: true, detail: `acknowledged${note}` };
  } catch (error) {
    if (!(error instanceof NoAnswerError) && !(error instanceof MalformedError)) throw error;
    return { value: false, detail: `sent, but not acknowledged; the plug may have left at once${note}` };
  }
}
