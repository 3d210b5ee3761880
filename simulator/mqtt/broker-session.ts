import { processRequest } from '../request-processing.ts';
import { type Announcement, announcementText, type Envelope, keyOf, readEnvelope, signatureOf } from '../envelope.ts';
import { numberAt, objectAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import type { RequestLog } from '../request-log.ts';
import { clockPush } from './announcements.ts';
import type { BrokerLink, PublishOptions } from './broker-link.ts';
import type { MessageLog } from './message-log.ts';
import type { StartUpSession } from './start-up.ts';

/** What a session needs of the plug. */
export interface BrokerSessionContext {
  readonly core: PlugCore;
  readonly log: RequestLog;
  readonly sent: MessageLog;
  readonly received: MessageLog;
}

/** One connection to a broker, from CONNACK to its end. */
export class BrokerSession implements StartUpSession {
  readonly #link: BrokerLink;
  readonly #context: BrokerSessionContext;
  readonly #clockReceived = new AbortController();
  readonly #bindAcknowledged = new AbortController();
  readonly ended: AbortSignal;

  constructor(link: BrokerLink, context: BrokerSessionContext, ended: AbortSignal) {
    this.#link = link;
    this.#context = context;
    this.ended = ended;
  }

  get clockReceived(): AbortSignal {
    return this.#clockReceived.signal;
  }

  get bindAcknowledged(): AbortSignal {
    return this.#bindAcknowledged.signal;
  }

  announce(announcement: Announcement): void {
    const { core } = this.#context;
    this.publish(`/appliance/${core.uuid}/publish`, announcementText(core, announcement));
  }

  /** At QoS 1, never retained; a message that the broker does not accept is lost. */
  publish(topic: string, text: string, options: PublishOptions = { qos: 1 }): void {
    if (this.ended.aborted || topic === '' || /[+#]/.test(topic)) return;
    this.#context.sent.add(topic, text);
    this.#link.publish(topic, text, options);
  }

  /** Handles a message on the plug's topic. */
  receive(topic: string, text: string): void {
    this.#context.received.add(topic, text);
    const envelope = readEnvelope(text);
    if (envelope === undefined) return;
    switch (envelope.request.method) {
      case 'PUSH':
      case 'SETACK':
      case 'GETACK':
      case 'ERROR':
        if (this.#isSigned(envelope)) this.#handleMessage(envelope);
        break;
      default:
        void this.#handleRequest(envelope);
    }
  }

  #isSigned({ request, timestamp, sign }: Envelope): boolean {
    return sign === signatureOf(request.messageId, keyOf(this.#context.core), timestamp);
  }

  #handleMessage({ request: { namespace, method, payload } }: Envelope): void {
    const { core } = this.#context;
    const kind = `${method} ${namespace}`;
    if (kind === 'SETACK Appliance.Control.Bind') this.#bindAcknowledged.abort();
    if (kind === 'PUSH Appliance.Control.Unbind') core.reset();
    if (kind !== 'PUSH Appliance.System.Clock') return;
    const timestamp = numberAt(objectAt(payload, 'clock'), 'timestamp');
    // Without a time, the broker suggests that the plug ask for it.
    if (timestamp === undefined) this.announce(clockPush(core));
    else this.#setClock(timestamp);
  }

  #setClock(timestamp: number): void {
    const { core } = this.#context;
    core.meter.settle();
    core.clock.set(timestamp);
    core.rules.timeChanged();
    this.#clockReceived.abort();
  }

  async #handleRequest(envelope: Envelope): Promise<void> {
    const { core, log } = this.#context;
    const logged = log.open(envelope, 'mqtt');
    const abandon = (): void => logged.end('abandoned');
    this.ended.addEventListener('abort', abandon, { once: true });
    const result = await processRequest(core, { envelope, logged, clear: false, abandoned: this.ended });
    this.ended.removeEventListener('abort', abandon);
    if (result.kind === 'broken') this.drop();
    // What it would hang up on over HTTP it leaves unanswered (our guess).
    if (result.kind !== 'answered') return;
    logged.end(result.outcome);
    this.publish(envelope.from ?? '', result.text);
    result.sent();
  }

  /** Drops the connection without a DISCONNECT. */
  drop(): void {
    this.#link.destroy();
  }
}
