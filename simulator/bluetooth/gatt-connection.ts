import { FrameReader } from './frames.ts';

/** One link, from connect to disconnect. */
export class GattConnection {
  readonly reader = new FrameReader();
  readonly #ended = new AbortController();
  readonly #listeners = new Set<(chunk: Uint8Array) => void>();
  #writes = 0;
  #notifications = 0;
  #frames = 0;
  #work: object | undefined;

  /** Aborts when the link has ended. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Whether the plug is at work on a request. */
  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  /** The plug takes up a request; returns how to say that it is done, which may be said twice. */
  startWork(): () => void {
    const work = {};
    this.#work = work;
    return () => {
      if (this.#work === work) this.#work = undefined;
    };
  }

  /** The number of this chunk from the client, from 0. */
  countWrite(): number {
    return this.#writes++;
  }

  /** The number of this chunk of the plug. */
  countNotification(): number {
    return this.#notifications++;
  }

  /** The number of this frame of the plug. */
  countFrame(): number {
    return this.#frames++;
  }

  onNotify(listener: (chunk: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Nobody who has not subscribed hears it, now or later. */
  notify(chunk: Uint8Array): void {
    for (const listener of this.#listeners) listener(chunk);
  }

  onEnd(listener: () => void): () => void {
    this.ended.addEventListener('abort', listener, { once: true });
    return () => {
      this.ended.removeEventListener('abort', listener);
    };
  }

  end(): void {
    this.#ended.abort();
  }
}
