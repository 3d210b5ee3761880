/** The inspector of another Node: profiles of exactly the time that is measured, and its heap. */
import { WebSocket } from 'undici';
import { until } from '../../test/support/until.ts';

export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))));
  }

  /** Connects to a Node that was started with `--inspect=127.0.0.1:port`. */
  static async connect(port: number): Promise<Inspector> {
    const url = await until(() => targetAt(port), 10_000, 'the inspector');
    const socket = new WebSocket(url);
    const opened = Promise.withResolvers<undefined>();
    socket.addEventListener('open', () => opened.resolve(undefined));
    socket.addEventListener('error', () => opened.reject(new Error('the inspector refuses')));
    await opened.promise;
    return new Inspector(socket);
  }

  /** Calls a method of the protocol of Chrome's developer tools. */
  async call(method: string, params: object = {}): Promise<unknown> {
    this.#sent += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#sent, answer);
    this.#socket.send(JSON.stringify({ id: this.#sent, method, params }));
    return answer.promise;
  }

  close(): void {
    this.#socket.close();
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('id' in message) || typeof message.id !== 'number') return;
    const answer = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) answer?.reject(new Error(JSON.stringify(message.error)));
    else answer?.resolve('result' in message ? message.result : undefined);
  }
}

async function targetAt(port: number): Promise<string | undefined> {
  const targets: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const target: unknown = Array.isArray(targets) ? targets[0] : undefined;
  if (typeof target !== 'object' || target === null || !('webSocketDebuggerUrl' in target)) return undefined;
  return String(target.webSocketDebuggerUrl);
}
