import type { Call } from '../call.ts';
import { diagnose, isHealthy, type Diagnosis } from '../../doctor/diagnosis.ts';
import { checkMachine, type MachineView } from '../../doctor/machine-check.ts';
import { renderDiagnosis, renderMachine } from '../doctor/diagnosis-text.ts';
import { renderCloudAdvice, renderSummary } from '../doctor/diagnosis-summary.ts';
import { reportText, versionsInUse, type ReportInput } from '../../doctor/diagnosis-report.ts';
import type { ExaminedPlug } from '../../doctor/examined-plug.ts';
import { machineTools, type DoctorTools } from '../../doctor/doctor-tools.ts';
import { EXIT } from '../exit-status.ts';
import { doctor as doctorTexts } from '../../texts/en/doctor.ts';
import { entryName } from '../../explain.ts';
import { plain } from '../show/plain.ts';
import type { ConfigFile } from '../plug/config-file.ts';
import { findConfig } from '../plug/config-search.ts';
import { givenKey, keyFor } from '../plug/plug-key.ts';
import { labelOf, findNamedPlug, type NamedPlug } from '../plug/named-plug.ts';
import { checkIsNew, writePrivateFile } from '../record/private-file.ts';
import type { CommandAction } from '../command-spec.ts';
import { AlreadyReportedError } from '../already-reported-error.ts';

/** `doctor [HOST]`. */
export const doctor: CommandAction = async call => {
  const tools = machineTools({
    clock: call.io.clock,
    signal: call.io.signal,
    timeoutMs: call.timeoutMs,
    texts: doctorTexts,
  });
  await examine(call, tools);
};

/** Runs `doctor` with these tools. */
export async function examine(call: Call, tools: DoctorTools): Promise<void> {
  const { subjects, keys, leftOut } = await targetsOf(call);
  const path = call.text('report');
  if (path !== undefined) await checkIsNew(path, call.flag('force'));
  const diagnoses: Diagnosis[] = [];
  for (const subject of subjects) diagnoses.push(await diagnose(subject, tools));
  const machine = subjects.length === 0 ? await checkMachine({ keys }, tools) : undefined;
  const fault = [...diagnoses, ...(machine ? [machine] : [])].map(({ exit }) => exit).find(exit => exit !== EXIT.done);
  const status = fault ?? (leftOut.length > 0 ? EXIT.usage : undefined);
  call.print(dataOf(machine, diagnoses), () => shown(call, { machine, diagnoses, leftOut }));
  if (path !== undefined) await writeReport(call, path, { machine, diagnoses });
  if (status !== undefined) throw new AlreadyReportedError(status);
}

interface DoctorTargets {
  /** The plug of HOST, or the plugs of the config; none if only this computer can be checked. */
  readonly subjects: readonly ExaminedPlug[];
  /** Keys to try on the plugs that a search finds. */
  readonly keys: readonly string[];
  /** Entries of the config that cannot be used, e.g. `plug 3`. */
  readonly leftOut: readonly string[];
}

async function targetsOf(call: Call): Promise<DoctorTargets> {
  const given = givenKey(call);
  const keys = given === undefined ? [] : [given];
  if (call.argument('host') !== undefined) {
    const namedPlug = await findNamedPlug(call);
    return { keys, subjects: [subjectAt(namedPlug, await keyIfAny(call, namedPlug))], leftOut: [] };
  }
  const search = await findConfig(call);
  const { file } = search;
  for (const problem of search.unusable) call.note(problem, 'yellow');
  if (file === undefined) return { keys, subjects: [], leftOut: [] };
  if (!search.isNamed) call.note(`The plugs of ${file.path}:`);
  noteProblems(call, file);
  const subjects = file.devices.map(device => {
    const { host, port, name, path } = device;
    const address = { host, port };
    const label = labelOf({ ...address, ...(name !== undefined && { name }) });
    const number = entryName(path);
    const entry = name === undefined ? `${number} (${label})` : `${plain(name)} (${number})`;
    const hasSharedKey = given === undefined && file.withoutOwnKey.has(device);
    return { ...subjectAt({ address, label, config: device }, given ?? device.key), entry, hasSharedKey };
  });
  return { subjects, keys: [...keys, ...file.keys], leftOut: file.leftOut.map(entryName) };
}

function subjectAt(
  { address, label, config }: Pick<NamedPlug, 'address' | 'label' | 'config'>,
  key?: string,
): ExaminedPlug {
  return { address, label, key, uuid: config?.uuid };
}

/** The key, if there is one; asks for it only at a terminal. */
async function keyIfAny(call: Call, { label, configuredKey }: NamedPlug): Promise<string | undefined> {
  const givenOrConfigured = givenKey(call) ?? configuredKey;
  return givenOrConfigured === undefined && call.io.isInteractive ? keyFor(call, undefined, label) : givenOrConfigured;
}

/** Reports why entries of the config cannot be examined. */
function noteProblems(call: Call, { problems }: ConfigFile): void {
  for (const { path, message } of problems) call.note(`Config: ${path} ${message}`);
}

interface DoctorResults extends Pick<DoctorTargets, 'leftOut'> {
  readonly machine: MachineView | undefined;
  readonly diagnoses: readonly Diagnosis[];
}

function shown(call: Call, { machine, diagnoses, leftOut }: DoctorResults): string {
  const options = { paint: call.paint, columns: call.io.out.columns(), isVerbose: call.flag('verbose') };
  const texts = diagnoses.map(diagnosis => renderDiagnosis(diagnosis, options));
  if (machine) texts.push(renderMachine(machine, call.paint, options.columns));
  if (diagnoses.length + leftOut.length > 1) texts.push(renderSummary(diagnoses, leftOut, options));
  const advice = options.isVerbose ? '' : renderCloudAdvice(diagnoses, options.columns);
  if (advice !== '') texts.push(advice);
  // Lines about healthy plugs stand together; everything else gets a blank line around it.
  const isOneLine = (at: number): boolean => {
    const diagnosis = diagnoses[at];
    return diagnosis !== undefined && isHealthy(diagnosis) && !options.isVerbose;
  };
  return texts.reduce((before, text, at) => before + (isOneLine(at - 1) && isOneLine(at) ? '\n' : '\n\n') + text);
}

function dataOf(machine: MachineView | undefined, diagnoses: readonly Diagnosis[]): object {
  const plugs = diagnoses.map(({ subject, verdict, todo, exit, findings }) => ({
    ...subject.address,
    verdict,
    ...(todo !== undefined && { todo }),
    exit,
    layers: findings,
  }));
  return { plugs, ...(machine && { machine }) };
}

async function writeReport(call: Call, path: string, findings: Omit<ReportInput, 'versions'>): Promise<void> {
  await writePrivateFile(path, reportText({ versions: versionsInUse(), ...findings }), call.flag('force'));
  call.note(`The report is in ${path}; its last lines say what was left out.`);
}
