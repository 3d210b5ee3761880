import { isObject, type JsonObject } from '../../protocol/decode.ts';
import { UnsupportedError } from '../../errors.ts';
import type { Call } from '../call.ts';
import { withPlug } from '../plug/open.ts';
import { indented } from '../show/json.ts';
import { plain } from '../show/plain.ts';
import type { Action } from '../spec.ts';
import { UsageError } from '../usage-error.ts';

/** A SET of these gives the plug another key, another Wi-Fi or other firmware, or lets go of it. */
const DANGEROUS = /^Appliance\.(?:Config\.(?:Key|Wifi|WifiX)|Control\.(?:Bind|Unbind|Upgrade))$/;

/** `raw HOST GET|SET NAMESPACE [JSON]`. */
export const raw: Action = async call => {
  const method = methodOf(call);
  const namespace = namespaceOf(call);
  const payload = payloadOf(call);
  await withPlug(call, async plug => {
    if (!call.flag('force')) {
      if (!plug.can(namespace)) {
        throw new UnsupportedError(`it does not list ${plain(namespace)} (--force asks it all the same)`, {
          namespace,
        });
      }
      if (method === 'SET' && DANGEROUS.test(namespace)) {
        throw new UsageError(
          `A SET of ${namespace} can take the plug off your network.`,
          'Add --force if that is what you want.',
        );
      }
    }
    const { header, payload: answer } = await plug.ask({ namespace, method, payload });
    const { uuid, timestamp } = header;
    call.print({ uuid, namespace: header.namespace, method: header.method, timestamp, payload: answer }, () =>
      indented(answer),
    );
  });
};

function methodOf(call: Call): 'GET' | 'SET' {
  const method = call.argument('method')?.toUpperCase();
  if (method === 'GET' || method === 'SET') return method;
  throw new UsageError(`"${plain(call.argument('method') ?? '')}" is no method.`, 'GET asks, SET orders.');
}

function namespaceOf(call: Call): string {
  const written = call.argument('namespace') ?? '';
  const namespace = written.startsWith('Appliance.') ? written : `Appliance.${written}`;
  if (/^[\w.]{1,80}$/.test(namespace)) return namespace;
  throw new UsageError(`"${plain(written)}" is no namespace.`, 'It looks like Appliance.System.All.');
}

function payloadOf(call: Call): JsonObject {
  const written = call.argument('json') ?? '{}';
  try {
    const payload: unknown = JSON.parse(written);
    if (isObject(payload)) return payload;
  } catch {
    // Told below.
  }
  throw new UsageError(
    'The payload is no JSON object.',
    `In a shell it needs quotes around it: '{"togglex":{"channel":0,"onoff":1}}'`,
  );
}
