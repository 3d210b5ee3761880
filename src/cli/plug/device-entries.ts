import { formatAddress, type Address } from '../../transport/transport.ts';
import { oneLine } from '../show/json.ts';

/** A plug that the config does not have yet. */
export interface NewPlug extends Address {
  readonly uuid: string;
  readonly name: string | undefined;
}

/** Entries for `"devices"` of the config, a line each, to paste between its brackets. Valid JSON, without keys. */
export function deviceEntries(plugs: readonly NewPlug[]): string {
  return plugs
    .map(({ uuid, name, ...address }) => {
      const entry = { host: formatAddress(address), ...(name !== undefined && { name }), uuid };
      const members = Object.entries(entry).map(([key, value]) => `${oneLine(key)}: ${oneLine(value)}`);
      return `{ ${members.join(', ')} }`;
    })
    .join(',\n');
}
