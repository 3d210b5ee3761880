import { duration } from '../duration.ts';
import { entryNumber } from '../explained-plug.ts';

const lasting = (ms: number): string => duration(ms, 'days');

const SHARED_ADDRESS = 'Most likely two devices share this address: give each a fixed one in your router.';

/** How often something has happened to a plug, and within which time in milliseconds. */
interface Repeated {
  readonly who: string;
  readonly times: number;
  readonly ms: number;
}

/** What the log says about plugs, about their accessories and about the plugin as a whole. */
export const log = {
  couldNotStart: ({ error }: { readonly error: string }) => `The plugin could not start: ${error}`,
  couldNotStop: ({ error }: { readonly error: string }) => `The plugin could not stop cleanly: ${error}`,
  couldNotRestore: ({ name, error }: { readonly name: string; readonly error: string }) =>
    `${name} could not be restored: ${error}`,
  configProblem: ({
    path,
    label,
    message,
  }: {
    readonly path: string;
    readonly label: string;
    readonly message: string;
  }) => `config: ${path}${label} ${message}`,
  configUnusable: 'The config block cannot be used, so no plug is connected. Home keeps its accessories.',

  /** An entry of the config as people count: `devices[2]` is `plug 3`. Another path is returned as it is. */
  entry: ({ path }: { readonly path: string }) => {
    const number = entryNumber(path);
    return number === undefined ? path : `plug ${String(number)}`;
  },
  plugNotStarted: ({ who, error }: { readonly who: string; readonly error: string }) =>
    `${who} could not be started: ${error}`,
  searchFailed: ({ error }: { readonly error: string }) => `The search for plugs failed: ${error}`,
  bridgeFull: ({ name, most }: { readonly name: string; readonly most: number }) =>
    `${name} is not shown, because its HomeKit bridge holds ${String(most)} accessories already, which is the most that HomeKit allows.\n` +
    'Add a second platform block as a child bridge, and move some plugs there; or remove accessories of other plugins from this bridge.',
  tooManyPlugs: ({ most }: { readonly most: number }) =>
    `More than ${String(most)} plugs were found, which is the most that a HomeKit bridge can hold. The others are left out.\n` +
    'List the plugs that you want in "devices", or add a second platform block as a child bridge for some of them.',
  foundWithOtherKey: ({
    type,
    address,
    uuid,
  }: {
    readonly type: string | undefined;
    readonly address: string;
    readonly uuid: string;
  }) =>
    `A Meross ${type ?? 'plug'} at ${address} (uuid ${uuid}) does not accept the key in the config.\n` +
    'If it is yours, add it to "devices" with a "key" of its own.',
  samePlug: ({ who, first }: { readonly who: string; readonly first: string }) =>
    `${who} is the same plug as ${first}.\n` +
    `Remove one of the two from "devices"; until then only ${first} is used.`,
  noPlug: ({ who, model }: { readonly who: string; readonly model: string }) =>
    `${who} is not a plug, but a device of type ${model} without an outlet.\n` +
    'Remove it from "devices". Until then it is ignored.',
  optionWithoutEffect: ({
    who,
    option,
    reason,
  }: {
    readonly who: string;
    readonly option: string;
    readonly reason: string;
  }) => `${who}: "${option}" has no effect: ${reason}.`,
  ofPlug: ({ who, text }: { readonly who: string; readonly text: string }) => `${who}: ${text}`,

  removed: ({ names }: { readonly names: string }) => `Removed from Home: ${names}, no longer in the config.`,
  notRemoved: ({ error }: { readonly error: string }) =>
    `Accessories of plugs that are no longer in the config could not be removed: ${error}`,
  displaced: ({ name, address }: { readonly name: string; readonly address: string }) =>
    `${name} had the address ${address}, where another plug replies now. It stays in Home with "No Response".\n` +
    'Add its new address to "devices". If you no longer use this plug, remove its cached accessory in Homebridge.',
  cacheNotWritten: ({ names, error }: { readonly names: string; readonly error: string }) =>
    `${names}: Homebridge cannot write its cache of accessories: ${error}\n` +
    'Is the disk full or read-only? The plugs work; names given in Home and the like may be lost at a restart.',

  ready: ({ name, model, firmware, address }: Readonly<Record<'name' | 'model' | 'firmware' | 'address', string>>) =>
    `${name} is ready: ${model}, firmware ${firmware}, at ${address}.`,
  isBack: ({ who, ms }: { readonly who: string; readonly ms: number }) => `${who} is back after ${lasting(ms)}.`,
  /** @param why why a plug may be unreachable again and again, and what to do */
  unstable: ({ who, times, ms, why }: Repeated & { readonly why: string }) =>
    `${who} is unstable: ${String(times)} times unreachable in ${lasting(ms)}.\n` +
    `${why} Home shows "No Response" each time. Until it is stable, only a summary like this is logged now and then.`,
  stable: ({ who, times, ms, quietMs }: Repeated & { readonly quietMs: number }) =>
    `${who} is stable again: it has replied for ${lasting(quietMs)} without a break.\n` +
    `Before that it was unreachable ${String(times)} times in ${lasting(ms)}.`,

  newFirmware: ({ now, before }: { readonly now: string; readonly before: string }) =>
    `its firmware is now ${now}, not ${before}`,
  newOutlets: ({ channels }: { readonly channels: readonly number[] }) =>
    `it has new outlets (channel ${channels.join(', ')})`,
  newRefusals: 'it refuses queries that it answered before',
  changed: ({ who, change }: { readonly who: string; readonly change: string }) =>
    `${who}: ${change}.\n` +
    'Nothing needs to be done after a firmware update. If this happens again soon, it is counted and summed up later.',
  changesOften: ({ who, times, ms, change }: Repeated & { readonly change: string }) =>
    `${who} is unstable: its firmware or its outlets changed ${String(times)} times in ${lasting(ms)}; most recently, ${change}.\n` +
    `${SHARED_ADDRESS} If there is no other device, unplug the plug for ten seconds. The plugin asks it less often, and logs a summary like this now and then.`,
  changesEnded: ({
    who,
    times,
    ms,
    quietMs,
    change,
  }: Repeated & { readonly quietMs: number; readonly change: string }) =>
    `${who} is stable again: nothing has changed for ${lasting(quietMs)}. Before that its firmware or its outlets changed ${String(times)} times in ${lasting(ms)}.\n` +
    `Last change: ${change}. Nothing needs to be done.`,
  moved: ({ name, from, address }: { readonly name: string; readonly from: string; readonly address: string }) =>
    `${name} has moved from ${from} to ${address}; the plugin uses the new address.`,
  movesOften: ({
    name,
    times,
    ms,
    address,
  }: Omit<Repeated, 'who'> & { readonly name: string; readonly address: string }) =>
    `${name} has moved ${String(times)} times in ${lasting(ms)}, and is at ${address} now.\n` +
    'Give each plug a fixed address in your router. The plugin uses the new address each time, and logs a summary like this now and then.',
  pushes: ({ who }: { readonly who: string }) =>
    `${who} sends its changes by itself now. While it does, it is polled once a minute only.`,
  queryIgnored: ({ who, namespace }: { readonly who: string; readonly namespace: string }) =>
    `${who} does not reply to a query for ${namespace}.\n` +
    'This query is sent again in ten minutes; everything else works as usual.',
  querySilences: ({ who, namespace }: { readonly who: string; readonly namespace: string }) =>
    `${who} goes silent for some seconds after a query for ${namespace}.\n` +
    'This query is not sent again until Homebridge restarts; everything else works as usual.',
  clockDiffers: ({ who, ms }: { readonly who: string; readonly ms: number }) =>
    `${who} works, but its clock and this computer's differ by ${lasting(ms)}.\n${CLOCK_MATTERS}`,
  noTimeZone: ({ who }: { readonly who: string }) => `${who} works, but it has no time zone.\n${CLOCK_MATTERS}`,

  allReady: ({ total }: { readonly total: number }) =>
    total === 1
      ? 'The plug is ready.'
      : total === 2
        ? 'Both plugs are ready.'
        : `All ${String(total)} plugs are ready.`,
  /** @param others numbers with texts of `startResults`, e.g. `1 wrong key` */
  someReady: ({
    ready,
    total,
    others,
  }: {
    readonly ready: number;
    readonly total: number;
    readonly others: readonly string[];
  }) => `${String(ready)} of ${String(total)} plugs ready, ${others.join(', ')}.`,
  /** Texts after a number. */
  startResults: {
    unreachable: 'unreachable',
    'wrong-key': 'wrong key',
    'not-signed': 'not trusted',
    'other-plug': 'another plug at its address',
    duplicate: 'listed twice',
    'no plug': 'not a plug',
    pending: 'no reply yet',
    'left out': 'left out because of the config',
  },
};

const CLOCK_MATTERS =
  'Its own timers and its energy per day depend on that clock; switching does not. "meross-local clock" sets it.';

export type PlugLogTexts = typeof log;
