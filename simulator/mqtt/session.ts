import type { IClientPublishOptions, MqttClient } from 'mqtt';
import { deliberate } from '../deliberation.ts';
import { type Announcement, announcementText, type Envelope, keyOf, readEnvelope, signatureOf } from '../envelope.ts';
import { numberAt, objectAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import type { RequestLog } from '../request-log.ts';
import { clockPush } from './announcements.ts';
import type { MailLog } from './mail.ts';
import type { Conversation } from './start-up.ts';

/** What a session needs of the plug around it. */
export interface SessionSurroundings {
  readonly core: PlugCore;
  readonly log: RequestLog;
  readonly sent: MailLog;
  readonly received: MailLog;
}

/** One connection to a broker, from CONNACK to its end. */
export class Session implements Conversation {
  readonly #client: MqttClient;
  readonly #around: SessionSurroundings;
  readonly #clockAnswered = new AbortController();
  readonly #bindAnswered = new AbortController();
  readonly ended: AbortSignal;

  constructor(client: MqttClient, around: SessionSurroundings, ended: AbortSignal) {
    this.#client = client;
    this.#around = around;
    this.ended = ended;
  }

  get clockAnswered(): AbortSignal {
    return this.#clockAnswered.signal;
  }

  get bindAnswered(): AbortSignal {
    return this.#bindAnswered.signal;
  }

  say(announcement: Announcement): void {
    const { core } = this.#around;
    this.publish(`/appliance/${core.uuid}/publish`, announcementText(core, announcement));
  }

  /** At QoS 1, never retained; what the broker does not take is lost. */
  publish(topic: string, text: string, options: IClientPublishOptions = { qos: 1 }): void {
    if (this.ended.aborted || topic === '' || /[+#]/.test(topic)) return;
    this.#around.sent.note(topic, text);
    this.#client.publish(topic, text, options, () => undefined);
  }

  /** What came in on its topic. */
  receive(topic: string, text: string): void {
    this.#around.received.note(topic, text);
    const envelope = readEnvelope(text);
    if (envelope === undefined) return;
    switch (envelope.question.method) {
      case 'PUSH':
      case 'SETACK':
      case 'GETACK':
      case 'ERROR':
        if (this.#isSigned(envelope)) this.#listen(envelope);
        break;
      default:
        void this.#answer(envelope);
    }
  }

  #isSigned({ question, timestamp, sign }: Envelope): boolean {
    return sign === signatureOf(question.messageId, keyOf(this.#around.core), timestamp);
  }

  #listen({ question: { namespace, method, payload } }: Envelope): void {
    const { core } = this.#around;
    const what = `${method} ${namespace}`;
    if (what === 'SETACK Appliance.Control.Bind') this.#bindAnswered.abort();
    if (what === 'PUSH Appliance.Control.Unbind') core.reset();
    if (what !== 'PUSH Appliance.System.Clock') return;
    const timestamp = numberAt(objectAt(payload, 'clock'), 'timestamp');
    // Without a time it is the broker's hint to ask for it.
    if (timestamp === undefined) this.say(clockPush(core));
    else this.#setClock(timestamp);
  }

  #setClock(timestamp: number): void {
    const { core } = this.#around;
    core.meter.settle();
    core.clock.set(timestamp);
    this.#clockAnswered.abort();
  }

  async #answer(envelope: Envelope): Promise<void> {
    const { core, log } = this.#around;
    const open = log.open(envelope, 'mqtt');
    const abandon = (): void => open.end('abandoned');
    this.ended.addEventListener('abort', abandon, { once: true });
    const verdict = await deliberate(core, { envelope, open, clear: false, left: this.ended });
    this.ended.removeEventListener('abort', abandon);
    if (verdict.kind === 'broken') this.drop();
    // What it would hang up on over HTTP it leaves without an answer (our guess).
    if (verdict.kind !== 'answered') return;
    open.end(verdict.outcome);
    this.publish(envelope.from ?? '', verdict.text);
    verdict.sent();
  }

  /** The connection breaks without a word. */
  drop(): void {
    this.#client.stream.destroy();
  }
}
