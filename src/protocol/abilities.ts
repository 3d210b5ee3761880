import { bounded, BOUNDS } from './bounds.ts';
import { isObject, type JsonObject } from './decode.ts';

/** What is used of a parameter list: how many requests `Appliance.Control.Multiple` takes at once. */
export interface Ability {
  readonly maxCmdNum?: number;
}

/** Everything a plug can do: namespace → what is used of its parameters. */
export type Abilities = Readonly<Record<string, Ability>>;

/**
 * Reads `{ "<namespace>": { … } }`, as a plug says it or as an earlier version of this plugin remembered it. Nothing else
 * of it is kept: it is remembered in Homebridge's own files, and no plug decides what is in these.
 * @throws {MalformedError} more namespaces than any plug has
 */
export function readAbilities(value: JsonObject): Abilities {
  const entries = bounded(Object.entries(value), 'abilities', 'ability');
  const named = entries.filter(([name]) => name.length <= BOUNDS.text.most);
  return Object.fromEntries(named.map(([name, parameters]) => [name, readAbility(parameters)]));
}

function readAbility(parameters: unknown): Ability {
  const maxCmdNum = isObject(parameters) ? parameters['maxCmdNum'] : undefined;
  return typeof maxCmdNum === 'number' && Number.isInteger(maxCmdNum) && maxCmdNum >= 1 ? { maxCmdNum } : {};
}
