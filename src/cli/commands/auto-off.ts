import { RULE_ID_PREFIX } from '../../features/auto-off.ts';
import { readTriggers } from '../../features/timer-rules.ts';
import * as triggerx from '../../protocol/namespaces/triggerx.ts';
import { readNumber, type Call } from '../call.ts';
import { requireAbility, withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { chosenChannel, checkNotLocked, outletName } from '../plug/plug-outlets.ts';
import { NotDoneError } from '../plug-command-error.ts';
import { duration } from '../../texts/en/numbers.ts';
import { plain } from '../show/plain.ts';
import { table, type Cell } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

/** In minutes, at most a week. */
const MINUTES = { min: 1, max: 7 * 1440, whole: true };

/** `auto-off HOST [MINUTES|off]`. */
export const autoOff: CommandAction = call => {
  const wanted = wantedMinutes(call);
  return withPlug(call, async plug => {
    requireAbility(plug, triggerx.NAMESPACE, 'auto-off rules');
    requireAbility(plug, triggerx.DIGEST, 'auto-off rules');
    if (wanted === undefined) {
      list(call, plug, await rulesOf(plug));
      return;
    }
    await change(call, plug, wanted);
  });
};

function wantedMinutes(call: Call): number | 'off' | undefined {
  const written = call.argument('minutes')?.toLowerCase();
  if (written === undefined || written === 'off') return written;
  return readNumber(written, { what: 'MINUTES', ...MINUTES });
}

async function rulesOf(plug: OpenPlug): Promise<readonly triggerx.Trigger[]> {
  const rows = triggerx.parseList((await plug.send(triggerx.list())).payload);
  return readTriggers(
    plug.send,
    rows.map(({ id }) => id),
  );
}

async function change(call: Call, plug: OpenPlug, wanted: number | 'off'): Promise<void> {
  checkNotLocked(plug);
  const before = await rulesOf(plug);
  const requestedId = call.text('id');
  const existing = before.find(({ id }) => id === requestedId);
  if (requestedId !== undefined && existing === undefined) {
    throw new UsageError(
      `${plug.target.label} has no rule "${plain(requestedId)}".`,
      '"meross-local auto-off HOST" lists them.',
    );
  }
  const channel = existing?.channel ?? chosenChannel(call, plug);
  const id = requestedId ?? `${RULE_ID_PREFIX}${String(channel).padStart(2, '0')}`;
  if (wanted !== 'off') {
    const isAlreadySet = before.some(rule => rule.id === id && rule.isEnabled && rule.seconds === wanted * 60);
    const alias = existing?.alias ?? 'Auto-off';
    // An unchanged rule is not written again, because the plug's memory wears out.
    if (!isAlreadySet)
      await plug.send(triggerx.set({ id, channel, seconds: wanted * 60, alias }, call.io.clock.epochSeconds()));
  } else if (before.some(rule => rule.id === id)) {
    await plug.send(triggerx.remove(id));
  }
  const after = await rulesOf(plug);
  const found = after.find(rule => rule.id === id);
  const isDone = wanted === 'off' ? found === undefined : found?.seconds === wanted * 60;
  if (!isDone) throw new NotDoneError('it acknowledged the rule, but did not change it');
  const others = after.filter(rule => rule.channel === channel && rule.id !== id && rule.isEnabled);
  printResult(call, plug, { channel, wanted, others, rules: after });
}

interface AutoOffChange {
  readonly channel: number;
  readonly wanted: number | 'off';
  /** Other rules about the same outlet. */
  readonly others: readonly triggerx.Trigger[];
  readonly rules: readonly triggerx.Trigger[];
}

function printResult(call: Call, plug: OpenPlug, { channel, wanted, others, rules }: AutoOffChange): void {
  const outlet = outletName(plug, channel).replace(/,$/, '');
  const label = outlet === '' ? plug.target.label : `${plug.target.label}, ${outlet}`;
  call.print({ uuid: plug.info.uuid, autoOff: rules.map(dataOf) }, () =>
    call.prose(
      wanted === 'off'
        ? `${label}: stays on until it is switched off.`
        : `${label}: switches off ${duration(wanted * 60)} after it is switched on.`,
    ),
  );
  for (const { id, seconds } of others) {
    call.note(
      `A rule of another program was left alone: off after ${duration(seconds)}. --id ${plain(id)} changes or removes it.`,
    );
  }
  const configured = plug.target.config?.autoOffMinutes ?? 0;
  if (configured > 0 && configured !== wanted) {
    call.note(`Homebridge will set it back to ${configured} minutes, because of "autoOffMinutes" in the config.`);
  }
}

function list(call: Call, plug: OpenPlug, rules: readonly triggerx.Trigger[]): void {
  call.print({ uuid: plug.info.uuid, autoOff: rules.map(dataOf) }, () => {
    if (rules.length === 0) return call.prose(`${plug.target.label}: stays on until it is switched off.`);
    return table(
      [
        { title: 'Outlet', minColumns: 6 },
        { title: 'Off after' },
        { title: 'Enabled' },
        { title: 'Id' },
        { title: 'Name', minColumns: 8 },
      ],
      rules.map(({ channel, seconds, isEnabled, id, alias }): readonly Cell[] => [
        outletName(plug, channel).replace(/,$/, '') || '–',
        duration(seconds),
        isEnabled ? 'yes' : { text: 'no', colour: 'yellow' },
        id,
        alias,
      ]),
      call.paint,
      call.tableColumns,
    );
  });
}

function dataOf({ id, channel, seconds, isEnabled, week, alias }: triggerx.Trigger): object {
  return { id, channel, seconds, enabled: isEnabled, week, name: alias, ours: id.startsWith(RULE_ID_PREFIX) };
}
