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
  /** The result of {@link planRekey} for the same settings. */
  readonly plan: RekeyPlan;
  readonly settings: RekeySettings;
  readonly currentKey: string;
  readonly sendWithKey: SendWithKey;
  /** Address of the plug, for users and for the record. */
  readonly address: string;
  /** Tries a broker as the plug would; `tryBroker` of broker-probe.ts. @returns the result, part of a sentence */
  readonly tryBroker: (trial: BrokerTrial) => Promise<string>;
  /**
   * Replaces the record file as a whole, readable by its owner only. Awaited before each step; if the first write
   * fails, nothing is sent.
   */
  readonly write: (record: RekeyRecord) => Promise<void>;
  readonly onStep?: OnStep;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface RekeyOutcome {
  /**
   * `waits for a power cycle`: the plug acknowledged, and uses the old settings, or its new key and the old broker,
   * until its next start. A power cycle cuts its load.
   */
  readonly state: 'done' | 'waits for a power cycle';
  /** The key with which the plug answers: the requested one, or the previous one. */
  readonly key: 'new' | 'old';
  /** Whether the plug is connected to its broker; undefined where it does not report it. */
  readonly isOnline: boolean | undefined;
  /** Whether the record file contains this result; if not, it still contains both keys. */
  readonly isRecorded: boolean;
}

const HELP = 'Check that the plug has power and is still at this address, then run this again.';

/**
 * Gives a plug in use another key, broker or user id, over the network. Tries the broker first, and writes both keys to
 * the record before anything is sent. Then queries the plug's settings with the new key and with the old one. If they
 * are neither the requested ones nor those before a restart, writes the old settings back.
 *
 * It is not known whether a plug in use signs its acknowledgement with the new key, or whether it needs a restart, so
 * neither is relied on. Not tried on hardware.
 *
 * @throws {RangeError} before anything is sent: an invalid key, broker or user id
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
  if (state === 'done') return 'the plug has the new settings';
  return `the plug uses the old ${key === 'new' ? 'broker' : 'settings'} until its next start`;
}

const EITHER_KEY: LeftOnPlug = 'the old key or the new one';

/**
 * Writes the record. Once both keys are in it, a failure to update it does not stop the run. @returns whether it was
 * written
 */
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
      // Its cause might quote the text that was to be written.
      throw new ProvisioningError({
        step: 'key',
        happened: 'The record file cannot be written, so nothing was sent to the plug.',
        advice: 'Choose a file for it with --record, in a folder that you may write to, and run this again.',
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
  if (isDeadBroker(wanted.gateway)) steps.skip('broker', 'the plug gets none, so there is nothing to test');
  else if (isInUse) steps.skip('broker', 'the plug is using it, and a test login would disconnect the plug');
  else {
    const { uuid, macAddress } = plan.state;
    await steps.run('broker', async () => {
      const detail = await tryBroker({ host, port, uuid, macAddress, key: wanted.key, userId: wanted.userId });
      return { value: undefined, detail };
    });
  }
}

/** Sends the command, signed with the key that the plug has now. @returns whether it was acknowledged */
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
        advice: error instanceof RefusedError ? 'Its firmware does not accept another key over the network.' : HELP,
        left: 'nothing',
        cause: error,
      });
    }
    return { value: false, detail: `the plug ${failureText(error)}, so its settings are read back` };
  }
}

/** Finds out which settings the plug has, and writes the old ones back if necessary. */
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

/** Whether a plug uses its old settings, or the new key and the old broker: a restart may complete either. */
function isAsBefore({ key, state }: ReadBack, { before }: BindingChange): boolean {
  return key === 'old' || mayBeSameBroker(state.gateway, before.gateway);
}

/**
 * Whether two brokers may be the same. One may be unknown; the second broker is not compared, because most plugs report
 * it elsewhere.
 */
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
      ? 'After the command, the plug answered with neither key for a minute.'
      : last.key === 'old'
        ? 'The plug did not apply the command: after a minute it still uses its old settings.'
        : 'The plug has the new key, but not the requested broker.';
  const advice = isRolledBack
    ? 'Unplug it for ten seconds, which also cuts its load, and run this again.'
    : 'Unplug it for ten seconds, and try "meross-local info" with either key. If it is in pairing mode, set it up again.';
  return new ProvisioningError({
    step: 'roll back',
    happened,
    advice,
    left: isRolledBack ? 'the old settings again' : EITHER_KEY,
  });
}
