import type { Message, Request } from '../protocol/envelope.ts';
import type { Transport } from '../transport/transport.ts';
import type { BrokerConnection } from './broker-connection.ts';

/**
 * Reaches one plug over its MQTT session while its HTTP fails. Firmware 6 and newer accepts some namespaces over HTTP
 * only (seen by others), so this complements HTTP and does not replace it.
 */
export class MqttTransport implements Transport {
  readonly address: string;
  readonly #broker: BrokerConnection;
  readonly #uuid: string;

  constructor({ broker, uuid }: { readonly broker: BrokerConnection; readonly uuid: string }) {
    this.#broker = broker;
    this.#uuid = uuid;
    this.address = `${uuid} over MQTT`;
  }

  request(request: Request, signal: AbortSignal): Promise<Message> {
    return this.#broker.request(this.#uuid, request, signal);
  }
}
