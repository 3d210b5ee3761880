/** The server of the settings page: Homebridge's UI starts this file as a child process while the page is open. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { HomebridgePluginUiServer, RequestError } from '@homebridge/plugin-ui-utils';
import { systemClock } from '../clock.ts';
import { HOST } from '../config/host.ts';
import { SUBNET } from '../config/subnet-kind.ts';
import { GivenUpError } from '../errors.ts';
import { InvalidBodyError } from './bodies.ts';
import { requestHandlers, type RequestHandler } from './request-handlers.ts';

/** After the page is closed: time for what is in flight to end, such as writing a record of keys. */
const END_MS = 500;

class SettingsServer extends HomebridgePluginUiServer {
  constructor() {
    super();
    const closing = new AbortController();
    const { MEROSS_ACCESS_POINT: accessPoint, MEROSS_SUBNETS: subnets } = process.env;
    const handlers = requestHandlers({
      clock: systemClock,
      signal: closing.signal,
      pushEvent: (name, data) => {
        this.pushEvent(name, data);
      },
      configPath: this.homebridgeConfigPath,
      recordFolder: this.homebridgeStoragePath,
      // For tests: a simulated plug in pairing mode has another address.
      accessPoint: HOST.read(accessPoint),
      // For tests, and for a container whose own networks are not those of the plugs.
      subnets: subnets?.split(',').filter(subnet => SUBNET.read(subnet) !== undefined),
    });
    for (const [path, handle] of handlers) this.onRequest(path, body => answer(handle, body));
    const end = (): void => {
      closing.abort(new GivenUpError('the page was closed'));
      setTimeout(() => process.exit(0), END_MS);
    };
    process.once('SIGTERM', end);
    process.once('disconnect', end);
    this.ready();
  }
}

async function answer(handle: RequestHandler, body: unknown): Promise<object> {
  try {
    return await handle(body);
  } catch (error) {
    const message = error instanceof InvalidBodyError ? error.message : 'An unexpected failure.';
    throw new RequestError(message, { kind: 'invalid' });
  }
}

/** The UI copies both streams into Homebridge's log. The base class writes a line about each request. */
function silence(): void {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  globalThis.console = new Console(nowhere);
}

// A fault in one request must not end the others. The page has got, or will get, no reply to that request.
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);
silence();
new SettingsServer();
