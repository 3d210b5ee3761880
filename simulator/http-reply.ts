import { STATUS_CODES } from 'node:http';
import type { Faults } from './faults.ts';

/** The bytes of a reply, in the chunks in which they are written, and whether the connection ends after them. */
export interface HttpReply {
  readonly pieces: Iterable<Buffer>;
  readonly closes: boolean;
}

const hugeBytes = 10 * 1024 * 1024;
const hugePiece = 64 * 1024;

/**
 * Writes a reply as a plug does: status line, `content-type`, `connection: close`, no Content-Length, the body to the
 * end of the connection (captured from mss110 6.1.4 and 7.3.46). The faults change each of these.
 */
export function writeReply(faults: Readonly<Faults>, replyBody: Buffer): HttpReply {
  if (faults.garbage === 'huge') {
    return { pieces: hugePieces(headOf(faults, 'application/json', hugeBytes)), closes: true };
  }
  const { type, whole } = bodyOf(faults, replyBody);
  const body = faults.cutBodyAt === undefined ? whole : whole.subarray(0, faults.cutBodyAt);
  const closes = !faults.keepOpen || faults.contentLength === 'too-long' || faults.cutBodyAt !== undefined;
  return { pieces: [Buffer.concat([headOf(faults, type, whole.length), body])], closes };
}

/** Writes a reply with a status and no body. */
export function emptyReply(faults: Readonly<Faults>, status: number): Buffer {
  return headOf({ ...faults, httpStatus: status, contentLength: 'right' }, 'text/html', 0);
}

function bodyOf({ garbage }: Readonly<Faults>, replyBody: Buffer): { type: string; whole: Buffer } {
  switch (garbage) {
    case 'html':
      return { type: 'text/html', whole: Buffer.from('<!DOCTYPE html><html><body>Router login</body></html>') };
    case 'binary':
      return { type: 'application/octet-stream', whole: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)) };
    case 'empty':
      return { type: 'application/json', whole: Buffer.alloc(0) };
    case 'json-array':
      return { type: 'application/json', whole: Buffer.from('[1,2,3]') };
    default:
      return { type: 'application/json', whole: replyBody };
  }
}

function headOf(faults: Readonly<Faults>, type: string, length: number): Buffer {
  const status = String(faults.httpStatus);
  const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[faults.httpStatus] ?? 'Unknown'}`;
  const headers = [`content-type: ${type}`, 'connection: close'];
  if (faults.contentLength === 'right') headers.push(`content-length: ${String(length)}`);
  if (faults.contentLength === 'too-long') headers.push(`content-length: ${String(length + 100)}`);
  const afterStatus = faults.lineEnding === 'crlf' ? '\r\n' : '\n';
  const afterHeader = faults.lineEnding === 'lf' ? '\n' : '\r\n';
  return Buffer.from(statusLine + afterStatus + [...headers, '', ''].join(afterHeader), 'latin1');
}

function* hugePieces(head: Buffer): Generator<Buffer> {
  yield head;
  const start = Buffer.from('{"header":{"messageId":"');
  yield Buffer.concat([start, Buffer.alloc(hugePiece - start.length, 'a')]);
  for (let sent = hugePiece; sent < hugeBytes; sent += hugePiece) yield Buffer.alloc(hugePiece, 'a');
}
