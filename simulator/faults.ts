import { type IdentityFaults, noIdentityFaults } from './identity-faults.ts';
import { noPairingFaults, type PairingFaults } from './pairing-faults.ts';
import { noSilenceFaults, type Picks, type SilenceFaults } from './silence-faults.ts';

/**
 * The faults of a plug. Every fault is off by default and may be switched on and off while the plug runs; the next
 * stage of the next request sees it. Faults of requests apply to HTTP, Bluetooth and MQTT alike, those of HTTP there
 * only.
 */
export interface Faults extends IdentityFaults, PairingFaults, SilenceFaults {
  /**
   * Milliseconds before a reply is sent. The relay switches when they are over: a request whose client has disconnected
   * by then has no effect. A client that has half-closed its connection counts as disconnected.
   */
  delayMs: number;
  /** With `delayMs`, `silent` or `hangUp`: the relay switches at once although the reply is late or never sent. */
  actEarly: boolean;
  /**
   * Sleepy Wi-Fi: nothing is read from a connection for this many milliseconds. The kernel still accepts it, so `connect`
   * succeeds at once. Seen: 0.6 to 3.2 s on boards in power save.
   */
  acceptDelayMs: number;
  /** Closes the connection without a byte, always or for the requests that it picks. */
  hangUp: Picks;
  /** Executes the command, and the connection breaks before the reply. What would follow the reply, such as joining Wi-Fi, follows. */
  ackLost: Picks;
  /** This many more requests are read and answered as usual; then the plug has no power until `plugIn`. */
  powerCutAfter: number | undefined;
  /** How lines of the response head end: CRLF; the status line with a bare LF; all of them, blank line included. */
  lineEnding: 'crlf' | 'status-lf' | 'lf';
  /** 'none' as in captures: the body ends at FIN. 'too-long' announces 100 bytes more than it sends, then closes. */
  contentLength: 'right' | 'none' | 'too-long';
  /** Does not close the connection after the reply; a further request on it is answered. */
  keepOpen: boolean;
  /**
   * The body is cut after this many bytes and the connection closed; the Content-Length, if any, is that of the whole.
   */
  cutBodyAt: number | undefined;
  /** Sent instead of the reply. The request has had its effect. 'huge' is a JSON string of 10 MiB that never ends. */
  garbage: undefined | 'html' | 'binary' | 'empty' | 'json-array' | 'huge';
  /** Status of every reply; plugs send 200 for protocol errors too. */
  httpStatus: number;
  /** How many seconds the plug's clock is ahead; negative: behind. */
  clockOffsetSeconds: number;
  /** The plug has no time: its clock counts from 437 at power-up. Seen: timestamps 437, 1033, 250848. */
  unsetClock: boolean;
  /** Replies with a messageId that no request had. */
  wrongMessageId: boolean;
  /** Answers every SET with an ERROR of this code; the relay does not switch. */
  refuseWithError: undefined | number;
  /** Behaves as if the plug had another key: every request gets ERROR 5001, signed with that other key. */
  wrongKey: boolean;
  /**
   * Channel 0 of a strip reads 1 while any outlet is on (seen: mss425fc hw 8). When false it keeps what it was last set
   * to (as the PUSHes of an mss425e 2.1.2 suggest).
   */
  masterFollows: boolean;
  /**
   * LAN encryption: as the model was recorded; none, so that even a plug that lists Encrypt.ECDHE takes everything in
   * clear (seen: hp110ahk 4.1.12); or required, as after a firmware update that brings it: then Encrypt.Suite and
   * Encrypt.ECDHE are in its abilities, and in clear it answers nothing but System.Ability and Encrypt.Suite.
   */
  encryption: 'as recorded' | 'off' | 'required';
  /**
   * How a plug that requires encryption refuses a request in clear: hangs up (seen: mss110 7.3.37), is silent, or
   * replies with this HTTP status and no body.
   */
  clearRefusal: 'hang-up' | 'silent' | 400 | 500;
  /**
   * A SET of ToggleX with an array: every entry acts; it is acknowledged but only the first acts; it is acknowledged
   * and nothing acts; or the plug hangs up. No recording shows what real plugs do.
   */
  arraySet: 'honoured' | 'first only' | 'ignored' | 'refused';
  /**
   * Control.Multiple: answered; hung up on; answered by an empty list, and nothing has acted (seen: mss620 7.3.8); cut
   * in the middle of the last part, all of them having acted (seen where replies exceed the plug's memory, about 3 kB
   * on an mss310); or carried out and answered for the first part alone.
   */
  multiple: 'works' | 'refused' | 'empty' | 'truncated' | 'fewer';
  /**
   * Hangs up on a Multiple whose reply, header included, is longer than this many bytes. Undefined is as the model: 2099
   * on generation 2, none on others.
   */
  largestMultiple: number | undefined;
  /** Answers a UDP probe of a `SimulatedNetwork`; which real plugs do is not known. */
  answersProbe: boolean;
  /**
   * The counter of ConsumptionX stops at 23:58 by the plug's own midnight, and what flows until then is in the first
   * value of the next day. Seen: mss310 1.1.18.
   */
  midnightFreeze: boolean;
}

/** A plug without faults. */
export function noFaults(): Faults {
  return {
    delayMs: 0,
    actEarly: false,
    acceptDelayMs: 0,
    ...noPairingFaults(),
    ...noIdentityFaults(),
    ...noSilenceFaults(),
    hangUp: false,
    ackLost: false,
    powerCutAfter: undefined,
    lineEnding: 'crlf',
    contentLength: 'none',
    keepOpen: false,
    cutBodyAt: undefined,
    garbage: undefined,
    httpStatus: 200,
    clockOffsetSeconds: 0,
    unsetClock: false,
    wrongMessageId: false,
    refuseWithError: undefined,
    wrongKey: false,
    masterFollows: true,
    encryption: 'as recorded',
    clearRefusal: 'hang-up',
    arraySet: 'honoured',
    multiple: 'works',
    largestMultiple: undefined,
    answersProbe: true,
    midnightFreeze: false,
  };
}
