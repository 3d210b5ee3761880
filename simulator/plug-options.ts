import type { Gateway } from './account.ts';
import type { CoreOptions } from './core-options.ts';
import type { TransportOptions } from './transports.ts';
import type { Faults } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { Endpoint } from './listener.ts';
import type { PlugModel } from './plug-model.ts';
import { type MqttOptions, settingsOf } from './mqtt/mqtt-options.ts';
import { recordedAccount } from './recorded-state.ts';
import type { WifiNetwork } from './wifi-networks.ts';

/** A plug to be simulated; all but the model has a default. */
export interface SimulatedPlugOptions {
  readonly model: PlugModel;
  /** Signing key; default: the made-up key of the trace. One that is factory-new has none. */
  readonly key?: string;
  /** 32 characters, the last 12 of which become the MAC address; default: the made-up uuid of the trace. */
  readonly uuid?: string;
  /** Told to nobody but those who probe by UDP; default: the type, such as "mss310". */
  readonly name?: string;
  /** In the house. Default 127.0.0.1; the plug listens nowhere else. On Linux any address of 127/8 will do. */
  readonly address?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** The true time in milliseconds since 1970, for tests that count energy over days; default `Date.now`. */
  readonly now?: () => number;
  /** Factory-new: in pairing mode, without key, clock and rules. Default false. */
  readonly isNew?: boolean;
  /**
   * Where it listens in pairing mode, default any free port of 127.0.0.1; undefined for one that is reached over
   * Bluetooth only (reports: mss305 8.x and others of that age).
   */
  readonly accessPoint?: Partial<Endpoint> | undefined;
  /** What its radio hears; default nothing. */
  readonly networks?: readonly WifiNetwork[];
  /** How long Config.WifiList keeps it busy, default 0; some 10 s on real plugs. */
  readonly scanMs?: number;
  /** From the acknowledgement of the network until it is home or in pairing mode again, default 50; some 10 s on real plugs. */
  readonly joinMs?: number;
  /** Bytes of a Bluetooth chunk, default 200; may be changed later. */
  readonly chunkBytes?: number;
  /** Whether, and how, it dials the broker that Config.Key names; default false. */
  readonly mqtt?: boolean | MqttOptions;
  /** The broker that it was told before; default: none that it would dial. */
  readonly gateway?: Gateway;
  /** What goes wrong from the start; each may be changed later. Default: nothing. */
  readonly faults?: Partial<Faults>;
  /** To whom it belonged before, digits; default: the made-up one of the trace. */
  readonly userId?: string;
}

/** Firmware that a plug is updated to. */
export interface FirmwareUpdate {
  readonly firmwareVersion: string;
  /** What System.Ability lists from then on; by default what it lists now. */
  readonly abilities?: Readonly<Record<string, JsonObject>>;
}

/** Where a plug moves to. */
export interface MoveOptions {
  /** Default: the address where it is. */
  readonly address?: string;
  /** Default: a free one, other than that where it is. */
  readonly port?: number;
}

/** What the inside of the plug has to know of these. */
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

/** What its transports have to know of these. */
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
