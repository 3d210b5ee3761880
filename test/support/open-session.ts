import type { Clock } from '../../src/clock.ts';
import type { PlugInfo } from '../../src/device/plug-info.ts';
import { Session, type SessionOptions } from '../../src/device/session.ts';
import type { Transport } from '../../src/transport/transport.ts';

/** A session with a plug that has just introduced itself, over one transport. */
export function sessionOf(
  transport: Transport,
  { uuid }: Pick<PlugInfo, 'uuid'>,
  clock: Clock,
  options: Partial<SessionOptions> = {},
): Session {
  const session = new Session({ http: () => transport, clock, pollMs: 5000, ...options });
  session.open({ uuid, encryptable: false }, true);
  return session;
}
