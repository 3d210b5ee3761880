import { MalformedError } from '../errors.ts';
import { BOUNDS } from './bounds.ts';

/** A JSON object whose members have not been checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object; false for null and arrays. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {MalformedError} anything but an object; `path` is its path for errors, e.g. `all.system` */
export function object(value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw wrongType(value, path, 'an object');
  return value;
}

/** @throws {MalformedError} anything but a text, or one that is far too long */
export function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrongType(value, path, 'a text');
  const { length } = value;
  if (length > BOUNDS.text.most) throw wrongValue(path, `a text of ${length} characters`, `${length}`);
  return value;
}

/** The longest text from a plug that is shown to people, in characters. */
const LONGEST_SHOWN = 60;

/** A text from a plug, safe for a log: one line, no control characters, not too long. */
export function clipped(raw: string): string {
  const oneLine = raw.replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ').trim();
  return oneLine.length > LONGEST_SHOWN ? `${oneLine.slice(0, LONGEST_SHOWN)}…` : oneLine;
}

/** A text, or `fallback` if it is missing or far too long. For values that are only displayed. */
export function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value.length <= BOUNDS.text.most ? value : fallback;
}

/**
 * A number, also as a text, because old firmware sends some as texts (System.Report of 1.x).
 * @throws {MalformedError} anything else, NaN included
 */
export function number(value: unknown, path: string): number {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof read !== 'number' || !Number.isFinite(read)) {
    throw wrongType(value, path, 'a number');
  }
  return read;
}

/** Strips have a handful of channels; 65535 and 4294967295 mean "all" where they occur. */
export const HIGHEST_CHANNEL = 255;

/** A channel number; 0 if it is absent, as in 1.x. @throws {MalformedError} not a whole number from 0 to 255 */
export function channelOf(value: unknown, path: string): number {
  const channel = value === undefined || value === null ? 0 : number(value, path);
  if (!Number.isInteger(channel) || channel < 0 || channel > HIGHEST_CHANNEL) throw wrongValue(path, String(channel));
  return channel;
}

/** Meross has no booleans: 1 is on and 0 is off. @throws {MalformedError} any other value */
export function onOff(value: unknown, path: string): boolean {
  const read = number(value, path);
  if (read !== 0 && read !== 1) throw wrongValue(path, `${String(read)}, neither 0 nor 1`, String(read));
  return read === 1;
}

/** Meross sends either one object or an array of objects; absent and null read as an empty list. */
export function oneOrMany(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The error for a value of another type. @param needed e.g. `an object` */
function wrongType(value: unknown, path: string, needed: string): MalformedError {
  const found = typeOf(value);
  const kind = found === 'missing' || found === 'null' ? found : `${found === 'array' ? 'an' : 'a'} ${found}`;
  return new MalformedError(`${path} is ${kind}, not ${needed}`, { reason: { is: 'wrong type', path, found } });
}

function typeOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * The error for a value that is not allowed.
 * @param what completes "«path» is …" in the message
 * @param value the value alone, if `what` says more
 */
export function wrongValue(path: string, what: string, value = what): MalformedError {
  return new MalformedError(`${path} is ${what}`, { reason: { is: 'wrong value', path, value } });
}
