import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';
import type { Notes } from '../storage/notes.ts';
import type { FileOptions } from '../storage/file-writer.ts';

/** What the user wants of one plug: its entry of "devices", and what the platform says for all of them. */
export interface FeatureConfig extends DeviceConfig {
  /** Seconds between two queries for the watts. */
  readonly energySeconds: number;
}

/** What features work with beside their plug. */
export interface FeatureTools {
  readonly clock: Clock;
  /** What is kept of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  /** A file of a feature's own for the plug with this uuid. */
  readonly file: (uuid: string, ending: string) => FileOptions;
  readonly log: FeatureLog;
}

/** Lines of the log about one plug: each text follows the plug's name and a colon. */
export interface FeatureLog {
  info(text: string): void;
  warn(text: string): void;
  /** A warning about something that stays as it is: the same text is logged once. */
  once(text: string): void;
}

interface BaseDeclaration {
  /** Makes the feature; undefined where the config does not want it. A plug gets it where it supports it. */
  readonly create: (config: FeatureConfig, tools: FeatureTools) => Capability | undefined;
}

interface OptionDeclaration extends BaseDeclaration {
  /** The option of an entry of "devices" that it obeys. */
  readonly option: keyof DeviceConfig;
  /**
   * Why the option, as the config has it, has no effect on this plug: the end of `"led" has no effect: …`. Undefined
   * where it has one, or where it says nothing that this plug could not do.
   */
  readonly unsupportedReason: (config: FeatureConfig, plug: PlugInfo) => string | undefined;
}

/** A feature, declared whole: its option, what the log says where a plug cannot do it, and all that the capability is. */
export type FeatureDeclaration = OptionDeclaration | (BaseDeclaration & { readonly option?: never });
