import { ReplyBody, type BodyDecoder, type ReplyText } from './reply-body.ts';

/** What a plug replied: the body is read only with status 200. */
export interface HttpResult extends Partial<ReplyText> {
  readonly status: number;
}

/** One reply as it arrives. Settles once; everything after that is ignored. */
export class HttpReply {
  readonly #body: ReplyBody;
  readonly #result = Promise.withResolvers<HttpResult>();
  #isSettled = false;

  /** @param decode as in {@link ReplyBody} */
  constructor(decode?: BodyDecoder) {
    this.#body = new ReplyBody(decode);
  }

  /** Rejects with the errors of {@link ReplyBody}, and with those of the connection if nothing of a body had arrived. */
  get result(): Promise<HttpResult> {
    return this.#result.promise;
  }

  /** Whether nothing more is needed of the connection. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  receiveStatus(status: number): void {
    if (status !== 200) this.#settle(() => ({ status }));
  }

  receive(chunk: Buffer): void {
    if (this.#isSettled) return;
    try {
      const complete = this.#body.add(chunk);
      if (complete !== undefined) this.#settle(() => ({ status: 200, ...complete }));
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    this.#settle(() => ({ status: 200, ...this.#body.end() }));
  }

  /** The connection broke. */
  breakOff(cause: unknown): void {
    this.#settle(() => ({ status: 200, ...this.#body.breakOff(cause) }));
  }

  /** Gives up, whatever has arrived. */
  fail(error: unknown): void {
    this.#settle(() => {
      throw error;
    });
  }

  #settle(outcome: () => HttpResult): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    try {
      this.#result.resolve(outcome());
    } catch (error) {
      this.#result.reject(error);
    }
  }
}
