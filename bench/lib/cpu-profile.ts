/** Reads a V8 CPU profile: the time that was spent in each function and in each module itself, without what it called. */

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/** The parts of a `.cpuprofile` that are read. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** The node of each sample. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  readonly name: string;
  readonly microseconds: number;
}

/** The profile in a result of `Profiler.stop`. @throws {TypeError} there is none */
export function profileIn(result: unknown): CpuProfile {
  const profile = typeof result === 'object' && result !== null && 'profile' in result ? result.profile : undefined;
  if (!isProfile(profile)) throw new TypeError('the inspector returned no CPU profile');
  return profile;
}

const isProfile = (value: unknown): value is CpuProfile =>
  typeof value === 'object' &&
  value !== null &&
  ['nodes', 'samples', 'timeDeltas'].every(key => Array.isArray(Object.getOwnPropertyDescriptor(value, key)?.value));

/** Time by the name that `nameOf` gives to a node, longest first. */
function selfTimes({ nodes, samples, timeDeltas }: CpuProfile, nameOf: (node: ProfileNode) => string): SelfTime[] {
  const names = new Map(nodes.map(node => [node.id, nameOf(node)]));
  const sums = new Map<string, number>();
  samples.forEach((id, at) => {
    const name = names.get(id) ?? '(unknown)';
    // A sample stands for the time until the next one.
    sums.set(name, (sums.get(name) ?? 0) + (timeDeltas[at + 1] ?? 0));
  });
  return [...sums]
    .map(([name, microseconds]) => ({ name, microseconds }))
    .filter(({ name }) => name !== '(idle)')
    .toSorted((one, other) => other.microseconds - one.microseconds);
}

export const byFunction = (profile: CpuProfile): readonly SelfTime[] =>
  selfTimes(profile, ({ callFrame: { functionName, url, lineNumber } }) => {
    const name = functionName || '(anonymous)';
    return url === '' ? name : `${name}  ${shortUrl(url)}:${lineNumber + 1}`;
  });

/** By package, by folder of ours, by `node:` module. */
export const byModule = (profile: CpuProfile): readonly SelfTime[] =>
  selfTimes(profile, ({ callFrame: { functionName, url } }) => (url === '' ? native(functionName) : moduleOf(url)));

const native = (name: string): string => (name.startsWith('(') ? name : '(native)');

function moduleOf(url: string): string {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (name !== undefined) return name;
  const [, folder] = /\/dist\/src\/([^/]+)/.exec(url) ?? [];
  return folder === undefined ? shortUrl(url) : `ours: ${folder}`;
}

const ROOT = new URL('../../', import.meta.url).href;

const shortUrl = (url: string): string => (url.startsWith(ROOT) ? url.slice(ROOT.length) : url);
