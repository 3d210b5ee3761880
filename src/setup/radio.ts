import { MerossError } from '../errors.ts';

/** The GATT names of a plug that waits to be set up, in the short form of the Bluetooth base UUID. */
export const GATT = {
  /** Advertised. */
  service: 'a00a',
  /** Client to plug, without response. */
  write: 'b002',
  /** Plug to client. */
  notify: 'b003',
} as const;

/** A Bluetooth radio: all that is needed of one, so that tests can bring their own. */
export interface Radio {
  /**
   * Yields each peripheral that advertises {@link GATT.service}, once, as it is heard. Ends when the signal aborts.
   * @throws {BluetoothError} no radio, or one that is switched off or not allowed to us
   */
  scan(signal: AbortSignal): AsyncIterable<Peripheral>;
  /** Lets go of the radio. */
  close(): Promise<void>;
}

/** Somebody who might be a plug. Its address is not the plug's MAC, and says nothing about which plug it is. */
export interface Peripheral {
  /** As the system names it: an address on Linux, something random on macOS. */
  readonly id: string;
  /** What it calls itself; may be empty. */
  readonly name: string;
  /** dBm; the nearer, the closer to zero. */
  readonly rssi: number | undefined;
  /**
   * Connects, finds the characteristics and listens to them.
   * @throws {BluetoothError} not in reach, or not a plug; or the signal's reason
   */
  connect(signal: AbortSignal): Promise<RadioConnection>;
}

/** A connection to a peripheral. */
export interface RadioConnection {
  /** What one packet may hold, and three bytes; 23 where nothing larger was agreed on. May grow soon after connecting. */
  readonly mtu: number;
  /** Sends one piece, at most `mtu - 3` bytes. Resolves when the radio has taken it. */
  write(piece: Uint8Array): Promise<void>;
  /** Tells of every piece that arrives. One listener. */
  onNotify(listener: (piece: Uint8Array) => void): void;
  /** Tells once that the connection has ended, whoever ended it. One listener. */
  onDisconnect(listener: () => void): void;
  close(): Promise<void>;
}

/** Something about Bluetooth on this computer, or about a peripheral; the message is for people and says what to do. */
export class BluetoothError extends MerossError {
  override readonly kind = 'bluetooth';
  /** The package that drives the radio is not installed: whoever asks may offer to. */
  readonly isMissing: boolean;

  constructor(
    message: string,
    { isMissing = false, cause }: { readonly isMissing?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.isMissing = isMissing;
  }
}
