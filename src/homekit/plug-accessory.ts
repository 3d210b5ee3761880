import { isDeepStrictEqual } from 'node:util';
import type { API, PlatformAccessory, Service } from 'homebridge';
import { shownChannels, type Appearance } from '../device/appearance.ts';
import type { MerossDevice } from '../device/device.ts';
import type { RunningDevice } from '../device/feature.ts';
import { persistedContext, readContext, type PlugContext } from '../device/plug-context.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { Capability, ServiceType } from './capability.ts';
import { ServiceBinding, OutletBinding, type BindingContext } from './service-binding.ts';
import { showInformation } from './accessory-information.ts';
import { companionName } from './homekit-name.ts';
import { ServiceSet } from './service-set.ts';
import { dropServiceName, showServiceName } from './service-name.ts';
import { showValue } from './shown-characteristic.ts';

export type { Appearance } from '../device/appearance.ts';

/** The parts of an accessory. */
export interface AccessoryOptions {
  readonly info: PlugInfo;
  readonly appearance: Appearance;
  readonly capabilities: readonly Capability[];
  /** Called for every failed write. */
  readonly onFailedWrite: (error: unknown) => void;
  /** Called when a value is read that is not known. */
  readonly onFailedRead?: (() => void) | undefined;
}

/** A service that the Home app shows, with a name of its own if there are several. */
interface NamedService {
  readonly service: Service;
  /** The key in `renamed` for the name that the user gives it. */
  readonly id: string;
  readonly name: string;
}

/** A plug in HomeKit: one accessory with one service per outlet. It exists with or without an attached device. */
export class PlugAccessory {
  readonly accessory: PlatformAccessory;
  readonly #api: API;
  #serviceSet: ServiceSet;
  #bindings = new Map<Service, ServiceBinding>();
  #namedServices: NamedService[] = [];
  #identifyHandlers: ((device: RunningDevice) => Promise<void>)[] = [];
  #device: MerossDevice | undefined;
  #stopListening: (() => void) | undefined;
  readonly #onRemembered: () => void;
  #context: PlugContext | undefined;

  /** @param onRemembered called when the context has changed */
  constructor(accessory: PlatformAccessory, api: API, onRemembered = (): void => undefined) {
    this.accessory = accessory;
    this.#api = api;
    this.#onRemembered = onRemembered;
    this.#context = readContext(accessory.context);
    this.#serviceSet = new ServiceSet(accessory, api);
    // An earlier version kept the plug's own payload here. From now on, the file has only what is used.
    if (this.context !== undefined) accessory.context['info'] = this.context.info;
    accessory.on('identify', () => {
      const device = this.#device;
      // A plug that fails to blink needs no report.
      if (device) for (const identify of this.#identifyHandlers) void identify(device).catch(() => undefined);
    });
  }

  /** Its name in the Home app. */
  get name(): string {
    return this.accessory.displayName;
  }

  /** The persisted context, or undefined if it cannot be used. */
  get context(): PlugContext | undefined {
    return this.#context;
  }

  /** Keeps the context for the next start, never with a secret. */
  remember(context: PlugContext): void {
    if (isDeepStrictEqual(this.context, context)) return;
    Object.assign(this.accessory.context, persistedContext(context));
    this.#context = readContext(this.accessory.context);
    this.#onRemembered();
  }

  /**
   * Builds the services for this plug and appearance. Reads and writes fail until a device is attached. Existing services
   * that still fit are kept, and with them the user's rooms, scenes and automations.
   */
  build({ info, appearance, capabilities, onFailedWrite, onFailedRead }: AccessoryOptions): void {
    const { hap } = this.#api;
    showInformation(this.accessory, hap, info);
    const device = (): MerossDevice | undefined => this.#device;
    const bindingContext: BindingContext = { plug: info, hap, device, onFailedWrite, onFailedRead };
    this.#serviceSet = new ServiceSet(this.accessory, this.#api);
    this.#bindings = new Map();
    this.#namedServices = [];
    this.#identifyHandlers = [];
    const channels = shownChannels(info, appearance);
    const outlets = channels.map(channel =>
      this.#outletBinding(channel, channels.length > 1, appearance, bindingContext),
    );
    const supported = capabilities.filter(each => each.supports(info));
    for (const capability of supported) {
      for (const outlet of outlets) {
        for (const shown of capability.shows?.(outlet) ?? []) showValue(outlet, shown);
        capability.bind?.(outlet);
      }
    }
    const { displayName } = this.accessory;
    for (const capability of supported) {
      capability.bindPlug?.({
        plug: info,
        hap,
        service: (type, label) =>
          this.#bindingFor(type, label ?? 'plug', label && companionName(displayName, label), bindingContext),
        onIdentify: identify => this.#identifyHandlers.push(identify),
      });
    }
    // A status light or sensor is never the primary service of a plug.
    if (outlets.length === 1) outlets[0]?.service.setPrimaryService();
    this.#serviceSet.removeUnused();
    for (const binding of this.#bindings.values()) binding.removeUnused();
    this.#showNames();
    this.#refresh();
  }

  /** Shows and switches this device from now on. */
  attach(device: MerossDevice): void {
    this.#stopListening?.();
    this.#device = device;
    this.#stopListening = device.onReading(() => {
      this.#refresh();
    });
    this.#refresh();
  }

  /** Detaches the device: its state is no longer known, so reads fail. */
  detach(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#device = undefined;
    this.#refresh();
  }

  #refresh(): void {
    for (const binding of this.#bindings.values()) binding.refresh();
  }

  #outletBinding(
    channel: number,
    isOneOfMany: boolean,
    { type, outlets, isLocked }: Appearance,
    bindingContext: BindingContext,
  ): OutletBinding {
    const { Outlet, Switch, Lightbulb } = this.#api.hap.Service;
    const kind = { outlet: Outlet, switch: Switch, light: Lightbulb }[type];
    const subtype = String(channel);
    const { displayName } = this.accessory;
    const configuredName = outlets.find(outlet => outlet.channel === channel)?.name;
    const name = isOneOfMany ? (configuredName ?? defaultName(channel)) : displayName;
    const service = this.#serviceSet.getOrAdd(kind, subtype);
    const binding = new OutletBinding(service, bindingContext, {
      channel,
      isLocked,
      companionService: (companionType, label) =>
        this.#bindingFor(companionType, `${subtype} ${label}`, companionName(name, label), bindingContext),
    });
    this.#bindings.set(service, binding);
    this.#namedServices.push({ service, id: subtype, name });
    return binding;
  }

  /** The binding of a service; the same one for all capabilities that use the service. */
  #bindingFor(
    type: ServiceType,
    subtype: string,
    name: string | undefined,
    bindingContext: BindingContext,
  ): ServiceBinding {
    const service = this.#serviceSet.getOrAdd(type, subtype);
    const existing = this.#bindings.get(service);
    if (existing) return existing;
    const binding = new ServiceBinding(service, bindingContext);
    this.#bindings.set(service, binding);
    if (name !== undefined) this.#namedServices.push({ service, id: subtype, name });
    return binding;
  }

  #showNames(): void {
    const { hap } = this.#api;
    const isOneOfMany = this.#namedServices.length > 1;
    for (const { service, id, name } of this.#namedServices) {
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

const defaultName = (channel: number): string => (channel === 0 ? 'All outlets' : `Outlet ${String(channel)}`);
