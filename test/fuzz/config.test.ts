import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConfig, type ConfigReading } from '../../src/config.ts';
import { tablesIn } from '../../src/config/option.ts';
import { PLATFORM } from '../../src/config/schema.ts';
import { logTexts } from '../../src/texts/log-language.ts';
import { LANGUAGES } from '../../src/texts/language.ts';
import { jsonNear } from './support/any-json.ts';
import { fuzz } from './support/fuzz.ts';

const SUBJECT = 'config';
const TABLES = tablesIn(PLATFORM);
/** The names of all options, of all blocks, with their synonyms and with typing mistakes. */
const NAMES = TABLES.flatMap(({ options }) =>
  Object.entries(options).flatMap(([name, { synonyms = [] }]) => [name, ...synonyms, `${name}s`, name.toUpperCase()]),
);
const VALUES = [
  ...['192.168.1.20', '192.168.1.21:8080', 'http://plug.local/config', '192.168.0.0/16', 'mqtts://me:word@nas.local:1'],
  ...[
    'outlet',
    'light',
    'auto',
    'plug',
    'matter',
    'de',
    'fr',
    'motion',
    '1901234567890123456789012345678z',
    80,
    65_536,
  ],
];
const config = jsonNear(NAMES, VALUES);

/** A block that has the right form up to some depth, so that the options of a plug are reached. */
const nearly = fc
  .record({ devices: fc.array(fc.dictionary(fc.constantFrom(...NAMES), config), { maxLength: 4 }), key: config })
  .chain(block =>
    fc.dictionary(fc.constantFrom(...NAMES), config, { maxKeys: 4 }).map(others => ({ ...others, ...block })),
  );
const input = fc.oneof(config, nearly);

const readings = (value: unknown): readonly ConfigReading[] =>
  LANGUAGES.map(language => readConfig(value, logTexts(language).config));

test('any JSON is read without an error, and each problem has its path and a readable text in every language', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.property(input, value => {
      const before = JSON.stringify(value);
      const [english, ...others] = readings(value);
      assert.equal(JSON.stringify(value), before, 'the config is not changed');
      assert.ok(english);
      for (const { path, message } of english.problems) {
        assert.ok(path !== '' && !/[\n\r]/.test(path), JSON.stringify(path));
        // Some texts contain an example of several lines.
        assert.ok(message !== '' && !/(?!\n)\p{Cc}/u.test(message) && message.length < 2000, message);
        assert.doesNotMatch(message, /undefined|\[object/);
      }
      for (const { problems, config: read } of others) {
        assert.deepEqual(read, english.config, 'the language changes nothing but the texts');
        assert.deepEqual(
          problems.map(({ path }) => path),
          english.problems.map(({ path }) => path),
        );
      }
    }),
  );
});

test('whatever is written, the plugs that run have usable settings, and every other plug is listed as left out', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.property(nearly, value => {
      const { config: read, leftOut, problems } = readConfig(value);
      if (read === undefined) return;
      assert.equal(read.devices.length + leftOut.length, value.devices.length);
      for (const { path } of leftOut)
        assert.ok(
          problems.some(problem => problem.path.startsWith(path)),
          path,
        );
      assert.equal(new Set(read.devices.map(({ host, port }) => `${host} ${port}`)).size, read.devices.length);
      for (const device of read.devices) {
        assert.ok(Number.isInteger(device.port) && device.port >= 1 && device.port <= 65_535);
        assert.ok(device.host !== '' && !/\s/.test(device.host));
        assert.equal(typeof device.key, 'string');
        assert.equal(typeof device.locked, 'boolean');
        assert.ok((device.name ?? '').length <= 64);
        assert.ok(device.outlets.every(({ channel }) => Number.isInteger(channel) && channel >= 0 && channel <= 63));
      }
      const again: unknown = JSON.parse(JSON.stringify(read));
      assert.equal(typeof again, 'object');
      assert.equal(Reflect.get({}, 'devices'), undefined, 'no prototype is changed');
    }),
  );
});

/** A key as the vendor makes them, and one that a user made up. */
const secret = fc.oneof(fc.stringMatching(/^[0-9a-f]{32}$/), fc.stringMatching(/^canary-[a-z0-9]{12,20}$/));
const SECRET_NAMES = ['key', 'password', 'userKey', 'token', 'Secret', 'passphrase'];
/** The ways in which a secret gets into another line. */
const pasted = fc.constantFrom<(text: string) => string>(
  text => text,
  text => ` ${text}\n`,
  text => `"${text}"`,
  text => text.toUpperCase(),
  text => `mqtts://me:${text}@nas.local`,
  text => `http://${text}.local/${text}`,
  text => `my ${text} plug`,
);

test('no problem shows a key or a password, wherever else it was pasted', async () => {
  const lines = fc.array(fc.tuple(fc.constantFrom(...NAMES, 'devices', 'broker'), pasted), { maxLength: 5 });
  const places = fc.record({
    name: fc.constantFrom(...SECRET_NAMES),
    isInPlug: fc.boolean(),
    asName: fc.boolean(),
    lines,
  });
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.property(secret, places, nearly, (word, { name, isInPlug, asName, lines }, value) => {
      const wrong = Object.fromEntries(lines.map(([option, paste]) => [option, paste(word)]));
      const plug = { host: '192.168.1.20', ...wrong, ...(isInPlug && { [name]: word }), ...(asName && { [word]: 1 }) };
      const block = {
        ...value,
        ...(isInPlug ? {} : wrong),
        devices: [plug, ...value.devices],
        ...(!isInPlug && { [name]: word }),
      };
      for (const { problems } of readings(block))
        for (const { path, message } of problems)
          assert.ok(!`${path} ${message}`.toLowerCase().includes(word), `${path} ${message}`);
    }),
  );
});
