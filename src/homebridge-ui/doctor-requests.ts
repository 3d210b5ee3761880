import { isIPv4 } from 'node:net';
import { reasonOf, TimeIsUp, within } from '../clock.ts';
import { labelOf } from '../cli/plug/named-plug.ts';
import { ownSubnets } from '../cli/plug/search-subnets.ts';
import { plugFinder } from '../cli/setup/plug-finder.ts';
import { plain } from '../cli/show/plain.ts';
import { canonicalAddress } from '../config/device-table.ts';
import { networkOf } from '../discovery/search.ts';
import { reportText, versionsInUse } from '../doctor/diagnosis-report.ts';
import { diagnose, isHealthy, type Diagnosis } from '../doctor/diagnosis.ts';
import { machineTools } from '../doctor/doctor-tools.ts';
import type { ExaminedPlug } from '../doctor/examined-plug.ts';
import type { LayerName } from '../doctor/finding.ts';
import { checkMachine } from '../doctor/machine-check.ts';
import { entryName } from '../explain.ts';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import { doctor as doctorTexts } from '../texts/en/doctor.ts';
import { formatAddress, type Address } from '../transport/transport.ts';
import type { Fix, Requests, TestFinding } from './api.ts';
import { bodyObject, InvalidBodyError, listAt, numberAt, optionalTextAt, targetOf, type TargetBody } from './bodies.ts';
import type { ServerContext } from './server-context.ts';

const MOST_ENTRIES = 500;
/** A /24 takes some 16 s to search. */
const SEARCH_MS = 25_000;

/** An entry of "devices" that can be examined. Contains its key: secret. */
interface EntryBody extends TargetBody {
  readonly index: number;
  readonly label: string;
}

/** `/test` */
export async function testRequest(body: JsonObject, context: ServerContext): Promise<Requests['/test']['reply']> {
  const written = listAt(body, 'devices', MOST_ENTRIES, value => value);
  const index = numberAt(body, 'index', 0, MOST_ENTRIES - 1);
  if (index >= written.length) throw new InvalidBodyError('"index" is not that of an entry of "devices".');
  const entry = entryOf(bodyObject(written[index]), index);
  const diagnosis = await diagnoseEntry(entry, context);
  const duplicate = duplicateOf(entry, readableEntries(written), diagnosis);
  const moved = duplicate === undefined ? await newAddressOf(entry, diagnosis, context) : undefined;
  return { ...conclusionOf(diagnosis, { duplicate, moved }, context), findings: diagnosis.findings.map(findingOf) };
}

/** `/report`: of entries that cannot be read there is nothing to examine. */
export async function reportRequest(body: JsonObject, context: ServerContext): Promise<Requests['/report']['reply']> {
  const entries = readableEntries(listAt(body, 'devices', MOST_ENTRIES, value => value));
  const diagnoses = await Promise.all(entries.map(entry => diagnoseEntry(entry, context)));
  const machine = diagnoses.length === 0 ? await checkMachine({ keys: [] }, toolsOf(context)) : undefined;
  const day = new Date(context.clock.epochSeconds() * 1000).toISOString().slice(0, 10);
  return {
    fileName: `meross-local-report-${day}.json`,
    text: reportText({ versions: versionsInUse(), machine, diagnoses }),
  };
}

function diagnoseEntry({ address, key, uuid, label }: EntryBody, context: ServerContext): Promise<Diagnosis> {
  const subject: ExaminedPlug = { address, key, label, uuid };
  return context.plugs.run(address, false, () => diagnose(subject, toolsOf(context)));
}

const toolsOf = ({ clock, signal, timeoutMs }: ServerContext): ReturnType<typeof machineTools> =>
  machineTools({ clock, signal, timeoutMs, texts: doctorTexts });

/** @throws {InvalidBodyError} an address, key or uuid that cannot be used */
function entryOf(entry: JsonObject, index: number): EntryBody {
  const target = targetOf(entry);
  const name = optionalTextAt(entry, 'name', 1000) ?? '';
  return { ...target, index, label: labelOf({ ...target.address, ...(name !== '' && { name }) }) };
}

/** Other entries may be half-written in the form. */
function readableEntries(written: readonly unknown[]): readonly EntryBody[] {
  return written.flatMap((entry, index) => {
    try {
      return isObject(entry) ? [entryOf(entry, index)] : [];
    } catch (error) {
      if (error instanceof InvalidBodyError) return [];
      throw error;
    }
  });
}

/** An entry that is the same plug: by its uuid, or by that of the plug that has replied; without uuids by its address. */
function duplicateOf(
  entry: EntryBody,
  entries: readonly EntryBody[],
  { identifying }: Diagnosis,
): EntryBody | undefined {
  const uuid = entry.uuid ?? identifying.uuid;
  const isSame = (other: EntryBody): boolean =>
    uuid !== undefined && other.uuid !== undefined
      ? uuid === other.uuid
      : canonicalAddress(other.address) === canonicalAddress(entry.address);
  return entries.find(other => other.index !== entry.index && isSame(other));
}

/** Layers whose failure may mean that the plug has another address now. */
const BY_ADDRESS: readonly LayerName[] = ['name', 'route', 'tcp', 'http', 'envelope', 'identity'];

/** Where the plug of an entry replies, if not at the address of the entry; undefined without a uuid to recognise it by. */
async function newAddressOf(
  { address, key, uuid }: EntryBody,
  { findings }: Diagnosis,
  context: ServerContext,
): Promise<Address | undefined> {
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  if (uuid === undefined || failed === undefined || !BY_ADDRESS.includes(failed.layer)) return undefined;
  const near = isIPv4(address.host) ? [`${address.host}/24`] : [];
  const subnets = [...new Set([...near, ...(context.subnets ?? ownSubnets())].map(networkOf))];
  const find = plugFinder({ subnets: () => subnets, key, port: address.port, clock: context.clock });
  try {
    return await within(context, SEARCH_MS, async signal => {
      for await (const found of find(uuid, signal)) return found;
      return undefined;
    });
  } catch (error) {
    if (context.signal.aborted) throw reasonOf(context.signal);
    if (error instanceof TimeIsUp) return undefined;
    throw error;
  }
}

interface Circumstances {
  readonly duplicate: EntryBody | undefined;
  readonly moved: Address | undefined;
}

function conclusionOf(
  diagnosis: Diagnosis,
  { duplicate, moved }: Circumstances,
  { texts }: ServerContext,
): Omit<Requests['/test']['reply'], 'findings'> {
  const { findings, verdict, todo = '' } = diagnosis;
  const fixes: Fix[] = [];
  if (duplicate !== undefined) fixes.push({ kind: 'remove duplicate', sameAs: duplicate.index });
  if (moved !== undefined) fixes.push({ kind: 'use address', host: formatAddress(moved) });
  if (findings.some(({ layer, verdict: is }) => layer === 'key' && is === 'fail')) fixes.push({ kind: 'ask key' });
  if (findings.some(({ layer, verdict: is }) => layer === 'clock' && is === 'warn')) fixes.push({ kind: 'set clock' });
  const isWell = isHealthy(diagnosis);
  if (duplicate !== undefined) {
    const other = `${plain(duplicate.label)} (${entryName(`devices[${duplicate.index}]`)})`;
    return { isHealthy: false, verdict: texts.samePlug(other), todo: texts.removeOne, fixes };
  }
  return { isHealthy: isWell, verdict, todo: moved === undefined ? todo : texts.movedTo(formatAddress(moved)), fixes };
}

const findingOf = ({ layer, verdict, says, todo }: Diagnosis['findings'][number]): TestFinding => ({
  ...{ layer, verdict, says },
  ...(todo !== undefined && { todo }),
});
