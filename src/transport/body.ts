import { MalformedError, NoAnswerError } from '../errors.ts';
import { LARGEST_REPLY } from '../settings.ts';

/**
 * Reads an answer's body. Plugs mostly send no `Content-Length`, some announce more than they send, and some keep the
 * connection open; so a body is over when it is a whole JSON document, whatever the head said.
 *
 * @throws {MalformedError} too long, or cut short after the first bytes
 * @throws {NoAnswerError} not a single byte: the plug hung up
 */
export async function readBody(chunks: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      if (!Buffer.isBuffer(chunk)) continue;
      parts.push(chunk);
      size += chunk.length;
      if (size > LARGEST_REPLY) throw new MalformedError(`the answer is longer than ${String(LARGEST_REPLY)} bytes`);
      if (endsDocument(chunk)) {
        const text = textOf(parts);
        if (isWhole(text)) return text;
      }
    }
  } catch (error) {
    if (size === 0 || error instanceof MalformedError) throw error;
    throw new MalformedError(`the answer breaks off after ${String(size)} bytes`, { cause: error });
  }
  if (size === 0) throw new NoAnswerError('an answer without a body', { hungUp: true });
  return textOf(parts);
}

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');

const CLOSING_BRACE = 0x7d;

function endsDocument(chunk: Buffer): boolean {
  return chunk.lastIndexOf(CLOSING_BRACE) >= 0;
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
