import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readSaved } from '../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../src/energy/energy-total.ts';
import { HistoryStore } from '../../src/history/history-store.ts';
import { Journal } from '../../src/storage/journal.ts';
import { PlugStore } from '../../src/storage/plug-store.ts';
import { MerossError } from '../../src/errors.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fileAt } from '../unit/storage/storage-fixture.ts';
import { jsonNear } from './support/any-json.ts';
import { damaged, damages, type Damage } from './support/damage.ts';
import { fuzz } from './support/fuzz.ts';

const SUBJECT = 'stored-files';
const UUID = '24010100000000000034298f14000001';

const top = mkdtempSync(join(tmpdir(), 'meross-fuzz-'));
after(() => rmSync(top, { recursive: true, force: true }));

/** Runs in a folder of its own. */
async function inFolder(task: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(top, 'run-'));
  try {
    await task(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const filesIn = (folder: string): readonly Buffer[] =>
  readdirSync(folder).map(name => readFileSync(join(folder, name)));

interface NumberedText {
  readonly number: number;
  readonly text: string;
}

function journalAt(path: string) {
  const { troubles, ...options } = fileAt(path);
  const read = (value: unknown): NumberedText | undefined => {
    if (!Array.isArray(value)) return undefined;
    const values: readonly unknown[] = value;
    const [number, text] = values;
    return typeof number === 'number' && typeof text === 'string' ? { number, text } : undefined;
  };
  return {
    journal: new Journal<NumberedText>({ ...options, read, write: ({ number, text }) => [number, text] }),
    troubles,
  };
}

const lines = fc
  .array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 8 })
  .map(texts => texts.map((text, index) => ({ number: index, text })));

/** Where the first damaged byte is. */
function firstDifference(sound: Buffer, bytes: Buffer): number {
  const at = sound.findIndex((byte, index) => bytes[index] !== byte);
  return at < 0 ? sound.length : at;
}

test('a journal with any damage loses no entry before it, keeps the damaged file, and goes on', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.asyncProperty(lines, damages, async (entries, list: readonly Damage[]) => {
      await inFolder(async folder => {
        const path = join(folder, 'journal');
        const sound = Buffer.from(entries.map(({ number, text }) => `${JSON.stringify([number, text])}\n`).join(''));
        const bytes = damaged(sound, list);
        writeFileSync(path, bytes);
        const whole = bytes.subarray(0, firstDifference(sound, bytes)).filter(byte => byte === 0x0a).length;
        const { journal, troubles } = journalAt(path);
        const found = await journal.load();
        assert.deepEqual(found.slice(0, whole), entries.slice(0, whole), 'an entry before the damage is lost');
        for (const { kind } of troubles) assert.ok(kind === 'damaged' || kind === 'later', kind);
        if (troubles.length > 0)
          assert.ok(
            filesIn(folder).some(kept => kept.equals(bytes)),
            'the damaged file is gone',
          );
        const next = { number: 99, text: 'next' };
        journal.append(next);
        await journal.close();
        const again = journalAt(path);
        assert.deepEqual(await again.journal.load(), [...found, next]);
        await again.journal.close();
      });
    }),
  );
});

test('any bytes in place of a history start an empty or a shorter one, and it takes new entries', async () => {
  const row = fc.oneof(
    fc.tuple(fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }), fc.double(), fc.constantFrom(0, 1, null)),
    fc.record({ number: fc.nat(), firstAt: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }) }),
    jsonNear(['number', 'firstAt', 'held'], [1_735_689_600, 'hour', 'day']),
  );
  const text = fc.array(row, { maxLength: 8 }).map(rows => rows.map(each => `${JSON.stringify(each)}\n`).join(''));
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(text, damages).map(([sound, list]) => damaged(Buffer.from(sound), list)),
  );
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.asyncProperty(content, async bytes => {
      await inFolder(async folder => {
        const path = join(folder, `${UUID}.history`);
        writeFileSync(path, bytes);
        const { troubles, ...options } = fileAt(path);
        const store = await HistoryStore.open({ ...options, capacity: 16 });
        assert.ok(store.ring.entries.length <= 16);
        const times = store.ring.entries.map(({ at }) => at);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        const at = Math.max(1_735_689_600, ...times) + 600;
        assert.equal(store.add({ at, watts: 5 }), true);
        await store.close();
        for (const error of troubles) assert.ok(error instanceof MerossError);
        const again = await HistoryStore.open({ ...options, capacity: 16 });
        assert.ok(again.ring.entries.some(entry => entry.at === at && entry.watts === 5));
        await again.close();
      });
    }),
  );
});

test('any bytes in place of the notes about a plug are read or kept aside, and the notes of another plug stay', async () => {
  const other = '24010100000000000034298f14000002';
  const json = jsonNear(['total', 'energy', 'limits', 'version', 'format']);
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.tuple(json, damages).map(([value, list]) => damaged(Buffer.from(JSON.stringify(value)), list)),
  );
  await fuzz(
    { subject: SUBJECT, runs: 300 },
    fc.asyncProperty(content, async bytes => {
      await inFolder(async folder => {
        writeFileSync(join(folder, `${UUID}.json`), bytes);
        writeFileSync(join(folder, `${other}.json`), '{"total":7}\n');
        let troubleCount = 0;
        const options = { folder, clock: new FakeClock(), onError: () => (troubleCount += 1) };
        const store = await PlugStore.open(options);
        assert.equal(store.notes(other).get('total'), 7);
        if (troubleCount > 0)
          assert.ok(
            filesIn(folder).some(kept => kept.equals(bytes)),
            'the damaged file is gone',
          );
        store.notes(UUID).set('mark', [1]);
        await store.close();
        const again = await PlugStore.open(options);
        assert.deepEqual(again.notes(UUID).get('mark'), [1]);
        await again.close();
      });
    }),
  );
});

test('any JSON in place of a saved energy total counts on from a number', async () => {
  const saved = jsonNear(
    ['wattHours', 'shown', 'counter', 'days', 'date', 'month', 'hours', 'at', 'ledger', 'isWhole', 'resetAt', 'offset'],
    ['2025-03-01', '2025-03', 5, 1_735_689_600],
  );
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(saved, value => {
      const energy = new EnergyTotal(readSaved(value));
      const before = energy.wattHours(0) ?? 0;
      energy.countedDays([{ date: '2025-03-01', wattHours: 5 }], 0);
      energy.countedDays([{ date: '2025-03-01', wattHours: 9 }], 1);
      const total = energy.wattHours(1) ?? -1;
      assert.ok(Number.isFinite(total) && total >= before && before >= 0, `${total} after ${before}`);
      assert.deepEqual(readSaved(JSON.parse(JSON.stringify(energy.saved ?? null))), energy.saved);
    }),
  );
});
