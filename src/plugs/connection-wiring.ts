import type { BrokerConnection } from '../push/broker-connection.ts';
import { MqttTransport } from '../push/mqtt-transport.ts';
import type { DeviceConfig } from '../config.ts';
import { PlugConnection, type PlugConnectionOptions } from '../device/plug-connection.ts';
import { HttpTransport } from '../transport/http.ts';
import { macBehind } from '../transport/mac-lookup.ts';
import type { Address } from '../transport/transport.ts';
import type { RememberedPlug } from './remembered-plug.ts';

export interface ConnectionWiring extends Pick<
  PlugConnectionOptions,
  'addresses' | 'uuid' | 'features' | 'clock' | 'onDevice' | 'onEnd' | 'onFailure' | 'onUnanswered'
> {
  readonly config: DeviceConfig;
  readonly pollSeconds: number;
  /** 0 … 1: at which point of the poll period this plug is queried. */
  readonly phase: number;
  /** Holds the quirks of the plug. */
  readonly remembered: RememberedPlug;
  /** The broker connection, if there is one. */
  readonly broker: () => BrokerConnection | undefined;
  readonly debug: (text: string) => void;
}

/** Keeps one plug of the config connected, over HTTP and over MQTT where there is a broker session. */
export function connectPlug(wiring: ConnectionWiring): PlugConnection {
  const {
    addresses,
    uuid,
    features,
    clock,
    phase,
    pollSeconds,
    remembered,
    debug,
    onDevice,
    onEnd,
    onFailure,
    onUnanswered,
  } = wiring;
  return new PlugConnection({
    addresses,
    uuid,
    features,
    clock,
    phase,
    debug,
    onDevice,
    onEnd,
    onFailure,
    ...(onUnanswered && { onUnanswered }),
    pollMs: pollSeconds * 1000,
    session: address => sessionFor(address, wiring),
    quirks: info => remembered.quirksOf(info),
    onQuirks: quirks => remembered.learnQuirks(quirks),
  });
}

/** Session options for one plug: HTTP at an address, and its broker session while HTTP fails. */
function sessionFor(
  address: Address,
  { config: { key }, clock, remembered, broker, debug }: ConnectionWiring,
): ReturnType<PlugConnectionOptions['session']> {
  return {
    key,
    http: target =>
      new HttpTransport({
        address,
        key,
        clock,
        ...target,
        quirks: remembered.httpQuirks,
        onQuirks: ({ lenient }) => remembered.learnHttpQuirks({ ...remembered.httpQuirks, lenient }),
        debug,
      }),
    mqtt: uuid => {
      const connectedBroker = broker();
      return connectedBroker?.hasSession(uuid) ? new MqttTransport({ broker: connectedBroker, uuid }) : undefined;
    },
    signs: uuid => remembered.signs(uuid),
    onSigned: uuid => remembered.learnSigned(uuid),
    encrypted: remembered.httpQuirks.encrypted,
    onEncrypted: encrypted => remembered.learnHttpQuirks({ ...remembered.httpQuirks, encrypted }),
    macBehind,
  };
}
