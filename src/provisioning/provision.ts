import type { Clock } from '../clock.ts';
import type { Request } from '../protocol/envelope.ts';
import * as configWifiList from '../protocol/namespaces/config-wifilist.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import { zoneFor } from '../protocol/time-rules.ts';
import type { Address } from '../transport/transport.ts';
import { arrive, type ArrivalWish } from './arrive.ts';
import { checkBroker, DEAD_BROKER, gatewayOf, type Broker } from './broker.ts';
import { ask as askOver, type Exchange } from './exchange.ts';
import { checkKey, checkUserId } from './key.ts';
import { describe, lookAt, type PlugInPairing } from './plug.ts';
import type { OnStep } from './report.ts';
import { Steps } from './steps.ts';
import { tellKey, tellWifi } from './tell.ts';
import { networkFor, strongest, type WifiWish } from './wifi.ts';

export interface ProvisionOptions extends ArrivalWish {
  /** The way to the plug; opened and closed by the caller. */
  readonly exchange: Exchange;
  /**
   * The key to give. Have it shown or stored before this is called: from the step `key` on, the plug may have it,
   * whatever becomes of the rest.
   */
  readonly key: string;
  /** A part of the plug's MQTT password; "0" will do. */
  readonly userId?: string;
  /** None unless given: see {@link DEAD_BROKER}. */
  readonly broker?: Broker;
  /** IANA name; left alone unless given. */
  readonly timezone?: string;
  /**
   * Asks for the network, once, when the plug's scan is known. {@link networkFor} tells beforehand whether an answer
   * will do.
   */
  readonly chooseNetwork: (offer: NetworkOffer) => Promise<WifiWish>;
  readonly onStep?: OnStep;
  readonly clock: Clock;
  /** Interrupts it, wherever it is. What is half-done is then told as with any failure. */
  readonly signal: AbortSignal;
}

export interface NetworkOffer {
  readonly plug: PlugInPairing;
  /** Each network once, the strongest first; undefined where the plug did not tell. */
  readonly networks: readonly configWifiList.SeenNetwork[] | undefined;
}

/** A plug that is on the network with our key. Holds that key: not for a log. */
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
 * Takes a plug in pairing mode to one that answers on the network, signed with our key. Each step is told as it happens.
 * The Wi-Fi comes last, for with it the plug leaves; a second run after a failure begins anew and finds what is done.
 *
 * @throws {RangeError} before anything is sent: a key, user id, broker or zone that cannot be
 * @throws {ProvisioningError} everything else, with what is half-done on the plug
 */
export async function provision(options: ProvisionOptions): Promise<ProvisionedPlug> {
  const { exchange, key, userId = '0', broker = DEAD_BROKER, timezone, chooseNetwork, clock, signal } = options;
  const { onStep = () => undefined } = options;
  checkKey(key);
  checkUserId(userId);
  checkBroker(broker);
  if (timezone !== undefined) zoneFor(timezone, clock.epochSeconds());

  const ask = (request: Request): ReturnType<typeof askOver> => askOver(exchange, request, { clock, signal });
  const isThere = (): Promise<unknown> => ask(plug.answers);
  const steps = new Steps({ onStep, place: exchange, signal, isThere });

  const plug = await steps.run('look', async () => {
    const value = await lookAt({ ask, useKey: known => exchange.useKey(known) }, key);
    return { value, detail: `${describe(value)}${value.hasOurKey ? '; it has our key already' : ''}` };
  });

  const abilities = await steps.optional('abilities', async () => {
    const value = systemAbility.parse((await ask(systemAbility.get())).payload);
    return { value, detail: `${Object.keys(value).length} of them` };
  });
  const can = (namespace: string): boolean => abilities === undefined || namespace in abilities;

  const seen = can(configWifiList.NAMESPACE)
    ? await steps.optional('networks', async () => {
        const value = configWifiList.parse((await ask(configWifiList.get())).payload);
        return { value, detail: `${strongest(value).length} of them` };
      })
    : steps.skip('networks', 'the plug has no list of networks');

  const choice = await steps.run('choose', async () => {
    const wish = await chooseNetwork({ plug, networks: seen && strongest(seen) });
    return { value: { network: networkFor(wish, seen), password: wish.password }, detail: `"${wish.ssid}"` };
  });

  if (timezone === undefined) steps.skip('time', 'no time zone was given');
  else if (!can(systemTime.NAMESPACE)) steps.skip('time', 'the plug has no time zone');
  else {
    const work = async (): Promise<{ value: undefined; detail: string }> => {
      const timestamp = clock.epochSeconds();
      await ask(systemTime.set({ ...zoneFor(timezone, timestamp), timestamp }));
      return { value: undefined, detail: timezone };
    };
    await steps.optional('time', work, { done: 'the clock, perhaps', unknown: 'the clock, perhaps' });
  }

  const binding = { userId, key, gateway: gatewayOf(broker) };
  const unknownKey = plug.hasOurKey ? 'the key' : 'the key, perhaps';
  const giving = {
    ask,
    binding,
    useKey: (given: string) => exchange.useKey(given),
    secrecy: () => exchange.secrecy,
  };
  await steps.run('key', () => tellKey(plug, giving), { done: 'the key', unknown: unknownKey });

  const acknowledged = await steps.run('wifi', () => tellWifi(ask, plug, choice, abilities), {
    done: 'the key and the Wi-Fi',
    unknown: 'the key, and the Wi-Fi perhaps',
  });

  const encryptable = abilities !== undefined && systemAbility.mayEncrypt(abilities);
  const address = await steps.run('arrival', () =>
    arrive({ ...options, uuid: plug.uuid, encryptable, acknowledged, can }),
  );
  return { uuid: plug.uuid, mac: plug.hardware.macAddress, model: plug.hardware.type, address, key };
}
