import { isIPv4 } from 'node:net';
import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import { canonicalAddress } from '../config/device-table.ts';
import { DEFAULT_PORT, HOST } from '../config/host.ts';
import { looksLikeKey } from '../config/secrets.ts';
import { isLocalAddress } from '../local-address.ts';
import { doctorTexts, type DoctorTexts } from '../texts/doctor-texts.ts';
import type { Language } from '../texts/language.ts';
import { formatAddress, type Address } from '../transport/transport.ts';
import { diagnose, isHealthy, type Diagnosis } from './diagnosis.ts';
import { reportText, versionsInUse } from './diagnosis-report.ts';
import { machineTools, type DoctorTools } from './doctor-tools.ts';
import type { ExaminedPlug } from './examined-plug.ts';
import type { Finding } from './finding.ts';
import { checkEnvelope } from './first-reply-check.ts';
import { sendFirstQuery } from './first-query.ts';
import { fixesFor, mayHaveMoved, type EntryContext } from './fixes.ts';
import type { Fix } from './fix.ts';
import { checkMachine, type NetworkSearch } from './machine-check.ts';
import { searchableSubnets } from './machine-networks.ts';
import { findMovedPlug, MOVED_PLUG_LIMIT_MS } from './moved-plug.ts';

/** An entry of "devices" as it stands in a config or a form, with the key to use. */
export interface ExaminedEntry {
  readonly host: string;
  readonly key: string;
  readonly uuid?: string;
  readonly name?: string;
}

/** Entries to examine, and the limits of the examination. */
export interface EntryOptions {
  /** All entries of "devices". */
  readonly devices: readonly ExaminedEntry[];
  readonly clock: Clock;
  /** Whatever is running rejects with its reason. */
  readonly signal: AbortSignal;
  /** How long each step may take. */
  readonly timeoutMs: number;
  /** Runs an examination of the plug at an address; by default at once. A server lets one request wait for another here. */
  readonly inTurn?: <T>(address: Address, work: () => Promise<T>) => Promise<T>;
}

/** Where to look for a plug that is not at its address. */
export interface SearchedNetwork extends Omit<NetworkSearch, 'keys'> {
  /** IPv4 networks in CIDR notation; by default the /24 of its old address and the networks of this computer. */
  readonly subnets?: readonly string[];
  /** For the whole search. */
  readonly limitMs?: number;
}

/** The one entry to examine. */
export interface EntryTarget extends EntryOptions {
  readonly index: number;
  readonly language: Language;
  readonly network?: SearchedNetwork;
}

/** The result for one entry, for the owner of the config. It has no key in it. */
export interface EntryExamination {
  readonly isHealthy: boolean;
  /** The conclusion in a sentence or two. */
  readonly verdict: string;
  /** What to do; empty where nothing is to be done. */
  readonly todo: string;
  /** All layers that were checked; `layer` is its name in the language of the user. */
  readonly findings: readonly (Pick<Finding, 'verdict' | 'says' | 'todo'> & { readonly layer: string })[];
  readonly fixes: readonly Fix[];
}

/** Queries to other plugs at a time. */
const MOST_AT_ONCE = 12;
/** Examinations at a time for a report: each has pauses, and measures round trips. */
const MOST_EXAMINATIONS = 4;

/**
 * Examines one entry, and looks for what mends a cause: where its plug is now, and which other entry is the same plug.
 *
 * @throws {RangeError} there is no such entry
 * @throws the reason of the signal, and nothing else
 */
export async function examineEntry({
  devices,
  index,
  language,
  network = {},
  inTurn = atOnce,
  ...limits
}: EntryTarget): Promise<EntryExamination> {
  const entry = devices[index];
  if (entry === undefined) throw new RangeError(`there is no entry ${String(index)}`);
  const texts = doctorTexts(language);
  const tools = machineTools({ ...limits, texts });
  const subject = subjectOf(entry);
  const diagnosis = await inTurn(subject.address, () => diagnose(subject, tools));

  const uuid = subject.uuid ?? diagnosis.identifying.uuid;
  const sameAs = await otherEntryOf(uuid, { devices, index }, tools);
  const movedTo =
    subject.uuid !== undefined && sameAs === undefined && mayHaveMoved(diagnosis)
      ? await newAddressOf({ ...subject, uuid: subject.uuid, key: entry.key }, network, tools)
      : undefined;
  return {
    ...conclusionOf(diagnosis, { sameAs, movedTo, other: devices[sameAs ?? -1]?.name }, texts),
    findings: findings(diagnosis, texts),
    fixes: fixesFor(diagnosis, { sameAs, movedTo }),
  };
}

/**
 * Examines all entries; without any, the network of this computer.
 * @returns the report of `doctor --report`, in English; it may be published
 * @throws the reason of the signal, and nothing else
 */
export async function entriesReport({ devices, inTurn = atOnce, ...limits }: EntryOptions): Promise<string> {
  const tools = machineTools({ ...limits, texts: doctorTexts('en') });
  const queue = new PQueue({ concurrency: MOST_EXAMINATIONS });
  const diagnoses = await queue.addAll(
    devices.map(subjectOf).map(subject => () => inTurn(subject.address, () => diagnose(subject, tools))),
  );
  const machine = devices.length === 0 ? await checkMachine({ keys: [] }, tools) : undefined;
  return reportText({ versions: versionsInUse(), machine, diagnoses });
}

const atOnce = <T>(_: Address, work: () => Promise<T>): Promise<T> => work();

/** An entry as it is examined. A host that cannot be read stays as written; the first layer reports it. */
function subjectOf({ host, key, uuid = '', name }: ExaminedEntry): ExaminedPlug {
  const address = HOST.read(host) ?? { host: host.trim(), port: DEFAULT_PORT };
  const known = uuid.trim().toLowerCase();
  return {
    address,
    key,
    label: name === undefined || name === '' ? formatAddress(address) : name,
    ...(/^[\da-z]{32}$/.test(known) && { uuid: known }),
  };
}

/**
 * The index of another entry of the same plug: it has the same address, or the plug replies at its address too. An entry
 * that expects another plug is none, and is not asked.
 */
async function otherEntryOf(
  uuid: string | undefined,
  { devices, index }: Pick<EntryTarget, 'devices' | 'index'>,
  tools: DoctorTools,
): Promise<number | undefined> {
  const own = HOST.read(devices[index]?.host);
  const others = devices.flatMap((entry, at) => {
    const address = looksLikeKey(entry.host) ? undefined : HOST.read(entry.host);
    const expected = subjectOf(entry).uuid;
    const isOther = uuid !== undefined && expected !== undefined && expected !== uuid;
    return at === index || isOther || address === undefined ? [] : [{ at, address }];
  });
  const sameAddress = others.find(({ address }) => own && canonicalAddress(own) === canonicalAddress(address));
  if (sameAddress !== undefined || uuid === undefined) return sameAddress?.at;
  const queue = new PQueue({ concurrency: MOST_AT_ONCE });
  const found = await queue.addAll(
    others.map(
      ({ at, address }) =>
        async () =>
          (await respondingUuid(address, tools)) === uuid ? at : undefined,
    ),
  );
  return found.find(at => at !== undefined);
}

/** The uuid of the device that replies at an address; its reply is not signed with a key that we know. */
async function respondingUuid(address: Address, tools: DoctorTools): Promise<string | undefined> {
  const result = checkEnvelope(await sendFirstQuery(address, tools), tools.texts);
  return 'value' in result ? result.value.uuid : undefined;
}

async function newAddressOf(
  { uuid, key, address }: Pick<ExaminedPlug, 'address'> & { readonly uuid: string; readonly key: string },
  { subnets, limitMs = MOVED_PLUG_LIMIT_MS, port = address.port, probe }: SearchedNetwork,
  { clock, signal, interfaces }: DoctorTools,
): Promise<string | undefined> {
  const near = isIPv4(address.host) && isLocalAddress(address.host) ? [`${address.host}/24`] : [];
  const found = await findMovedPlug({
    ...{ uuid, key, clock, signal, limitMs, port },
    except: address.host,
    subnets: subnets ?? [...near, ...searchableSubnets(interfaces())],
    ...(probe !== undefined && { probe }),
  });
  return found && formatAddress(found);
}

function conclusionOf(
  diagnosis: Diagnosis,
  { sameAs, movedTo, other = '' }: EntryContext & { readonly other: string | undefined },
  { entry: texts }: DoctorTexts,
): Pick<EntryExamination, 'isHealthy' | 'verdict' | 'todo'> {
  if (sameAs !== undefined) {
    return {
      isHealthy: false,
      verdict: texts.duplicate({ number: sameAs + 1, name: other }),
      todo: texts.duplicateTodo,
    };
  }
  const { verdict, todo = '' } = diagnosis;
  return {
    isHealthy: isHealthy(diagnosis),
    verdict,
    todo: movedTo === undefined ? todo : texts.movedTodo({ host: movedTo }),
  };
}

/** The layers that were checked, by their names. */
function findings({ findings: all }: Diagnosis, { layers }: DoctorTexts): EntryExamination['findings'] {
  return all
    .filter(({ says }) => says !== '')
    .map(({ layer, verdict, says, todo }) => ({
      layer: layers[layer],
      verdict,
      says,
      ...(todo !== undefined && { todo }),
    }));
}
