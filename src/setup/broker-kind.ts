import { isIP } from 'node:net';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import { DEAD_BROKER, isDeadBroker } from './broker-address.ts';

/** Which broker a plug uses: none that could reply, one in this network, the vendor's, or another one. */
export type BrokerKind = 'none' | 'this network' | 'meross' | 'elsewhere';

/** Classifies the `server` of a plug's `firmware` in System.All; empty: it names none. */
export function brokerKind(server: string): BrokerKind {
  if (server === '' || isDeadBroker({ ...DEAD_BROKER, host: server })) return 'none';
  if (isIP(server) === 0 ? isLocalName(server) : isLocalAddress(server)) return 'this network';
  return /(?:^|\.)(?:meross|refoss)\.(?:com|net)$/i.test(server) ? 'meross' : 'elsewhere';
}
