import { FrameReader } from './frames.ts';

/** One connection, from connect to disconnect. */
export class GattConnection {
  readonly reader = new FrameReader();
  readonly #ended = new AbortController();
  readonly #listeners = new Set<(chunk: Uint8Array) => void>();
  #writes = 0;
  #notifications = 0;
  #frames = 0;
  #work: object | undefined;

  /** Aborts when the connection has ended. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Whether the plug is processing a request. */
  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  /** Marks the plug as busy; returns the function that ends this, which may be called twice. */
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

  /** The number of this chunk from the plug. */
  countNotification(): number {
    return this.#notifications++;
  }

  /** The number of this frame from the plug. */
  countFrame(): number {
    return this.#frames++;
  }

  onNotify(listener: (chunk: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Without a subscription, the chunk is lost. */
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
