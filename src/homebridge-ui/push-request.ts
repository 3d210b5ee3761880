import { networkInterfaces } from 'node:os';
import { within } from '../clock.ts';
import { isLocalAddress } from '../local-address.ts';
import type { JsonObject } from '../protocol/decode.ts';
import { openSocket } from '../transport/socket.ts';
import type { Requests } from './api.ts';
import { portAt } from './bodies.ts';
import type { ServerContext } from './server-context.ts';

/** The default of "port" in "broker". */
const BROKER_PORT = 8883;
/** A port of this computer answers at once. */
const CONNECT_MS = 1000;

/** `/push`. The broker may listen on some addresses of this computer only. */
export async function pushRequest(body: JsonObject, context: ServerContext): Promise<Requests['/push']['reply']> {
  const port = portAt(body, 'port', BROKER_PORT);
  const addresses = ownAddresses();
  const tries = ['127.0.0.1', ...addresses].map(host => isListening(host, port, context));
  return { addresses, port, isListening: (await Promise.all(tries)).includes(true) };
}

/** The IPv4 addresses of this computer in local networks; plugs support no IPv6. */
function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? []);
  return all.flatMap(({ family, internal, address }) =>
    family === 'IPv4' && !internal && isLocalAddress(address) ? [address] : [],
  );
}

async function isListening(host: string, port: number, context: ServerContext): Promise<boolean> {
  try {
    await within(context, CONNECT_MS, async signal => (await openSocket({ host, port }, signal)).destroy());
    return true;
  } catch {
    return false;
  }
}
