import { isIP } from 'node:net';
import { isObject } from '../protocol/decode.ts';
import type { Abilities } from '../protocol/namespaces/system-ability.ts';

/** The kinds of values that identify a person, a plug or a place. */
export type IdentifierKind = 'uuid' | 'mac' | 'address' | 'name' | 'ssid' | 'server';

/**
 * Replaces values that identify: the same value always gets the same name, such as `mac#1`, so that a reader only sees
 * which values are equal. Each report uses one instance.
 */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<IdentifierKind, number>();

  /** The name for a value, whatever its case; empty for an empty value, because that identifies nothing. */
  of(kind: IdentifierKind, value: string): string {
    const normalized = kind === 'mac' ? value.replace(/[^0-9a-f]/gi, '').toLowerCase() : value.trim().toLowerCase();
    if (normalized === '') return '';
    const existing = this.#names.get(`${kind} ${normalized}`);
    if (existing !== undefined) return existing;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `${kind}#${count}`;
    this.#names.set(`${kind} ${normalized}`, name);
    return name;
  }

  /**
   * Replaces everything in a text that looks like a MAC, a uuid, a key, a signature or an IP address by its name.
   * Used in addition to the list of texts that may be shown, never instead: a password has no form.
   */
  hide(text: string): string {
    return text
      .replace(MAC, mac => this.of('mac', mac))
      .replace(LONG_HEX, hex => this.of(hex.length === MAC_DIGITS ? 'mac' : 'uuid', hex))
      .replace(IP_LIKE, match => (isIP(match) === 0 ? match : this.of('address', match)));
  }
}

const MAC = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi;
const MAC_DIGITS = 12;
const LONG_HEX = /(?<![\w#])[0-9a-f]{12,}(?!\w)/gi;
const IP_LIKE = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*[0-9a-f:])(?![\w:])/gi;

/** Model codes: two to six letters, digits, perhaps letters: `mss310`, `mss425fc`, `em06`, `hp110ahk`. */
const MODEL = /^[a-z]{2,6}\d{2,4}[a-z]{0,5}$/i;

/**
 * The texts of a plug that may be shown unchanged: by their JSON key, and only in the form that has been seen there. Any
 * other text may name a person, a place or a network.
 *
 * `suncalc`, the times of sunrise and sunset, is left out on purpose: to the minute, they reveal the location.
 */
const PUBLIC_FORMS: Readonly<Record<string, (text: string) => boolean>> = {
  type: matches(MODEL),
  subType: matches(/^[a-z]{2}$/i),
  version: matches(/^\d{1,3}(?:\.\d{1,4}){1,2}$/),
  homekitVersion: matches(/^\d{1,3}(?:\.\d{1,4}){1,2}$/),
  chipType: matches(/^[a-z]{2,4}\d{2,5}[a-z]{0,4}(?:-[a-z]\d{1,2})?$/i),
  compileTime: matches(
    /^(?:\d{4}[-/]\d\d[-/]\d\d|[A-Z][a-z]{2} [ \d]\d \d{4})[ -]{1,4}\d\d:\d\d:\d\d(?: GMT [+-]\d\d:\d\d)?$/,
  ),
  timezone: isTimeZone,
  linkStatus: matches(/^(?:dis)?connect(?:ed|ing)$/),
  sysUpTime: matches(/^\d{1,6}h\d{1,2}m\d{1,2}s$/),
  sysOnlineTime: matches(/^\d{1,6}h\d{1,2}m\d{1,2}s$/),
  localTime: matches(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d \d{4}$/),
  sysConnectTime: matches(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d \d{4}$/),
  memory: matches(/^Total \d{1,7}k, Free \d{1,7}k, Largest free block \d{1,7}k$/),
  date: matches(/^\d{4}-\d\d-\d\d$/),
  ka: matches(/^ecdhe\d{3}$/),
  se: matches(/^mrskey$/),
  ds: matches(/^$/),
  detail: matches(/^sign error$/),
};

function matches(pattern: RegExp): (text: string) => boolean {
  return text => pattern.test(text);
}

/**
 * Whether a text that a plug sent under this JSON key may be published. Empty texts may.
 * Seen: the forms are those of mss210 1.1.12, mss310 1.1.13, 2.1.17 and 6.1.8, mss425e 2.1.2, mss110 7.3.37, em06 2.3.8.
 */
export function mayShow(key: string, text: string): boolean {
  return text === '' || (Object.hasOwn(PUBLIC_FORMS, key) && PUBLIC_FORMS[key]?.(text) === true);
}

/** A text that may be shown, or `fallback`. */
export function showable(key: string, value: unknown, fallback = 'of an unknown form'): string {
  return typeof value === 'string' && value !== '' && mayShow(key, value) ? value : fallback;
}

/** A time zone covers millions of people, so a real one may be shown. */
function isTimeZone(text: string): boolean {
  if (!/^[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z_+\d-]+){0,2}$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const ABILITY = /^Appliance(?:\.[A-Z][A-Za-z0-9]{0,23}){1,4}$/;
const MEMBER = /^[A-Za-z_][A-Za-z0-9_]{0,23}$/;

/** Whether the name of an object's member is a plain name: not a MAC, a number or a whole sentence. */
export function mayShowKey(key: string): boolean {
  if (/(?:[0-9a-f]{2}){6}/i.test(key)) return false;
  return MEMBER.test(key) || ABILITY.test(key);
}

/** A plug's abilities for publication: their names, and those of their parameters that are numbers. */
export function publicAbilities(abilities: Abilities): Readonly<Record<string, Readonly<Record<string, number>>>> {
  return Object.fromEntries(
    Object.entries(abilities)
      .filter(([name]) => ABILITY.test(name) && mayShowKey(name))
      .map(([name, parameters]) => [name, Object.fromEntries(Object.entries(parameters).filter(isSmallNumber))]),
  );
}

/** Limits and flags are small numbers; account numbers are not. */
const LARGEST_PARAMETER = 65_535;

function isSmallNumber(entry: readonly [string, unknown]): entry is [string, number] {
  const [key, value] = entry;
  return typeof value === 'number' && Math.abs(value) <= LARGEST_PARAMETER && mayShowKey(key);
}

/** Keys and types of a JSON value, without any value: `{ onoff: 'number' }`. A list has each of its shapes once. */
export type ValueShape = string | readonly ValueShape[] | { readonly [key: string]: ValueShape };

const MAX_DEPTH = 12;

/** The shape of a value. Members whose names may not be shown count as `(other)`. */
export function shapeOf(value: unknown, depth = 0): ValueShape {
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    const shapes = value.map(entry => shapeOf(entry, depth + 1));
    return [...new Map(shapes.map(shape => [JSON.stringify(shape), shape])).values()];
  }
  if (!isObject(value)) return value === null ? 'null' : typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [mayShowKey(key) ? key : '(other)', shapeOf(inner, depth + 1)]),
  );
}
