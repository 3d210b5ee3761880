import { MalformedError, NoAnswerError, RefusedError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as configKey from '../protocol/namespaces/config-key.ts';
import * as configWifi from '../protocol/namespaces/config-wifi.ts';
import type { Abilities } from '../protocol/namespaces/system-ability.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { wifiCipher } from '../protocol/wifi-password.ts';
import { isDead } from './broker.ts';
import type { PlugInPairing } from './plug.ts';
import { ProvisioningError } from './provisioning-error.ts';
import type { Done } from './steps.ts';

type Ask = (request: Request) => Promise<Message>;

/**
 * Gives the plug its key and broker. It counts as stored only if the acknowledgement is signed with the new key; or where
 * the plug has signed with that key before, and does not take it twice.
 */
export async function tellKey(ask: Ask, plug: PlugInPairing, binding: configKey.Binding): Promise<Done<undefined>> {
  const { host, port } = binding.gateway;
  const broker = isDead(binding.gateway) ? 'no broker' : `broker ${host}:${port}`;
  try {
    const { header } = await ask(configKey.set(binding));
    if (!isSignedWith(header, binding.key)) throw unproven();
    return { value: undefined, detail: `stored, as its signature proves; ${broker}` };
  } catch (error) {
    if (!plug.hasOurKey || !(error instanceof RefusedError)) throw error;
    return { value: undefined, detail: 'it has this key already, and keeps the broker that it has' };
  }
}

function unproven(): ProvisioningError {
  return new ProvisioningError({
    step: 'key',
    happened: 'The plug acknowledged its new key, but did not sign with it, so nothing proves that it is stored.',
    likely: 'This may be firmware that nobody has seen yet.',
    advice: 'Hold its button for 5 seconds and run this again; please report it if it happens twice.',
    left: 'the key, perhaps',
  });
}

/**
 * Tells the plug which network to join, the last thing that it hears in pairing mode. It may be gone before its
 * acknowledgement is here, so only a refusal is a failure.
 *
 * @param abilities undefined where they are not known; the password is sent unencrypted only if they are, and know no other way
 * @returns whether it acknowledged
 */
export async function tellWifi(
  ask: Ask,
  { hardware }: PlugInPairing,
  { network, password }: { readonly network: configWifi.Network; readonly password: string },
  abilities: Abilities | undefined,
): Promise<Done<boolean>> {
  const isClear = abilities !== undefined && !(configWifi.ENCRYPTED_NAMESPACE in abilities);
  const request = isClear
    ? configWifi.set(network, password)
    : configWifi.setX(network, wifiCipher(hardware).encrypt(password));
  const how = isClear ? '; its firmware takes the password unencrypted only' : '';
  try {
    await ask(request);
    return { value: true, detail: `acknowledged${how}` };
  } catch (error) {
    if (!(error instanceof NoAnswerError) && !(error instanceof MalformedError)) throw error;
    return { value: false, detail: `told, but not acknowledged; it may have left at once${how}` };
  }
}
