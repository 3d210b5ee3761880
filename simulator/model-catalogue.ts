import { readdir, readFile } from 'node:fs/promises';
import { isObject, parseJson } from './json.ts';
import type { PlugModel } from './plug-model.ts';
import { mss305 } from './models/mss305.ts';
import { readTrace } from './trace.ts';

// In the package's own folder, wherever in it this file runs from.
const traces = new URL('traces/', import.meta.resolve('homebridge-meross-local/package.json'));

const builtIn: ReadonlyMap<string, () => unknown> = new Map([['mss305-8.3.15', mss305]]);

/**
 * The ids that `loadModel` knows, sorted: one for each file of the package's `traces` folder, and the built-in ones.
 */
export async function modelNames(): Promise<readonly string[]> {
  const files = await readdir(traces);
  const recorded = files.filter(file => file.endsWith('.json')).map(file => file.slice(0, -'.json'.length));
  return [...new Set([...recorded, ...builtIn.keys()])].sort(byVersion);
}

/**
 * Loads a model by id ("mss310-2.1.17") or by type ("mss310": the one with the newest firmware).
 *
 * @throws {Error} with the list of names when there is none
 */
export async function loadModel(name: string): Promise<PlugModel> {
  const names = await modelNames();
  const wanted = name.toLowerCase();
  const id = names.includes(wanted) ? wanted : names.findLast(candidate => candidate.startsWith(`${wanted}-`));
  if (id === undefined) throw new Error(`No model "${name}"; there are ${names.join(', ')}`);
  return readTrace(await documentOf(id));
}

async function documentOf(id: string): Promise<unknown> {
  try {
    const document = parseJson(await readFile(new URL(`${id}.json`, traces), 'utf8'));
    if (!isObject(document)) throw new Error(`traces/${id}.json is not JSON`);
    return document;
  } catch (error) {
    const build = builtIn.get(id);
    if (build === undefined) throw error;
    return build();
  }
}

// "mss310-2.1.17" comes after "mss310-2.1.4": numbers compare as numbers.
function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
