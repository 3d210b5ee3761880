import { type Account } from './account.ts';
import { isObject, type JsonObject, listAt, numberAt, objectAt } from './json.ts';
import type { PlugModel, RecordedRule } from './model.ts';
import type { ToggleRow } from './relays.ts';

/** What System.All says of a plug of this model, as recorded. */
export function recordedAll(model: PlugModel): JsonObject {
  return objectAt(model.state.get('Appliance.System.All') ?? {}, 'all');
}

/** The relays of all channels as they were recorded; off where they were not. */
export function recordedRows(model: PlugModel): readonly ToggleRow[] {
  const all = recordedAll(model);
  const rows = listAt(objectAt(all, 'digest'), 'togglex').filter(isObject);
  const first = objectAt(objectAt(all, 'control'), 'toggle');
  return model.channels.map(channel => {
    const row = rows.find(candidate => candidate['channel'] === channel) ?? first;
    return { channel, onoff: numberAt(row, 'onoff') === 1 ? 1 : 0, lmTime: numberAt(row, 'lmTime') ?? 0 };
  });
}

/** The first generation tells its rules in System.All, and no count of their changes; later ones tell them one by one. */
export function recordedRules(model: PlugModel, key: 'timer' | 'trigger'): readonly RecordedRule[] {
  const first = listAt(objectAt(recordedAll(model), 'control'), key).filter(isObject);
  // Of a recording that was put together from single answers, only what its account of itself has too.
  const listed = objectAt(recordedAll(model), 'digest')[`${key}x`];
  const ids = Array.isArray(listed) ? listed.filter(isObject).map(({ id }) => id) : undefined;
  const later = model.rules[key].filter(({ rule }) => ids === undefined || ids.includes(rule['id']));
  return [...first.map(rule => ({ rule, count: 1 })), ...later];
}

/** Whom the recorded plug belonged to; its broker was made up in the trace, so it has none. */
export function recordedAccount(model: PlugModel): Account {
  const firmware = objectAt(objectAt(recordedAll(model), 'system'), 'firmware');
  return { key: model.key, userId: String(numberAt(firmware, 'userId') ?? 0), gateway: undefined };
}
