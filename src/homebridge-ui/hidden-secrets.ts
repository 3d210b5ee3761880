import { literalPattern } from '../config/secrets.ts';
import { isObject } from '../protocol/decode.ts';

/** Shorter ones may be a part of any word. A key of the vendor has 32 characters, and Wi-Fi requires 8. */
const SHORTEST = 8;
/** A body with longer ones, or with more of them, is refused, and the refusal quotes nothing of it. */
const LONGEST = 1000;
const MOST = 1000;
const DEEPEST = 8;
/** The members of a body that hold a key or a password. */
const SECRET_MEMBERS: readonly string[] = ['key', 'keys', 'newKey', 'password'];

/** The keys and passwords in the body of a request, the longest first. */
export function secretsIn(body: unknown): readonly string[] {
  const found = new Set<string>();
  const collect = (value: unknown, isSecret: boolean, depth: number): void => {
    if (typeof value === 'string' && isSecret && value.length >= SHORTEST && value.length <= LONGEST) found.add(value);
    if (depth >= DEEPEST || found.size >= MOST) return;
    if (Array.isArray(value)) for (const each of value) collect(each, isSecret, depth + 1);
    else if (isObject(value))
      for (const [name, each] of Object.entries(value)) collect(each, SECRET_MEMBERS.includes(name), depth + 1);
  };
  collect(body, false, 0);
  return [...found].sort((one, other) => other.length - one.length);
}

/**
 * The same text without these secrets, in upper or lower case: the last safeguard, for example against a plug that sends
 * back what it received.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replace(literalPattern(secret), '(hidden)'), text);
}

/** The same data, with {@link withoutSecrets} applied to every text in it. */
export function dataWithoutSecrets<Data>(data: Data, secrets: readonly string[]): Data {
  // Only texts change, and stay texts.
  return secrets.length === 0 ? data : (hidden(data, secrets) as Data);
}

function hidden(data: unknown, secrets: readonly string[]): unknown {
  if (typeof data === 'string') return withoutSecrets(data, secrets);
  if (Array.isArray(data)) return data.map(each => hidden(each, secrets));
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([name, each]) => [name, hidden(each, secrets)]));
}
