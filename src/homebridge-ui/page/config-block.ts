/** The plugin's block of config.json, or an entry in it, as the user may have written it. */
export type ConfigBlock = Readonly<Record<string, unknown>>;

/** What changes in a block; undefined removes the property. */
export type BlockPatch = Readonly<Record<string, unknown>>;

/** An entry of `devices` that names a plug. */
export interface PlugEntry {
  /** Its place in `devices`. */
  readonly index: number;
  readonly host: string;
  /** Its own key, or that of the platform; empty: there is none. */
  readonly key: string;
  readonly uuid: string | undefined;
  readonly name: string | undefined;
  readonly raw: ConfigBlock;
}

/** The block of a user who has saved nothing yet. */
export const NEW_BLOCK: ConfigBlock = { platform: 'MerossLocal', name: 'Meross Local' };

/** The longest name that the config takes. */
export const LONGEST_NAME = 64;

/** The entries that can be used; others stay in the config as they are. */
export function entriesOf(block: ConfigBlock): readonly PlugEntry[] {
  return devicesOf(block).flatMap((raw, index) => {
    if (!isBlock(raw)) return [];
    const host = text(raw['host']);
    const key = text(raw['key']) || keyOf(block);
    return host === '' ? [] : [{ index, host, key, uuid: known(raw['uuid']), name: known(raw['name']), raw }];
  });
}

/** The key for all plugs; empty: there is none. */
export const keyOf = (block: ConfigBlock): string => text(block['key']);

/** Every key in the block, each once, that of the platform first. */
export function keysOf(block: ConfigBlock): readonly string[] {
  const own = devicesOf(block).map(raw => (isBlock(raw) ? text(raw['key']) : ''));
  return [...new Set([keyOf(block), ...own])].filter(key => key !== '');
}

/** Whether both are the identity of the same plug. */
export const isSameUuid = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase();

/** The entry of a plug, by its identity; by its address if the entry has no identity. */
export function entryOf(block: ConfigBlock, plug: { readonly host: string; readonly uuid: string }) {
  const entries = entriesOf(block);
  return (
    entries.find(({ uuid }) => isSameUuid(uuid, plug.uuid)) ??
    entries.find(({ host, uuid }) => uuid === undefined && host === plug.host)
  );
}

/** Adds an entry. Its key is written only if it differs from the platform's; the first key becomes the platform's. */
export function withEntry(block: ConfigBlock, entry: ConfigBlock, key: string): ConfigBlock {
  const platformKey = keyOf(block) || key;
  const own = key === platformKey || key === '' ? undefined : key;
  const devices = [...devicesOf(block), patched(entry, { key: own })];
  return { ...block, ...(platformKey === '' ? {} : { key: platformKey }), devices };
}

/**
 * The block after an edit of one entry. The entry is looked up again, because the form may have moved it; if it is gone,
 * nothing changes.
 */
export function editEntry(
  block: ConfigBlock,
  entry: PlugEntry,
  edit: (block: ConfigBlock, index: number) => ConfigBlock,
): ConfigBlock {
  const isIt = ({ host, uuid }: PlugEntry): boolean => host === entry.host && uuid === entry.uuid;
  const entries = entriesOf(block).filter(isIt);
  const now = entries.find(({ index }) => index === entry.index) ?? entries[0];
  return now === undefined ? block : edit(block, now.index);
}

/** Without the entry at that index. */
export const withoutEntry = (block: ConfigBlock, index: number): ConfigBlock => ({
  ...block,
  devices: devicesOf(block).filter((_, at) => at !== index),
});

/** With other options of the entry at that index. */
export const withOptions = (block: ConfigBlock, index: number, patch: BlockPatch): ConfigBlock => ({
  ...block,
  devices: devicesOf(block).map((raw, at) => (at === index && isBlock(raw) ? patched(raw, patch) : raw)),
});

/** With other options of one outlet of the entry at that index. */
export function withOutlet(block: ConfigBlock, index: number, channel: number, patch: BlockPatch): ConfigBlock {
  const raw = devicesOf(block)[index];
  const old = isBlock(raw) && Array.isArray(raw['outlets']) ? Array.from<unknown>(raw['outlets']) : [];
  const isIt = (outlet: unknown): outlet is ConfigBlock => isBlock(outlet) && outlet['channel'] === channel;
  const outlets = (old.some(isIt) ? old : [...old, { channel }])
    .map(outlet => (isIt(outlet) ? patched(outlet, patch) : outlet))
    // Channel 0 alone means something: it shows the master switch.
    .filter(outlet => !isIt(outlet) || channel === 0 || Object.keys(outlet).length > 1);
  return withOptions(block, index, { outlets: outlets.length === 0 ? undefined : outlets });
}

/** The options of one outlet of an entry. */
export function outletOf(entry: ConfigBlock, channel: number): ConfigBlock {
  const { outlets } = entry;
  const found = Array.isArray(outlets) ? Array.from<unknown>(outlets).find(isOutlet(channel)) : undefined;
  return isBlock(found) ? found : {};
}

/**
 * Gives a plug its key: as that of its entry where other plugs use the platform's, else, or if `isForAll`, as the
 * platform's. A key that every plug has becomes the platform's.
 */
export function withKey(block: ConfigBlock, index: number, key: string, isForAll = false): ConfigBlock {
  const others = devicesOf(block).filter((_, at) => at !== index);
  const isShared = others.some(raw => isBlock(raw) && text(raw['key']) === '');
  const haveIt = others.every(raw => isBlock(raw) && text(raw['key']) === key);
  if (key !== keyOf(block) && isShared && !isForAll) return withOptions(block, index, { key });
  if (key !== keyOf(block) && !haveIt && !isForAll && keyOf(block) !== '') return withOptions(block, index, { key });
  const devices = devicesOf(block).map((raw, at) =>
    isBlock(raw) && (at === index || raw['key'] === key) ? patched(raw, { key: undefined }) : raw,
  );
  return { ...block, key, devices };
}

/** A block with some properties set or removed; the order of those that stay is kept. */
export function patched(block: ConfigBlock, patch: BlockPatch): ConfigBlock {
  return Object.fromEntries(Object.entries({ ...block, ...patch }).filter(([, value]) => value !== undefined));
}

/** The block in a property, e.g. `broker`; an empty one if there is none. */
export function blockIn(block: ConfigBlock, property: string): ConfigBlock {
  const value = block[property];
  return isBlock(value) ? value : {};
}

/**
 * The block as JSON, the same text for blocks that mean the same. Seen in the Homebridge UI 5.28: its form reorders the
 * properties, and leaves `platform` out until it saves.
 */
export function comparable(block: ConfigBlock): string {
  const sorted = (_: string, value: unknown): unknown =>
    isBlock(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;
  return JSON.stringify({ ...block, platform: NEW_BLOCK['platform'] }, sorted);
}

/** A value of the config as a text without spaces around it; empty if it is none. */
export const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const known = (value: unknown): string | undefined => text(value) || undefined;

const isOutlet = (channel: number) => (outlet: unknown) => isBlock(outlet) && outlet['channel'] === channel;

function devicesOf(block: ConfigBlock): readonly unknown[] {
  const { devices } = block;
  return Array.isArray(devices) ? Array.from<unknown>(devices) : [];
}

function isBlock(value: unknown): value is ConfigBlock {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
