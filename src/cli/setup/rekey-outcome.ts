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
      `${namedPlug.label}: ${hasRecord ? outcomeText(plan, outcome) : 'nothing to change: the plug already has these settings.'}`,
      ...(isWaiting(plan, outcome) ? ['The plug reports that it is not connected to that broker.'] : []),
      ...(key === undefined ? [] : [`Its key: ${key}`]),
      ...(backup === undefined
        ? []
        : [
            `Its key is now in ${plain(configPath ?? '')}; copy of the old file: ${plain(backup)}`,
            `Restart Homebridge right away: until then it uses the old key.${brokerText(plan)}`,
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
  if (state === 'done') return `done: the plug now uses the new ${changesKey || hasNewKey ? 'key' : 'settings'}.`;
  const now =
    key === 'old'
      ? 'the plug acknowledged, but uses its old settings until its next start.'
      : `the plug ${changesKey || hasNewKey ? 'has the new key' : 'acknowledged'}; it uses the new broker from its next start.`;
  return `${now} Unplug it for ten seconds, which also cuts its load, and run this again to check the result.`;
}

const brokerText = ({ changesKey, gateway }: RekeyPlan): string =>
  changesKey && !isDeadBroker(gateway) ? " So does this plugin's broker." : '';

function byHand(path: string, line: string, hasKey: boolean): readonly string[] {
  return [
    `Add this by hand to its entry in "devices" of ${plain(path)}:`,
    `  ${plain(line)}`,
    ...(hasKey ? [] : ['and its current key as "key", unless the block has that key for all plugs.']),
  ];
}

function recordText(record: string, { state, isRecorded }: RekeyOutcome): string {
  const path = plain(record);
  if (!isRecorded) return `${path} contains both keys, but not the result, because it could not be written again.`;
  return state === 'done'
    ? `${path} contains both keys. Delete it once you have saved the new one.`
    : `${path} contains both keys. Keep it.`;
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
