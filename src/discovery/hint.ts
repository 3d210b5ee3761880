import { MalformedError } from '../errors.ts';
import { object, text, textOr } from '../protocol/decode.ts';
import { SEARCH } from './search-settings.ts';

/** An unsigned answer to the UDP probe. It only justifies a query to that address. */
export interface Hint {
  readonly host: string;
  readonly uuid: string;
  readonly details: HintDetails;
}

/** Only displayed. */
export interface HintDetails {
  /** The plug's name in the Meross app. */
  readonly name?: string;
  readonly type?: string;
  readonly firmwareVersion?: string;
}

/**
 * Reads `{ uuid, devName, deviceType, subType, devSoftWare, devHardWare, ip, port, mac }`. It is not known which firmware
 * answers at all, so only the uuid is required; `port` is ignored, because a plug's HTTP port is always the same.
 *
 * @param from the sender of the datagram, for an answer without `ip`
 * @throws {MalformedError} too long, not JSON, not an object, or a uuid or ip that is not a text
 */
export function readHint(datagram: Buffer, from: string): Hint {
  if (datagram.length > SEARCH.largestHint) throw new MalformedError('the answer to the probe is too long');
  const reply = object(fromJson(datagram.toString('utf8')), 'the answer to the probe');
  const name = displayText(reply['devName']);
  const type = displayText(reply['deviceType']);
  const firmwareVersion = displayText(reply['devSoftWare']);
  return {
    host: reply['ip'] === undefined ? from : text(reply['ip'], 'ip'),
    uuid: text(reply['uuid'], 'uuid').toLowerCase(),
    details: { ...(name && { name }), ...(type && { type }), ...(firmwareVersion && { firmwareVersion }) },
  };
}

/** A text that can be shown unchanged on one line; otherwise an empty text. */
function displayText(value: unknown): string {
  const trimmed = textOr(value, '').trim();
  return /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,64}$/u.test(trimmed) ? trimmed : '';
}

function fromJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new MalformedError('the answer to the probe is not JSON', { cause });
  }
}
