import { OtherPlugError, WrongKeyError } from '../../errors.ts';
import { planRekey, queryUuid, type SendWithKey, type RekeyPlan } from '../../setup/rekey-plan.ts';
import { formatAddress } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { givenKey } from '../plug/plug-key.ts';
import type { NamedPlug } from '../plug/named-plug.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import { readRecord, recordPath, type EarlierRecord } from './rekey-record-file.ts';
import type { ChosenRekeySettings } from './rekey-settings.ts';

/** The plan, and the key with which the plug answered. Secret. */
export interface PlanWithKey {
  readonly plan: RekeyPlan;
  readonly currentKey: string;
}

/** Everything that one run of `rekey` needs. */
export interface RekeyJob extends PlanWithKey {
  readonly namedPlug: NamedPlug;
  readonly chosen: ChosenRekeySettings;
  readonly sendWithKey: SendWithKey;
  /** Path of the record. */
  readonly record: string;
  /** The record of an earlier run that did not finish. */
  readonly open: EarlierRecord | undefined;
  readonly configPath: string | undefined;
}

/** The record of this plug, as an earlier run may have left it. */
export interface FoundRecord {
  /** Path of the file, whether or not it exists yet. */
  readonly path: string;
  readonly earlier: EarlierRecord | undefined;
  /** The same, if that run did not finish. */
  readonly open: EarlierRecord | undefined;
}

/**
 * Finds the record: at the path of `--record`, else by the plug's uuid. Queries the plug for its uuid if the config
 * does not contain it.
 * @throws {UsageError} the path holds something else, which must not be replaced
 * @throws whatever `sendWithKey` throws
 */
export async function findRecord(
  call: Call,
  { address, config, configuredKey }: NamedPlug,
  sendWithKey: SendWithKey,
): Promise<FoundRecord> {
  const key = givenKey(call) ?? configuredKey ?? '';
  const path =
    call.text('record') ??
    (await recordPath(config?.uuid ?? (await queryUuid(sendWithKey, key)), formatAddress(address)));
  return recordAt(path);
}

/** Reads the record at a path. @throws {UsageError} the path holds something else, which must not be replaced */
export async function recordAt(path: string): Promise<FoundRecord> {
  const earlier = await readRecord(path);
  return { path, earlier, open: earlier?.isOpen === true ? earlier : undefined };
}

/**
 * Plans with the first key that the plug accepts. The record of an earlier run may hold the right key although the
 * config does not, even if that run ended well, because the config may not have been updated.
 *
 * @throws {WrongKeyError} the plug accepts none of them
 */
export async function planWithAnyKey(
  sendWithKey: SendWithKey,
  given: string,
  earlier: EarlierRecord | undefined,
  { settings: chosen }: ChosenRekeySettings,
): Promise<PlanWithKey> {
  const keys = new Set([given, ...(earlier ? [earlier.wanted, earlier.before] : [])]);
  let refusal: unknown;
  for (const currentKey of keys) {
    try {
      return { plan: await planRekey(sendWithKey, currentKey, chosen), currentKey };
    } catch (error) {
      if (!(error instanceof WrongKeyError)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

/**
 * Checks that the plug is the one of the config and of the record.
 * @throws {OtherPlugError} it is not the one of the config
 * @throws {UsageError} it is not the one of the record
 */
export function checkSamePlug(
  { config, uuid = config?.uuid }: Pick<NamedPlug, 'config' | 'uuid'>,
  { state }: RekeyPlan,
  record: string,
  earlier: EarlierRecord | undefined,
): void {
  const found = state.uuid.toLowerCase();
  if (uuid !== undefined && uuid !== found) throw new OtherPlugError({ expected: uuid, found });
  if (earlier !== undefined && earlier.uuid.toLowerCase() !== found) {
    throw new UsageError(`${plain(record)} is the record of another plug.`, 'Choose another file with --record.');
  }
}

/** Whether a plug has the settings that an earlier run requested, so that its record can be closed. */
export function hasReachedWanted(
  { plan, currentKey, chosen }: PlanWithKey & Pick<RekeyJob, 'chosen'>,
  open: EarlierRecord,
): boolean {
  const key = plan.hasNewKey ? chosen.settings.key : currentKey;
  const { gateway } = plan.state;
  const hasWantedBroker =
    open.broker === undefined ||
    gateway === undefined ||
    (gateway.host === open.broker.host && gateway.port === open.broker.port);
  return key === open.wanted && hasWantedBroker;
}
