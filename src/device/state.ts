import { isDeepStrictEqual } from 'node:util';
import type { Reading, ReadingOf } from './reading.ts';

/** The last reading of each kind, and the only place where state changes. */
export class PlugState {
  readonly #readings = new Map<string, Reading>();

  /** The newest reading of a kind for a channel; undefined if the plug has not sent one yet. */
  get<Kind extends Reading['kind']>(kind: Kind, channel = 0): ReadingOf<Kind> | undefined {
    const reading = this.#readings.get(keyOf(kind, channel));
    return isKind(reading, kind) ? reading : undefined;
  }

  /** Applies readings and returns those that changed. Applying the same reading twice changes nothing. */
  apply(readings: readonly Reading[]): readonly Reading[] {
    return readings.filter(reading => {
      const key = keyOf(reading.kind, reading.channel);
      if (isSame(this.#readings.get(key), reading)) return false;
      this.#readings.set(key, reading);
      return true;
    });
  }
}

/** Most readings are flat, and nearly all are unchanged: then no deep comparison is needed, which costs much more. */
function isSame(before: Reading | undefined, reading: Reading): boolean {
  if (before === undefined) return false;
  for (const name in reading) {
    if (!Object.is(Reflect.get(before, name), Reflect.get(reading, name))) return isDeepStrictEqual(before, reading);
  }
  return true;
}

const keyOf = (kind: string, channel: number): string => `${kind}:${String(channel)}`;

function isKind<Kind extends Reading['kind']>(reading: Reading | undefined, kind: Kind): reading is ReadingOf<Kind> {
  return reading?.kind === kind;
}
