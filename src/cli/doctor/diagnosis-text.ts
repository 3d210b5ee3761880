import type { Colour, Paint } from '../show/colour.ts';
import { plain } from '../show/plain.ts';
import { wrapped } from '../show/wrap.ts';
import { isHealthy, type Diagnosis } from '../../doctor/diagnosis.ts';
import type { Finding, LayerName, LayerStatus } from '../../doctor/finding.ts';
import type { MachineView, AnsweringPlug } from '../../doctor/machine-check.ts';

const STATUS_MARKS: Readonly<Record<LayerStatus, readonly [string, Colour]>> = {
  ok: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  'not looked at': ['·', 'dim'],
};

/** Columns of a layer's name, with what separates it from its sentence. */
const NAME_COLUMNS = 13;
const INDENT = 4;

export interface DiagnosisTextOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** Shows every layer; otherwise a healthy plug is one line, and of any other only what is wrong. */
  readonly isVerbose: boolean;
}

/** A diagnosis as text: the layers with a problem (or all), then the conclusion, and what to do. */
export function renderDiagnosis(diagnosis: Diagnosis, { paint, columns, isVerbose }: DiagnosisTextOptions): string {
  const { subject, findings, exit } = diagnosis;
  if (!isVerbose && isHealthy(diagnosis)) return healthyLine(diagnosis, paint, columns);
  const shown = findings.filter(({ says, verdict: status }) => says !== '' && (isVerbose || status !== 'ok'));
  const unchecked = findings.filter(({ says }) => says === '').map(({ layer }) => layer);
  const rest = unchecked.length === 0 ? [] : [indented(`Not checked: ${unchecked.join(', ')}.`, 2, columns, paint)];
  const verdict = isVerbose ? diagnosis.verdict : shortVerdict(diagnosis);
  return [
    ...wrapped(plain(subject.label), columns).map(text => paint('bold', text)),
    ...shown.map(finding => line(finding, paint, columns)),
    ...rest,
    '',
    ...sentences({ verdict, advice: adviceOf(shown), isBad: exit !== 0 }, paint, columns),
  ].join('\n');
}

/** The verdict where the only layers shown are those with a problem: what is wrong stands in their lines. */
function shortVerdict({ findings, ruledOut, exit }: Diagnosis): string {
  if (exit !== 0) return ruledOut.length === 0 ? '' : `Ruled out: ${ruledOut.join(', ')}.`;
  const warnings = findings.filter(({ verdict }) => verdict === 'warn').length;
  return `The plug works, with ${warnings === 1 ? 'a warning' : `${String(warnings)} warnings`}.`;
}

/** What to do about each of these findings. If there are several, each names its layer. */
function adviceOf(findings: readonly Finding[]): readonly string[] {
  const advice = findings.flatMap(({ todo, ...finding }) => (todo === undefined ? [] : [{ ...finding, todo }]));
  return advice.map(({ layer, verdict, todo }) => {
    if (verdict === 'ok') return `Optional (${layer}): ${todo}`;
    return advice.length === 1 ? `What to do: ${todo}` : `What to do (${layer}): ${todo}`;
  });
}

/** Brokers outside this network, by the fact `server` of the broker layer. */
const CLOUDS: Readonly<Record<string, string>> = {
  meross: 'uses the Meross cloud',
  elsewhere: 'uses a broker outside this network',
};

/** Stands between a number and its unit while lines are broken: a no-break space, shown as a space. */
const JOINT = '\u00a0';

/** E.g. `✓ Lamp (192.168.1.20): MSS310, firmware 2.1.17, Wi-Fi signal 78 %, replies in 12 ms`. */
function healthyLine({ subject, findings }: Diagnosis, paint: Paint, columns: number): string {
  const fact = (layer: LayerName, name: string): string =>
    String(findings.find(finding => finding.layer === layer)?.facts[name] ?? '');
  const parts = [
    ['', fact('identity', 'model').toUpperCase(), ''],
    ['firmware ', fact('identity', 'firmware'), ''],
    ['Wi-Fi signal ', fact('wifi', 'signalPercent'), `${JOINT}%`],
    ['replies in ', fact('round trips', 'medianMs'), `${JOINT}ms`],
    ['', CLOUDS[fact('broker', 'server')] ?? '', ''],
  ] as const;
  const known = parts.filter(([, value]) => value !== '').map(([before, value, after]) => before + value + after);
  const [mark, colour] = STATUS_MARKS.ok;
  const [first = '', ...more] = wrapped(plain(`${subject.label}: ${known.join(', ')}`), columns - 2).map(text =>
    text.replaceAll(JOINT, ' '),
  );
  return [`${paint(colour, mark)} ${first}`, ...more.map(rest => `  ${rest}`)].join('\n');
}

function line({ layer, verdict, says }: Finding, paint: Paint, columns: number): string {
  const [mark, colour] = STATUS_MARKS[verdict];
  const [first = '', ...more] = wrapped(plain(says), columns - INDENT - NAME_COLUMNS);
  const head = `  ${paint(colour, mark)} ${layer.padEnd(NAME_COLUMNS)}${first}`;
  return [head, ...more.map(rest => ' '.repeat(INDENT + NAME_COLUMNS) + rest)].join('\n');
}

interface Conclusion {
  /** Empty: there is nothing to add to the layers. */
  readonly verdict: string;
  readonly advice: readonly string[];
  readonly isBad: boolean;
}

function sentences({ verdict, advice, isBad }: Conclusion, paint: Paint, columns: number): readonly string[] {
  const shown = verdict === '' ? [] : wrapped(plain(verdict), columns).map(text => paint(isBad ? 'red' : 'bold', text));
  return [...shown, ...advice.flatMap(text => wrapped(plain(text), columns))];
}

const KEY_STATUSES: Readonly<Record<AnsweringPlug['key'], LayerStatus>> = {
  fits: 'ok',
  refused: 'warn',
  'not tried': 'not looked at',
};
const KEY_TEXTS: Readonly<Record<AnsweringPlug['key'], string>> = {
  fits: 'the key fits',
  refused: 'the key does not fit',
  'not tried': 'no key was tried',
};

/** This computer as text: its networks, the plugs that reply, and the verdict. */
export function renderMachine(
  { says, todo, exit, networks, found }: MachineView,
  paint: Paint,
  columns: number,
): string {
  const searchedLines = networks.length === 0 ? [] : [`Searched: ${networks.join(', ')}`];
  const plugs = found.map(({ host, port, key, name, type }) => {
    const [mark, colour] = STATUS_MARKS[KEY_STATUSES[key]];
    const address = port === 80 ? host : `${host}:${port}`;
    const shown = [type?.toUpperCase(), name].filter(text => text !== undefined).join(' ');
    return `  ${paint(colour, mark)} ${plain([address, shown, KEY_TEXTS[key]].filter(text => text !== '').join(', '))}`;
  });
  const advice = todo === undefined ? [] : [`What to do: ${todo}`];
  const verdict = sentences({ verdict: says, advice, isBad: exit !== 0 }, paint, columns);
  const lines = [...searchedLines.map(text => `  ${text}`), ...plugs].flatMap(text => wrapped(text, columns));
  return [paint('bold', 'This computer'), ...lines, '', ...verdict].join('\n');
}

function indented(text: string, by: number, columns: number, paint: Paint): string {
  return wrapped(text, columns - by)
    .map(rest => ' '.repeat(by) + paint('dim', rest))
    .join('\n');
}
