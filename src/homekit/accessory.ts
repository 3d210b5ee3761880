import { isDeepStrictEqual } from 'node:util';
import type { API, PlatformAccessory, Service } from 'homebridge';
import type { MerossDevice } from '../device/device.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Capability } from './capability.ts';
import { readContext, type PlugContext } from './context.ts';
import { isEve } from './eve.ts';
import { showInformation } from './information.ts';
import { OutletView } from './outlet.ts';
import { showOutletName } from './outlet-name.ts';

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

/** A plug in HomeKit: one accessory, one service per socket. It exists with or without a device that answers. */
export class PlugAccessory {
  readonly accessory: PlatformAccessory;
  readonly #api: API;
  #outlets: readonly OutletView[] = [];
  #device: MerossDevice | undefined;
  #stopListening: (() => void) | undefined;

  constructor(accessory: PlatformAccessory, api: API) {
    this.accessory = accessory;
    this.#api = api;
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
    showInformation(this.accessory, this.#api.hap, info);
    const channels = shownChannels(info, look);
    this.#outlets = channels.map(channel => {
      const service = this.#service(channel, look.type);
      if (channels.length > 1) this.#name(service, channel, look);
      return new OutletView({
        plug: info,
        channel,
        service,
        hap: this.#api.hap,
        locked: look.isLocked,
        device: () => this.#device,
        onFailedWrite,
      });
    });
    this.#removeServicesBut(this.#outlets.map(({ service }) => service));
    for (const capability of capabilities.filter(each => each.supports(info))) {
      for (const outlet of this.#outlets) capability.bind(outlet);
    }
    for (const outlet of this.#outlets) dropUnused(outlet);
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
    for (const outlet of this.#outlets) outlet.refresh();
  }

  #service(channel: number, type: Look['type']): Service {
    const { Outlet, Switch, Lightbulb } = this.#api.hap.Service;
    const kind = { outlet: Outlet, switch: Switch, light: Lightbulb }[type];
    const subtype = String(channel);
    return (
      this.accessory.getServiceById(kind, subtype) ??
      this.accessory.addService(kind, this.accessory.displayName, subtype)
    );
  }

  #name(service: Service, channel: number, { outlets }: Look): void {
    const wanted = outlets.find(outlet => outlet.channel === channel)?.name;
    const renamed = this.context?.renamed[String(channel)];
    showOutletName(service, this.#api.hap, renamed ?? wanted ?? defaultName(channel), name => {
      const { context } = this;
      if (context) this.remember({ ...context, renamed: { ...context.renamed, [channel]: name } });
    });
  }

  #removeServicesBut(wanted: readonly Service[]): void {
    const { Outlet, Switch, Lightbulb } = this.#api.hap.Service;
    const kinds = [Outlet.UUID, Switch.UUID, Lightbulb.UUID];
    for (const service of [...this.accessory.services]) {
      if (kinds.includes(service.UUID) && !wanted.includes(service)) this.accessory.removeService(service);
    }
  }
}

/** What an earlier config showed, and this one does not, would stand still for ever. */
function dropUnused(outlet: OutletView): void {
  for (const characteristic of [...outlet.service.characteristics]) {
    if (isEve(characteristic) && !outlet.shows(characteristic)) outlet.service.removeCharacteristic(characteristic);
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
