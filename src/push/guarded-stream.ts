import { Duplex } from 'node:stream';
import type { FrameViolation, FrameMeter } from './frame-meter.ts';

export interface GuardedStreamOptions {
  readonly meter: FrameMeter;
  /** Called once, just before the stream is destroyed. */
  readonly onViolation: (violation: FrameViolation) => void;
}

/**
 * A connection whose incoming bytes pass a meter before they can be read. Both directions keep their back-pressure: while
 * the reader is slow, the inner stream is paused, and `writableLength` is what the other side has not read yet.
 */
export class GuardedStream extends Duplex {
  readonly #inner: Duplex;

  constructor(inner: Duplex, { meter, onViolation }: GuardedStreamOptions) {
    super({ allowHalfOpen: false });
    this.#inner = inner;
    inner.on('data', (bytes: Buffer) => {
      if (this.destroyed) return;
      const violation = meter.take(bytes);
      if (violation !== undefined) {
        onViolation(violation);
        this.destroy();
      } else if (!this.push(bytes)) inner.pause();
    });
    inner.on('end', () => this.push(null));
    inner.on('error', error => this.destroy(error));
    inner.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#inner.write(bytes, done);
  }

  override _final(done: () => void): void {
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}
