import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../protocol/decode.ts';
import type { JsonEdit, JsonPath } from './json-edit.ts';

/**
 * The edits that turn one document into another: only the differences. If a list has become shorter, the elements
 * without a match are removed; the others are compared by index.
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
  // Removed from the end, so that the indexes of the others stay the same.
  removed.sort((one, other) => other - one);
  const kept = before.filter((_, at) => !removed.includes(at));
  return [
    ...removed.map(at => ({ path: [...path, at], value: undefined })),
    ...after.flatMap((value, at) => editsTo(kept[at], value, [...path, at])),
  ];
}

/** Whether one element may be a changed form of the other: they are equal, or have a member in common. */
function isRelated(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return isDeepStrictEqual(one, other);
  return Object.entries(one).some(([name, value]) => isDeepStrictEqual(value, other[name]));
}
