import type { Command } from './command.ts';
import type { PlugInfo } from './plug-info.ts';
import type { PlugState } from './state.ts';

/** One outlet, as a feature sees it that shows values of it. */
export interface ShownOutlet {
  readonly plug: PlugInfo;
  readonly channel: number;
  /** The config forbids switching this plug. */
  readonly locked: boolean;
  /** Computes the shown values again, because something other than a reading has changed them, such as time. */
  refresh(): void;
}

/** What an outlet can show: the type of each kind of value, in its unit. */
export interface ShownTypes {
  /** Whether it is switched on. */
  readonly on: boolean;
  /** Whether something draws power. */
  readonly inUse: boolean;
  /** W; below zero where power flows back. */
  readonly power: number;
  /** V. */
  readonly voltage: number;
  /** A. */
  readonly current: number;
  /** Wh; a total that never falls, unless the user resets it. */
  readonly energy: number;
}

export type ShownKind = keyof ShownTypes;

/** A value of an outlet, and how it is changed. HomeKit and Matter show it in their own units and ranges. */
export type ShownValue<Kind extends ShownKind = ShownKind> = {
  readonly [Each in ShownKind]: {
    readonly kind: Each;
    /** Computed again at every reading of the plug; undefined if it is not known. */
    readonly value: (state: PlugState) => ShownTypes[Each] | undefined;
    /**
     * The command that sets the value; left out for a value that cannot be set.
     * @throws {MerossError} the value may not be set
     */
    readonly command?: (value: ShownTypes[Each]) => Command;
  };
}[Kind];
