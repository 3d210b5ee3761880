/** A request body that could be read, and how to write the answer in the same manner. */
export interface DecodedBody {
  readonly text: string;
  /** Whether it came in clear; a plug with LAN encryption answers very little in clear. */
  readonly clear: boolean;
  /** Turns the answer's JSON into body bytes. */
  encode(text: string): Buffer;
}

/** How bodies are wrapped on the wire. AES bodies are to become a second one of these. */
export interface BodyCodec {
  /** Undefined when the body cannot be read: the plug hangs up. */
  decode(body: Buffer): DecodedBody | undefined;
}

/** JSON as it is, UTF-8. */
export const clearBodies: BodyCodec = {
  decode: body => ({ text: body.toString('utf8'), clear: true, encode: text => Buffer.from(text, 'utf8') }),
};
