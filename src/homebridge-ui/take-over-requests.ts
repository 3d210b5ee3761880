import { readDocument } from '../cli/plug/config-file.ts';
import { UsageError } from '../cli/usage-error.ts';
import type { JsonObject } from '../protocol/decode.ts';
import {
  merossBlockPlugs,
  takenOverEntry,
  type MerossBlockPlug,
  type TakeOverProblem,
} from '../takeover/meross-block.ts';
import { formatAddress } from '../transport/transport.ts';
import type { Requests, TakeOverPlug } from './api.ts';
import { listAt, numberAt } from './bodies.ts';
import type { ServerContext } from './server-context.ts';
import type { TakeOverTexts } from '../texts/server-texts.ts';

const MOST_IDS = 500;

/** `/take-over` */
export async function takeOverRequest(
  _body: JsonObject,
  context: ServerContext,
): Promise<Requests['/take-over']['reply']> {
  const plugs = await plugsIn(context);
  return { plugs: plugs.map(plug => withoutKey(plug, context.texts.server.takeOver)) };
}

/** `/take-over/entries` */
export async function takeOverEntriesRequest(
  body: JsonObject,
  context: ServerContext,
): Promise<Requests['/take-over/entries']['reply']> {
  const ids = listAt(body, 'ids', MOST_IDS, id => numberAt({ id }, 'id', 0, MOST_IDS));
  const plugs = await plugsIn(context);
  return { entries: plugs.filter(({ id }) => ids.includes(id)).map(takenOverEntry) };
}

/** Empty if Homebridge's config cannot be read. */
async function plugsIn({ configPath }: ServerContext): Promise<readonly MerossBlockPlug[]> {
  if (configPath === undefined) return [];
  try {
    return merossBlockPlugs((await readDocument(configPath)).document);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

function withoutKey(
  { id, address, uuid, name, model, key, problems }: MerossBlockPlug,
  texts: TakeOverTexts,
): TakeOverPlug {
  const problem = problems.map(each => PROBLEMS[each](texts)).join(' ');
  return {
    id,
    ...(address && { host: formatAddress(address) }),
    ...(uuid !== undefined && { uuid }),
    ...(name !== undefined && { name }),
    ...(model !== undefined && { model }),
    hasKey: key !== undefined,
    ...(problem !== '' && { problem }),
  };
}

const PROBLEMS: Readonly<Record<TakeOverProblem, (texts: TakeOverTexts) => string>> = {
  'no address': ({ noAddress }) => noAddress,
  'bad address': ({ badAddress }) => badAddress,
  'no key': ({ noKey }) => noKey,
};
