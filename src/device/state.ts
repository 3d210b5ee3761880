import { isDeepStrictEqual } from 'node:util';
import type { Reading, ReadingOf } from './reading.ts';

/** All that is known of one plug, and the only place where that changes. */
export class PlugState {
  readonly #readings = new Map<string, Reading>();

  /** The newest reading of a kind for a channel, or undefined when the plug has not said it yet. */
  get<Kind extends Reading['kind']>(kind: Kind, channel = 0): ReadingOf<Kind> | undefined {
    const reading = this.#readings.get(keyOf(kind, channel));
    return reading !== undefined && isKind(reading, kind) ? reading : undefined;
  }

  /** Takes readings in and returns those that say something new. The same twice changes nothing. */
  apply(readings: readonly Reading[]): readonly Reading[] {
    return readings.filter(reading => {
      const key = keyOf(reading.kind, reading.channel);
      if (isDeepStrictEqual(this.#readings.get(key), reading)) return false;
      this.#readings.set(key, reading);
      return true;
    });
  }
}

const keyOf = (kind: string, channel: number): string => `${kind}:${String(channel)}`;

function isKind<Kind extends Reading['kind']>(reading: Reading, kind: Kind): reading is ReadingOf<Kind> {
  return reading.kind === kind;
}
