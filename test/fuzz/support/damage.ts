/** Bytes and texts that are nearly right: a sound one with some damage. */
import fc, { type Arbitrary } from 'fast-check';

/** One change to a list of bytes. Positions are fractions, so that they fit any length. */
export type Damage =
  | { readonly kind: 'set' | 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'remove'; readonly at: number; readonly count: number }
  | { readonly kind: 'cut'; readonly at: number };

const at = fc.double({ min: 0, max: 1, noNaN: true });
/** Bytes that mean something in JSON, HTTP, MQTT or a frame are more frequent than others. */
const telling = fc.constantFrom(...Buffer.from('\0\n\r{}[]":, 0\\=/'), 0x55, 0xaa, 0x80, 0xff);
const bytes = fc
  .array(fc.oneof(telling, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 })
  .map(list => Uint8Array.from(list));

export const damage: Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constantFrom('set' as const, 'insert' as const), at, bytes }),
  fc.record({ kind: fc.constant('remove' as const), at, count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('cut' as const), at }),
);

export const damages: Arbitrary<readonly Damage[]> = fc.array(damage, { maxLength: 3 });

/** The bytes with this damage. */
export function damaged(sound: Uint8Array, list: readonly Damage[]): Buffer {
  return list.reduce<Buffer>((before, each) => {
    const from = Math.floor(each.at * before.length);
    switch (each.kind) {
      case 'cut':
        return before.subarray(0, from);
      case 'remove':
        return Buffer.concat([before.subarray(0, from), before.subarray(from + each.count)]);
      case 'insert':
        return Buffer.concat([before.subarray(0, from), each.bytes, before.subarray(from)]);
      case 'set':
        return Buffer.concat([before.subarray(0, from), each.bytes, before.subarray(from + each.bytes.length)]);
    }
  }, Buffer.from(sound));
}

/** The bytes as consecutive pieces; `sizes` are used in turn, so that any list fits any length. */
export function piecesOf(whole: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0, index = 0; from < whole.length; index += 1) {
    const size = sizes[index % sizes.length] ?? whole.length;
    pieces.push(whole.subarray(from, from + size));
    from += size;
  }
  return pieces;
}

/** Sizes of pieces: single bytes, packets of a radio, whole segments. */
export const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1, 1448, 100_000)), {
  minLength: 1,
  maxLength: 4,
});
