import type { Appearance } from '../device/appearance.ts';
import type { MerossDevice } from '../device/device.ts';
import type { PlugContext } from '../device/plug-context.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';

/** A plug as its users see it: an accessory of HomeKit, or the outlets of Matter. It exists with or without a device. */
export interface ShownPlug {
  readonly name: string;
  /** What outlasts a restart; undefined if it cannot be used. */
  readonly context: PlugContext | undefined;
  /** Stores the context. */
  remember(context: PlugContext): void;
  /** Builds what is shown. Reads and commands fail until a device is attached. */
  build(content: ShownPlugContent): void;
  /** Shows and switches this device from now on. */
  attach(device: MerossDevice): void;
  /** Shows that nothing is known of the plug. */
  detach(): void;
}

export interface ShownPlugContent {
  readonly info: PlugInfo;
  readonly appearance: Appearance;
  readonly capabilities: readonly Capability[];
  /** Called for every failed command. */
  readonly onFailedWrite: (error: unknown) => void;
  /** Called when HomeKit reads a value that is not known. Matter reads none from here. */
  readonly onFailedRead?: (() => void) | undefined;
}
