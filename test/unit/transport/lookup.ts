import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';

export interface Found {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Answers a look-up of all addresses of a name. */
export type Answer = (error: Error | null, found?: readonly Found[]) => void;

/** For the rest of the test, names are looked up by `answer`: nobody is asked, and a test decides what is found. */
export function withLookup(t: TestContext, look: (answer: Answer, name: string) => void): void {
  const original = Object.getOwnPropertyDescriptor(dns, 'lookup');
  if (original === undefined) throw new Error('node:dns has no lookup');
  const value = (name: string, _options: unknown, done: Answer): void => {
    look((error, found = []) => {
      setImmediate(() => {
        done(error, found);
      });
    }, name);
  };
  Object.defineProperty(dns, 'lookup', { ...original, value });
  syncBuiltinESMExports();
  t.after(() => {
    Object.defineProperty(dns, 'lookup', original);
    syncBuiltinESMExports();
  });
}
