/** Simulated plugs in a process of their own, so that what Homebridge costs is Homebridge's alone. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PlugCommand, PlugSpec, PlugState, SentFaults, StartedPlug } from './plug-messages.ts';

const HOST = fileURLToPath(new URL('plug-host.ts', import.meta.url));

export class PlugProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #sent = 0;

  constructor() {
    this.#child = fork(HOST, { stdio: 'inherit' });
    this.#child.on('message', message => this.#receive(message));
    this.#child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the process of the plugs has ended'));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Starts more plugs. Their places in `plugs` of the other methods follow those that were started before. */
  async start(specs: readonly PlugSpec[]): Promise<readonly StartedPlug[]> {
    const result = await this.#ask({ kind: 'start', specs });
    return listOf(result, isStartedPlug);
  }

  async setFaults(plugs: readonly number[], faults: SentFaults): Promise<void> {
    await this.#ask({ kind: 'faults', plugs, faults });
  }

  async setPower(plugs: readonly number[], on: boolean): Promise<void> {
    await this.#ask({ kind: 'power', plugs, on });
  }

  /** Presses the button. @returns when, by `sharedNow()`, and what the outlet is then */
  async press(plug: number): Promise<{ readonly at: number; readonly on: boolean }> {
    const result = await this.#ask({ kind: 'press', plug });
    const { at, on } = isRecord(result) ? result : {};
    if (typeof at !== 'number' || typeof on !== 'boolean') throw new Error(`an odd result: ${JSON.stringify(result)}`);
    return { at, on };
  }

  /** Resolves while the plug is busy with a query, whose reply it sends this much later. It replies to others at once. */
  async slowPoll(plug: number, delayMs: number): Promise<void> {
    await this.#ask({ kind: 'slow poll', plug, delayMs });
  }

  async states(): Promise<readonly PlugState[]> {
    return listOf(await this.#ask({ kind: 'states' }), isPlugState);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  async #ask(command: PlugCommand): Promise<unknown> {
    this.#sent += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#sent, answer);
    this.#child.send({ id: this.#sent, command });
    return answer.promise;
  }

  #receive(message: unknown): void {
    if (!isRecord(message) || typeof message['id'] !== 'number') return;
    const answer = this.#waiting.get(message['id']);
    this.#waiting.delete(message['id']);
    if (typeof message['error'] === 'string') answer?.reject(new Error(message['error']));
    else answer?.resolve(message['result']);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlugState = (value: unknown): value is PlugState =>
  isRecord(value) && typeof value['on'] === 'boolean' && typeof value['requests'] === 'number';

const isStartedPlug = (value: unknown): value is StartedPlug =>
  isRecord(value) && ['host', 'key', 'uuid'].every(key => typeof value[key] === 'string') && 'channels' in value;

function listOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): readonly Item[] {
  if (!Array.isArray(value) || !value.every(isItem)) throw new Error(`an odd result: ${JSON.stringify(value)}`);
  return value;
}
