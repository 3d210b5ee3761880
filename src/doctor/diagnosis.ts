import type { JsonObject } from '../protocol/decode.ts';
import type { Abilities } from '../protocol/namespaces/system-ability.ts';
import { EXIT } from '../settings.ts';
import { checkBatches } from './batch-check.ts';
import { LAYERS, notChecked, type ExitStatus, type Finding, type LayerName, type LayerResult } from './finding.ts';
import { checkEnvelope, checkHttp } from './first-reply-check.ts';
import { checkKeyFit } from './key-fit-check.ts';
import { sendFirstQuery } from './first-query.ts';
import { checkMeter } from './meter-check.ts';
import { checkName } from './name-check.ts';
import { checkClock } from './clock-check.ts';
import { checkRoute, checkTcp, tryToConnect } from './reach-check.ts';
import { checkRoundTrips } from './round-trip-check.ts';
import type { ExaminedPlug } from './examined-plug.ts';
import { checkBroker, checkWifi } from './surroundings-check.ts';
import type { DoctorTools } from './doctor-tools.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { otherPlugFindings, isOtherPlug, checkAbilities, checkEncryption, checkIdentity } from './identity-check.ts';

/** Values that identify, separate from the findings: a report counts them and does not show them. */
export interface IdentifyingValues {
  readonly address: string;
  readonly name: string;
  readonly expectedUuid?: string;
  readonly uuid?: string;
  readonly ssid?: string;
}

/** The result of the examination of one plug. */
export interface Diagnosis {
  readonly subject: ExaminedPlug;
  /** One for each layer, in their order. */
  readonly findings: readonly Finding[];
  /** One or two sentences: what is wrong. */
  readonly verdict: string;
  /** What a failed layer does not have as its cause, e.g. `a missing route`. The verdict ends in them. */
  readonly ruledOut: readonly string[];
  /** What to do; absent if nothing is wrong. */
  readonly todo?: string;
  readonly exit: ExitStatus;
  /** For the report alone. */
  readonly identifying: IdentifyingValues;
  readonly abilities?: Abilities;
  /** The payload of System.All, as it came. */
  readonly systemAll?: JsonObject;
}

/** The findings so far, and what was read on the way. */
class Examination {
  readonly findings: Finding[] = [];
  abilities: Abilities | undefined;
  systemAll: JsonObject | undefined;
  uuid: string | undefined;
  ssid = '';

  /** Records the result of a layer. @returns what the layers below need; undefined after a failure */
  record<T>(result: LayerResult<T>): { readonly value: T } | undefined {
    this.findings.push(result.finding);
    return 'value' in result ? result : undefined;
  }
}

/**
 * Examines one plug, from its name down to its round trips. If a layer fails, the layers below are not checked.
 * @throws the user's reason to stop, and nothing else
 */
export async function diagnose(subject: ExaminedPlug, tools: DoctorTools): Promise<Diagnosis> {
  const examination = new Examination();
  await examineLayers(examination, subject, tools);
  const { findings, abilities, systemAll, uuid, ssid } = examination;
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  const checked = new Set(findings.map(({ layer }) => layer));
  const unchecked = LAYERS.filter(layer => !checked.has(layer)).map(layer => notChecked(layer, ''));
  const { address, uuid: expectedUuid } = subject;
  return {
    subject,
    findings: [...findings, ...unchecked].sort((one, other) => LAYERS.indexOf(one.layer) - LAYERS.indexOf(other.layer)),
    ...conclusion(findings, tools.texts),
    exit: failed?.exit ?? EXIT.done,
    identifying: {
      address: address.host,
      name: subject.label,
      ...(expectedUuid !== undefined && { expectedUuid }),
      ...(uuid !== undefined && { uuid }),
      ssid,
    },
    ...(abilities && { abilities }),
    ...(systemAll && { systemAll }),
  };
}

async function examineLayers(examination: Examination, subject: ExaminedPlug, tools: DoctorTools): Promise<void> {
  const name = examination.record(await checkName(subject, tools));
  if (name === undefined) return;
  const resolved = { addresses: name.value, port: subject.address.port };
  const attempt = await tryToConnect(subject.address, tools);
  if (examination.record(checkRoute(attempt, resolved, tools)) === undefined) return;
  if (examination.record(checkTcp(attempt, resolved, tools)) === undefined) return;

  const { texts } = tools;
  const first = await sendFirstQuery(subject.address, tools);
  if (examination.record(checkHttp(first, texts)) === undefined) return;
  const responder = examination.record(checkEnvelope(first, texts))?.value;
  if (responder === undefined) return;
  examination.uuid = responder.uuid;
  if (isOtherPlug(subject, responder.uuid)) {
    examination.findings.push(...otherPlugFindings(texts));
    return;
  }

  const authenticated = examination.record(await checkKeyFit(subject, responder, first.lenient, tools))?.value;
  if (authenticated === undefined) return;
  examination.abilities = authenticated.abilities;
  examination.systemAll = authenticated.all.value.payload;
  const verified = examination.record(checkIdentity(subject, responder.uuid, authenticated, texts))?.value;
  if (verified === undefined) return;
  if (examination.record(checkAbilities(verified, texts)) === undefined) return;

  examination.findings.push(
    checkEncryption(verified, texts),
    await checkClock(verified, texts),
    await checkMeter(verified, texts),
    await checkBatches(verified, texts),
  );
  const { finding, ssid } = await checkWifi(verified, texts);
  examination.ssid = ssid;
  examination.findings.push(finding, checkBroker(verified, texts), await checkRoundTrips(verified, texts));
}

/** Whether no layer has a fault or a warning. */
export function isHealthy({ findings, exit }: Pick<Diagnosis, 'findings' | 'exit'>): boolean {
  return exit === EXIT.done && !findings.some(({ verdict }) => verdict === 'warn');
}

/** The conclusion, and what to do. */
function conclusion(
  findings: readonly Finding[],
  { rulesOut, verdict: sentences }: DoctorTexts,
): Pick<Diagnosis, 'verdict' | 'ruledOut' | 'todo'> {
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  if (failed !== undefined) {
    const causes: Readonly<Partial<Record<LayerName, string>>> = rulesOut;
    const ruledOut = findings.flatMap(({ layer, verdict, facts }) => {
      // An address has no name that could be misspelt.
      const isPassed = (verdict === 'ok' || verdict === 'warn') && (layer !== 'name' || facts['kind'] === 'name');
      const what = isPassed ? causes[layer] : undefined;
      return what === undefined ? [] : [what];
    });
    const rest = ruledOut.length === 0 ? '' : ` ${sentences.ruledOut({ causes: ruledOut })}`;
    return { verdict: `${failed.says}${rest}`, ruledOut, ...(failed.todo !== undefined && { todo: failed.todo }) };
  }
  const warnings = findings.filter(({ verdict }) => verdict === 'warn');
  const [first] = warnings;
  if (first === undefined) return { verdict: sentences.healthy, ruledOut: [] };
  return {
    verdict: sentences.warning({ says: first.says, more: warnings.length - 1 }),
    ruledOut: [],
    ...(first.todo !== undefined && { todo: first.todo }),
  };
}
