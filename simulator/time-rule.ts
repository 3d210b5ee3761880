import { type JsonObject, listAt } from './json.ts';

/**
 * Seconds east of UTC at a moment of a plug's clock, by its `timeRule`: rows of [from, seconds east of UTC, 1 in summer
 * time]. The last row that has begun counts; without one it is 0.
 *
 * @param time the `time` of System.All
 */
export function offsetAt(time: JsonObject, seconds: number): number {
  let offset = 0;
  for (const rule of listAt(time, 'timeRule')) {
    const [from, east] = pairOf(rule);
    if (typeof from === 'number' && typeof east === 'number' && from <= seconds) offset = east;
  }
  return offset;
}

function pairOf(rule: unknown): readonly unknown[] {
  return Array.isArray(rule) ? rule : [];
}
