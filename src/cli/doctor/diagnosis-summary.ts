import type { Paint } from '../show/colour.ts';
import { plain } from '../show/plain.ts';
import { wrapped } from '../show/wrap.ts';
import { EXIT } from '../exit-status.ts';
import { isHealthy, type Diagnosis } from '../../doctor/diagnosis.ts';
import type { ExitStatus, Finding, LayerName } from '../../doctor/finding.ts';
import { docsPage } from '../../links.ts';

/**
 * The summary of at least two plugs, e.g. `3 of 4 plugs are fine. Heater (plug 3): not reachable.`
 *
 * @param leftOut entries of the config that cannot be used, so that their plugs were not examined, e.g. `plug 3`
 */
export function renderSummary(
  diagnoses: readonly Diagnosis[],
  leftOut: readonly string[],
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  const total = diagnoses.length + leftOut.length;
  const fine = diagnoses.filter(isHealthy).length;
  if (fine === total)
    return paint('bold', total === 2 ? 'Both plugs are fine.' : `All ${String(total)} plugs are fine.`);
  const problems = [
    ...diagnoses.filter(diagnosis => !isHealthy(diagnosis)).map(diagnosis => [nameOf(diagnosis), causeOf(diagnosis)]),
    ...leftOut.map(entry => [entry, 'not checked because of the config']),
  ].map(([name = '', cause = '']) => `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${cause}.`);
  const count = `${String(fine)} of ${String(total)} plugs ${fine === 1 ? 'is' : 'are'} fine.`;
  const isBad = leftOut.length > 0 || diagnoses.some(({ exit }) => exit !== EXIT.done);
  return wrapped(plain([count, ...problems, ...sharedKeyAdvice(diagnoses)].join(' ')), columns)
    .map(text => paint(isBad ? 'red' : 'bold', text))
    .join('\n');
}

/** What is wrong with the key at the top level of the config, judged by all plugs that use it. */
function sharedKeyAdvice(diagnoses: readonly Diagnosis[]): readonly string[] {
  const sharing = diagnoses.filter(({ subject }) => subject.hasSharedKey === true);
  const refusing = sharing.filter(({ exit }) => exit === EXIT.wrongKey);
  const isAccepted = sharing.some(({ findings }) =>
    findings.some(({ layer, verdict }) => layer === 'key' && (verdict === 'ok' || verdict === 'warn')),
  );
  const subject = '"key" at the top level of the config';
  if (refusing.length > 0 && isAccepted) {
    return [
      `${subject} fits other plugs: give ${refusing.map(nameOf).join(' and ')} a "key" of ${refusing.length === 1 ? 'its' : 'their'} own.`,
    ];
  }
  return refusing.length > 1 ? [`${subject} fits none of these plugs: correct it there.`] : [];
}

/**
 * How to end the connections of healthy plugs to brokers outside this network, which their lines name; empty: there is
 * none. With `--verbose`, the broker layer of each plug says it.
 */
export function renderCloudAdvice(diagnoses: readonly Diagnosis[], columns: number): string {
  const isOutside = diagnoses.some(
    diagnosis => isHealthy(diagnosis) && OUTSIDE.includes(String(brokerOf(diagnosis)?.facts['server'])),
  );
  if (!isOutside) return '';
  const text = `This plugin needs no broker outside this network. "meross-local rekey HOST --broker none" ends such a connection; what that means: ${docsPage('rekey.md')}`;
  return wrapped(text, columns).join('\n');
}

const brokerOf = ({ findings }: Diagnosis): Finding | undefined => findings.find(({ layer }) => layer === 'broker');

function nameOf({ subject }: Diagnosis): string {
  return subject.entry ?? subject.label;
}

/** Values of the fact `server` of the broker layer. */
const OUTSIDE = ['meross', 'elsewhere'];

/** Causes in a few words, by exit status; where the layer says more, {@link LAYER_CAUSES} comes first. */
const CAUSES: Readonly<Record<ExitStatus, string>> = {
  [EXIT.done]: 'works',
  [EXIT.failed]: 'a reply that makes no sense',
  [EXIT.usage]: 'not an address in a local network',
  [EXIT.unreachable]: 'not reachable',
  [EXIT.wrongKey]: 'the key does not fit',
  [EXIT.refused]: 'refused a query',
  [EXIT.otherDevice]: 'not a Meross plug',
  [EXIT.interrupted]: 'interrupted',
};

const LAYER_CAUSES: Readonly<Partial<Record<LayerName, Partial<Record<ExitStatus, string>>>>> = {
  key: { [EXIT.usage]: 'no key', [EXIT.otherDevice]: 'another device replied' },
  identity: { [EXIT.otherDevice]: 'another plug has its address' },
  abilities: { [EXIT.refused]: 'not a plug' },
};

function causeOf({ findings, exit }: Diagnosis): string {
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  if (failed) return LAYER_CAUSES[failed.layer]?.[exit] ?? CAUSES[exit];
  const warnings = findings.filter(({ verdict }) => verdict === 'warn').map(({ layer }) => layer);
  return `works, with ${warnings.length === 1 ? 'a warning' : 'warnings'} (${warnings.join(', ')})`;
}
