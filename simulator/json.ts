/** A JSON object whose members have not been checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: not an array, not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `key`, or an empty one when there is none. */
export function objectAt(owner: JsonObject, key: string): JsonObject {
  const value = owner[key];
  return isObject(value) ? value : {};
}

/** The array at `key`, or an empty one when there is none. */
export function listAt(owner: JsonObject, key: string): readonly unknown[] {
  const value = owner[key];
  return Array.isArray(value) ? value : [];
}

/** The string at `key`, or undefined when there is none. */
export function textAt(owner: JsonObject, key: string): string | undefined {
  const value = owner[key];
  return typeof value === 'string' ? value : undefined;
}

/** The finite number at `key`, or undefined when there is none. */
export function numberAt(owner: JsonObject, key: string): number | undefined {
  const value = owner[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/**
 * The whole channel number at `key`; 0 when there is no such key, because Meross omits it where there is one channel.
 */
export function channelAt(owner: JsonObject, key = 'channel'): number | undefined {
  return key in owner ? numberAt(owner, key) : 0;
}

/** The value of a JSON text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
