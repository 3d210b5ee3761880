import type { Colour, Paint } from '../show/colour.ts';
import { plain } from '../show/plain.ts';
import { wrapped } from '../show/wrap.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Finding, LayerName, LayerStatus } from './finding.ts';
import type { MachineView, AnsweringPlug } from './machine-check.ts';

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
  const { subject, findings, verdict, todo, exit } = diagnosis;
  if (!isVerbose && isHealthy(diagnosis)) return healthyLine(diagnosis, paint, columns);
  const shown = findings.filter(({ says, verdict: status }) => says !== '' && (isVerbose || status !== 'ok'));
  const unchecked = findings.filter(({ says }) => says === '').map(({ layer }) => layer);
  const rest = unchecked.length === 0 ? [] : [indented(`Not checked: ${unchecked.join(', ')}.`, 2, columns, paint)];
  return [
    paint('bold', plain(subject.label)),
    ...shown.map(finding => line(finding, paint, columns)),
    ...rest,
    '',
    ...sentences({ verdict, todo, isBad: exit !== 0 }, paint, columns),
  ].join('\n');
}

/** Whether no layer has a fault or a warning. */
export function isHealthy({ findings, exit }: Diagnosis): boolean {
  return exit === 0 && !findings.some(({ verdict }) => verdict === 'warn');
}

/** Brokers outside this network, by the fact `server` of the broker layer. How to end the connection: `--verbose`. */
const CLOUDS: Readonly<Record<string, string>> = {
  meross: 'uses the Meross cloud',
  elsewhere: 'uses a broker outside this network',
};

/** E.g. `✓ Lamp (192.168.1.20): MSS310, firmware 2.1.17, Wi-Fi signal 78 %, replies in 12 ms`. */
function healthyLine({ subject, findings }: Diagnosis, paint: Paint, columns: number): string {
  const fact = (layer: LayerName, name: string): string =>
    String(findings.find(finding => finding.layer === layer)?.facts[name] ?? '');
  const parts = [
    ['', fact('identity', 'model').toUpperCase(), ''],
    ['firmware ', fact('identity', 'firmware'), ''],
    ['Wi-Fi signal ', fact('wifi', 'signalPercent'), ' %'],
    ['replies in ', fact('round trips', 'medianMs'), ' ms'],
    ['', CLOUDS[fact('broker', 'server')] ?? '', ''],
  ] as const;
  const known = parts.filter(([, value]) => value !== '').map(([before, value, after]) => before + value + after);
  const [mark, colour] = STATUS_MARKS.ok;
  const [first = '', ...more] = wrapped(plain(`${subject.label}: ${known.join(', ')}`), columns - 2);
  return [`${paint(colour, mark)} ${first}`, ...more.map(rest => `  ${rest}`)].join('\n');
}

/**
 * The last words about at least two plugs, e.g. `3 of 4 plugs are fine. Problem: Heater (192.168.1.21).`
 *
 * @param leftOut entries of the config that cannot be used, so that their plugs were not examined
 */
export function renderSummary(
  diagnoses: readonly Diagnosis[],
  leftOut: readonly string[],
  { paint, columns }: Pick<DiagnosisTextOptions, 'paint' | 'columns'>,
): string {
  const total = diagnoses.length + leftOut.length;
  const fine = diagnoses.filter(isHealthy).length;
  if (fine === total)
    return paint('bold', total === 2 ? 'Both plugs are fine.' : `All ${String(total)} plugs are fine.`);
  const labels = (wanted: (diagnosis: Diagnosis) => boolean): readonly string[] =>
    diagnoses.filter(wanted).map(({ subject }) => subject.label);
  const groups = [
    ['Problem', labels(({ exit }) => exit !== 0)],
    ['Works, with a warning', labels(diagnosis => diagnosis.exit === 0 && !isHealthy(diagnosis))],
    ['Not checked, because of the config', leftOut],
  ] as const;
  const parts = groups.filter(([, names]) => names.length > 0).map(([what, names]) => `${what}: ${names.join(', ')}.`);
  const isBad = diagnoses.some(({ exit }) => exit !== 0);
  return wrapped(plain(`${String(fine)} of ${String(total)} plugs are fine. ${parts.join(' ')}`), columns)
    .map(text => paint(isBad ? 'red' : 'bold', text))
    .join('\n');
}

function line({ layer, verdict, says }: Finding, paint: Paint, columns: number): string {
  const [mark, colour] = STATUS_MARKS[verdict];
  const [first = '', ...more] = wrapped(plain(says), columns - INDENT - NAME_COLUMNS);
  const head = `  ${paint(colour, mark)} ${layer.padEnd(NAME_COLUMNS)}${first}`;
  return [head, ...more.map(rest => ' '.repeat(INDENT + NAME_COLUMNS) + rest)].join('\n');
}

interface Conclusion {
  readonly verdict: string;
  readonly todo: string | undefined;
  readonly isBad: boolean;
}

function sentences({ verdict, todo, isBad }: Conclusion, paint: Paint, columns: number): readonly string[] {
  const shown = wrapped(plain(verdict), columns).map(text => paint(isBad ? 'red' : 'bold', text));
  const advice = todo === undefined ? [] : wrapped(`What to do: ${plain(todo)}`, columns);
  return [...shown, ...advice];
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

/** The machine for people: its networks, the plugs that answer, and the verdict. */
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
  const verdict = sentences({ verdict: says, todo, isBad: exit !== 0 }, paint, columns);
  return [paint('bold', 'This computer'), ...searchedLines.map(text => `  ${text}`), ...plugs, '', ...verdict].join(
    '\n',
  );
}

function indented(text: string, by: number, columns: number, paint: Paint): string {
  return wrapped(text, columns - by)
    .map(rest => ' '.repeat(by) + paint('dim', rest))
    .join('\n');
}
