import type { Colour, Paint } from '../show/colour.ts';
import { plain } from '../show/plain.ts';
import { wrapped } from '../show/wrap.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Finding, LayerStatus } from './finding.ts';
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

/** A diagnosis for people: a line for each layer, then the verdict, and what to do. */
export function renderDiagnosis(diagnosis: Diagnosis, paint: Paint, columns: number): string {
  const { subject, findings, verdict, todo, exit } = diagnosis;
  const shown = findings.filter(({ says }) => says !== '');
  const unchecked = findings.filter(({ says }) => says === '').map(({ layer }) => layer);
  const rest = unchecked.length === 0 ? [] : [indented(`Not looked at: ${unchecked.join(', ')}.`, 2, columns, paint)];
  return [
    paint('bold', plain(subject.label)),
    ...shown.map(finding => line(finding, paint, columns)),
    ...rest,
    '',
    ...sentences({ verdict, todo, isBad: exit !== 0 }, paint, columns),
  ].join('\n');
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
  return [paint('bold', 'This machine'), ...searchedLines.map(text => `  ${text}`), ...plugs, '', ...verdict].join(
    '\n',
  );
}

function indented(text: string, by: number, columns: number, paint: Paint): string {
  return wrapped(text, columns - by)
    .map(rest => ' '.repeat(by) + paint('dim', rest))
    .join('\n');
}
