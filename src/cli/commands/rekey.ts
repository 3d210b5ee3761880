import { GivenUpError } from '../../errors.ts';
import { lanAsker } from '../../provisioning/rekey-plan.ts';
import { rekey as changeOver } from '../../provisioning/rekey.ts';
import { formatAddress } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { keyFor } from '../plug/key.ts';
import { placeOf } from '../plug/target.ts';
import { PlugTrouble } from '../plug-trouble.ts';
import { questionsOf } from '../setup/questions.ts';
import { closeRecord, recordKeeper } from '../setup/record-file.ts';
import { checkIsMeant, findRecord, hasCome, planFor, type FoundRecord, type Job } from '../setup/rekey-job.ts';
import { isConfigBehind, tell } from '../setup/rekey-outcome.ts';
import { rekeyWish } from '../setup/rekey-wish.ts';
import { checkConfig, rehearseConfig } from '../setup/save-config.ts';
import { stepTeller } from '../setup/steps.ts';
import { plain } from '../show/plain.ts';
import type { Action } from '../spec.ts';
import { UsageError } from '../usage-error.ts';

/** `rekey HOST`. */
export const rekey: Action = async call => {
  const questions = await questionsOf(call);
  const place = await placeOf(call);
  const configPath = call.text('config');
  const isDry = call.flag('dryRun');
  if (configPath !== undefined && !isDry) await checkConfig(configPath);
  const { clock, signal } = call.io;
  const askWith = lanAsker({ address: place.address, clock, signal });
  let finding: Promise<FoundRecord> | undefined;
  const find = (): Promise<FoundRecord> => (finding ??= findRecord(call, place, askWith));
  try {
    const wish = await rekeyWish(call, async () => (await find()).open, questions);
    const { path: record, earlier, open } = await find();
    const current = await keyFor(call, place.config?.key ?? open?.before, place.label);
    const known = await planFor(askWith, current, earlier, wish);
    checkIsMeant(place, known.plan, record, earlier);
    const job: Job = { ...known, place, wish, askWith, record, open, configPath };
    if (isDry) tellPlan(call, job);
    else await carryOut(call, job, async () => questions?.confirm('Do it?'));
  } catch (error) {
    throw PlugTrouble.of(error, place);
  }
};

async function carryOut(call: Call, job: Job, isWanted: IsWanted): Promise<void> {
  const { plan, wish, place, record, askWith, currentKey, configPath } = job;
  if (plan.changes.length === 0) {
    await tellThatItIs(call, job, isWanted);
    return;
  }
  const isAsked = !call.flag('yes');
  if (!call.json || isAsked) {
    call.note(planText(job));
    call.note(`Both keys are written to ${plain(record)} before anything is sent.`);
  }
  await agree(call, isWanted);
  if (configPath !== undefined) await rehearseConfig(configPath);
  const { clock, signal } = call.io;
  const steps = stepTeller(call);
  const keeper = recordKeeper(record, job.open, clock);
  const outcome = await changeOver({
    ...{ plan, currentKey, askWith, clock, signal },
    wish: wish.wish,
    address: formatAddress(place.address),
    tryBroker: async trial => (await import('../../provisioning/broker-probe.ts')).tryBroker(trial, { clock, signal }),
    write: keeper.write,
    onStep: steps.onStep,
  }).catch((error: unknown) => {
    if (keeper.hasWritten()) call.note(`Both keys are in ${plain(record)}.`);
    throw error;
  });
  await tell(call, job, { outcome, hasRecord: true, steps: steps.told });
}

/** Asks whether it shall be done; undefined where nobody is there. */
type IsWanted = () => Promise<boolean | undefined>;

/**
 * Nothing is written, and nothing sent, before this.
 * @throws {GivenUpError} it shall not be
 */
async function agree(call: Call, isWanted: IsWanted): Promise<void> {
  const answer = call.flag('yes') ? true : await isWanted();
  if (answer === undefined) {
    throw new UsageError('Nobody is there to be asked whether all is as it should be.', 'Add --yes to go ahead.');
  }
  if (!answer) throw new GivenUpError('not wanted');
}

/** The plug has all. An earlier run that waited for this ends here, so that the next one begins anew. */
async function tellThatItIs(call: Call, job: Job, isWanted: IsWanted): Promise<void> {
  const { plan, open, record, configPath } = job;
  const hasRecord = open !== undefined && hasCome(job, open);
  const files = [...(hasRecord ? [record] : []), ...((await isConfigBehind(job)) ? [configPath ?? ''] : [])];
  if (files.length > 0) {
    if (!call.flag('yes')) call.note(`The plug has what is wanted. To be written: ${files.map(plain).join(', ')}`);
    await agree(call, isWanted);
  }
  const isRecorded = hasRecord ? await closeRecord(record, call.io.clock) : true;
  const outcome = { state: 'done', key: 'new', isOnline: plan.state.isOnline, isRecorded } as const;
  await tell(call, job, { outcome, hasRecord, steps: [] });
}

function tellPlan(call: Call, job: Job): void {
  const { state, changes, warnings } = job.plan;
  call.print({ uuid: state.uuid, model: state.model, changes, warnings, dryRun: true }, () => planText(job));
}

function planText({ plan: { changes, warnings, state }, place, configPath, wish }: Job): string {
  const what = `${place.label}, ${plain(state.model)} ${plain(state.firmwareVersion)}`;
  if (changes.length === 0) return `${what}: all is as wanted already.`;
  return [
    `${what}. What will change:`,
    ...changes.map(change => `  - ${plain(change)}`),
    ...(configPath !== undefined && wish.wish.key !== undefined ? [`  - its key in ${plain(configPath)}`] : []),
    ...warnings.map(warning => `Mind: ${plain(warning)}`),
  ].join('\n');
}
