import { isDeepStrictEqual } from 'node:util';
import type { API, PlatformAccessory, Service } from 'homebridge';
import type { MerossDevice } from '../device/device.ts';
import type { RunningDevice } from '../device/feature.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Capability, ServiceType } from './capability.ts';
import { readContext, type PlugContext } from './context.ts';
import { FaceView, OutletView, type Backing } from './face.ts';
import { showInformation } from './information.ts';
import { nameBeside } from './name.ts';
import { ServiceRack } from './rack.ts';
import { dropServiceName, showServiceName } from './service-name.ts';

/** How the user wants a plug to look; part of its config. */
export interface Look {
  readonly type: 'outlet' | 'switch' | 'light';
  readonly outlets: readonly { readonly channel: number; readonly name?: string; readonly hidden: boolean }[];
  /** Asked at each write, for that may be known only later. */
  readonly isLocked: () => boolean;
}

/** What an accessory is made of. */
export interface Blueprint {
  readonly info: PlugInfo;
  readonly look: Look;
  readonly capabilities: readonly Capability[];
  /** Told of every write that was not carried out. */
  readonly onFailedWrite: (error: unknown) => void;
}

/** A service that the Home app shows, under a name of its own where there are several. */
interface Named {
  readonly service: Service;
  /** What a name that somebody gives it is kept under. */
  readonly id: string;
  readonly name: string;
}

/** A plug in HomeKit: one accessory, one service per socket. It exists with or without a device that answers. */
export class PlugAccessory {
  readonly accessory: PlatformAccessory;
  readonly #api: API;
  #rack: ServiceRack;
  #faces = new Map<Service, FaceView>();
  #named: Named[] = [];
  #identifying: ((device: RunningDevice) => Promise<void>)[] = [];
  #device: MerossDevice | undefined;
  #stopListening: (() => void) | undefined;

  constructor(accessory: PlatformAccessory, api: API) {
    this.accessory = accessory;
    this.#api = api;
    this.#rack = new ServiceRack(accessory, api);
    // What an earlier version remembered in the plug's own words is written in ours from now on.
    if (this.context !== undefined) accessory.context['info'] = this.context.info;
    accessory.on('identify', () => {
      const device = this.#device;
      // Blinking is a courtesy: a plug that does not do it is no trouble.
      if (device) for (const show of this.#identifying) void show(device).catch(() => undefined);
    });
  }

  /** What the accessory remembers, or undefined if that is of no use. */
  get context(): PlugContext | undefined {
    return readContext(this.accessory.context);
  }

  /** Remembers something over a restart. Never a secret. Homebridge writes its whole cache each time, so only news. */
  remember(context: PlugContext): void {
    if (isDeepStrictEqual(this.context, context)) return;
    Object.assign(this.accessory.context, context);
    this.#api.updatePlatformAccessories([this.accessory]);
  }

  /**
   * Makes the services those of this plug with this look; they answer with an error until a device is attached.
   * Services that are right already stay, and with them the user's rooms, scenes and automations.
   */
  build({ info, look, capabilities, onFailedWrite }: Blueprint): void {
    const { hap } = this.#api;
    showInformation(this.accessory, hap, info);
    const backing: Backing = { plug: info, hap, device: () => this.#device, onFailedWrite };
    this.#rack = new ServiceRack(this.accessory, this.#api);
    this.#faces = new Map();
    this.#named = [];
    this.#identifying = [];
    const channels = shownChannels(info, look);
    const outlets = channels.map(channel => this.#outlet(channel, channels.length > 1, look, backing));
    const supported = capabilities.filter(each => each.supports(info));
    for (const capability of supported) for (const outlet of outlets) capability.bind?.(outlet);
    const { displayName } = this.accessory;
    for (const capability of supported) {
      capability.bindPlug?.({
        plug: info,
        hap,
        service: (type, what) => this.#face(type, what ?? 'plug', what && nameBeside(displayName, what), backing),
        onIdentify: show => this.#identifying.push(show),
      });
    }
    // A light or a sensor beside it is not what the plug is.
    if (outlets.length === 1) outlets[0]?.service.setPrimaryService();
    this.#rack.removeOthers();
    for (const face of this.#faces.values()) face.dropUnused();
    this.#showNames();
    this.#refresh();
  }

  /** From now on this device is shown and switched. */
  attach(device: MerossDevice): void {
    this.#stopListening?.();
    this.#device = device;
    this.#stopListening = device.onReading(() => {
      this.#refresh();
    });
    this.#refresh();
  }

  /** Nothing is known of the plug any more; reads say so. */
  detach(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#device = undefined;
    this.#refresh();
  }

  #refresh(): void {
    for (const face of this.#faces.values()) face.refresh();
  }

  #outlet(channel: number, isOneOfMany: boolean, { type, outlets, isLocked }: Look, backing: Backing): OutletView {
    const { Outlet, Switch, Lightbulb } = this.#api.hap.Service;
    const kind = { outlet: Outlet, switch: Switch, light: Lightbulb }[type];
    const subtype = String(channel);
    const { displayName } = this.accessory;
    const given = outlets.find(outlet => outlet.channel === channel)?.name;
    const name = isOneOfMany ? (given ?? defaultName(channel)) : displayName;
    const service = this.#rack.take(kind, subtype);
    const face = new OutletView(service, backing, {
      channel,
      isLocked,
      beside: (besideType, what) => this.#face(besideType, `${subtype} ${what}`, nameBeside(name, what), backing),
    });
    this.#faces.set(service, face);
    this.#named.push({ service, id: subtype, name });
    return face;
  }

  /** One face for each service, however many capabilities show something on it. */
  #face(type: ServiceType, subtype: string, name: string | undefined, backing: Backing): FaceView {
    const service = this.#rack.take(type, subtype);
    const known = this.#faces.get(service);
    if (known) return known;
    const face = new FaceView(service, backing);
    this.#faces.set(service, face);
    if (name !== undefined) this.#named.push({ service, id: subtype, name });
    return face;
  }

  #showNames(): void {
    const { hap } = this.#api;
    const isOneOfMany = this.#named.length > 1;
    for (const { service, id, name } of this.#named) {
      if (!isOneOfMany) dropServiceName(service, hap);
      else {
        showServiceName(service, hap, this.context?.renamed[id] ?? name, renamed => {
          const { context } = this;
          if (context) this.remember({ ...context, renamed: { ...context.renamed, [id]: renamed } });
        });
      }
    }
  }
}

/** The outlets, and the master only if the user listed it. */
function shownChannels(info: PlugInfo, { outlets }: Look): readonly number[] {
  const sockets = outletChannels(info);
  const isShown = (channel: number): boolean => {
    const listed = outlets.find(outlet => outlet.channel === channel);
    return listed ? !listed.hidden : sockets.includes(channel);
  };
  return info.channels.filter(isShown);
}

const defaultName = (channel: number): string => (channel === 0 ? 'All outlets' : `Outlet ${String(channel)}`);
