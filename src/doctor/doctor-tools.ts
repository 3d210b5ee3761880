import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { deadline, reasonOf, TimeIsUp, type Clock } from '../clock.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { openSocket } from '../transport/socket.ts';
import type { Address } from '../transport/transport.ts';

/** What an examination uses of this computer; tests replace it. */
export interface DoctorTools {
  readonly clock: Clock;
  /** Aborted when the user stops the command; whatever is running rejects with its reason. */
  readonly signal: AbortSignal;
  /** How long each step may take. */
  readonly timeoutMs: number;
  /** All addresses of a name. @throws {NodeJS.ErrnoException} */
  readonly lookup: (name: string) => Promise<readonly string[]>;
  readonly interfaces: () => readonly NetworkInterfaceInfo[];
  /** Opens a connection. @throws {UnreachableError} */
  readonly connect: (address: Address, signal: AbortSignal) => Promise<Socket>;
  /** As in `process.platform`: some advice depends on it. */
  readonly platform: string;
  /** The sentences of the findings, in the language of the user. */
  readonly texts: DoctorTexts;
}

/** The tools of this computer. */
export function machineTools(options: Pick<DoctorTools, 'clock' | 'signal' | 'timeoutMs' | 'texts'>): DoctorTools {
  return {
    ...options,
    lookup: async name => (await lookup(name, { all: true })).map(({ address }) => address),
    interfaces: () => Object.values(networkInterfaces()).flatMap(addresses => addresses ?? []),
    connect: openSocket,
    platform: process.platform,
  };
}

/** A result, and how long it took. */
export interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

/**
 * Runs one step, for `timeoutMs` at most.
 * @throws the user's reason to stop, {@link TimeIsUp}, or whatever `work` throws
 */
export async function withTimeout<T>(tools: DoctorTools, work: (signal: AbortSignal) => Promise<T>): Promise<Timed<T>> {
  const { clock, signal, timeoutMs } = tools;
  if (signal.aborted) throw reasonOf(signal);
  const limit = deadline(clock, timeoutMs);
  const stop = (): void => {
    limit.abort(reasonOf(signal));
  };
  const over = Promise.withResolvers<never>();
  const end = (): void => {
    over.reject(reasonOf(limit.signal));
  };
  signal.addEventListener('abort', stop, { once: true });
  limit.signal.addEventListener('abort', end, { once: true });
  const startedAt = clock.now();
  try {
    // A race, because a look-up of the system cannot be interrupted.
    const value = await Promise.race([work(limit.signal), over.promise]);
    return { value, ms: clock.now() - startedAt };
  } catch (error) {
    // After the user has stopped the command, any failure is due to that.
    throw isAborted(signal) ? reasonOf(signal) : error;
  } finally {
    signal.removeEventListener('abort', stop);
    limit.signal.removeEventListener('abort', end);
    limit.cancel();
  }
}

export { TimeIsUp };

/** A function, because the compiler assumes that `aborted` has not changed since the check above. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** The system's code of an error or of its cause, such as `ECONNREFUSED`; empty where there is none. */
export function systemCodeOf(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(each.code)) return each.code;
  }
  return '';
}

/** Whole milliseconds, as people read them. */
export function round(ms: number): number {
  return Math.round(ms);
}
