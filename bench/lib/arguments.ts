/** The command line of `npm run bench`. */
import type { Effort, Part } from './part.ts';

export interface BenchArguments {
  readonly effort: Effort;
  /** Whether the tables go into docs as well. */
  readonly writes: boolean;
  readonly parts: readonly Part[];
}

/**
 * @param parts all, in the order in which they run without a name
 * @param onRequest those that run only by their name
 * @throws {RangeError} an unknown part or option
 */
export function readArguments(
  args: readonly string[],
  parts: readonly Part[],
  onRequest: readonly Part[] = [],
): BenchArguments {
  const options = new Set(args.filter(arg => arg.startsWith('-')));
  const unknown = [...options].find(option => !['--short', '--smoke', '--write'].includes(option));
  if (unknown !== undefined) throw new RangeError(`There is no option ${unknown}.`);
  const names = args.filter(arg => !arg.startsWith('-'));
  const all = [...parts, ...onRequest];
  const named = names.map(name => {
    const part = all.find(each => each.name === name);
    if (part === undefined)
      throw new RangeError(`There is no part ${name}; there are ${all.map(each => each.name).join(', ')}.`);
    return part;
  });
  return {
    effort: options.has('--smoke') ? 'smoke' : options.has('--short') ? 'short' : 'full',
    writes: options.has('--write'),
    parts: named.length === 0 ? parts : named,
  };
}
