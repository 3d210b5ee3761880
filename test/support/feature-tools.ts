import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.ts';
import { discoveredDevice } from '../../src/config.ts';
import type { FeatureConfig, FeatureTools } from '../../src/features/feature-declaration.ts';
import type { Notes } from '../../src/storage/notes.ts';
import { ENGLISH } from '../../src/texts/log-texts.ts';

/** The config of a plug with every default. */
export const DEFAULT_CONFIG: FeatureConfig = {
  ...discoveredDevice({ host: '127.0.0.1', port: 80, uuid: '', key: '' }, { clock: 'plug', publish: 'hap' }),
  energySeconds: 10,
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

/** What features work with. Lines of their log land in `logged`; files, where a test needs some, in `folder`. */
export function featureTools(clock: Clock, logged: string[] = [], folder = tmpdir(), texts = ENGLISH): FeatureTools {
  const log = (text: string): void => void logged.push(text);
  const notesByUuid = new Map<string, Notes>();
  return {
    clock,
    notes: uuid => {
      const plugNotes = notesByUuid.get(uuid) ?? memoryNotes();
      notesByUuid.set(uuid, plugNotes);
      return plugNotes;
    },
    file: (uuid, ending) => ({
      path: join(folder, `${uuid}${ending}`),
      clock,
      onError: trouble => {
        throw trouble;
      },
    }),
    log: {
      info: log,
      texts,
      warn: log,
      once: text => {
        if (!logged.includes(text)) log(text);
      },
    },
  };
}
