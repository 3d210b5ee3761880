import { isObject, textOr, type JsonObject } from '../../protocol/decode.ts';
import { UnsupportedError } from '../../errors.ts';
import type { Call } from '../call.ts';
import { withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { checkNotLocked } from '../plug/plug-outlets.ts';
import { indented } from '../show/json.ts';
import { plain } from '../show/plain.ts';
import type { CommandAction } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

/** A SET of these changes the plug's key, Wi-Fi or firmware, or unbinds it. */
const DANGEROUS = /^Appliance\.(?:Config\.(?:Key|Wifi|WifiX)|Control\.(?:Bind|Unbind|Upgrade))$/;

/** `raw HOST GET|SET NAMESPACE [JSON]`. */
export const raw: CommandAction = async call => {
  const method = methodOf(call);
  const namespace = namespaceOf(call);
  const payload = payloadOf(call);
  await withPlug(call, async plug => {
    if (!call.flag('force')) for (const part of partsOf({ method, namespace, payload })) checkIsSafe(plug, part);
    const { header, payload: reply } = await plug.send({ namespace, method, payload });
    const { uuid, timestamp } = header;
    call.print({ uuid, namespace: header.namespace, method: header.method, timestamp, payload: reply }, () =>
      indented(reply),
    );
  });
};

interface RawRequest {
  readonly method: string;
  readonly namespace: string;
}

/** The request, or the requests inside a batch. */
function partsOf({ payload, ...outer }: RawRequest & { readonly payload: JsonObject }): readonly RawRequest[] {
  const { multiple } = payload;
  if (!outer.namespace.endsWith('.Multiple') || !Array.isArray(multiple)) return [outer];
  const inner = multiple.flatMap((part: unknown): readonly RawRequest[] => {
    const header = isObject(part) && isObject(part['header']) ? part['header'] : {};
    return [{ method: textOr(header['method'], ''), namespace: textOr(header['namespace'], '') }];
  });
  // A batch is a SET only by its form.
  return [{ ...outer, method: 'GET' }, ...inner];
}

/** @throws the reason not to send it */
function checkIsSafe(plug: OpenPlug, { method, namespace }: RawRequest): void {
  if (!plug.supports(namespace)) {
    throw new UnsupportedError(`it does not list ${plain(namespace)} (--force sends it anyway)`, { namespace });
  }
  if (method === 'GET') return;
  checkNotLocked(plug);
  if (DANGEROUS.test(namespace)) {
    throw new UsageError(
      `A SET of ${namespace} can take the plug off your network.`,
      'Add --force if that is what you want.',
    );
  }
}

function methodOf(call: Call): 'GET' | 'SET' {
  const method = call.argument('method')?.toUpperCase();
  if (method === 'GET' || method === 'SET') return method;
  throw new UsageError(`"${plain(call.argument('method') ?? '')}" is not a method.`, 'GET reads, SET changes.');
}

function namespaceOf(call: Call): string {
  const written = call.argument('namespace') ?? '';
  const namespace = written.startsWith('Appliance.') ? written : `Appliance.${written}`;
  if (/^[\w.]{1,80}$/.test(namespace)) return namespace;
  throw new UsageError(`"${plain(written)}" is not a namespace.`, 'A namespace looks like Appliance.System.All.');
}

function payloadOf(call: Call): JsonObject {
  const written = call.argument('json') ?? '{}';
  try {
    const payload: unknown = JSON.parse(written);
    if (isObject(payload)) return payload;
  } catch {
    // Reported below.
  }
  throw new UsageError(
    'The payload is not a JSON object.',
    `In a shell it needs quotes around it: '{"togglex":{"channel":0,"onoff":1}}'`,
  );
}
