import { MerossError } from '../errors.ts';

/** The GATT names of a plug in pairing mode, in the short form of the Bluetooth base UUID. */
export const GATT = {
  /** Advertised. */
  service: 'a00a',
  /** Client to plug, without response. */
  write: 'b002',
  /** Plug to client. */
  notify: 'b003',
} as const;

/** A Bluetooth radio, reduced to what setup needs, so that tests can replace it. */
export interface Radio {
  /**
   * Yields each peripheral that advertises {@link GATT.service} once, when it is found. Ends when the signal aborts.
   * @throws {BluetoothError} no radio, or the radio is off or not permitted
   */
  scan(signal: AbortSignal): AsyncIterable<Peripheral>;
  /** Releases the radio. */
  close(): Promise<void>;
}

/** A peripheral that may be a plug. Its address is not the plug's MAC, and does not identify the plug. */
export interface Peripheral {
  /** As the system names it: an address on Linux, something random on macOS. */
  readonly id: string;
  /** The advertised name; may be empty. */
  readonly name: string;
  /** dBm; closer to zero is nearer. */
  readonly rssi: number | undefined;
  /**
   * Connects, finds the characteristics and subscribes to them.
   * @throws {BluetoothError} out of range, or not a plug; or the signal's reason
   */
  connect(signal: AbortSignal): Promise<RadioConnection>;
}

/** A connection to a peripheral. */
export interface RadioConnection {
  /** The payload of one packet plus three bytes; 23 without negotiation. May grow soon after connecting. */
  readonly mtu: number;
  /** Sends one chunk, at most `mtu - 3` bytes. Resolves when the radio has accepted it. */
  write(piece: Uint8Array): Promise<void>;
  /** Calls the listener with every chunk that arrives. One listener. */
  onNotify(listener: (piece: Uint8Array) => void): void;
  /** Calls the listener once when the connection has ended, from either side. One listener. */
  onDisconnect(listener: () => void): void;
  close(): Promise<void>;
}

/** A problem with Bluetooth on this computer, or with a peripheral. The message is for users and says what to do. */
export class BluetoothError extends MerossError {
  override readonly kind = 'bluetooth';
  /** Whether the package that drives the radio is missing; the caller may then show how to install it. */
  readonly isMissing: boolean;

  constructor(
    message: string,
    { isMissing = false, cause }: { readonly isMissing?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.isMissing = isMissing;
  }
}
