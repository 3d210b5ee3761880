import type { Failure, Requests } from '../api.ts';
import type { Language } from '../../texts/language.ts';
import type { PageTexts } from '../../texts/en/page.ts';
import type { HomebridgeWindow } from './homebridge-window.ts';

/** What a request came to. */
export type Answer<Reply> = { readonly reply: Reply } | { readonly failure: Failure };

/** A reply without the failure that some requests reply with. */
export type ReplyOf<Path extends keyof Requests> = Exclude<Requests[Path]['reply'], { readonly failure: Failure }>;

/** Sends a request to the server of the page; never rejects. */
export type Ask = <Path extends keyof Requests>(
  path: Path,
  body: Requests[Path]['body'],
) => Promise<Answer<ReplyOf<Path>>>;

/** After this time without a reply, and without an event of its steps, the user may try again. */
const PATIENCE_MS = 60_000;

/** Requests that take longer than that, but report each step. */
const IN_STEPS: readonly string[] = ['/rekey/run', '/pairing/run'];

/** Makes the function that sends requests, in the language of the page. */
export function asking(ui: HomebridgeWindow, language: Language, t: PageTexts, patienceMs = PATIENCE_MS): Ask {
  return async (path, body) => {
    const patience = new Patience(patienceMs);
    const again = (): void => patience.restart();
    if (IN_STEPS.includes(path)) ui.addEventListener('step', again);
    try {
      const reply = await Promise.race([ui.request(path, { ...body, language }), patience.ended]);
      if (reply === undefined) return { failure: { kind: 'usage', ...t.failure.late } };
      return isReply(reply) ? { reply } : { failure: failureIn(reply, t) };
    } catch (error) {
      return { failure: { kind: 'usage', happened: messageOf(error) ?? t.failure.unknown, advice: t.failure.again } };
    } finally {
      patience.end();
      ui.removeEventListener('step', again);
    }
  };
}

class Patience {
  readonly ended: Promise<undefined>;
  readonly #ms: number;
  #give: () => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.ended = new Promise(resolve => {
      this.#give = () => resolve(undefined);
    });
    this.restart();
  }

  restart(): void {
    this.end();
    this.#timer = setTimeout(this.#give, this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

function isReply<Reply>(reply: Reply): reply is Exclude<Reply, { readonly failure: Failure }> {
  return !(typeof reply === 'object' && reply !== null && 'failure' in reply);
}

function failureIn(reply: unknown, t: PageTexts): Failure {
  const failure = typeof reply === 'object' && reply !== null && 'failure' in reply ? reply.failure : undefined;
  return isFailure(failure) ? failure : { kind: 'usage', happened: t.failure.unknown, advice: t.failure.again };
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== 'object' || value === null || !('happened' in value) || !('advice' in value)) return false;
  return typeof value.happened === 'string' && typeof value.advice === 'string';
}

/** The Homebridge UI rejects with the server's `{ message }`. */
function messageOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' && error.message !== '' ? error.message : undefined;
}
