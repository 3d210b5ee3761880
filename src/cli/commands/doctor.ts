import { release } from 'node:os';
import type { Call } from '../call.ts';
import { diagnose, type Diagnosis } from '../doctor/diagnosis.ts';
import { lookAtMachine, type MachineView } from '../doctor/machine.ts';
import { renderDiagnosis, renderMachine } from '../doctor/render.ts';
import { reportText, type ReportInput } from '../doctor/report.ts';
import { pluginVersion } from '../plugin-version.ts';
import type { Subject } from '../doctor/subject.ts';
import { machineTools, type Tools } from '../doctor/tools.ts';
import { EXIT } from '../exit-status.ts';
import { readConfigFile, type ConfigFile } from '../plug/config-file.ts';
import { givenKey, keyFor } from '../plug/key.ts';
import { labelOf, placeOf, type Place } from '../plug/target.ts';
import { checkIsNew, writePrivateFile } from '../record/private-file.ts';
import type { Action } from '../spec.ts';
import { Told } from '../told.ts';

/** `doctor [HOST]`. */
export const doctor: Action = async call => {
  const tools = machineTools({ clock: call.io.clock, signal: call.io.signal, timeoutMs: call.timeoutMs });
  await examine(call, tools);
};

/** The same with the tools given. */
export async function examine(call: Call, tools: Tools): Promise<void> {
  const { subjects, keys } = await wardOf(call);
  const path = call.text('report');
  if (path !== undefined) await checkIsNew(path, call.flag('force'));
  const diagnoses: Diagnosis[] = [];
  for (const subject of subjects) diagnoses.push(await diagnose(subject, tools));
  const machine = subjects.length === 0 ? await lookAtMachine({ keys }, tools) : undefined;
  const status = [...diagnoses, ...(machine ? [machine] : [])].map(({ exit }) => exit).find(exit => exit !== EXIT.done);
  call.print(dataOf(machine, diagnoses), () => shown(call, machine, diagnoses));
  if (path !== undefined) await writeReport(call, path, { machine, diagnoses });
  if (status !== undefined) throw new Told(status);
}

interface Ward {
  /** One plug, or those of the config; none where only the machine can be looked at. */
  readonly subjects: readonly Subject[];
  /** Keys to try on whoever is found then. */
  readonly keys: readonly string[];
}

async function wardOf(call: Call): Promise<Ward> {
  const given = givenKey(call);
  const keys = given === undefined ? [] : [given];
  if (call.argument('host') !== undefined) {
    const place = await placeOf(call);
    return { keys, subjects: [subjectAt(place, await keyIfAny(call, place))] };
  }
  const path = call.text('config');
  if (path === undefined) return { keys, subjects: [] };
  const file = await readConfigFile(path);
  tellProblems(call, file);
  const subjects = file.devices.map(device => {
    const { host, port, name } = device;
    const place = { address: { host, port }, label: labelOf({ host, port, ...(name !== undefined && { name }) }) };
    return subjectAt({ ...place, config: device }, given ?? device.key);
  });
  return { subjects, keys: [...keys, ...file.keys] };
}

function subjectAt({ address, label, config }: Pick<Place, 'address' | 'label' | 'config'>, key?: string): Subject {
  return { address, label, key, uuid: config?.uuid };
}

/** Without a key it is looked at as far as that goes; only a person is asked for one. */
async function keyIfAny(call: Call, { label, configuredKey }: Place): Promise<string | undefined> {
  const known = givenKey(call) ?? configuredKey;
  return known === undefined && call.io.isInteractive ? keyFor(call, undefined, label) : known;
}

/** A plug that the config cannot use is not examined, so it is said why. */
function tellProblems(call: Call, { problems }: ConfigFile): void {
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

async function writeReport(call: Call, path: string, seen: Omit<ReportInput, 'versions'>): Promise<void> {
  const versions = {
    plugin: pluginVersion(),
    node: process.versions.node,
    // Who builds a kernel may name it; its number is enough.
    os: `${process.platform} ${/^[\d.]*\d/.exec(release())?.[0] ?? ''} ${process.arch}`,
  };
  await writePrivateFile(path, reportText({ versions, ...seen }), call.flag('force'));
  call.note(`The report is in ${path}; its last lines say what was left out.`);
}
