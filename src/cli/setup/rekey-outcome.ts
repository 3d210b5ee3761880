import { isDeadBroker } from '../../setup/broker-address.ts';
import type { RekeyPlan } from '../../setup/rekey-plan.ts';
import type { RekeyOutcome } from '../../setup/rekey.ts';
import type { Call } from '../call.ts';
import { readDocument } from '../plug/config-file.ts';
import { plain } from '../show/plain.ts';
import { ConfigLeftError, errorData } from './config-left-error.ts';
import { entryOf, editsToUpdate, type ConfigPlug } from './config-entry.ts';
import { oneLine } from './json-edit.ts';
import type { RekeyJob } from './rekey-job.ts';
import { saveConfig } from './save-config.ts';
import type { StepData } from './step-log.ts';

/** The end of a run. */
export interface RekeyEnding {
  readonly outcome: RekeyOutcome;
  /** Whether this run has a record: a run that changes nothing writes none. */
  readonly hasRecord: boolean;
  readonly steps: readonly StepData[];
}

/**
 * Updates the config if the plug answers with the requested key, and prints the result.
 * @throws {ConfigLeftError} the config could not be changed; the result, with the line to add, has been printed then
 */
export async function reportRekeyed(
  call: Call,
  job: RekeyJob,
  { outcome, hasRecord, steps }: RekeyEnding,
): Promise<void> {
  const { plan, namedPlug, record, configPath, chosen } = job;
  const saved: ConfigUpdate = outcome.key === 'new' ? await updateConfig(call, job) : { backup: undefined };
  const failure = 'error' in saved ? saved.error : undefined;
  const backup = 'backup' in saved ? saved.backup : undefined;
  const key = chosen.isFresh ? chosen.settings.key : undefined;
  const device = entryOf({ ...plugOf(job), key: key ?? '' }, key === undefined ? '' : undefined);
  const data = {
    ...{ uuid: plan.state.uuid, model: plan.state.model, host: namedPlug.address.host, port: namedPlug.address.port },
    ...{ state: outcome.state, hasNewKey: outcome.key === 'new', changes: plan.changes },
    ...(outcome.isOnline !== undefined && { online: outcome.isOnline }),
    ...(key !== undefined && { key }),
    ...(hasRecord && { record }),
    ...(backup !== undefined && { config: configPath, backup }),
    steps,
    ...(failure && { device, error: errorData(failure) }),
  };
  call.print(data, () =>
    [
      `${namedPlug.label}: ${hasRecord ? outcomeText(plan, outcome) : 'all was as wanted already.'}`,
      ...(isWaiting(plan, outcome) ? ['It is not connected to that broker, as far as it says.'] : []),
      ...(key === undefined ? [] : [`Its key: ${key}`]),
      ...(backup === undefined
        ? []
        : [
            `Its key is in ${plain(configPath ?? '')}; as that was before: ${plain(backup)}`,
            `Restart Homebridge, which goes by the old key until then.${brokerText(plan)}`,
          ]),
      ...(failure ? byHand(configPath ?? '', oneLine(device), key !== undefined) : []),
      ...(hasRecord ? [recordText(record, outcome)] : []),
    ].join('\n'),
  );
  if (failure) throw failure;
}

/** Whether a plug has another broker now and is not connected to it. */
const isWaiting = ({ changesBroker, gateway }: RekeyPlan, { state, isOnline }: RekeyOutcome): boolean =>
  state === 'done' && changesBroker && !isDeadBroker(gateway) && isOnline === false;

function outcomeText({ changesKey, hasNewKey }: RekeyPlan, { state, key }: RekeyOutcome): string {
  if (state === 'done') return 'it has what was wanted.';
  const now =
    key === 'old'
      ? 'it has acknowledged, and goes by its old settings until its next start.'
      : `it has ${changesKey || hasNewKey ? 'the new key' : 'acknowledged'}; the new broker counts from its next start.`;
  return `${now} Unplug it for ten seconds, which cuts what it feeds, and run this again: it then looks whether all is well.`;
}

const brokerText = ({ changesKey, gateway }: RekeyPlan): string =>
  changesKey && !isDeadBroker(gateway) ? ' So does its broker, if that is the one of the plugin.' : '';

function byHand(path: string, line: string, hasKey: boolean): readonly string[] {
  return [
    `By hand, in "devices" of ${plain(path)}, its entry needs:`,
    `  ${plain(line)}`,
    ...(hasKey ? [] : ['and as "key" the one that it has now, unless the block has it for all plugs.']),
  ];
}

function recordText(record: string, { state, isRecorded }: RekeyOutcome): string {
  const path = plain(record);
  if (!isRecorded) return `${path} has both keys, but not how it ended: it could not be written again.`;
  return state === 'done'
    ? `${path} has both keys. Delete it when you have kept the new one.`
    : `${path} has both keys. Keep it.`;
}

/** The path of the copy of the old config, if it was changed; or why it was not. */
type ConfigUpdate = { readonly backup: string | undefined } | { readonly error: ConfigLeftError };

const plugOf = ({ plan, namedPlug, chosen, currentKey }: RekeyJob): ConfigPlug => ({
  ...{ uuid: plan.state.uuid.toLowerCase(), address: namedPlug.address, key: chosen.settings.key ?? currentKey },
});

/** Whether the plug's entry in the config has to be updated once the plug has the requested settings. */
export async function isConfigBehind(job: RekeyJob): Promise<boolean> {
  if (job.configPath === undefined) return false;
  const read = await readDocument(job.configPath).catch(() => undefined);
  const change = editsToUpdate(read?.document, plugOf(job), { byAddress: true });
  return change !== 'unknown' && change.length > 0;
}

/** Updates the plug's entry in the config. The plug has just answered at its address, so the address identifies it. */
async function updateConfig(call: Call, job: RekeyJob): Promise<ConfigUpdate> {
  const { configPath } = job;
  if (configPath === undefined) return { backup: undefined };
  const edit = (document: unknown): Exclude<ReturnType<typeof editsToUpdate>, 'unknown'> => {
    const change = editsToUpdate(document, plugOf(job), { byAddress: true });
    if (change === 'unknown') call.note(`The plug is not in ${plain(configPath)}, which was left as it is.`);
    return change === 'unknown' ? [] : change;
  };
  try {
    return { backup: await saveConfig(configPath, edit, call.io.clock) };
  } catch (error) {
    return { error: ConfigLeftError.of(error, configPath) };
  }
}
