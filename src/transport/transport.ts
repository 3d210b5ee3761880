import type { Header, Message, Request } from '../protocol/envelope.ts';

/** Carries one request to a plug and its reply back. Owns no retry, no queue and no opinion. */
export interface Transport {
  /** Where the plug is, for people: `192.168.1.20` or `192.168.1.21:8080`. */
  readonly address: string;

  /**
   * Sends one signed request and checks that the reply is to it and from our plug.
   *
   * When `signal` aborts, the connection is closed at once. If it aborts with `TimeIsUp` that is the plug's silence;
   * with anything else, the call rejects with just that.
   *
   * @throws {UnreachableError} nothing was sent
   * @throws {NoAnswerError} sent, then silence or a hang-up
   * @throws {MalformedError} {@link OtherPlugError} {@link WrongKeyError} {@link RefusedError} {@link NotSignedError}
   * @throws whatever `terms.admit` throws; then nothing was sent
   */
  request(request: Request, signal: AbortSignal, terms?: RequestTerms): Promise<Message>;
}

/** What holds for one request. The session decides it; a transport applies it, as far as it concerns that transport. */
export interface RequestTerms {
  /** Called when the connection stands, before anything is written. What it throws ends the request unsent. */
  readonly checkEndpoint?: (endpoint: Endpoint) => void | Promise<void>;
  /** Whether replies of the plug with this uuid count only when they are signed with our key. */
  readonly mustBeSigned?: (uuid: string) => boolean;
  /** Gets the header of the reply, an error included, before it is judged. */
  readonly onHeader?: (header: Header) => void;
  /** Whether the body is encrypted; the transport's own quirks decide where this is left out. */
  readonly encrypted?: boolean;
}

/** One end of a TCP connection: a resolved IP, IPv6 without brackets, and a port. */
export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** How a plug wants to be spoken to. Found out by asking, and remembered so that nobody pays for that twice. */
export interface HttpQuirks {
  /** Its HTTP head has lines that end in a bare LF, which a strict parser refuses. */
  readonly lenient: boolean;
  /** It hangs up on plain bodies, and wants them encrypted. */
  readonly encrypted: boolean;
}

/** What every plug is taken for until it shows otherwise. */
export const NO_HTTP_QUIRKS: HttpQuirks = { lenient: false, encrypted: false };

/** Where a plug listens. */
export interface Address {
  /** IPv4, IPv6 without brackets, or a name. */
  readonly host: string;
  readonly port: number;
}

/** An address as people write it: the port only where it is not 80. */
export function formatAddress({ host, port }: Address): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 80 ? name : `${name}:${String(port)}`;
}

/** The reverse of {@link formatAddress}; undefined for what it did not write. */
export function parseAddress(text: string): Address | undefined {
  const [, v6, nameOrV4, port = '80'] = /^(?:\[(.+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = v6 ?? nameOrV4;
  return host === undefined ? undefined : { host, port: Number(port) };
}
