/** The page, without a browser: sends requests to the handlers of the server, and keeps everything that they send back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { GivenUpError } from '../../../src/errors.ts';
import type { FindEvent, Requests, SeenPlug, StepEvent } from '../../../src/homebridge-ui/api.ts';
import { requestHandlers } from '../../../src/homebridge-ui/request-handlers.ts';
import type { ServerOptions } from '../../../src/homebridge-ui/server-context.ts';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { until } from '../../support/until.ts';

type Path = keyof Requests;

export interface TestPage {
  /** Sends a request as the page does: through JSON. Rejects with the message that the page shows. */
  readonly request: <P extends Path>(path: P, body: Requests[P]['body']) => Promise<Requests[P]['reply']>;
  /** The same for a body that the page would never send. */
  readonly send: (path: Path, body: unknown) => Promise<unknown>;
  readonly finds: FindEvent[];
  readonly steps: StepEvent[];
  /** Every reply, error and event so far, as JSON. */
  readonly received: () => string;
  /** The folder of the records of keys; it is the working directory of no test. */
  readonly folder: string;
  readonly close: () => void;
}

/** Opens a page, which closes when the test ends. */
export async function openPage(t: TestContext, options: Partial<ServerOptions> = {}): Promise<TestPage> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-page-'));
  const closing = new AbortController();
  const close = (): void => closing.abort(new GivenUpError('the page was closed'));
  t.after(async () => {
    close();
    await rm(folder, { recursive: true, force: true });
  });
  const finds: FindEvent[] = [];
  const steps: StepEvent[] = [];
  const received: string[] = [];
  const handlers = requestHandlers({
    clock: systemClock,
    signal: closing.signal,
    recordFolder: folder,
    probe: false,
    pushEvent: (_name, data) => {
      received.push(JSON.stringify(data));
      if ('search' in data) finds.push(data);
      else steps.push(data);
    },
    ...options,
  });
  const send = async (path: Path, body: unknown): Promise<unknown> => {
    const handle = handlers.get(path);
    if (handle === undefined) throw new Error(`no handler for ${path}`);
    try {
      const reply = JSON.stringify(await handle(JSON.parse(JSON.stringify(body))));
      received.push(reply);
      return JSON.parse(reply);
    } catch (error) {
      received.push(String(error));
      throw error;
    }
  };
  return {
    request: <P extends Path>(path: P, body: Requests[P]['body']) => send(path, body) as Promise<Requests[P]['reply']>,
    send,
    ...{ finds, steps, folder, close },
    received: () => received.join('\n'),
  };
}

/** The plug of a body. */
export const targetOf = (plug: SimulatedPlug): { host: string; key: string; uuid: string } => ({
  host: plug.host,
  key: plug.key,
  uuid: plug.uuid,
});

/** The reply without a failure; a failure ends the test with its text. */
export function successOf<Reply extends object>(reply: Reply): Exclude<Reply, { readonly failure: unknown }> {
  if ('failure' in reply) throw new Error(JSON.stringify(reply.failure));
  return reply as Exclude<Reply, { readonly failure: unknown }>;
}

/** The failure in a reply. */
export function failureIn(reply: object): {
  readonly kind: string;
  readonly happened: string;
  readonly advice: string;
} {
  if ('failure' in reply) return reply.failure as ReturnType<typeof failureIn>;
  throw new Error(`no failure: ${JSON.stringify(reply)}`);
}

/** Waits for the end of a search; the last state of each plug that was found. */
export async function foundBy(page: TestPage, search: number): Promise<readonly SeenPlug[]> {
  await until(() => page.finds.some(event => event.search === search && event.kind === 'end'), 20_000, 'the end');
  const plugs = new Map<string, SeenPlug>();
  for (const event of page.finds) {
    if (event.search === search && event.kind === 'found') plugs.set(event.plug.uuid, event.plug);
  }
  return [...plugs.values()];
}
