import {
  LockedError,
  MalformedError,
  NoAnswerError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  UnsupportedError,
  WrongKeyError,
} from '../errors.ts';

/** The plug that something happened to, as people know it. */
export interface Subject {
  /** E.g. `Desk lamp`. */
  readonly name: string;
  /** E.g. `192.168.1.20`. */
  readonly address: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
}

/**
 * A failure in two lines: what happened where; the likely cause, what to do, and what happens next. Never a key.
 */
export function explain(error: unknown, { name, address, path }: Subject): string {
  const who = name === address ? address : `${name} (${address})`;
  const comesBack = 'Home shows "No Response"; it is asked again and comes back by itself';
  if (error instanceof WrongKeyError) {
    return lines(
      `${who} does not accept the key in the config.`,
      `Set "key" at ${path} to the key that this plug was given, and restart Homebridge. Until then it can be neither read nor switched.`,
    );
  }
  if (error instanceof OtherPlugError) {
    return lines(
      `${who}: another plug answers at this address (uuid ${error.found}, not ${error.expected}), so nothing is read or switched there.`,
      `Give each plug a fixed address in your router, or set "host" at ${path} to where this one is now. If it was replaced, remove its cached accessory in Homebridge.`,
    );
  }
  if (error instanceof UnreachableError) {
    return lines(
      `${who} cannot be reached: ${error.message}.`,
      `Is it plugged in, on this network, and still at that address? ${comesBack}.`,
    );
  }
  if (error instanceof NoAnswerError || error instanceof UnsupportedError) {
    const isHangUp = error instanceof UnsupportedError || error.hungUp;
    return lines(
      isHangUp ? `${who} hangs up without an answer.` : `${who} accepts a connection and then stays silent.`,
      isHangUp
        ? `It may be starting, or be busy with somebody else; with LAN encryption it also does this when the key is wrong. ${comesBack}.`
        : `Unplug it for ten seconds if this lasts. ${comesBack}.`,
    );
  }
  if (error instanceof MalformedError) {
    return lines(
      `${who} answers, but not as a Meross plug does: ${error.message}.`,
      `Is it a Meross plug that has this address, and is its port right? ${comesBack}.`,
    );
  }
  if (error instanceof RefusedError) {
    return lines(
      `${who} refused to do it: error ${String(error.code)}.`,
      `The plug gives no reason. Its state is read again; if this happens every time, please report it with the plug's model and firmware.`,
    );
  }
  if (error instanceof LockedError) {
    return lines(
      `${who} is locked, and was not switched.`,
      `Remove "locked" at ${path} and restart Homebridge if HomeKit may switch it.`,
    );
  }
  return lines(
    `${who}: an unexpected failure of this plugin.`,
    'Please report it, with what the log says in debug mode. It is tried again.',
  );
}

/** A length of time for people: `45 s`, `3 min`, `2 h 5 min`, `20 days`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)} h ${String(minutes % 60)} min` : `${String(Math.round(hours / 24))} days`;
}

const lines = (...all: readonly string[]): string => all.join('\n');
