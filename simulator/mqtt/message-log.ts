import { isObject, type JsonObject, objectAt, parseJson, textAt } from '../json.ts';

/** A message to or from the broker. */
export interface SeenMessage {
  /** By `performance.now()`. */
  readonly at: number;
  readonly topic: string;
  readonly text: string;
  /** Empty if the message is not one of Meross's. */
  readonly method: string;
  readonly namespace: string;
  readonly header: JsonObject;
  readonly payload: unknown;
}

// A demo plug that is switched now and then runs for weeks.
const maxKept = 2000;

/** Messages in one direction, oldest first; of more than 2000, the newest. */
export class MessageLog {
  readonly #messages: SeenMessage[] = [];

  get messages(): readonly SeenMessage[] {
    return this.#messages;
  }

  add(topic: string, text: string): void {
    const message = parseJson(text);
    const header = isObject(message) ? objectAt(message, 'header') : {};
    const payload = isObject(message) ? message['payload'] : undefined;
    const method = textAt(header, 'method') ?? '';
    const namespace = textAt(header, 'namespace') ?? '';
    this.#messages.push({ at: performance.now(), topic, text, method, namespace, header, payload });
    if (this.#messages.length > maxKept) this.#messages.shift();
  }
}
