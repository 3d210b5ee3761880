/** The plugin's side of a scenario: what it makes of one entry of the config. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import type { MerossDevice } from '../../src/device/device.ts';
import { PlugConnection } from '../../src/device/plug-connection.ts';
import { toggle, toggleCommand } from '../../src/features/toggle.ts';
import { HttpTransport } from '../../src/transport/http.ts';
import { macBehind } from '../../src/transport/mac-lookup.ts';
import { KEY, UUID_A } from './namespaced-network.ts';

/** A plug of the plugin: the link that keeps it, and its taps. */
export interface ConnectedPlug {
  /** Switches the plug. @returns whether it reported success */
  readonly tap: (on: boolean) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What the plugin makes of an entry with this host, for the plug with this uuid. */
export async function connectTo(host: string, uuid = UUID_A): Promise<ConnectedPlug> {
  const address = { host, port: 80 };
  let device: MerossDevice | undefined;
  const connection = new PlugConnection({
    addresses: () => [address],
    session: () => ({
      http: target => new HttpTransport({ address, key: KEY, clock: systemClock, ...target }),
      key: KEY,
      macBehind,
    }),
    uuid: () => uuid,
    features: [toggle],
    clock: systemClock,
    // No poll comes between the taps by chance.
    pollMs: 60_000,
    phase: 0.5,
    onDevice: created => (device = created),
    onEnd: () => (device = undefined),
    onFailure: () => undefined,
  });
  void connection.run(0);
  for (let waits = 0; device === undefined && waits < 500; waits += 1) await sleep(20);
  return {
    tap: async on => {
      if (device === undefined) return false;
      return device.send(toggleCommand(device.info, 0, on)).then(
        () => true,
        () => false,
      );
    },
    close: () => connection.close(),
  };
}
