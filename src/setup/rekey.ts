import type { Clock } from '../clock.ts';
import { RefusedError, UnreachableError } from '../errors.ts';
import * as configKey from '../protocol/namespaces/config-key.ts';
import type { BrokerTrial } from './broker-probe.ts';
import { isDeadBroker } from './broker-address.ts';
import { ProvisioningError, type LeftOnPlug } from './provisioning-error.ts';
import { readBack, rollBack, type BindingChange, type ReadBack } from './read-back.ts';
import { checkRekeySettings, type SendWithKey, type RekeyPlan, type RekeySettings } from './rekey-plan.ts';
import type { RekeyRecord, RekeyStep } from './rekey-record.ts';
import type { OnStep } from './step-report.ts';
import { StepRunner } from './step-runner.ts';
import { failureText } from './explanations.ts';

export interface RekeyOptions {
  /** The result of `planRekey` for the same settings. */
  readonly plan: RekeyPlan;
  readonly settings: RekeySettings;
  readonly currentKey: string;
  readonly sendWithKey: SendWithKey;
  /** Where the plug is, for people and for the record. */
  readonly address: string;
  /** Tries a broker as the plug would; `tryBroker` of broker-probe.ts. @returns what came of it, part of a sentence */
  readonly tryBroker: (trial: BrokerTrial) => Promise<string>;
  /**
   * Replaces the record file, as a whole, readable for its owner only. Awaited before each step; where the first one
   * fails, nothing is sent.
   */
  readonly write: (record: RekeyRecord) => Promise<void>;
  readonly onStep?: OnStep;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface RekeyOutcome {
  /**
   * `waits for a power cycle`: it acknowledged, and goes by the old settings, or by its new key and the old broker, until
   * its next start, which cuts its load.
   */
  readonly state: 'done' | 'waits for a power cycle';
  /** Under which key it answers: the one that was wanted, or another that it had before. */
  readonly key: 'new' | 'old';
  /** Whether its connection to the broker stands; undefined where it does not say. */
  readonly isOnline: boolean | undefined;
  /** Whether the record file says so too; if not, it holds both keys all the same. */
  readonly isRecorded: boolean;
}

const HELP = 'Is the plug plugged in, and still at this address? Then run this again.';

/**
 * Gives a plug in use another key, broker or user id, over the network. The broker is tried first; both keys are on
 * record before anything is sent; then the plug is asked under the new key and the old one what it has. Where that is
 * neither what was wanted nor what a restart would bring, the old settings are written back.
 *
 * Whether a plug in use signs its acknowledgement with the new key, and whether it needs a restart, is not known; so
 * neither is relied on. Not tried on hardware.
 *
 * @throws {RangeError} before anything is sent: a key, broker or user id that cannot be
 * @throws {ProvisioningError} everything else, with what is left on the plug
 */
export async function rekey(options: RekeyOptions): Promise<RekeyOutcome> {
  const { plan, settings, sendWithKey, currentKey, address, onStep = () => undefined, clock, signal } = options;
  checkRekeySettings(settings);
  if (plan.changes.length === 0) return { state: 'done', key: 'new', isOnline: plan.state.isOnline, isRecorded: true };
  const wantedKey = settings.key ?? currentKey;
  const change: BindingChange = {
    sendWithKey,
    target: plan.target,
    before: { key: plan.hasNewKey ? wantedKey : currentKey, userId: plan.state.userId, gateway: plan.state.gateway },
    wanted: { key: wantedKey, userId: plan.userId, gateway: plan.gateway },
    clock,
    signal,
  };
  const record = stepWriter(options, change);
  const steps = new StepRunner({
    onStep,
    connection: { address, help: HELP },
    signal,
    checkReachable: () => Promise.resolve(),
  });
  await brokerStep(steps, options, change);
  const acknowledged = await steps.run('key', () => sendCommand(change, record), { unknown: EITHER_KEY });
  const found = await steps.run(
    'read back',
    async () => {
      const value = await verifyBinding(change, acknowledged, plan.changesBroker, record);
      return {
        value,
        detail: resultText(value),
      };
    },
    { unknown: EITHER_KEY },
  );
  return { ...found, isRecorded: await record(found.state) };
}

function resultText({ state, key }: Pick<RekeyOutcome, 'state' | 'key'>): string {
  if (state === 'done') return 'it has what was wanted';
  return `it has the old ${key === 'new' ? 'broker' : 'settings'} until its next start`;
}

const EITHER_KEY: LeftOnPlug = 'the old key or the new one';

/** Writes the record. Once both keys are in it, a failure to say more is no reason to stop. @returns whether it was written */
type WriteStep = (step: RekeyStep) => Promise<boolean>;

function stepWriter({ address, plan, write, clock }: RekeyOptions, { before, wanted }: BindingChange): WriteStep {
  let isOnRecord = false;
  return async step => {
    try {
      const { uuid } = plan.target;
      await write({ format: 'meross-rekey/1', at: clock.epochSeconds(), step, address, uuid, before, wanted });
      isOnRecord = true;
      return true;
    } catch {
      if (isOnRecord) return false;
      // Its cause might quote what was to be written.
      throw new ProvisioningError({
        step: 'key',
        happened: 'The record file cannot be written, so nothing was sent to the plug.',
        advice: 'Choose a place for it where you may write and that is not full, and run this again.',
        left: 'nothing',
      });
    }
  };
}

async function brokerStep(
  steps: StepRunner,
  { plan, tryBroker }: RekeyOptions,
  { wanted }: BindingChange,
): Promise<void> {
  const { host, port } = wanted.gateway;
  const now = plan.state.gateway;
  const isInUse =
    now !== undefined &&
    ((host === now.host && port === now.port) || (host === now.secondHost && port === now.secondPort));
  if (isDeadBroker(wanted.gateway)) steps.skip('broker', 'a dead address is given on purpose');
  else if (isInUse) steps.skip('broker', 'the plug uses it now, and a trial in its name could throw it out');
  else {
    const { uuid, macAddress } = plan.state;
    await steps.run('broker', async () => {
      const detail = await tryBroker({ host, port, uuid, macAddress, key: wanted.key, userId: wanted.userId });
      return { value: undefined, detail };
    });
  }
}

/** Sends the order, signed with the key that the plug has now. @returns whether it was acknowledged */
async function sendCommand(
  { sendWithKey, target, before, wanted }: BindingChange,
  record: WriteStep,
): Promise<{ readonly value: boolean; readonly detail: string }> {
  await record('about to set');
  try {
    await sendWithKey(before.key, configKey.set(wanted), target);
    return { value: true, detail: 'acknowledged' };
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UnreachableError) {
      await record('not done');
      throw new ProvisioningError({
        step: 'key',
        happened: `The plug ${failureText(error)}.`,
        advice: error instanceof RefusedError ? 'Its firmware takes no other key over the network.' : HELP,
        left: 'nothing',
        cause: error,
      });
    }
    return { value: false, detail: `the plug ${failureText(error)}, so it is asked what it has` };
  }
}

/** Finds out what has become of the plug, and mends it where that is needed. */
async function verifyBinding(
  change: BindingChange,
  acknowledged: boolean,
  changesBroker: boolean,
  record: WriteStep,
): Promise<Omit<RekeyOutcome, 'isRecorded'>> {
  const { gateway } = change.wanted;
  const waitsForBroker = changesBroker && !isDeadBroker(gateway);
  await record('reading back');
  const isAsWanted = ({ key, state }: ReadBack): boolean => key === 'new' && mayBeSameBroker(state.gateway, gateway);
  const last = await readBack(
    change,
    found => isAsWanted(found) && !(waitsForBroker && found.state.isOnline === false),
  );
  if (last && isAsWanted(last)) return { state: 'done', key: 'new', isOnline: last.state.isOnline };
  if (last && acknowledged && isAsBefore(last, change)) {
    return { state: 'waits for a power cycle', key: last.key, isOnline: last.state.isOnline };
  }
  throw await rollBackFailure(change, last, record);
}

/** Whether a plug goes by its old settings, or by the new key and the old broker: both are what a restart may end. */
function isAsBefore({ key, state }: ReadBack, { before }: BindingChange): boolean {
  return key === 'old' || mayBeSameBroker(state.gateway, before.gateway);
}

/** Whether these may be the same brokers: one may not be told, and the second is not compared, as most tell it elsewhere. */
function mayBeSameBroker(one: configKey.Gateway | undefined, other: configKey.Gateway | undefined): boolean {
  return one === undefined || other === undefined || (one.host === other.host && one.port === other.port);
}

async function rollBackFailure(
  change: BindingChange,
  last: ReadBack | undefined,
  record: WriteStep,
): Promise<ProvisioningError> {
  await record('about to roll back');
  const isRolledBack = await rollBack(change, last);
  await record(isRolledBack ? 'rolled back' : 'unknown');
  const happened =
    last === undefined
      ? 'After the order, the plug answered to neither key for a minute.'
      : last.key === 'old'
        ? 'The plug did not take the order: after a minute it still goes by its old settings.'
        : 'The plug has the new key, but another broker than the one that was wanted.';
  const advice = isRolledBack
    ? 'Unplug it for ten seconds, which cuts what it feeds, and run this again.'
    : 'Unplug it for ten seconds, and ask it with either key, "meross-local info". If it is in pairing mode, set it up anew.';
  return new ProvisioningError({
    step: 'roll back',
    happened,
    advice,
    left: isRolledBack ? 'the old settings again' : EITHER_KEY,
  });
}
