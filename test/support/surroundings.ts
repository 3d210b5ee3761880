import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.ts';
import type { Surroundings, Wanted } from '../../src/features/index.ts';
import type { Notes } from '../../src/storage/notes.ts';

/** What a plug's config says where it says nothing. */
export const DEFAULTS: Wanted = {
  energy: true,
  energySeconds: 10,
  inUseWatts: 2,
  led: false,
  locked: false,
  autoOffMinutes: 0,
};

/** Notes that are kept in memory, through JSON as on disk. */
export function memoryNotes(): Notes {
  const texts = new Map<string, string>();
  return {
    get: name => {
      const text = texts.get(name);
      const value: unknown = text === undefined ? undefined : JSON.parse(text);
      return value;
    },
    set: (name, value) => {
      if (value === undefined) texts.delete(name);
      else texts.set(name, JSON.stringify(value));
    },
    flush: () => Promise.resolve(true),
  };
}

/** What capabilities find around them. Failures of rules land in `failures`; files, where a test needs some, in `folder`. */
export function surroundings(clock: Clock, failures: unknown[] = [], folder = tmpdir()): Surroundings {
  const books = new Map<string, Notes>();
  return {
    clock,
    notes: uuid => {
      const book = books.get(uuid) ?? memoryNotes();
      books.set(uuid, book);
      return book;
    },
    file: (uuid, ending) => ({
      path: join(folder, `${uuid}${ending}`),
      clock,
      onTrouble: trouble => {
        throw trouble;
      },
    }),
    onRuleFailure: error => failures.push(error),
  };
}
