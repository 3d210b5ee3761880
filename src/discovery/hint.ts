import { MalformedError } from '../errors.ts';
import { object, text, textOr } from '../protocol/decode.ts';
import { SEARCH } from './search-settings.ts';

/** What somebody claims, unsigned, in an answer to the UDP probe. Worth a question, and nothing more. */
export interface Hint {
  readonly host: string;
  readonly uuid: string;
  readonly details: HintDetails;
}

/** For people only. */
export interface HintDetails {
  /** What the plug is called in the Meross app. */
  readonly name?: string;
  readonly type?: string;
  readonly firmwareVersion?: string;
}

/**
 * Reads `{ uuid, devName, deviceType, subType, devSoftWare, devHardWare, ip, port, mac }`. Which firmware answers at all
 * is not known, so only the uuid must be there; `port` is not believed, as a plug's HTTP port is always the same.
 *
 * @param from where the datagram came from, for an answer without `ip`
 * @throws {MalformedError} too long, not JSON, not an object, or a uuid or ip that is no text
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

/** A text that can be shown as it is, on one line; otherwise none. */
function displayText(value: unknown): string {
  const shown = textOr(value, '').trim();
  return /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,64}$/u.test(shown) ? shown : '';
}

function fromJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new MalformedError('the answer to the probe is not JSON', { cause });
  }
}
