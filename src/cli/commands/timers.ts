import { randomInt } from 'node:crypto';
import { UnsupportedError } from '../../errors.ts';
import { daysOf, minuteOf, OUR_TIMERS, readTimers, timeOf, weekOf } from '../../features/timer-rules.ts';
import * as digestTimerx from '../../protocol/namespaces/digest-timerx.ts';
import * as timerx from '../../protocol/namespaces/timerx.ts';
import type { Call } from '../call.ts';
import { requireAbility, withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { chosenChannel, checkNotLocked, outletName } from '../plug/plug-outlets.ts';
import { NotDoneError } from '../plug-command-error.ts';
import { plain } from '../show/plain.ts';
import { table, type Cell } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

/** `timers HOST [add|remove]`. */
export const timers: CommandAction = call => {
  const action = call.argument('action') ?? 'list';
  const makeWork = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (makeWork === undefined) {
    throw new UsageError(
      `"${plain(action)}" is not an action for timers.`,
      'Write add or remove, or nothing to list them.',
    );
  }
  checkOptions(call, action);
  const work = makeWork(call);
  return withPlug(call, async plug => {
    requireAbility(plug, digestTimerx.NAMESPACE, 'timers');
    requireAbility(plug, timerx.NAMESPACE, 'timers');
    await work(plug);
  });
};

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  add: ['at', 'on', 'off', 'days', 'outlet', 'name'],
  remove: ['id', 'all'],
};

/** An option of another action means that the action was forgotten, so it is an error. */
function checkOptions(call: Call, action: string): void {
  for (const [owner, options] of Object.entries(OPTIONS)) {
    const stray = options.find(option => call.text(option) !== undefined || call.flag(option));
    if (owner === action || stray === undefined) continue;
    throw new UsageError(
      `--${stray} is an option of "${owner}".`,
      `Such as: meross-local timers HOST ${owner} --${stray} …`,
    );
  }
}

/** The options are read first, so that the plug is not queried if they are wrong. */
const ACTIONS: Readonly<Record<string, (call: Call) => (plug: OpenPlug) => Promise<void>>> = { list, add, remove };

function list(call: Call) {
  return async (plug: OpenPlug): Promise<void> => {
    const all = await timersOf(plug);
    call.print({ uuid: plug.info.uuid, timers: all.map(dataOf) }, () =>
      all.length === 0 ? call.prose(`${plug.target.label} has no timers.`) : shown(call, plug, all),
    );
    if (all.length > 0) noteClock(call, plug);
  };
}

function add(call: Call) {
  const at = call.text('at');
  const minuteOfDay = at === undefined ? undefined : minuteOf(at);
  if (minuteOfDay === undefined) {
    throw new UsageError('A timer needs a time of the day.', 'Such as: timers HOST add --at 22:30 --off');
  }
  const isOn = call.flag('on');
  if (isOn === call.flag('off'))
    throw new UsageError('A timer switches either on or off.', 'Add one of --on and --off.');
  const week = weekOf(call.text('days') ?? 'daily');
  if (week === undefined)
    throw new UsageError('The value of --days is not valid.', 'Write daily, or some of mon,tue,wed,thu,fri,sat,sun.');
  const alias = call.text('name') ?? `${isOn ? 'On' : 'Off'} at ${timeOf(minuteOfDay)}`;
  return async (plug: OpenPlug): Promise<void> => {
    const channel = chosenChannel(call, plug);
    checkNotLocked(plug);
    const wanted = { id: freshId(), channel, on: isOn, minuteOfDay, week, alias };
    await plug.send(timerx.set(wanted, call.io.clock.epochSeconds()));
    const found = timerx.parse((await plug.send(timerx.get(wanted.id))).payload);
    if (found === undefined) throw new NotDoneError('it acknowledged the timer, but does not list it');
    call.print({ uuid: plug.info.uuid, timer: dataOf(found) }, () => shown(call, plug, [found]));
    noteClock(call, plug);
  };
}

function remove(call: Call) {
  const id = call.text('id');
  const isAll = call.flag('all');
  if ((id === undefined) !== isAll) {
    throw new UsageError(
      'Which timers are to be removed?',
      'Add --id ID for one of them, or --all for those that this command has added.',
    );
  }
  return async (plug: OpenPlug): Promise<void> => {
    checkNotLocked(plug);
    const rows = await rowsOf(plug);
    const removedIds = rows.filter(row => (isAll ? row.id.startsWith(OUR_TIMERS) : row.id === id)).map(row => row.id);
    if (!isAll && removedIds.length === 0) {
      throw new UsageError(
        `${plug.target.label} has no timer "${plain(id ?? '')}".`,
        '"meross-local timers HOST" lists them.',
      );
    }
    for (const each of removedIds) await plug.send(timerx.remove(each));
    const remaining = await rowsOf(plug);
    if (remaining.some(row => removedIds.includes(row.id)))
      throw new NotDoneError('it acknowledged the removal, but the timer is still there');
    call.print({ uuid: plug.info.uuid, removed: removedIds }, () =>
      call.prose(`${plug.target.label}: ${removedIds.length} removed, ${remaining.length} left.`),
    );
  };
}

/** @throws {UnsupportedError} it lists timers among its abilities, but refuses the query for them */
async function rowsOf(plug: OpenPlug): Promise<readonly digestTimerx.TimerRow[]> {
  try {
    return digestTimerx.parse((await plug.send(digestTimerx.get())).payload);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    const why = 'its abilities list timers, but this plug refuses the query for them: it hangs up';
    throw new UnsupportedError(why, { namespace: digestTimerx.NAMESPACE, cause: error });
  }
}

async function timersOf(plug: OpenPlug): Promise<readonly timerx.Timer[]> {
  const ids = (await rowsOf(plug)).map(({ id }) => id);
  const found = await readTimers(plug.send, ids);
  return found.toSorted((one, other) => one.minuteOfDay - other.minuteOfDay);
}

/** 16 letters and digits, as plugs accept them. */
function freshId(): string {
  const rest = Array.from({ length: 16 - OUR_TIMERS.length }, () => randomInt(36).toString(36));
  return OUR_TIMERS + rest.join('');
}

function shown(call: Call, plug: OpenPlug, all: readonly timerx.Timer[]): string {
  return table(
    [
      { title: 'At' },
      { title: 'Days' },
      { title: 'Does' },
      { title: 'Outlet', minColumns: 6 },
      { title: 'Enabled' },
      { title: 'Id' },
      { title: 'Name', minColumns: 8 },
    ],
    all.map(({ minuteOfDay, week, isOnce, on, channel, isEnabled, id, alias }): readonly Cell[] => [
      timeOf(minuteOfDay),
      isOnce ? 'once' : daysOf(week),
      { text: on ? 'on' : 'off', colour: on ? 'green' : 'dim' },
      outletName(plug, channel).replace(/,$/, '') || '–',
      isEnabled ? 'yes' : { text: 'no', colour: 'yellow' },
      id,
      alias,
    ]),
    call.paint,
    call.tableColumns,
  );
}

function dataOf({ id, channel, on, minuteOfDay, week, isOnce, isEnabled, alias }: timerx.Timer): object {
  const days = isOnce ? 'once' : daysOf(week);
  return {
    id,
    channel,
    on,
    at: timeOf(minuteOfDay),
    days,
    week,
    enabled: isEnabled,
    name: alias,
    ours: id.startsWith(OUR_TIMERS),
  };
}

function noteClock(call: Call, plug: OpenPlug): void {
  if (plug.all.time.timezone !== '') return;
  call.note(
    'The plug has no time zone, so these times are UTC. "meross-local clock HOST --timezone local" sets the zone.',
  );
}
