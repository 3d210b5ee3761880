import type { PlugMail } from '../broker/mail.ts';
import { MqttTransport } from '../broker/transport.ts';
import type { Clock } from '../clock.ts';
import type { SessionOptions } from '../device/session.ts';
import { HttpTransport } from '../transport/http.ts';
import { macBehind } from '../transport/neighbours.ts';
import type { Address } from '../transport/transport.ts';
import type { Memory } from './memory.ts';

export interface WaysOptions {
  readonly key: string;
  readonly clock: Clock;
  /** Knows the quirks of the plug, and learns them. */
  readonly memory: Memory;
  readonly mail: () => PlugMail | undefined;
  readonly debug: (text: string) => void;
}

/** How to talk to one plug: over HTTP at an address, and over its session at a broker while HTTP fails. */
export function sessionAt(
  place: Address,
  { key, clock, memory, mail, debug }: WaysOptions,
): Omit<SessionOptions, 'clock' | 'pollMs' | 'debug'> {
  return {
    key,
    http: target =>
      new HttpTransport({
        address: place,
        key,
        clock,
        ...target,
        manner: memory.manner,
        onManner: ({ lenient }) => {
          memory.learnManner({ ...memory.manner, lenient });
        },
        debug,
      }),
    mqtt: uuid => {
      const open = mail();
      return open?.hasSession(uuid) ? new MqttTransport({ mail: open, uuid }) : undefined;
    },
    signs: uuid => memory.signs(uuid),
    onSigned: uuid => {
      memory.learnSigned(uuid);
    },
    encrypted: memory.manner.encrypted,
    onEncrypted: encrypted => {
      memory.learnManner({ ...memory.manner, encrypted });
    },
    macBehind,
  };
}
