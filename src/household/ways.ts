import type { BrokerConnection } from '../push/broker-connection.ts';
import { MqttTransport } from '../push/mqtt-transport.ts';
import type { DeviceConfig } from '../config.ts';
import { PlugConnection, type PlugConnectionOptions } from '../device/plug-connection.ts';
import { HttpTransport } from '../transport/http.ts';
import { macBehind } from '../transport/mac-lookup.ts';
import type { Address } from '../transport/transport.ts';
import type { Memory } from './memory.ts';

export interface LinkWiring extends Pick<
  PlugConnectionOptions,
  'address' | 'uuid' | 'features' | 'clock' | 'onDevice' | 'onEnd' | 'onFailure' | 'onUnanswered'
> {
  readonly config: DeviceConfig;
  readonly pollSeconds: number;
  /** 0 … 1: where in the poll period this plug is asked. */
  readonly phase: number;
  /** Knows how the plug wants to be spoken to, and learns it. */
  readonly memory: Memory;
  /** The way on which plugs tell things by themselves, where there is one. */
  readonly mail: () => BrokerConnection | undefined;
  readonly debug: (text: string) => void;
}

/** Keeps one plug of the config connected, on the ways that there are to it. */
export function plugLink(wiring: LinkWiring): PlugConnection {
  const {
    address,
    uuid,
    features,
    clock,
    phase,
    pollSeconds,
    memory,
    debug,
    onDevice,
    onEnd,
    onFailure,
    onUnanswered,
  } = wiring;
  return new PlugConnection({
    address,
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
    session: address => sessionAt(address, wiring),
    quirks: info => memory.quirksOf(info),
    onQuirks: quirks => memory.learnQuirks(quirks),
  });
}

/** How to talk to one plug: over HTTP at an address, and over its session at a broker while HTTP fails. */
function sessionAt(
  address: Address,
  { config: { key }, clock, memory, mail, debug }: LinkWiring,
): ReturnType<PlugConnectionOptions['session']> {
  return {
    key,
    http: target =>
      new HttpTransport({
        address,
        key,
        clock,
        ...target,
        quirks: memory.httpQuirks,
        onQuirks: ({ lenient }) => memory.learnHttpQuirks({ ...memory.httpQuirks, lenient }),
        debug,
      }),
    mqtt: uuid => {
      const open = mail();
      return open?.hasSession(uuid) ? new MqttTransport({ broker: open, uuid }) : undefined;
    },
    signs: uuid => memory.signs(uuid),
    onSigned: uuid => memory.learnSigned(uuid),
    encrypted: memory.httpQuirks.encrypted,
    onEncrypted: encrypted => memory.learnHttpQuirks({ ...memory.httpQuirks, encrypted }),
    macBehind,
  };
}
