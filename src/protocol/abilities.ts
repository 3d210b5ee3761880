import { bounded, BOUNDS } from './bounds.ts';
import { isObject, type JsonObject } from './decode.ts';

/** The one parameter that is used: how many requests `Appliance.Control.Multiple` takes at once. */
export interface Ability {
  readonly maxCmdNum?: number;
}

/** Everything a plug can do: namespace → the parameters that are used. */
export type Abilities = Readonly<Record<string, Ability>>;

/**
 * Reads `{ "<namespace>": { … } }`, as a plug sends it or as an earlier version of this plugin stored it. All other
 * parameters are dropped: the result is stored in Homebridge's own files, and no plug decides what is in these.
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
