import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../protocol/decode.ts';
import type { JsonEdit, JsonPath } from './json-edit.ts';

/**
 * What makes other data of some: only what differs. An element of a list that is gone is removed where the list has
 * become shorter; else elements are compared by their place.
 */
export function editsTo(before: unknown, after: unknown, path: JsonPath = []): readonly JsonEdit[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return editsToList(before, after, path);
  if (!isObject(before) || !isObject(after)) return [{ path, value: after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap(name => editsTo(before[name], after[name], [...path, name]));
}

function editsToList(before: readonly unknown[], after: readonly unknown[], path: JsonPath): readonly JsonEdit[] {
  const surplus = Math.max(before.length - after.length, 0);
  const indexes = before.map((_, at) => at).reverse();
  const unmatched = indexes.filter(at => !after.some(each => isRelated(each, before[at]))).slice(0, surplus);
  const removed = [...unmatched, ...indexes.filter(at => !unmatched.includes(at)).slice(0, surplus - unmatched.length)];
  // From the back, so that the places of the others stay what they are.
  removed.sort((one, other) => other - one);
  const kept = before.filter((_, at) => !removed.includes(at));
  return [
    ...removed.map(at => ({ path: [...path, at], value: undefined })),
    ...after.flatMap((value, at) => editsTo(kept[at], value, [...path, at])),
  ];
}

/** Whether the one may be what has become of the other: they are equal, or have a member in common. */
function isRelated(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return isDeepStrictEqual(one, other);
  return Object.entries(one).some(([name, value]) => isDeepStrictEqual(value, other[name]));
}
