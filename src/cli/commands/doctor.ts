import { release } from 'node:os';
import type { Call } from '../call.ts';
import { diagnose, type Diagnosis } from '../doctor/diagnosis.ts';
import { checkMachine, type MachineView } from '../doctor/machine-check.ts';
import { renderDiagnosis, renderMachine } from '../doctor/diagnosis-text.ts';
import { reportText, type ReportInput } from '../doctor/diagnosis-report.ts';
import { pluginVersion } from '../plugin-version.ts';
import type { ExaminedPlug } from '../doctor/examined-plug.ts';
import { machineTools, type DoctorTools } from '../doctor/doctor-tools.ts';
import { EXIT } from '../exit-status.ts';
import type { ConfigFile } from '../plug/config-file.ts';
import { findConfig } from '../plug/config-search.ts';
import { givenKey, keyFor } from '../plug/plug-key.ts';
import { labelOf, findNamedPlug, type NamedPlug } from '../plug/named-plug.ts';
import { checkIsNew, writePrivateFile } from '../record/private-file.ts';
import type { CommandAction } from '../command-spec.ts';
import { AlreadyReportedError } from '../already-reported-error.ts';

/** `doctor [HOST]`. */
export const doctor: CommandAction = async call => {
  const tools = machineTools({ clock: call.io.clock, signal: call.io.signal, timeoutMs: call.timeoutMs });
  await examine(call, tools);
};

/** The same with the tools given. */
export async function examine(call: Call, tools: DoctorTools): Promise<void> {
  const { subjects, keys } = await targetsOf(call);
  const path = call.text('report');
  if (path !== undefined) await checkIsNew(path, call.flag('force'));
  const diagnoses: Diagnosis[] = [];
  for (const subject of subjects) diagnoses.push(await diagnose(subject, tools));
  const machine = subjects.length === 0 ? await checkMachine({ keys }, tools) : undefined;
  const status = [...diagnoses, ...(machine ? [machine] : [])].map(({ exit }) => exit).find(exit => exit !== EXIT.done);
  call.print(dataOf(machine, diagnoses), () => shown(call, machine, diagnoses));
  if (path !== undefined) await writeReport(call, path, { machine, diagnoses });
  if (status !== undefined) throw new AlreadyReportedError(status);
}

interface DoctorTargets {
  /** One plug, or those of the config; none where only the machine can be looked at. */
  readonly subjects: readonly ExaminedPlug[];
  /** Keys to try on whoever is found then. */
  readonly keys: readonly string[];
}

async function targetsOf(call: Call): Promise<DoctorTargets> {
  const given = givenKey(call);
  const keys = given === undefined ? [] : [given];
  if (call.argument('host') !== undefined) {
    const namedPlug = await findNamedPlug(call);
    return { keys, subjects: [subjectAt(namedPlug, await keyIfAny(call, namedPlug))] };
  }
  const search = await findConfig(call);
  const { file } = search;
  for (const problem of search.unusable) call.note(problem, 'yellow');
  if (file === undefined) return { keys, subjects: [] };
  if (!search.isNamed) call.note(`The plugs of ${file.path}:`);
  noteProblems(call, file);
  const subjects = file.devices.map(device => {
    const { host, port, name } = device;
    const namedPlug = { address: { host, port }, label: labelOf({ host, port, ...(name !== undefined && { name }) }) };
    return subjectAt({ ...namedPlug, config: device }, given ?? device.key);
  });
  return { subjects, keys: [...keys, ...file.keys] };
}

function subjectAt(
  { address, label, config }: Pick<NamedPlug, 'address' | 'label' | 'config'>,
  key?: string,
): ExaminedPlug {
  return { address, label, key, uuid: config?.uuid };
}

/** Without a key it is looked at as far as that goes; only a person is asked for one. */
async function keyIfAny(call: Call, { label, configuredKey }: NamedPlug): Promise<string | undefined> {
  const givenOrConfigured = givenKey(call) ?? configuredKey;
  return givenOrConfigured === undefined && call.io.isInteractive ? keyFor(call, undefined, label) : givenOrConfigured;
}

/** A plug that the config cannot use is not examined, so it is said why. */
function noteProblems(call: Call, { problems }: ConfigFile): void {
  for (const { path, message } of problems) call.note(`Config: ${path} ${message}`);
}

function shown(call: Call, machine: MachineView | undefined, diagnoses: readonly Diagnosis[]): string {
  const columns = call.io.out.columns();
  const parts = diagnoses.map(diagnosis => renderDiagnosis(diagnosis, call.paint, columns));
  if (machine) parts.push(renderMachine(machine, call.paint, columns));
  return parts.join('\n\n');
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
  const versions = {
    plugin: pluginVersion(),
    node: process.versions.node,
    // Who builds a kernel may name it; its number is enough.
    os: `${process.platform} ${/^[\d.]*\d/.exec(release())?.[0] ?? ''} ${process.arch}`,
  };
  await writePrivateFile(path, reportText({ versions, ...findings }), call.flag('force'));
  call.note(`The report is in ${path}; its last lines say what was left out.`);
}
