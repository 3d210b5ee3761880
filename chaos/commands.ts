import type { SeenRequest } from '../simulator/index.ts';

/** A command that a plug has read, to switch one outlet. */
export interface SeenCommand {
  readonly at: number;
  readonly channel: number;
  readonly on: boolean;
  /** The uuid in the header, which is the plug that the command is for; empty if the header has none. */
  readonly uuid: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const many = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The commands in a request: none in a query, several for a strip. */
export function commandsIn(request: SeenRequest): readonly SeenCommand[] {
  const { at, header } = request;
  const uuid = typeof header['uuid'] === 'string' ? header['uuid'] : '';
  return rowsIn(request).flatMap(row => {
    const { channel = 0, onoff } = row;
    return typeof channel === 'number' && (onoff === 0 || onoff === 1) ? [{ at, channel, on: onoff === 1, uuid }] : [];
  });
}

function rowsIn({ method, namespace, payload }: Pick<SeenRequest, 'method' | 'namespace' | 'payload'>): JsonObject[] {
  if (method !== 'SET' || !isObject(payload)) return [];
  if (namespace === 'Appliance.Control.ToggleX') return many(payload['togglex']).filter(isObject);
  if (namespace === 'Appliance.Control.Toggle') return [payload['toggle']].filter(isObject);
  if (namespace !== 'Appliance.Control.Multiple') return [];
  return many(payload['multiple']).flatMap(part => {
    const header = isObject(part) ? part['header'] : undefined;
    if (!isObject(part) || !isObject(header)) return [];
    return rowsIn({
      method: String(header['method']),
      namespace: String(header['namespace']),
      payload: part['payload'],
    });
  });
}
