import { ENGLISH } from '../texts/log-texts.ts';
import { HOST, HOST_MAX_LENGTH, type HostPort } from '../config/host.ts';
import { UUID } from '../config/kinds.ts';
import { looksLikeKey } from '../config/secrets.ts';
import { SUBNET } from '../config/subnet-kind.ts';
import { isObject, type JsonObject } from '../protocol/decode.ts';

/** A request of the page cannot be carried out as it is. The message is a sentence, and contains nothing of the body. */
export class InvalidBodyError extends Error {
  override readonly name = 'InvalidBodyError';
}

/** More than any key or password has; the longest that plugs accept are 32 and 64. */
const LONGEST_SECRET = 128;
const MOST_KEYS = 256;
const MOST_SUBNETS = 8;

/** The plug of a request, read from its body. Contains its key: secret. */
export interface TargetBody {
  readonly address: HostPort;
  readonly key: string;
  readonly uuid?: string;
}

/** @throws {InvalidBodyError} the body is not an object */
export function bodyObject(body: unknown): JsonObject {
  if (!isObject(body)) throw new InvalidBodyError('The body of the request must be an object.');
  return body;
}

/** A member of its own, never one of a prototype. */
const member = (body: JsonObject, name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined);

/** @throws {InvalidBodyError} missing, not a text, or too long */
export function textAt(body: JsonObject, name: string, most: number): string {
  const value = member(body, name);
  if (typeof value !== 'string') throw new InvalidBodyError(`"${name}" must be a text.`);
  if (value.length > most) throw new InvalidBodyError(`"${name}" has more than ${most} characters.`);
  return value;
}

/** The same for a text that may be left out. */
export function optionalTextAt(body: JsonObject, name: string, most: number): string | undefined {
  return isMissing(body, name) ? undefined : textAt(body, name, most);
}

/** A key or a password. @throws {InvalidBodyError} as {@link textAt} */
export const secretAt = (body: JsonObject, name: string): string => textAt(body, name, LONGEST_SECRET);

/** @throws {InvalidBodyError} neither true nor false */
export function booleanAt(body: JsonObject, name: string): boolean {
  const value = member(body, name);
  if (typeof value !== 'boolean') throw new InvalidBodyError(`"${name}" must be true or false.`);
  return value;
}

/** @throws {InvalidBodyError} not a whole number from `least` to `most` */
export function numberAt(body: JsonObject, name: string, least: number, most: number): number {
  const value = member(body, name);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw new InvalidBodyError(`"${name}" must be a whole number from ${least} to ${most}.`);
  return value;
}

/** A TCP port that may be left out. */
export const portAt = (body: JsonObject, name: string, otherwise: number): number =>
  isMissing(body, name) ? otherwise : numberAt(body, name, 1, 65_535);

/** @throws {InvalidBodyError} not a list, too long, or an element that `read` refuses */
export function listAt<T>(body: JsonObject, name: string, most: number, read: (value: unknown) => T): readonly T[] {
  const value = member(body, name);
  if (!Array.isArray(value)) throw new InvalidBodyError(`"${name}" must be a list.`);
  if (value.length > most) throw new InvalidBodyError(`"${name}" has more than ${most} elements.`);
  return value.map(read);
}

/** Keys to try, each once. */
export function keysAt(body: JsonObject, name: string): readonly string[] {
  return listAt(body, name, MOST_KEYS, key => secretAt({ [name]: key }, name));
}

/** Private networks of at most 1024 addresses each; undefined where none are named. */
export function subnetsAt(body: JsonObject, name: string): readonly string[] | undefined {
  if (isMissing(body, name)) return undefined;
  const subnets = listAt(body, name, MOST_SUBNETS, value => {
    const subnet = SUBNET.read(value);
    if (subnet === undefined) throw new InvalidBodyError(`"${name}": ${SUBNET.needs(value)(ENGLISH.config)}.`);
    return subnet;
  });
  return subnets.length === 0 ? undefined : [...new Set(subnets)];
}

/** An address in the local network. @throws {InvalidBodyError} none, or a public one */
export function addressAt(body: JsonObject, name: string): HostPort {
  const written = textAt(body, name, HOST_MAX_LENGTH);
  // A key in the wrong field would be looked up as a name, so it would reach the name server.
  if (looksLikeKey(written)) throw new InvalidBodyError(`"${name}" looks like a key, not like an address.`);
  const address = HOST.read(written);
  if (address === undefined) throw new InvalidBodyError(`"${name}": ${HOST.needs(written)(ENGLISH.config)}.`);
  return address;
}

/** A uuid in lower case, or undefined where it is left out or empty. */
export function uuidAt(body: JsonObject, name: string): string | undefined {
  const value = member(body, name);
  if (value === undefined || value === null || value === '') return undefined;
  const uuid = UUID.read(value);
  if (uuid === undefined) throw new InvalidBodyError(`"${name}": ${UUID.needs(value)(ENGLISH.config)}.`);
  return uuid;
}

/** The plug that a request is about. @throws {InvalidBodyError} a member is missing or wrong */
export function targetOf(body: JsonObject): TargetBody {
  const uuid = uuidAt(body, 'uuid');
  return { address: addressAt(body, 'host'), key: secretAt(body, 'key'), ...(uuid !== undefined && { uuid }) };
}

function isMissing(body: JsonObject, name: string): boolean {
  const value = member(body, name);
  return value === undefined || value === null;
}
