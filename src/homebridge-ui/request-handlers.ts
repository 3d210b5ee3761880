import { isObject, type JsonObject } from '../protocol/decode.ts';
import { languageOf } from '../texts/language.ts';
import { logTexts } from '../texts/log-language.ts';
import { serverTexts } from '../texts/server-texts.ts';
import type { Requests } from './api.ts';
import { bodyObject, InvalidBodyError } from './bodies.ts';
import { dataWithoutSecrets, secretsIn, withoutSecrets } from './hidden-secrets.ts';
import { reportRequest, testRequest } from './doctor-requests.ts';
import { clockRequest, energyRequest } from './meter-requests.ts';
import { pairingScanRequest, PairingRequests } from './pairing-requests.ts';
import { PlugAccess } from './plug-access.ts';
import { plugRequest, stateRequest, switchRequest } from './plug-requests.ts';
import { pushRequest } from './push-request.ts';
import { rekeyPlanRequest, rekeyRunRequest } from './rekey-requests.ts';
import { SearchRequests } from './search-requests.ts';
import type { ServerContext, ServerOptions } from './server-context.ts';
import { takeOverEntriesRequest, takeOverRequest } from './take-over-requests.ts';

/** How long to wait for each reply of a plug: some boards need 3.2 s just to accept a connection. */
const TIMEOUT_MS = 5000;

/** Answers one kind of request. */
type RequestWork<Reply> = (body: JsonObject, context: ServerContext) => Reply | Promise<Reply>;

/** Every path, with its work. */
type RequestWorks = { readonly [Path in keyof Requests]: RequestWork<Requests[Path]['reply']> };

/**
 * Answers requests to one path.
 * @throws {InvalidBodyError} with a sentence for users, and never another error
 */
export type RequestHandler = (body: unknown) => Promise<object>;

/** The handler of each path of the server. They share the order of requests to plugs, and the only search. */
export function requestHandlers(options: ServerOptions): ReadonlyMap<string, RequestHandler> {
  const plugs = new PlugAccess();
  const searches = new SearchRequests();
  const pairing = new PairingRequests();
  const works: RequestWorks = {
    '/find/start': (body, context) => searches.start(body, context),
    '/find/stop': () => searches.stop(),
    '/plug': plugRequest,
    '/state': stateRequest,
    '/switch': switchRequest,
    '/energy': energyRequest,
    '/clock': clockRequest,
    '/rekey/plan': rekeyPlanRequest,
    '/rekey/run': rekeyRunRequest,
    '/push': pushRequest,
    '/pairing/scan': pairingScanRequest,
    '/pairing/run': (body, context) => pairing.run(body, context),
    '/test': testRequest,
    '/report': reportRequest,
    '/take-over': takeOverRequest,
    '/take-over/entries': takeOverEntriesRequest,
  };
  return new Map(
    Object.entries(works).map(([path, work]) => [path, handlerOf(work, path === KEYS_PATH, options, plugs)]),
  );
}

/** The only reply with keys: the page moves them from one block of the config to another. */
const KEYS_PATH = '/take-over/entries' satisfies keyof Requests;

function handlerOf(
  work: RequestWork<object>,
  mayReplyKeys: boolean,
  options: ServerOptions,
  plugs: PlugAccess,
): RequestHandler {
  return async body => {
    const secrets = secretsIn(body);
    const language = languageOf(isObject(body) && Object.hasOwn(body, 'language') ? body['language'] : undefined);
    const texts = { server: serverTexts(language), log: logTexts(language) };
    const pushEvent: ServerOptions['pushEvent'] = (name, data) => {
      options.pushEvent(name, dataWithoutSecrets(data, secrets));
    };
    try {
      const reply = await work(bodyObject(body), { ...options, pushEvent, plugs, texts, timeoutMs: TIMEOUT_MS });
      return mayReplyKeys ? reply : dataWithoutSecrets(reply, secrets);
    } catch (error) {
      const message = error instanceof InvalidBodyError ? error.message : texts.server.unexpected;
      throw new InvalidBodyError(withoutSecrets(message, secrets));
    }
  };
}
