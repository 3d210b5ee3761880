import { readFileSync } from 'node:fs';
import type { Option, Table } from '../../src/config/option.ts';
import { PLATFORM } from '../../src/config/schema.ts';

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `config.schema.json`, as it is. */
export const schemaFile: unknown = JSON.parse(
  readFileSync(new URL('../../config.schema.json', import.meta.url), 'utf8'),
);

/** An option of some table, and where it stands: `devices[].outlets[].channel`. */
export interface PlacedOption {
  readonly path: string;
  readonly key: string;
  readonly option: Option;
  readonly table: Table;
  /** A good block around one that has this option and no other. */
  readonly around: (inner: Json) => Json;
}

/** Every option of every table, from the outside to the inside. */
export function* everyOption(
  table: Table = PLATFORM,
  prefix = '',
  around: (inner: Json) => Json = inner => ({ key: 'k', devices: [{ host: '192.168.1.20' }], ...inner }),
): Generator<PlacedOption> {
  for (const [key, option] of Object.entries(table.options)) {
    const { kind } = option;
    yield { path: prefix + key, key, option, table, around };
    if (!('tables' in kind)) continue;
    const isList = kind.json.type === 'array';
    for (const inside of kind.tables) {
      const inList = (inner: Json): unknown => (isList ? [needed(inside, inner)] : needed(inside, inner));
      yield* everyOption(inside, `${prefix}${key}${isList ? '[]' : ''}.`, inner => around({ [key]: inList(inner) }));
    }
  }
}

/** A block of a table with what it cannot do without. */
function needed({ options }: Table, inner: Json): Json {
  const GOOD: Json = { host: '192.168.1.20', channel: 1, subnets: ['192.168.1.0/24'] };
  const keys = Object.keys(options).filter(key => options[key]?.presence === 'required');
  return { ...Object.fromEntries(keys.map(key => [key, GOOD[key]])), ...inner };
}

/** The default of an option as far as it is a plain value; for one that is inherited, that of the top level. */
export function plainDefault({
  key,
  option,
}: Pick<PlacedOption, 'key' | 'option'>): string | number | boolean | undefined {
  const options: Table['options'] = PLATFORM.options;
  const source = option.presence === 'inherited' ? options[key] : option;
  if (source?.presence !== 'default') return undefined;
  const { default: value } = source;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** The part of `config.schema.json` that describes what stands at a path. */
export function fieldAt(path: string): Json | undefined {
  const steps = path === '' ? [] : path.replaceAll('[]', '.[]').split('.');
  const schema = isJson(schemaFile) ? schemaFile['schema'] : undefined;
  const found = steps.reduce<unknown>((field, step) => {
    if (!isJson(field)) return undefined;
    if (step === '[]') return field['items'];
    return isJson(field['properties']) ? field['properties'][step] : undefined;
  }, schema);
  return isJson(found) ? found : undefined;
}
