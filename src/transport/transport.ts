import type { Header, Message, Request } from '../protocol/envelope.ts';

/** Carries one request to a plug and its reply back. Neither retries nor queues nor decides. */
export interface Transport {
  /** The plug's address, for people: `192.168.1.20` or `192.168.1.21:8080`. */
  readonly address: string;

  /**
   * Sends one signed request and checks that the reply is to this request and from our plug.
   *
   * When `signal` aborts, the connection is closed at once. `TimeIsUp` as the reason counts as the plug's silence;
   * with any other reason, the call rejects with that reason.
   *
   * @throws {UnreachableError} nothing was sent
   * @throws {NoAnswerError} sent, then silence or a hang-up
   * @throws {MalformedError} and `OtherPlugError`, `WrongKeyError`, `RefusedError`, `NotSignedError`
   * @throws the error of `terms.checkEndpoint`; then nothing was sent
   */
  request(request: Request, signal: AbortSignal, terms?: RequestTerms): Promise<Message>;
}

/** The terms of one request. The session sets them; a transport applies those that concern it. */
export interface RequestTerms {
  /** Called once connected, before anything is written. An error that it throws ends the request unsent. */
  readonly checkEndpoint?: (endpoint: Endpoint) => void | Promise<void>;
  /** Whether replies from this uuid are accepted only if they are signed with our key. */
  readonly mustBeSigned?: (uuid: string) => boolean;
  /** Receives the header of the reply, an error included, before it is checked. */
  readonly onHeader?: (header: Header) => void;
  /** Whether the body is encrypted; by default, the transport's own quirks decide. */
  readonly encrypted?: boolean;
}

/** One end of a TCP connection: a resolved IP, IPv6 without brackets, and a port. */
export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** What a plug's HTTP needs. Found out by trying, and remembered so that each plug is tried only once. */
export interface HttpQuirks {
  /** Its HTTP head has lines that end in a bare LF, which a strict parser rejects. */
  readonly lenient: boolean;
  /** It hangs up on plain bodies and requires encrypted ones. */
  readonly encrypted: boolean;
}

/** The assumption for every plug until a request fails. */
export const NO_HTTP_QUIRKS: HttpQuirks = { lenient: false, encrypted: false };

/** The address of a plug. */
export interface Address {
  /** IPv4, IPv6 without brackets, or a name. */
  readonly host: string;
  readonly port: number;
}

/** An address as people write it: the port only if it is not 80. */
export function formatAddress({ host, port }: Address): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 80 ? name : `${name}:${String(port)}`;
}

/** The reverse of {@link formatAddress}; undefined for any other text. */
export function parseAddress(text: string): Address | undefined {
  const [, v6, nameOrV4, port = '80'] = /^(?:\[(.+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = v6 ?? nameOrV4;
  return host === undefined ? undefined : { host, port: Number(port) };
}
