/** Arguments for every text of a catalogue, whatever its parameters are, that can be found again in the text. */

/** A parameter that decides which text is returned, so that a made-up value would make no sense. */
const CHOICES: Readonly<Record<string, unknown>> = { path: 'devices[2]', isWhole: true, hungUp: true, days: 'daily' };

/**
 * A value that can be used as text, number, list, object or function. As a text it is `‹place›`, where it came from, such
 * as `‹0.who›`; as a number it is 4321.
 */
export function sampleArgument(place: string): unknown {
  const self: unknown = new Proxy(() => undefined, {
    get: (_, name) => {
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? `‹${place}›` : 4321);
      if (name === Symbol.iterator) return [self][Symbol.iterator].bind([self]);
      if (typeof name === 'symbol') return undefined;
      if (name === 'toString') return () => `‹${place}›`;
      return CHOICES[name] ?? sampleArgument(`${place}.${name}`);
    },
    apply: () => self,
  });
  return self;
}

/** Parameters that are lists. */
const LISTS: readonly string[] = ['others', 'channels', 'causes', 'meters'];

/** Parameters that are 1 wherever that is a number, because many texts have a singular. */
export const ONES: object = new Proxy(
  {},
  { get: (_, name) => CHOICES[String(name)] ?? (LISTS.includes(String(name)) ? ['1'] : 1) },
);

/** The arguments that the text repeats. */
export const argumentsIn = (text: string): readonly string[] => [...new Set(text.match(/‹[^›]+›/g))].toSorted();
