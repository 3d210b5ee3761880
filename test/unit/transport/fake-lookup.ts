import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';

export interface LookupResult {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Answers a look-up of all addresses of a name. */
export type LookupCallback = (error: Error | null, results?: readonly LookupResult[]) => void;

const original = dns.lookup;

/** For the rest of the test, `resolveName` replaces the look-up of names, so that no DNS server is asked. */
export function useLookup(t: TestContext, resolveName: (callback: LookupCallback, name: string) => void): void {
  const value = (name: string, _options: unknown, callback: LookupCallback): void => {
    resolveName((error, results = []) => {
      setImmediate(() => {
        callback(error, results);
      });
    }, name);
  };
  replaceLookup(value);
  t.after(() => {
    replaceLookup(original);
  });
}

/** Through its descriptor, because the fake has only the one overload that we use. */
function replaceLookup(value: unknown): void {
  Object.defineProperty(dns, 'lookup', { ...Object.getOwnPropertyDescriptor(dns, 'lookup'), value });
  syncBuiltinESMExports();
}
