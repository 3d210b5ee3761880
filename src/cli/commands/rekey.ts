import { GivenUpError, OtherPlugError, WrongKeyError } from '../../errors.ts';
import { isDead } from '../../provisioning/broker.ts';
import { lanAsker, planRekey, type AskWith, type RekeyPlan } from '../../provisioning/rekey-plan.ts';
import { rekey as changeOver, type RekeyOutcome } from '../../provisioning/rekey.ts';
import { formatAddress } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { keyFor } from '../plug/key.ts';
import { placeOf, type Place } from '../plug/target.ts';
import { PlugTrouble } from '../plug-trouble.ts';
import { update } from '../setup/entry.ts';
import { questionsOf } from '../setup/questions.ts';
import { recordKeeper, readRecord, recordPath, type EarlierRecord } from '../setup/record-file.ts';
import { rekeyWish, type KeyWish } from '../setup/rekey-wish.ts';
import { checkConfig, saveConfig } from '../setup/save-config.ts';
import { stepTeller, type StepData } from '../setup/steps.ts';
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
  const record = call.text('record') ?? recordPath(formatAddress(place.address));
  const earlier = await readRecord(record);
  const open = earlier?.isOpen === true ? earlier : undefined;
  const wish = await rekeyWish(call, open, questions);
  const current = await keyFor(call, place.config?.key ?? open?.before, place.label);
  const { clock, signal } = call.io;
  const askWith = lanAsker({ address: place.address, clock, signal });
  try {
    const known = await planFor(askWith, [current, ...(open ? [open.wanted, open.before] : [])], wish);
    checkIsMeant(place, known.plan, record, earlier);
    const job: Job = { ...known, place, wish, askWith, record, open, configPath };
    if (isDry) tellPlan(call, job);
    else await carryOut(call, job, async () => questions?.confirm('Do it?'));
  } catch (error) {
    throw PlugTrouble.of(error, place);
  }
};

interface Known {
  readonly plan: RekeyPlan;
  readonly currentKey: string;
}

interface Job extends Known {
  readonly place: Place;
  readonly wish: KeyWish;
  readonly askWith: AskWith;
  /** Path of the record. */
  readonly record: string;
  /** What an earlier run has left unfinished. */
  readonly open: EarlierRecord | undefined;
  readonly configPath: string | undefined;
}

/** Plans with the first of the keys that the plug takes. @throws {WrongKeyError} it takes none */
async function planFor(askWith: AskWith, keys: readonly string[], { wish }: KeyWish): Promise<Known> {
  const [currentKey = '', ...others] = keys;
  try {
    return { plan: await planRekey(askWith, currentKey, wish), currentKey };
  } catch (error) {
    if (!(error instanceof WrongKeyError) || others.length === 0) throw error;
    return planFor(askWith, others, { wish, isFresh: false });
  }
}

function checkIsMeant(
  { config }: Place,
  { state }: RekeyPlan,
  record: string,
  earlier: EarlierRecord | undefined,
): void {
  const found = state.uuid.toLowerCase();
  if (config?.uuid !== undefined && config.uuid !== found) throw new OtherPlugError({ expected: config.uuid, found });
  if (earlier !== undefined && earlier.uuid.toLowerCase() !== found) {
    throw new UsageError(`${plain(record)} is about another plug.`, 'Give another file with --record.');
  }
}

async function carryOut(call: Call, job: Job, isWanted: () => Promise<boolean | undefined>): Promise<void> {
  const { plan, wish, place, record, askWith, currentKey } = job;
  if (plan.changes.length === 0) {
    await tell(call, job, { state: 'done', isOnline: plan.state.isOnline, isRecorded: true }, []);
    return;
  }
  const isAsked = !call.flag('yes');
  if (!call.json || isAsked) {
    call.note(planText(job));
    call.note(`Both keys are written to ${plain(record)} before anything is sent.`);
  }
  const answer = isAsked ? await isWanted() : true;
  if (answer === undefined) {
    throw new UsageError('Nobody is there to be asked whether all is as it should be.', 'Add --yes to go ahead.');
  }
  if (!answer) throw new GivenUpError('not wanted');
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
  await tell(call, job, outcome, steps.told);
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

async function tell(call: Call, job: Job, outcome: RekeyOutcome, steps: readonly StepData[]): Promise<void> {
  const { plan, place, record, configPath, wish } = job;
  const isDone = outcome.state === 'done';
  const backup = isDone ? await toConfig(call, job) : undefined;
  const hasRecord = plan.changes.length > 0;
  const key = wish.isFresh ? wish.wish.key : undefined;
  const data = {
    ...{ uuid: plan.state.uuid, model: plan.state.model, state: outcome.state, changes: plan.changes },
    ...(outcome.isOnline !== undefined && { online: outcome.isOnline }),
    ...(key !== undefined && { key }),
    ...(hasRecord && { record }),
    ...(backup !== undefined && { config: configPath, backup }),
    steps,
  };
  call.print(data, () =>
    [
      hasRecord ? `${place.label}: ${SAID[outcome.state]}` : `${place.label}: all was as wanted already.`,
      ...(isWaiting(plan, outcome) ? ['It is not connected to that broker, as far as it says.'] : []),
      ...(key === undefined ? [] : [`Its key: ${key}`]),
      ...(backup === undefined
        ? []
        : [`Its key is in ${plain(configPath ?? '')}; as that was before: ${plain(backup)}`]),
      ...(hasRecord ? [recordText(record, outcome)] : []),
    ].join('\n'),
  );
}

/** Whether a plug that was told another broker has not come there. */
const isWaiting = ({ changesBroker, gateway }: RekeyPlan, { state, isOnline }: RekeyOutcome): boolean =>
  state === 'done' && changesBroker && !isDead(gateway) && isOnline === false;

const SAID: Readonly<Record<RekeyOutcome['state'], string>> = {
  done: 'it has what was wanted.',
  'waits for a power cycle':
    'it has acknowledged, and goes by its old settings until its next start. Unplug it for ten seconds, which cuts what ' +
    'it feeds, and run this again: it then looks whether all is well.',
};

function recordText(record: string, { state, isRecorded }: RekeyOutcome): string {
  const path = plain(record);
  if (!isRecorded) return `${path} has both keys, but not how it ended: it could not be written again.`;
  return state === 'done'
    ? `${path} has both keys. Delete it when you have kept the new one.`
    : `${path} has both keys. Keep it.`;
}

/** Brings the plug's entry in the config up to date. @returns the path of the copy of the old one, if it was changed */
async function toConfig(call: Call, { plan, place, configPath, wish, currentKey }: Job): Promise<string | undefined> {
  if (configPath === undefined) return undefined;
  const plug = { uuid: plan.state.uuid.toLowerCase(), address: place.address, key: wish.wish.key ?? currentKey };
  const edit = (document: unknown): ReturnType<typeof update> => update(document, plug);
  return saveConfig(
    configPath,
    document => {
      const change = edit(document);
      if (change === 'unknown') call.note(`The plug is not in ${plain(configPath)}, which was left as it is.`);
      return change === 'unknown' ? undefined : change;
    },
    call.io.clock,
  );
}
