/** A Bluetooth radio with simulated plugs in reach. */
import type { Peripheral, Radio, RadioConnection } from '../../../src/setup/radio.ts';
import type { SimulatedPeripheral, SimulatedPlug } from '../../../simulator/index.ts';

/** The least that Bluetooth allows, whatever the plug's own pieces are. */
const SMALLEST_PIECE = 20;
const ATT_HEADER = 3;

export class SimulatedRadio implements Radio {
  readonly #plugs: readonly SimulatedPlug[];
  isClosed = false;

  constructor(...plugs: readonly SimulatedPlug[]) {
    this.#plugs = plugs;
  }

  async *scan(signal: AbortSignal): AsyncGenerator<Peripheral> {
    for (const [at, { bluetooth }] of this.#plugs.entries()) {
      if (bluetooth.isAdvertising) yield peripheralOf(bluetooth, -50 - at);
    }
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

function peripheralOf(bluetooth: SimulatedPeripheral, rssi: number): Peripheral {
  return {
    id: bluetooth.address,
    name: 'Meross',
    rssi,
    connect: async () => {
      await bluetooth.connect();
      return connectionOf(bluetooth);
    },
  };
}

function connectionOf(bluetooth: SimulatedPeripheral): RadioConnection {
  return {
    get mtu() {
      return Math.max(bluetooth.chunkBytes, SMALLEST_PIECE) + ATT_HEADER;
    },
    write: async piece => {
      const size = bluetooth.chunkBytes;
      for (let at = 0; at < piece.length; at += size) await bluetooth.write(piece.subarray(at, at + size));
    },
    onNotify: listener => void bluetooth.onNotify(listener),
    onDisconnect: listener => void bluetooth.onDisconnect(listener),
    close: () => {
      bluetooth.disconnect();
      return Promise.resolve();
    },
  };
}
