import type { BrokerConnection } from '../push/broker-connection.ts';
import { MqttTransport } from '../push/mqtt-transport.ts';
import type { DeviceConfig } from '../config.ts';
import { PlugLink, type LinkOptions } from '../device/link.ts';
import { HttpTransport } from '../transport/http.ts';
import { macBehind } from '../transport/neighbours.ts';
import type { Address } from '../transport/transport.ts';
import type { Memory } from './memory.ts';

export interface LinkWiring extends Pick<
  LinkOptions,
  'place' | 'uuid' | 'features' | 'clock' | 'onDevice' | 'onEnd' | 'onFailure' | 'onLeftOut'
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
export function plugLink(wiring: LinkWiring): PlugLink {
  const { place, uuid, features, clock, phase, pollSeconds, memory, debug, onDevice, onEnd, onFailure, onLeftOut } =
    wiring;
  return new PlugLink({
    place,
    uuid,
    features,
    clock,
    phase,
    debug,
    onDevice,
    onEnd,
    onFailure,
    ...(onLeftOut && { onLeftOut }),
    pollMs: pollSeconds * 1000,
    session: address => sessionAt(address, wiring),
    habits: info => memory.habitsOf(info),
    onHabits: habits => memory.learnHabits(habits),
  });
}

/** How to talk to one plug: over HTTP at an address, and over its session at a broker while HTTP fails. */
function sessionAt(
  address: Address,
  { config: { key }, clock, memory, mail, debug }: LinkWiring,
): ReturnType<LinkOptions['session']> {
  return {
    key,
    http: target =>
      new HttpTransport({
        address,
        key,
        clock,
        ...target,
        manner: memory.manner,
        onManner: ({ lenient }) => memory.learnManner({ ...memory.manner, lenient }),
        debug,
      }),
    mqtt: uuid => {
      const open = mail();
      return open?.hasSession(uuid) ? new MqttTransport({ broker: open, uuid }) : undefined;
    },
    signs: uuid => memory.signs(uuid),
    onSigned: uuid => memory.learnSigned(uuid),
    encrypted: memory.manner.encrypted,
    onEncrypted: encrypted => memory.learnManner({ ...memory.manner, encrypted }),
    macBehind,
  };
}
