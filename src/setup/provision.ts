import type { Clock } from '../clock.ts';
import type { Request } from '../protocol/envelope.ts';
import * as configWifiList from '../protocol/namespaces/config-wifilist.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import { zoneFor } from '../protocol/time-rules.ts';
import type { Address } from '../transport/transport.ts';
import { arrivalStep, type ArrivalSettings } from './arrival-step.ts';
import { checkBrokerAddress, DEAD_BROKER, gatewayOf, type BrokerAddress } from './broker-address.ts';
import { sendRequest, type PairingTransport } from './pairing-transport.ts';
import { checkNewKey, checkUserId } from './key-rules.ts';
import { describePlug, identifyPlug, type PlugInPairing } from './plug-in-pairing.ts';
import type { OnStep } from './step-report.ts';
import { StepRunner } from './step-runner.ts';
import { sendKey, sendWifi } from './send-settings.ts';
import { networkFor, strongest, type WifiSettings } from './wifi-settings.ts';

export interface ProvisionOptions extends ArrivalSettings {
  /** Carries requests to the plug; opened and closed by the caller. */
  readonly pairingTransport: PairingTransport;
  /**
   * The key to give. Show or store it before this call: from the step `key` on, the plug may have it, even if a later
   * step fails.
   */
  readonly key: string;
  /** A part of the plug's MQTT password. Default "0". */
  readonly userId?: string;
  /** Default: none, see {@link DEAD_BROKER}. */
  readonly broker?: BrokerAddress;
  /** IANA name. Default: the time zone is not changed. */
  readonly timezone?: string;
  /**
   * Chooses the network, once, after the plug's scan. {@link networkFor} checks beforehand whether a choice is valid.
   */
  readonly chooseNetwork: (offer: NetworkOffer) => Promise<WifiSettings>;
  readonly onStep?: OnStep;
  readonly clock: Clock;
  /** Interrupts the run at any step. The error then says what is half-done, as with any failure. */
  readonly signal: AbortSignal;
}

export interface NetworkOffer {
  readonly plug: PlugInPairing;
  /** Each network once, the strongest first; undefined where the plug did not list them. */
  readonly networks: readonly configWifiList.SeenNetwork[] | undefined;
}

/** A plug that is on the network with our key. Contains that key: not for a log. */
export interface ProvisionedPlug {
  readonly uuid: string;
  /** With colons. */
  readonly mac: string;
  /** E.g. `mss305`. */
  readonly model: string;
  readonly address: Address;
  readonly key: string;
}

/**
 * Sets up a plug in pairing mode until it answers on the network, signed with our key. Reports each step as it happens.
 * The Wi-Fi comes last, because the plug leaves pairing mode with it. A second run after a failure starts again and
 * finds what is already done.
 *
 * @throws {RangeError} before anything is sent: an invalid key, user id, broker or zone
 * @throws {ProvisioningError} everything else, with what is half-done on the plug
 */
export async function provision(options: ProvisionOptions): Promise<ProvisionedPlug> {
  const { pairingTransport, key, userId = '0', broker = DEAD_BROKER, timezone, chooseNetwork, clock, signal } = options;
  const { onStep = () => undefined } = options;
  checkNewKey(key);
  checkUserId(userId);
  checkBrokerAddress(broker);
  if (timezone !== undefined) zoneFor(timezone, clock.epochSeconds());

  const send = (request: Request): ReturnType<typeof sendRequest> =>
    sendRequest(pairingTransport, request, { clock, signal });
  const checkReachable = (): Promise<unknown> => send(plug.answeredQuery);
  const steps = new StepRunner({ onStep, connection: pairingTransport, signal, checkReachable });

  const plug = await steps.run('look', async () => {
    const value = await identifyPlug({ send, useKey: given => pairingTransport.useKey(given) }, key);
    return { value, detail: `${describePlug(value)}${value.hasOurKey ? '; it already has our key' : ''}` };
  });

  const abilities = await steps.optional('abilities', async () => {
    const value = systemAbility.parse((await send(systemAbility.get())).payload);
    return { value, detail: `${Object.keys(value).length} listed` };
  });
  const supports = (namespace: string): boolean => abilities === undefined || namespace in abilities;

  const scan = supports(configWifiList.NAMESPACE)
    ? await steps.optional('networks', async () => {
        const value = configWifiList.parse((await send(configWifiList.get())).payload);
        return { value, detail: `${strongest(value).length} found` };
      })
    : steps.skip('networks', 'the plug does not list networks');

  const choice = await steps.run('choose', async () => {
    const settings = await chooseNetwork({ plug, networks: scan && strongest(scan) });
    return {
      value: { network: networkFor(settings, scan), password: settings.password },
      detail: `"${settings.ssid}"`,
    };
  });

  if (timezone === undefined) steps.skip('time', 'no time zone was given');
  else if (!supports(systemTime.NAMESPACE)) steps.skip('time', 'the plug has no time zone');
  else {
    const work = async (): Promise<{ value: undefined; detail: string }> => {
      const timestamp = clock.epochSeconds();
      await send(systemTime.set({ ...zoneFor(timezone, timestamp), timestamp }));
      return { value: undefined, detail: timezone };
    };
    await steps.optional('time', work, { done: 'the clock, perhaps', unknown: 'the clock, perhaps' });
  }

  const binding = { userId, key, gateway: gatewayOf(broker) };
  const unknownKey = plug.hasOurKey ? 'the key' : 'the key, perhaps';
  const delivery = {
    send,
    binding,
    useKey: (given: string) => pairingTransport.useKey(given),
    secrecy: () => pairingTransport.secrecy,
  };
  await steps.run('key', () => sendKey(plug, delivery), { done: 'the key', unknown: unknownKey });

  const acknowledged = await steps.run('wifi', () => sendWifi(send, plug, choice, abilities), {
    done: 'the key and the Wi-Fi',
    unknown: 'the key, and the Wi-Fi perhaps',
  });

  const encryptable = abilities !== undefined && systemAbility.mayEncrypt(abilities);
  const address = await steps.run('arrival', () =>
    arrivalStep({ ...options, uuid: plug.uuid, encryptable, acknowledged, supports }),
  );
  return { uuid: plug.uuid, mac: plug.hardware.macAddress, model: plug.hardware.type, address, key };
}
