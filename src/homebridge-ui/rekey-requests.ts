import { labelOf } from '../cli/plug/named-plug.ts';
import { parseBroker } from '../cli/setup/broker-option.ts';
import {
  checkSamePlug,
  hasReachedWanted,
  planWithAnyKey,
  recordAt,
  type FoundRecord,
  type PlanWithKey,
} from '../cli/setup/rekey-job.ts';
import { closeRecord, recordKeeper, recordPath } from '../cli/setup/rekey-record-file.ts';
import type { ChosenRekeySettings } from '../cli/setup/rekey-settings.ts';
import { plain } from '../cli/show/plain.ts';
import { UsageError } from '../cli/usage-error.ts';
import { HOST_MAX_LENGTH } from '../config/host.ts';
import type { JsonObject } from '../protocol/decode.ts';
import { isDeadBroker } from '../setup/broker-address.ts';
import { checkRekeySettings, lanSender, queryUuid, type SendWithKey } from '../setup/rekey-plan.ts';
import { rekey } from '../setup/rekey.ts';
import { formatAddress } from '../transport/transport.ts';
import type { Failure, Requests } from './api.ts';
import { optionalTextAt, secretAt, targetOf, type TargetBody } from './bodies.ts';
import { orFailure } from './failures.ts';
import { pageSteps } from './page-steps.ts';
import type { ServerContext } from './server-context.ts';

/** A re-keying as the page requests it. Contains keys: secret. */
interface RekeyBody {
  readonly target: TargetBody;
  readonly newKey: string | undefined;
  readonly broker: string | undefined;
}

/** A re-keying that is planned: nothing has been changed yet. */
interface PlannedRekey extends PlanWithKey {
  readonly chosen: ChosenRekeySettings;
  readonly sendWithKey: SendWithKey;
  readonly found: FoundRecord;
}

/** `/rekey/plan` */
export function rekeyPlanRequest(body: JsonObject, context: ServerContext): Promise<Requests['/rekey/plan']['reply']> {
  const read = rekeyBody(body);
  return inTurn(read, context, async () => {
    const { plan } = await planned(read, context);
    const changes = plan.changes.map(plain);
    return { plan: { changes, warnings: plan.warnings.map(plain), command: commandFor(read) } };
  });
}

/** `/rekey/run`: keeps the same record of both keys as the command line, so that either can go on. */
export function rekeyRunRequest(body: JsonObject, context: ServerContext): Promise<Requests['/rekey/run']['reply']> {
  const read = rekeyBody(body);
  return inTurn(read, context, () => runRekey(read, context));
}

async function runRekey(read: RekeyBody, context: ServerContext): Promise<Requests['/rekey/run']['reply']> {
  const { clock, signal, texts } = context;
  const job = await planned(read, context);
  const { plan, currentKey, chosen, sendWithKey, found } = job;
  const { path, open } = found;
  if (plan.changes.length === 0) {
    if (open !== undefined && hasReachedWanted(job, open)) await closeRecord(path, clock);
    return { done: true };
  }
  const outcome = await rekey({
    ...{ plan, currentKey, sendWithKey, clock, signal },
    settings: chosen.settings,
    address: formatAddress(read.target.address),
    tryBroker: async trial => (await import('../setup/broker-probe.ts')).tryBroker(trial, { clock, signal }),
    write: recordKeeper(path, open, clock).write,
    onStep: pageSteps(context),
  });
  if (outcome.key === 'old') {
    return { failure: { kind: 'not-done', happened: texts.server.usesOldSettings, advice: texts.server.powerCycle } };
  }
  const isWaiting = plan.changesBroker && !isDeadBroker(plan.gateway) && outcome.isOnline === false;
  if (outcome.state !== 'done' || isWaiting) {
    context.pushEvent('step', { text: texts.server.waitsForBroker, state: 'note' });
  }
  return { done: true };
}

function inTurn<T extends object>(
  { target: { address } }: RekeyBody,
  { plugs, texts }: ServerContext,
  work: () => Promise<T>,
): Promise<T | { readonly failure: Failure }> {
  return orFailure(labelOf(address), texts, () => plugs.run(address, true, work));
}

function rekeyBody(body: JsonObject): RekeyBody {
  const target = targetOf(body);
  // An empty field of the page is one that was left out.
  const newKey = optionalTextAt(body, 'newKey', 128) === undefined ? '' : secretAt(body, 'newKey');
  const broker = optionalTextAt(body, 'broker', HOST_MAX_LENGTH) ?? '';
  return { target, newKey: newKey === '' ? undefined : newKey, broker: broker.trim() === '' ? undefined : broker };
}

async function planned({ target, newKey, broker }: RekeyBody, context: ServerContext): Promise<PlannedRekey> {
  const { clock, signal, recordFolder, texts } = context;
  const { address, key } = target;
  const settings = {
    ...(newKey !== undefined && { key: newKey }),
    ...(broker !== undefined && { broker: parseBroker(broker) }),
  };
  if (Object.keys(settings).length === 0) throw new UsageError(texts.server.nothingToChange, '');
  checkRekeySettings(settings);
  const sendWithKey = lanSender({ address, clock, signal });
  const uuid = target.uuid ?? (await queryUuid(sendWithKey, key));
  const found = await recordAt(await recordPath(uuid, formatAddress(address), recordFolder));
  const chosen = { settings, isFresh: false };
  const known = await planWithAnyKey(sendWithKey, key, found.earlier, chosen);
  checkSamePlug({ config: undefined, ...(uuid !== undefined && { uuid }) }, known.plan, found.path, found.earlier);
  return { ...known, chosen, sendWithKey, found };
}

/** The command that does the same. The keys are left out. */
function commandFor({ target, newKey, broker }: RekeyBody): string {
  const keys = `MEROSS_KEY='…'${newKey === undefined ? '' : " MEROSS_NEW_KEY='…'"}`;
  const option = broker === undefined ? '' : ` --broker ${formatBroker(broker)}`;
  return `${keys} meross-local rekey ${formatAddress(target.address)}${option}`;
}

function formatBroker(written: string): string {
  if (written.trim() === 'none') return 'none';
  const { host, port } = parseBroker(written);
  return `${host}:${port}`;
}
