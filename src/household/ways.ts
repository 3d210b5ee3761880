import type { PlugMail } from '../broker/mail.ts';
import { MqttTransport } from '../broker/transport.ts';
import type { Clock } from '../clock.ts';
import type { Target } from '../device/connect.ts';
import { FallbackTransport } from '../transport/fallback.ts';
import { HttpTransport } from '../transport/http.ts';
import type { Address, Transport } from '../transport/transport.ts';
import type { Memory } from './memory.ts';

export interface WaysOptions {
  readonly key: string;
  readonly clock: Clock;
  /** Knows how the plug wants to be spoken to, and learns it. */
  readonly memory: Memory;
  readonly mail: () => PlugMail | undefined;
  readonly debug: (text: string) => void;
}

/** The ways to one plug: HTTP, and its session at a broker while HTTP fails. To whoever is there, HTTP only. */
export function wayTo(place: Address, target: Target | undefined, options: WaysOptions): Transport {
  const { key, clock, memory, mail, debug } = options;
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
