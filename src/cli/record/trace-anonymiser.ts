import { isIP } from 'node:net';
import { isObject, type JsonObject } from '../../protocol/decode.ts';
import { mayShow, mayShowKey } from '../../transport/redaction.ts';

/** The key in every trace; a replay needs it. */
export const PLACEHOLDER_KEY = '0123456789abcdef0123456789abcdef';

/** Numbers that identify: an account, a place on the map, a chosen port. */
const IDENTIFYING_NUMBER = /^(?:longitude|latitude|id|uid|port|phone|.*(?:Id|Uid|Port|Phone))$/;

/**
 * Replaces values that identify by invented ones: equal values by equal ones, of the same form, and of the same length
 * where lengths matter (a plug hangs up when its reply is too long). An invented value is replaced by itself, so that
 * the trace of a replayed trace is the same.
 *
 * Texts pass only if `redaction.ts` allows them under their key; every other text is replaced. Numbers
 * pass unless their key says that they identify.
 */
export class TraceAnonymiser {
  readonly #replacements = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** @param uuid the plug's own: it becomes the first uuid, and the MAC in it the first MAC */
  constructor(uuid: string) {
    this.#uuid(uuid);
  }

  /** The replacement for a text under this key. */
  text(key: string, text: string): string {
    if (mayShow(key, text)) return text;
    if (/uuid$/i.test(key)) return this.#uuid(text);
    if (MAC.test(text)) return this.#mac(text);
    if (isIP(text) !== 0) return this.#address(text);
    if (/server$|host$/i.test(key)) return this.#server(text);
    // The name of a network: only its length is kept, because neighbours could recognise its form.
    return this.#sameForm(/ssid$/i.test(key) ? text.replace(/./gsu, 'a') : text, text);
  }

  /** The replacement for a number under this key. */
  number(key: string, value: number): number {
    if (!IDENTIFYING_NUMBER.test(key) || value === 0) return value;
    if (/port$/i.test(key)) return 443;
    if (/^(?:longitude|latitude)$/i.test(key)) return 0;
    // As many digits as it had.
    const digits = String(Math.abs(Math.trunc(value))).length;
    return Number('1234567890123456'.slice(0, Math.min(digits, 15)));
  }

  /** A whole payload, disguised. Same keys, same order, same types. */
  payload(payload: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(payload).map(([key, value]) => [
        mayShowKey(key) ? key : this.#sameForm(key),
        this.#value(key, value),
      ]),
    );
  }

  #value(key: string, value: unknown): unknown {
    if (typeof value === 'string') return this.text(key, value);
    if (typeof value === 'number') return this.number(key, value);
    if (Array.isArray(value)) return value.map(entry => this.#value(key, entry));
    return isObject(value) ? this.payload(value) : value;
  }

  #uuid(uuid: string): string {
    return this.#replacementFor('uuid', uuid, n => {
      const count = n.toString(16);
      const mac = `48e1e9${count.padStart(6, '0')}`;
      return uuid.length === 32 ? `2001010000000000${count.padStart(4, '0')}${mac}` : this.#numbered(uuid, n);
    });
  }

  /** The plug's own MAC is the end of its uuid, also after replacement; other MACs are of a documentation range. */
  #mac(mac: string): string {
    const bare = bareMac(mac);
    const matchingUuid = [...this.#replacements].find(([slot]) => slot.startsWith('uuid ') && slot.endsWith(bare))?.[1];
    const digits =
      matchingUuid?.slice(-12) ??
      this.#replacementFor('mac', bare, n => `02005e0053${(n & 0xff).toString(16).padStart(2, '0')}`);
    return (digits.match(/../g) ?? []).join(mac.charAt(2));
  }

  /** Of the range that is kept for documentation. Its length is not kept: it is replaced by a replaying plug anyway. */
  #address(address: string): string {
    const isV6 = isIP(address) === 6;
    return this.#replacementFor('address', address, n =>
      isV6 ? `2001:db8::${n.toString(16)}` : `192.0.2.${9 + (n % 200)}`,
    );
  }

  /** A name below `.invalid`, which no name server knows. */
  #server(name: string): string {
    const ending = '.invalid';
    return this.#replacementFor('server', name, n => {
      const room = name.length - ending.length;
      return room < 2
        ? this.#numbered(name, n)
        : `${String.fromCharCode(96 + (n % 26))}${'x'.repeat(room - 1)}${ending}`;
    });
  }

  #sameForm(form: string, text = form): string {
    return this.#replacementFor(`text ${formOf(form)}`, text, n => this.#numbered(form, n));
  }

  /** Letters for letters and digits for digits; the last characters count up. */
  #numbered(text: string, n: number): string {
    let remaining = n - 1;
    return [...formOf(text)]
      .reverse()
      .map(character => {
        const first = CHARACTER_RANGES[character];
        if (first === undefined) return character;
        const [start, radix] = first;
        const digit = remaining % radix;
        remaining = Math.floor(remaining / radix);
        return String.fromCharCode(start + digit);
      })
      .reverse()
      .join('');
  }

  #replacementFor(kind: string, value: string, make: (n: number) => string): string {
    const slot = `${kind} ${value.toLowerCase()}`;
    const existing = this.#replacements.get(slot);
    if (existing !== undefined) return existing;
    const n = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, n);
    const replacement = make(n);
    this.#replacements.set(slot, replacement);
    return replacement;
  }
}

const MAC = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i;

function bareMac(mac: string): string {
  return mac.replace(/[^0-9a-f]/gi, '').toLowerCase();
}

/**
 * The replacements for a capital, a small letter and a digit: the first character, and how many there are. No letter is
 * a hex digit, so that no invented value looks like a new MAC or address.
 */
const CHARACTER_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  A: [71, 20],
  a: [103, 20],
  0: [48, 10],
};

/** The form of a text: the kind of each character. A letter of any other script counts as a small letter. */
function formOf(text: string): string {
  return text
    .replace(/[A-Z]/g, 'A')
    .replace(/[0-9]/g, '0')
    .replace(/[^A0\-_.:;,/ =+]/gu, 'a');
}
