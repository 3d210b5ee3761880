import { entriesReport, examineEntry, type EntryOptions, type ExaminedEntry } from '../doctor/entry-examination.ts';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import { languageOf } from '../texts/language.ts';
import { formatAddress } from '../transport/transport.ts';
import type { Requests } from './api.ts';
import { bodyObject, InvalidBodyError, listAt, numberAt, optionalTextAt, targetOf } from './bodies.ts';
import type { ServerContext } from './server-context.ts';

const MOST_ENTRIES = 500;
const LONGEST_NAME = 1000;
/** In the place of an entry that cannot be read, so that the others keep their indexes. It is never examined. */
const UNREADABLE: ExaminedEntry = { host: '', key: '' };

/** `/test` */
export async function testRequest(body: JsonObject, context: ServerContext): Promise<Requests['/test']['reply']> {
  const written = listAt(body, 'devices', MOST_ENTRIES, value => value);
  const index = numberAt(body, 'index', 0, MOST_ENTRIES - 1);
  if (index >= written.length) throw new InvalidBodyError('"index" is not that of an entry of "devices".');
  const entry = entryOf(bodyObject(written[index]));
  const devices = written.map((value, at) => (at === index ? entry : (readableEntry(value) ?? UNREADABLE)));
  const { probe, subnets } = context;
  return examineEntry({
    ...optionsFor(devices, context),
    index,
    language: languageOf(optionalTextAt(body, 'language', LONGEST_NAME)),
    network: { ...(probe !== undefined && { probe }), ...(subnets !== undefined && { subnets }) },
  });
}

/** `/report`. An entry that cannot be read has nothing to be examined. */
export async function reportRequest(body: JsonObject, context: ServerContext): Promise<Requests['/report']['reply']> {
  const devices = listAt(body, 'devices', MOST_ENTRIES, readableEntry).filter(entry => entry !== undefined);
  const day = new Date(context.clock.epochSeconds() * 1000).toISOString().slice(0, 10);
  return {
    fileName: `meross-local-report-${day}.json`,
    text: await entriesReport(optionsFor(devices, context)),
  };
}

function optionsFor(
  devices: readonly ExaminedEntry[],
  { clock, signal, timeoutMs, plugs }: ServerContext,
): EntryOptions {
  return { devices, clock, signal, timeoutMs, inTurn: (address, work) => plugs.run(address, false, work) };
}

/** @throws {InvalidBodyError} an address, key, uuid or name that cannot be used */
function entryOf(entry: JsonObject): ExaminedEntry {
  const { address, key, uuid } = targetOf(entry);
  const name = optionalTextAt(entry, 'name', LONGEST_NAME);
  return {
    ...{ host: formatAddress(address), key },
    ...(uuid !== undefined && { uuid }),
    ...(name !== undefined && { name }),
  };
}

/** Other entries may be half-written in the form. */
function readableEntry(value: unknown): ExaminedEntry | undefined {
  try {
    return isObject(value) ? entryOf(value) : undefined;
  } catch (error) {
    if (error instanceof InvalidBodyError) return undefined;
    throw error;
  }
}
