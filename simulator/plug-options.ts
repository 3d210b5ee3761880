import type { Gateway } from './account.ts';
import type { CoreOptions } from './core-options.ts';
import type { TransportOptions } from './transports.ts';
import type { Faults } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { Endpoint } from './listener.ts';
import type { PlugModel } from './plug-model.ts';
import { type MqttOptions, settingsOf } from './mqtt/mqtt-options.ts';
import { recordedAccount } from './recorded-state.ts';
import type { ToggleRow } from './relays.ts';
import type { WifiNetwork } from './wifi-networks.ts';

/** Options of a simulated plug; all but the model have a default. */
export interface SimulatedPlugOptions {
  readonly model: PlugModel;
  /** Signing key. Default: the made-up key of the trace. A factory-new plug has none. */
  readonly key?: string;
  /** 32 characters, the last 12 of which become the MAC address. Default: the made-up uuid of the trace. */
  readonly uuid?: string;
  /** Sent only in reply to a UDP probe. Default: the type, such as "mss310". */
  readonly name?: string;
  /** LAN address. Default 127.0.0.1; the plug listens nowhere else. On Linux any address of 127/8 works. */
  readonly address?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** The true time in milliseconds since 1970, for tests that count energy over days. Default `Date.now`. */
  readonly now?: () => number;
  /** Factory-new: in pairing mode, without key, clock and rules. Default false. */
  readonly isNew?: boolean;
  /**
   * Where the plug listens in pairing mode. Default: any free port of 127.0.0.1; undefined for a plug that is reached
   * over Bluetooth only (reports: mss305 8.x and others of that age).
   */
  readonly accessPoint?: Partial<Endpoint> | undefined;
  /** Wi-Fi networks in range. Default none. */
  readonly networks?: readonly WifiNetwork[];
  /** Duration of Config.WifiList. Default 0; some 10 s on real plugs. */
  readonly scanMs?: number;
  /**
   * From the acknowledgement of the network until the plug is on it or in pairing mode again. Default 50; some 10 s on
   * real plugs.
   */
  readonly joinMs?: number;
  /** Bytes of a Bluetooth chunk, default 200; may be changed later. */
  readonly chunkBytes?: number;
  /** Whether, and how, the plug connects to the broker of Config.Key. Default false. */
  readonly mqtt?: boolean | MqttOptions;
  /** The broker that was set before. Default: none to connect to. */
  readonly gateway?: Gateway;
  /** Faults from the start; each may be changed later. Default: none. */
  readonly faults?: Partial<Faults>;
  /** The user id that was set before, digits. Default: the made-up one of the trace. */
  readonly userId?: string;
  /** Called with everything that one switching of the relays has changed, while the plug has power. */
  readonly onTurned?: (rows: readonly ToggleRow[]) => void;
}

/** Firmware of an update. */
export interface FirmwareUpdate {
  readonly firmwareVersion: string;
  /** What System.Ability lists from then on. Default: what it lists now. */
  readonly abilities?: Readonly<Record<string, JsonObject>>;
}

/** The new endpoint of a plug. */
export interface MoveOptions {
  /** Default: the present address. */
  readonly address?: string;
  /** Default: a free port, other than the present one. */
  readonly port?: number;
}

/** The part of the options that the core needs. */
export function coreOptionsOf(options: SimulatedPlugOptions, faults: Faults): CoreOptions {
  const {
    model,
    address = '127.0.0.1',
    now = Date.now,
    isNew = false,
    networks = [],
    scanMs = 0,
    joinMs = 50,
  } = options;
  const recorded = recordedAccount(model);
  const { uuid = model.uuid, key = recorded.key, userId = recorded.userId, gateway } = options;
  const account = { key, userId, gateway };
  return { model, uuid, account, isNew, address, faults, now, networks, scanMs, joinMs };
}

/** The part of the options that the transports need. */
export function transportOptionsOf(options: SimulatedPlugOptions): TransportOptions {
  const { model, address = '127.0.0.1', port = 0, chunkBytes = 200, mqtt = false } = options;
  const accessPoint = 'accessPoint' in options ? options.accessPoint : {};
  return {
    lan: { address, port },
    accessPoint: accessPoint === undefined ? undefined : { address: '127.0.0.1', port: 0, ...accessPoint },
    chunkBytes,
    mqtt: mqtt === false ? undefined : settingsOf(mqtt === true ? {} : mqtt, model.generation),
  };
}
