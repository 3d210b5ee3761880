import type { JsonObject } from '../../protocol/decode.ts';
import type { Abilities } from '../../protocol/namespaces/system-ability.ts';
import { EXIT } from '../exit-status.ts';
import { lookAtBatches } from './batches.ts';
import { LAYERS, notLookedAt, RULES_OUT, type ExitStatus, type Finding, type Look } from './finding.ts';
import { lookAtEnvelope, lookAtHttp } from './first-answer.ts';
import { lookAtKey } from './key.ts';
import { knock } from './knock.ts';
import { lookAtMeter } from './meter.ts';
import { lookAtName } from './name.ts';
import { lookAtClock } from './plug-clock.ts';
import { lookAtRoute, lookAtTcp, tryToConnect } from './reach.ts';
import { lookAtRoundTrips } from './round-trips.ts';
import type { Subject } from './subject.ts';
import { lookAtBroker, lookAtWifi } from './surroundings.ts';
import type { Tools } from './tools.ts';
import { aboutStranger, isOtherPlug, lookAtAbilities, lookAtEncryption, lookAtIdentity } from './who.ts';

/** What identifies, kept apart from the findings: for a report to count, not to show. */
export interface Identifying {
  readonly address: string;
  readonly name: string;
  readonly expectedUuid?: string;
  readonly uuid?: string;
  readonly ssid?: string;
}

/** All that is known of a plug after the examination. */
export interface Diagnosis {
  readonly subject: Subject;
  /** One for each layer, in their order. */
  readonly findings: readonly Finding[];
  /** One sentence, or two: what is wrong. */
  readonly verdict: string;
  /** What to do; absent where all is well. */
  readonly todo?: string;
  readonly exit: ExitStatus;
  /** For the report alone. */
  readonly identifying: Identifying;
  readonly abilities?: Abilities;
  /** The payload of System.All, as it came. */
  readonly systemAll?: JsonObject;
}

/** What has been learned on the way down. */
class Chart {
  readonly findings: Finding[] = [];
  abilities: Abilities | undefined;
  systemAll: JsonObject | undefined;
  uuid: string | undefined;
  ssid = '';

  /** Notes what a layer shows. @returns what the layers below need; undefined after a failure */
  take<T>(look: Look<T>): { readonly value: T } | undefined {
    this.findings.push(look.finding);
    return 'value' in look ? look : undefined;
  }
}

/**
 * Examines one plug, from its name down to its round trips. Where a layer fails, those below are not looked at.
 * @throws the user's reason to stop, and nothing else
 */
export async function diagnose(subject: Subject, tools: Tools): Promise<Diagnosis> {
  const chart = new Chart();
  await descend(chart, subject, tools);
  const { findings, abilities, systemAll, uuid, ssid } = chart;
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  const seen = new Set(findings.map(({ layer }) => layer));
  const rest = LAYERS.filter(layer => !seen.has(layer)).map(layer => notLookedAt(layer, ''));
  const { address, uuid: expectedUuid } = subject;
  return {
    subject,
    findings: [...findings, ...rest].sort((one, other) => LAYERS.indexOf(one.layer) - LAYERS.indexOf(other.layer)),
    ...conclusion(findings),
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

async function descend(chart: Chart, subject: Subject, tools: Tools): Promise<void> {
  const name = chart.take(await lookAtName(subject, tools));
  if (name === undefined) return;
  const way = { addresses: name.value, port: subject.address.port };
  const attempt = await tryToConnect(subject.address, tools);
  if (chart.take(lookAtRoute(attempt, way, tools)) === undefined) return;
  if (chart.take(lookAtTcp(attempt, way, tools)) === undefined) return;

  const first = await knock(subject.address, tools);
  if (chart.take(lookAtHttp(first)) === undefined) return;
  const speaker = chart.take(lookAtEnvelope(first))?.value;
  if (speaker === undefined) return;
  chart.uuid = speaker.uuid;
  if (isOtherPlug(subject, speaker.uuid)) {
    chart.findings.push(...aboutStranger());
    return;
  }

  const talking = chart.take(await lookAtKey(subject, speaker, first.lenient, tools))?.value;
  if (talking === undefined) return;
  chart.abilities = talking.abilities;
  chart.systemAll = talking.all.value.payload;
  const known = chart.take(lookAtIdentity(subject, speaker.uuid, talking))?.value;
  if (known === undefined) return;
  if (chart.take(lookAtAbilities(known)) === undefined) return;

  chart.findings.push(
    lookAtEncryption(known),
    await lookAtClock(known),
    await lookAtMeter(known),
    await lookAtBatches(known),
  );
  const { finding, ssid } = await lookAtWifi(known);
  chart.ssid = ssid;
  chart.findings.push(finding, lookAtBroker(known), await lookAtRoundTrips(known));
}

/** The one sentence, and what to do. */
function conclusion(findings: readonly Finding[]): Pick<Diagnosis, 'verdict' | 'todo'> {
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  if (failed !== undefined) {
    const out = findings.flatMap(({ layer, verdict, facts }) => {
      // Of an address no name can be misspelt.
      const isPassed = (verdict === 'ok' || verdict === 'warn') && (layer !== 'name' || facts['kind'] === 'name');
      const what = isPassed ? RULES_OUT[layer] : undefined;
      return what === undefined ? [] : [what];
    });
    const ruledOut = out.length === 0 ? '' : ` Ruled out: ${out.join(', ')}.`;
    return { verdict: `${failed.says}${ruledOut}`, ...(failed.todo !== undefined && { todo: failed.todo }) };
  }
  const warnings = findings.filter(({ verdict }) => verdict === 'warn');
  const [first] = warnings;
  if (first === undefined) return { verdict: 'All is well with this plug.' };
  const more = warnings.length === 1 ? '' : ` And ${warnings.length - 1} more, above.`;
  return {
    verdict: `The plug works. One thing to look at: ${first.says}${more}`,
    ...(first.todo !== undefined && { todo: first.todo }),
  };
}
