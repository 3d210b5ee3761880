import { GivenUpError } from '../../errors.ts';
import { lanSender } from '../../setup/rekey-plan.ts';
import { rekey as changeOver } from '../../setup/rekey.ts';
import { formatAddress } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { keyFor } from '../plug/plug-key.ts';
import { findNamedPlug } from '../plug/named-plug.ts';
import { PlugCommandError } from '../plug-command-error.ts';
import { userQuestions } from '../setup/user-questions.ts';
import { closeRecord, recordKeeper } from '../setup/rekey-record-file.ts';
import {
  checkSamePlug,
  findRecord,
  hasReachedWanted,
  planWithAnyKey,
  type FoundRecord,
  type RekeyJob,
} from '../setup/rekey-job.ts';
import { isConfigBehind, reportRekeyed } from '../setup/rekey-outcome.ts';
import { chooseRekeySettings } from '../setup/rekey-settings.ts';
import { checkConfig, rehearseConfig } from '../setup/save-config.ts';
import { stepLog } from '../setup/step-log.ts';
import { plain } from '../show/plain.ts';
import type { CommandAction } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

/** `rekey HOST`. */
export const rekey: CommandAction = async call => {
  const questions = await userQuestions(call);
  const namedPlug = await findNamedPlug(call);
  const configPath = call.text('config');
  const isDry = call.flag('dryRun');
  if (configPath !== undefined && !isDry) await checkConfig(configPath);
  const { clock, signal } = call.io;
  const sendWithKey = lanSender({ address: namedPlug.address, clock, signal });
  let finding: Promise<FoundRecord> | undefined;
  const find = (): Promise<FoundRecord> => (finding ??= findRecord(call, namedPlug, sendWithKey));
  try {
    const chosen = await chooseRekeySettings(call, async () => (await find()).open, questions);
    const { path: record, earlier, open } = await find();
    const current = await keyFor(call, namedPlug.configuredKey ?? open?.before, namedPlug.label);
    const known = await planWithAnyKey(sendWithKey, current, earlier, chosen);
    checkSamePlug(namedPlug, known.plan, record, earlier);
    const job: RekeyJob = { ...known, namedPlug, chosen, sendWithKey, record, open, configPath };
    if (isDry) printPlan(call, job);
    else await applyPlan(call, job, async () => questions?.confirm('Apply these changes?'));
  } catch (error) {
    throw PlugCommandError.of(error, namedPlug);
  }
};

async function applyPlan(call: Call, job: RekeyJob, confirm: Confirm): Promise<void> {
  const { plan, chosen, namedPlug, record, sendWithKey, currentKey, configPath } = job;
  if (plan.changes.length === 0) {
    await reportNoChange(call, job, confirm);
    return;
  }
  const isAsked = !call.flag('yes');
  if (!call.json || isAsked) {
    call.note(planText(job));
    call.note(`Both keys are written to ${plain(record)} before anything is sent.`);
  }
  await confirmChange(call, confirm);
  if (configPath !== undefined) await rehearseConfig(configPath);
  const { clock, signal } = call.io;
  const steps = stepLog(call);
  const keeper = recordKeeper(record, job.open, clock);
  const outcome = await changeOver({
    ...{ plan, currentKey, sendWithKey, clock, signal },
    settings: chosen.settings,
    address: formatAddress(namedPlug.address),
    tryBroker: async trial => (await import('../../setup/broker-probe.ts')).tryBroker(trial, { clock, signal }),
    write: keeper.write,
    onStep: steps.onStep,
  }).catch((error: unknown) => {
    if (keeper.hasWritten()) call.note(`Both keys are in ${plain(record)}.`);
    throw error;
  });
  await reportRekeyed(call, job, { outcome, hasRecord: true, steps: steps.finished });
}

/** Asks for confirmation; undefined without a terminal. */
type Confirm = () => Promise<boolean | undefined>;

/**
 * Nothing is written or sent before this.
 * @throws {GivenUpError} the user declines
 */
async function confirmChange(call: Call, confirm: Confirm): Promise<void> {
  const answer = call.flag('yes') ? true : await confirm();
  if (answer === undefined) {
    throw new UsageError('There is no terminal to ask for confirmation at.', 'Add --yes to go ahead.');
  }
  if (!answer) throw new GivenUpError('not wanted');
}

/**
 * The plug needs no change. Closes the record of an earlier run that waited for this, so that the next run starts anew.
 */
async function reportNoChange(call: Call, job: RekeyJob, confirm: Confirm): Promise<void> {
  const { plan, open, record, configPath } = job;
  const hasRecord = open !== undefined && hasReachedWanted(job, open);
  const files = [...(hasRecord ? [record] : []), ...((await isConfigBehind(job)) ? [configPath ?? ''] : [])];
  if (files.length > 0) {
    if (!call.flag('yes'))
      call.note(`The plug already has these settings. Files to be written: ${files.map(plain).join(', ')}`);
    await confirmChange(call, confirm);
  }
  const isRecorded = hasRecord ? await closeRecord(record, call.io.clock) : true;
  const outcome = { state: 'done', key: 'new', isOnline: plan.state.isOnline, isRecorded } as const;
  await reportRekeyed(call, job, { outcome, hasRecord, steps: [] });
}

function printPlan(call: Call, job: RekeyJob): void {
  const { state, changes, warnings } = job.plan;
  call.print({ uuid: state.uuid, model: state.model, changes, warnings, dryRun: true }, () => planText(job));
}

function planText({ plan: { changes, warnings, state }, namedPlug, configPath, chosen }: RekeyJob): string {
  const what = `${namedPlug.label}, ${plain(state.model)} ${plain(state.firmwareVersion)}`;
  if (changes.length === 0) return `${what}: nothing to change, because the plug already has these settings.`;
  return [
    `${what}. Changes:`,
    ...changes.map(change => `  - ${plain(change)}`),
    ...(configPath !== undefined && chosen.settings.key !== undefined ? [`  - its key in ${plain(configPath)}`] : []),
    ...warnings.map(warning => `Note: ${plain(warning)}`),
  ].join('\n');
}
