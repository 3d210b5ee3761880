/** One HTTP request, read from raw bytes. */
export interface HttpRequest {
  readonly verb: string;
  readonly path: string;
  /** Names in lower case; of a header sent twice, the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the bytes so far are: an incomplete request, never a request, or a request and what follows it. */
export type ReadResult =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'request'; readonly request: HttpRequest; readonly rest: Buffer };

const maxBytes = 64 * 1024;
const endOfHead = '\r\n\r\n';

/**
 * Reads a request with a Content-Length. A chunked body, a head without end or anything above 64 KiB is unreadable, as
 * it is to the small HTTP server of a plug (our guess; no client was seen to try).
 */
export function readHttpRequest(bytes: Buffer): ReadResult {
  const headEnds = bytes.indexOf(endOfHead);
  if (headEnds < 0) return { kind: bytes.length > maxBytes ? 'unreadable' : 'incomplete' };
  const [requestLine = '', ...lines] = bytes.toString('latin1', 0, headEnds).split('\r\n');
  const [verb = '', path = '', version = ''] = requestLine.split(' ');
  const headers = readHeaders(lines);
  const length = Number(headers['content-length'] ?? '0');
  const isReadable = version.startsWith('HTTP/1.') && headers['transfer-encoding'] === undefined;
  if (!isReadable || !Number.isInteger(length) || length < 0 || length > maxBytes) return { kind: 'unreadable' };
  const bodyStarts = headEnds + endOfHead.length;
  const bodyEnds = bodyStarts + length;
  if (bytes.length < bodyEnds) return { kind: 'incomplete' };
  const body = bytes.subarray(bodyStarts, bodyEnds);
  return { kind: 'request', request: { verb, path, headers, body }, rest: bytes.subarray(bodyEnds) };
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}
