import type { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';

/** What is checked, in this order. */
export const LAYERS = [
  'name',
  'route',
  'tcp',
  'http',
  'envelope',
  'key',
  'identity',
  'abilities',
  'encryption',
  'clock',
  'meter',
  'batches',
  'wifi',
  'broker',
  'round trips',
] as const satisfies readonly (keyof DoctorTexts['layers'])[];

export type LayerName = (typeof LAYERS)[number];

/** The status of a layer. */
export type LayerStatus = 'ok' | 'warn' | 'fail' | 'not looked at';

/** An exit status of the command. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Measurements and fixed words. Never a value that identifies, and never a text from outside as it came. */
export type FindingFacts = Readonly<Record<string, number | boolean | string>>;

/**
 * The result of one layer. Its sentences may be published: they have numbers, fixed words, and those words of the plug
 * that `redaction.ts` allows; no address, name, uuid, MAC, SSID or key.
 */
export interface Finding {
  readonly layer: LayerName;
  readonly verdict: LayerStatus;
  /** What was found: one sentence or two. */
  readonly says: string;
  /** What to do about it; absent if there is nothing to do. */
  readonly todo?: string;
  readonly facts: FindingFacts;
  /** The exit status; only if the verdict is `fail`. */
  readonly exit?: ExitStatus;
}

/** A layer that failed; the layers after it are not checked. */
export interface FailedFinding extends Finding {
  readonly verdict: 'fail';
  readonly exit: ExitStatus;
  readonly todo: string;
}

/** The result of a layer: its finding with what the next layers need, or a failure. */
export type LayerResult<T> = { readonly finding: Finding; readonly value: T } | { readonly finding: FailedFinding };

interface FindingText {
  readonly says: string;
  readonly facts?: FindingFacts;
}

/** @param text with a `todo` if something optional can be done */
export function ok(layer: LayerName, { says, todo, facts = {} }: FindingText & { readonly todo?: string }): Finding {
  return { layer, verdict: 'ok', says, ...(todo !== undefined && { todo }), facts };
}

export function warn(layer: LayerName, { says, todo, facts = {} }: FindingText & { readonly todo: string }): Finding {
  return { layer, verdict: 'warn', says, todo, facts };
}

export function fail(
  layer: LayerName,
  { says, todo, exit, facts = {} }: FindingText & { readonly todo: string; readonly exit: ExitStatus },
): FailedFinding {
  return { layer, verdict: 'fail', says, todo, facts, exit };
}

export function notChecked(layer: LayerName, says: string): Finding {
  return { layer, verdict: 'not looked at', says, facts: {} };
}
