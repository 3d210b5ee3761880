import type { Message, Request } from '../protocol/envelope.ts';
import type { Transport } from '../transport/transport.ts';
import type { PlugMail } from './mail.ts';

/**
 * One plug over its MQTT session, for when its HTTP fails. Firmware 6 and newer takes some namespaces over HTTP only
 * (seen by others), so this stands beside HTTP, not in its place.
 */
export class MqttTransport implements Transport {
  readonly address: string;
  readonly #mail: PlugMail;
  readonly #uuid: string;

  constructor({ mail, uuid }: { readonly mail: PlugMail; readonly uuid: string }) {
    this.#mail = mail;
    this.#uuid = uuid;
    this.address = `${uuid} over MQTT`;
  }

  request(request: Request, signal: AbortSignal): Promise<Message> {
    return this.#mail.request(this.#uuid, request, signal);
  }
}
