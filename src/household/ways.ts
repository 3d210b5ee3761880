import type { PlugMail } from '../broker/mail.ts';
import { MqttTransport } from '../broker/transport.ts';
import type { DeviceConfig } from '../config.ts';
import type { Target } from '../device/connect.ts';
import { PlugLink, type LinkOptions } from '../device/link.ts';
import { FallbackTransport } from '../transport/fallback.ts';
import { HttpTransport } from '../transport/http.ts';
import type { Address, Transport } from '../transport/transport.ts';
import type { Memory } from './memory.ts';

export interface LinkWiring extends Pick<
  LinkOptions,
  'place' | 'uuid' | 'features' | 'clock' | 'onDevice' | 'onEnd' | 'onFailure'
> {
  readonly config: DeviceConfig;
  readonly pollSeconds: number;
  /** 0 … 1: where in the poll period this plug is asked. */
  readonly phase: number;
  /** Knows how the plug wants to be spoken to, and learns it. */
  readonly memory: Memory;
  /** The way on which plugs tell things by themselves, where there is one. */
  readonly mail: () => PlugMail | undefined;
  readonly debug: (text: string) => void;
}

/** Keeps one plug of the config connected, on the ways that there are to it. */
export function plugLink(wiring: LinkWiring): PlugLink {
  const { place, uuid, features, clock, phase, pollSeconds, memory, debug, onDevice, onEnd, onFailure } = wiring;
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
    pollMs: pollSeconds * 1000,
    transport: address => target => wayTo(address, target, wiring),
    habits: info => memory.habitsOf(info),
    onHabits: habits => memory.learnHabits(habits),
  });
}

/** The ways to one plug: HTTP, and its session at a broker while HTTP fails. To whoever is there, HTTP only. */
function wayTo(
  place: Address,
  target: Target | undefined,
  { config: { key }, clock, memory, mail, debug }: LinkWiring,
): Transport {
  const first = new HttpTransport({
    address: place,
    key,
    clock,
    ...target,
    manner: memory.manner,
    onManner: manner => {
      memory.learnManner(manner);
    },
    debug,
  });
  if (target === undefined) return first;
  const { uuid } = target;
  const second = (): Transport | undefined => {
    const open = mail();
    return open?.hasSession(uuid) ? new MqttTransport({ mail: open, uuid }) : undefined;
  };
  return new FallbackTransport({ first, second, clock });
}
