import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';
import type { Notes } from '../storage/notes.ts';
import type { FileOptions } from '../storage/file-writer.ts';
import type { FeatureTexts } from '../texts/en/feature-log.ts';
import type { LogTexts } from '../texts/log-texts.ts';

/** The config of one plug: its entry of "devices", and options of the platform that apply to all plugs. */
export interface FeatureConfig extends DeviceConfig {
  /** Seconds between two queries for the watts. */
  readonly energySeconds: number;
}

/** What features need in addition to their plug. */
export interface FeatureTools {
  readonly clock: Clock;
  /** The persistent notes of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  /** The options of a feature's own file for the plug with this uuid. */
  readonly file: (uuid: string, ending: string) => FileOptions;
  readonly log: FeatureLog;
}

/** The log of one plug: each text follows the plug's name and a colon. */
export interface FeatureLog {
  info(text: string): void;
  warn(text: string): void;
  /** A warning about a lasting problem: the same text is logged only once. */
  once(text: string): void;
  /** The texts for it, in the language of the config. */
  readonly texts: LogTexts;
}

/** Why an option has no effect on a plug. The catalogues have a text for each. */
export type UnsupportedReason = keyof FeatureTexts['unsupported'];

/** An option in the config of a plug that has no effect on it. */
export interface UnsupportedOption {
  readonly option: string;
  readonly reason: UnsupportedReason;
}

interface BaseDeclaration {
  /** Creates the feature; undefined if the config disables it. A plug gets it only if it supports it. */
  readonly create: (config: FeatureConfig, tools: FeatureTools) => Capability | undefined;
}

interface OptionDeclaration extends BaseDeclaration {
  /** The option of an entry of "devices" that controls the feature. */
  readonly option: keyof DeviceConfig;
  /**
   * Why the configured option has no effect on this plug. Undefined if it has an effect, or requests nothing that this plug
   * cannot do.
   */
  readonly unsupportedReason: (config: FeatureConfig, plug: PlugInfo) => UnsupportedReason | undefined;
}

/** The complete declaration of a feature: its option, the log text for plugs without support, and its capability. */
export type FeatureDeclaration = OptionDeclaration | (BaseDeclaration & { readonly option?: never });
