/** A process that writes files, and prints what is on disk; other tests kill it, or give it a full disk. */
import { Journal } from '../../../src/storage/journal.ts';
import { replaceFile } from '../../../src/storage/replace-file.ts';
import { JsonFile } from '../../../src/storage/json-file.ts';
import { systemClock } from '../../../src/clock.ts';

const [, , task, path = ''] = process.argv;
// Without a listener, a file that reaches its limit ends the process.
process.on('SIGXFSZ', () => undefined);

let troubles = 0;
const file = { path, clock: systemClock, onError: () => (troubles += 1) };
const journal = new Journal<number>({ ...file, read: Number, write: Number });

if (task === 'append') {
  // Until it is killed.
  for (let number = 100_000_000; ; number += 1) {
    journal.append(number);
    if (await journal.flush()) console.log(number);
  }
}

if (task === 'replace') {
  // Until it is killed.
  for (let number = 0; ; number = (number + 1) % 10) {
    await replaceFile(path, String(number).repeat(200_000));
    console.log(number);
  }
}

if (task === 'fill-disk') {
  for (let number = 100_000_000; troubles === 0; number += 1) {
    journal.append(number);
    if (await journal.flush()) console.log(`entry ${number}`);
  }
  const json = new JsonFile<string>({ ...file, path: `${path}.json`, read: String });
  for (let length = 1; troubles === 1; length *= 4) {
    json.save('x'.repeat(length));
    if (await json.flush()) console.log(`text ${length}`);
  }
  console.log(`troubles ${troubles}`);
}
