import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv, type ErrorObject } from 'ajv';
import fc from 'fast-check';
import { tablesIn, type Table } from '../../src/config/option.ts';
import { DEVICE } from '../../src/config/device-table.ts';
import { PLATFORM } from '../../src/config/schema.ts';
import { readConfig, type Problem } from '../../src/config.ts';
import { everyOption, fieldAt, isJson, plainDefault, schemaFile as file, type Json } from './config-tables.ts';

/*
 * `config.schema.json` is what Homebridge's settings screen refuses, `readConfig` what the plugin refuses. They must be
 * the same, and at the same place, except for what a schema cannot express.
 */

/** The value at a path of keys in the schema file. */
function at(...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJson(value) ? value[key] : undefined), file);
}

const schema = at('schema');
assert.ok(isJson(schema));
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: false });
for (const keyword of ['x-schema-form', 'placeholder']) ajv.addKeyword(keyword);
const validate = ajv.compile(schema);

/** Problems that a schema cannot express, each with the reason. Keep it short. */
const NOT_IN_JSON_SCHEMA: readonly { readonly what: string; readonly is: (problem: Problem) => boolean }[] = [
  {
    what: 'unknown keys: additionalProperties must stay open for _bridge, and the form would drop what it forbids',
    is: ({ message }) => message.startsWith('is not known here; '),
  },
  {
    what: 'a key missing in a plug: needed only if there is none at the top level',
    is: ({ path, message }) => path.endsWith('].key') && message.startsWith('is missing; '),
  },
  {
    what: 'a key with a blank or a quotation mark at an end: it is used all the same',
    is: ({ path, message }) => /(^|\.)key$/.test(path) && message.endsWith('correct it here.'),
  },
  {
    what: 'no plug and no search: right for a form that is just being filled in',
    is: ({ path, message }) => path === 'devices' && message.includes('so there is no plug to show'),
  },
  {
    what: 'the same plug or channel twice: uniqueItems compares whole entries',
    is: ({ message }) => message.includes(' already names this '),
  },
  {
    what: 'a standby limit that contradicts another option: a schema cannot compare two',
    is: ({ path, message }) => path.endsWith('.limits.standbyWatts') && /"overloadWatts", |is locked/.test(message),
  },
  {
    what: 'a setting that holds the key: a schema cannot compare two',
    is: ({ message }) => message.includes('this is a key or a password of this config'),
  },
  {
    what: 'the grammar and the range of an IPv6 address: the pattern only knows how local ones begin',
    is: ({ path, message }) =>
      /\.host$|^broker\.(url$|addresses\[)|^metrics\.address$/.test(path) && /^is "[^"]*:[^"]*:/.test(message),
  },
];

/** What the schema refuses although `readConfig` takes it, each with the reason. Keep it short. */
const TOO_STRICT: readonly { readonly what: string; readonly is: (place: string, value: unknown) => boolean }[] = [
  {
    what: 'a local name that ends in capitals: a pattern can not ignore case',
    is: (place, value) =>
      place.endsWith('].host') && typeof value === 'string' && /\.[a-z.]*[A-Z][A-Za-z.]*(:|\s*$)/.test(value),
  },
  {
    what: 'discovery: false: the form only keeps a block whose type is plainly object, and drops false unvalidated',
    is: (place, value) => place === 'discovery' && value === false,
  },
];

/** Where the schema finds something wrong, in `readConfig`'s way of writing paths. */
function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  const missing: unknown = keyword === 'required' ? params['missingProperty'] : undefined;
  const steps = [...instancePath.split('/').slice(1), ...(typeof missing === 'string' ? [missing] : [])];
  const path = steps.map(step => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('');
  return path === '' ? 'config' : path.slice(1);
}

interface Judgement {
  readonly schema: readonly string[];
  readonly reader: readonly string[];
}

function validateBoth(block: unknown): Judgement {
  // As it would come from config.json: no undefined, no NaN.
  const json: unknown = JSON.parse(JSON.stringify(block ?? null));
  validate(json);
  const { problems } = readConfig(json);
  const errors = (validate.errors ?? []).filter(error => !isTooStrict(json, error, problems)).map(placeOf);
  const [notInSchema, inSchema] = [true, false].map(wanted =>
    problems.filter(problem => NOT_IN_JSON_SCHEMA.some(({ is }) => is(problem)) === wanted).map(({ path }) => path),
  );
  const ofSchema = errors.filter(path => notInSchema?.includes(path) !== true);
  return { schema: [...new Set(ofSchema)].sort(), reader: [...new Set(inSchema)].sort() };
}

/** Whether an error is only the schema being stricter than the reader, in a way that is known. */
function isTooStrict(json: unknown, error: ErrorObject, problems: readonly Problem[]): boolean {
  const value = error.instancePath
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, step) => {
      if (Array.isArray(inner)) return inner[Number(step)];
      return isJson(inner) ? inner[step] : undefined;
    }, json);
  const place = placeOf(error);
  return TOO_STRICT.some(({ is }) => is(place, value)) && !problems.some(({ path }) => path === place);
}

function agree(block: unknown): void {
  const { schema: ofSchema, reader } = validateBoth(block);
  assert.deepEqual(ofSchema, reader, JSON.stringify(block));
}

const HOST = '192.168.1.20';

// Spelt out, not imported: a list that lost an entry must not agree with itself.
const ENDINGS = [
  ...['local', 'lan', 'home', 'home.arpa', 'internal', 'localdomain', 'localhost', 'intranet', 'private'],
  ...['fritz.box', 'test'],
];

const HOSTS = [
  ...['192.168.1.20', ' 10.0.0.1 ', '10.255.255.255:1', '127.0.0.1:65535', '172.16.0.1', '172.31.0.1', '169.254.1.1'],
  ...['[fe80::1]', '[fe80::1%eth0]:80', 'fd00::1', '::1', '[::1]:8080', '0:0:0:0:0:0:0:1', '::ffff:10.0.0.1'],
  ...[
    'plug',
    'plug:80',
    'localhost',
    'a_b',
    '3d',
    '0xcafe-',
    '0xcafe-x',
    'plug.local',
    'a.b.lan:1',
    'fritz.box',
    'home.arpa',
  ],
  ...ENDINGS.map(ending => `tv.${ending}`),
  ...ENDINGS,
  ...[
    'PLUG.local',
    'plug.LOCAL',
    'plug.Local:80',
    'plug.COM',
    'a'.repeat(63),
    'a'.repeat(64),
    `${'a.'.repeat(124)}local`,
    `a${'a.'.repeat(124)}local`,
  ],
  ...[
    '',
    ' ',
    '8.8.8.8',
    '0.0.0.0',
    '100.64.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '11.0.0.1',
    '192.169.0.1',
    '255.255.255.255',
  ],
  ...['10.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.01', '10.0.0.1.', '10.0.0.1:0', '10.0.0.1:65536', '10.0.0.1:080'],
  ...[
    '10.0.0.1:',
    '10.0.0.1:x',
    '10.0.0.1:80:80',
    '1:2',
    '[10.0.0.1]',
    '[plug]',
    '[fe80::1]x',
    '[fe80::1]:0',
    '[]',
    '[',
  ],
  ...[
    '2001:db8::1',
    '[2001:db8::1]',
    'ff02::1',
    'fd00::1:80',
    'fe80::g',
    '1:2:3:4:5:6:7:8:80',
    '12345',
    '0x7f',
    '0x7f:80',
  ],
  ...[
    'plug.com',
    'com',
    'plug.box',
    'box',
    'arpa',
    'plug.arpa',
    'x.fritz.box.com',
    'plug.',
    '.local',
    'a..local',
    '-a',
    'a-',
  ],
  ...['http://10.0.0.1/', '10.0.0.1/24', 'me@10.0.0.1', 'my plug', 'plüg', 'plug\n', 'a\nb', 'plug#1', 'plug.local.'],
];

const SUBNETS = [
  ...['192.168.1.0/24', '10.0.0.0/22', '172.16.5.9/32', '127.0.0.0/24', '169.254.0.0/30', '10.0.0.0/21', '10.0.0.0/8'],
  ...['10.0.0.0/33', '10.0.0.0/024', '10.0.0.0/', '10.0.0.0', '10.0.0/24', '8.8.8.0/24', '172.32.0.0/24', '0.0.0.0/0'],
  ...['fd00::/120', ' 10.0.0.0/24', '10.0.0.0/24 ', '', '/24', '010.0.0.0/24'],
];

const UUIDS = [
  ...['1901234567890123456789012345678z', ' 1901234567890123456789012345678F', '190123456789012345678901234567'],
  ...['19012345-6789-0123-4567-890123456789', '', '1901234567890123456789012345678_'],
];

/** Values of every JSON type, and numbers on each side of each bound. */
const ANYTHING = [
  ...[
    null,
    true,
    false,
    'true',
    '5',
    '',
    ' ',
    'x',
    [],
    {},
    [{}],
    [null],
    'x'.repeat(64),
    'x'.repeat(65),
    '🔌'.repeat(64),
  ],
  ...[-1, 0, 0.05, 0.1, 0.5, 1, 1.5, 2, 63, 64, 1440, 1441, 3600, 3600.5, 3601, 4000, 4001, 10080, 10081, 65535, 65536],
  ...[1e21, -0, 'outlet', 'switch', 'light', 'plug', 'auto', 'hap', 'matter', 'HAP'],
];

const URLS = [
  'mqtts://192.168.1.5:8883',
  'mqtt://192.168.1.5',
  'mqtts://nas.local:8883',
  'mqtts://[fe80::1]:8883',
  'mqtts://[fe80::1]',
  'mqtts://fe80::1',
  'mqtts://8.8.8.8',
  'mqtts://broker.example.com',
  'mqtts://192.168.1.5:0',
  'mqtts://192.168.1.5:65536',
  'mqtts://me:secret@192.168.1.5',
  'mqtts://192.168.1.5/',
  'mqtts:// 192.168.1.5',
  ' mqtts://192.168.1.5',
  'http://192.168.1.5',
  'ws://192.168.1.5',
  '192.168.1.5:8883',
  'mqtts://',
];

function device(settings: Json): Json {
  return { key: 'k', devices: [{ host: HOST, ...settings }] };
}

/** Blocks that differ from a good one in a single setting. */
function* handMade(): Generator {
  yield* [{}, { devices: [] }, { platform: 'MerossLocal', _bridge: {}, key: 'k', devices: [{ host: HOST }] }];
  yield* [null, 7, 'x', [], { key: 'k', devices: [{}] }, { devices: [{ host: HOST }] }];
  yield* [device({ outlets: [{ name: 'TV' }] }), device({ outlets: [{ hidden: false }] })];
  yield* [device({ key: '' }), device({ outlets: [{ channel: 1 }, { channel: 1 }] }), device({ ip: HOST })];
  yield { key: 'k', devices: [{ host: HOST }, { host: HOST }] };
  yield { key: 'a key pasted', devices: [{ host: HOST, name: 'a key pasted' }] };
  yield* [true, false].map(locked => device({ locked, limits: { overloadWatts: 9, standbyWatts: 9 } }));
  for (const host of HOSTS) yield device({ host });
  for (const uuid of UUIDS) yield device({ uuid });
  for (const url of URLS) yield { ...device({}), broker: { url } };
  for (const subnet of SUBNETS) yield { key: 'k', devices: [], discovery: { subnets: [HOST + '/32', subnet] } };
  for (const { key, option, around } of everyOption()) {
    const { words = [], minimum = 0, maximum = 0 } = option.kind.json;
    const edges = [minimum, maximum].flatMap(bound => [bound - 0.01, bound - 1, bound, bound + 1]);
    for (const value of new Set([...ANYTHING, ...words, ...edges])) yield around({ [key]: value });
  }
  for (const value of ANYTHING) {
    yield { ...device({}), broker: { addresses: [value] } };
    yield { ...device({}), discovery: { subnets: value } };
    yield { ...device({}), discovery: { subnets: [value] } };
    yield { key: 'k', devices: [value, { host: HOST }] };
    yield device({ outlets: [value] });
  }
}

const number = fc.oneof(fc.integer({ min: -2, max: 70000 }), fc.double({ noNaN: true, min: -1, max: 20000 }));
const anything = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...ANYTHING) },
  { weight: 2, arbitrary: fc.jsonValue() },
);
const octets = fc.tuple(fc.integer({ min: 0, max: 260 }), fc.nat(260), fc.nat(260), fc.nat(260));
const ipv4 = octets.map(parts => parts.join('.'));
const host = fc.oneof(
  fc.constantFrom(...HOSTS),
  fc.tuple(ipv4, fc.constantFrom('', ':80', ':70000')).map(([ip, port]) => ip + port),
  fc.stringMatching(/^[a-z0-9.:_-]{1,12}$/),
  fc.string({ unit: 'binary' }),
);

/** A record of some of these keys: mostly the right sort of value, sometimes any value. */
function block(
  model: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  requiredKeys: string[] = [],
): fc.Arbitrary<unknown> {
  const entries = Object.entries(model).map(([key, right]): [string, fc.Arbitrary<unknown>] => [
    key,
    fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: anything }),
  ]);
  return fc.record(Object.fromEntries(entries), { requiredKeys });
}

const text = fc.string({ unit: 'grapheme', maxLength: 70 });
const subnet = fc.oneof(
  fc.constantFrom(...SUBNETS),
  fc.tuple(ipv4, fc.nat(34)).map(([ip, bits]) => `${ip}/${bits.toString()}`),
);

/** Texts with a grammar of their own, which no kind describes. */
const GRAMMARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  host,
  uuid: fc.constantFrom(...UUIDS),
  url: fc.constantFrom(...URLS),
  addresses: fc.array(ipv4, { maxLength: 2 }),
  subnets: fc.array(subnet, { maxLength: 3 }),
};

/** Blocks of a table: any of its options, mostly with the right sort of value, and some keys that it does not know. */
function blocksOf({ options }: Table, unknown: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const known = Object.entries(options).map(([key, { kind }]): [string, fc.Arbitrary<unknown>] => {
    const [inside] = 'tables' in kind ? kind.tables : [];
    if (inside !== undefined) {
      const inner = blocksOf(inside, { ip: text });
      return [
        key,
        kind.json.type === 'array' ? fc.array(inner, { maxLength: 3 }) : fc.oneof(inner, fc.constant(false)),
      ];
    }
    const { type, words } = kind.json;
    if (type === 'boolean') return [key, fc.boolean()];
    if (type === 'number' || type === 'integer') return [key, number];
    return [key, words === undefined ? (GRAMMARS[key] ?? text) : fc.constantFrom(...words)];
  });
  const required = Object.keys(options).filter(key => options[key]?.presence === 'required');
  return block({ ...Object.fromEntries(known), ...unknown }, required);
}

const generated = blocksOf(PLATFORM, { _bridge: anything });
const plug = blocksOf(DEVICE, { ip: text });

describe('the settings screen and the plugin refuse the same', () => {
  it('one wrong setting at a time', () => {
    const blocks = [...handMade()];
    blocks.forEach(agree);
    const good = blocks.filter(entry => validateBoth(entry).reader.length === 0).length;
    assert.ok(good > 150 && blocks.length - good > 500, 'the corpus has enough of both');
  });

  it('any mixture of settings', () => {
    fc.assert(fc.property(generated, agree), { numRuns: 2000 });
  });

  it('any address', () => {
    fc.assert(
      fc.property(host, address => {
        agree(device({ host: address }));
      }),
      { numRuns: 5000 },
    );
  });

  it('any network to search', () => {
    fc.assert(
      fc.property(subnet, network => {
        agree({ discovery: { subnets: [network] } });
      }),
      { numRuns: 2000 },
    );
  });

  it('each exception is needed, so that none outlives its reason', () => {
    const all = [...handMade()].flatMap(entry => readConfig(JSON.parse(JSON.stringify(entry))).problems);
    for (const { what, is } of NOT_IN_JSON_SCHEMA) assert.ok(all.some(is), what);
    for (const { what, is } of TOO_STRICT) {
      assert.ok(is('devices[0].host', 'plug.LOCAL') || is('discovery', false), what);
    }
  });

  it('a test that could not fail would be worthless: a bound moved by one is noticed', () => {
    const loose = ajv.compile({ type: 'object', properties: { pollSeconds: { type: 'number', minimum: 0 } } });
    assert.ok(loose({ pollSeconds: 0 }) && !validate({ pollSeconds: 0 }));
  });
});

describe('reading any value at all', () => {
  it('never throws, never changes it, and gives each problem a path and one sentence', () => {
    const wild = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withSparseArray: true,
    });
    const devices = fc.array(fc.oneof(plug, wild), { maxLength: 3 });
    const input = fc.oneof(
      wild,
      fc.record({ key: wild, devices, discovery: wild, broker: wild }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(input, value => {
        const before = fc.stringify(value);
        const { problems } = readConfig(value);
        assert.equal(fc.stringify(value), before);
        for (const { path, message } of problems) {
          assert.ok(path.length > 0 && /^(is|has) .*[.?\]]$/s.test(message), `${path}: ${message}`);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('never shows a key', () => {
    const canary = 'canary-5f4dcc3b5aa765d61d8327de';
    const mixed = fc.oneof(
      generated,
      generated.map(entry => ({ ...(isJson(entry) ? entry : {}), name: canary, publish: canary })),
    );
    fc.assert(
      fc.property(mixed, plug, (entry, other) => {
        const input = {
          ...(isJson(entry) ? entry : {}),
          key: canary,
          [canary]: 1,
          devices: [
            other,
            {
              host: canary,
              uuid: canary,
              [canary]: canary,
              [`my ${canary}`]: 1,
              outlets: [{ [canary]: {}, name: canary }],
            },
            { host: `http://${canary}/`, name: canary, type: canary, appliance: { [canary]: 1 } },
            canary,
          ],
          discovery: { [canary]: [], subnets: [canary] },
        };
        const shown = JSON.stringify({ ...readConfig(input), config: undefined });
        assert.ok(!shown.includes(canary.slice(0, 12)), shown);
      }),
    );
  });
});

describe('the schema file', () => {
  it('is what Homebridge and its settings screen expect', () => {
    assert.equal(at('pluginAlias'), 'MerossLocal');
    assert.equal(at('pluginType'), 'platform');
    assert.equal(at('singular'), true);
    assert.equal(at('strictValidation'), true);
    assert.ok(isJson(at('schema', 'properties', 'name')));
  });

  it('knows every sort of block that the plugin knows', () => {
    assert.ok(tablesIn(PLATFORM).length >= 6);
    assert.ok(tablesIn(PLATFORM).includes(DEVICE));
  });

  for (const { path, key, option } of everyOption()) {
    const { kind, title, description } = option;

    it(`describes ${path} as the plugin does`, () => {
      const field = fieldAt(path);
      assert.ok(field, 'it is in config.schema.json');
      const { minimum, maximum, maxLength, minItems, type } = field;
      const { words, isSecret, ...shape } = kind.json;
      const expected = { title, description, ...shape };
      const written = { title: field['title'], description: field['description'], type };
      const bounds = Object.entries({ minimum, maximum, maxLength, minItems }).filter(
        ([, bound]) => bound !== undefined,
      );
      assert.deepEqual({ ...written, ...Object.fromEntries(bounds) }, expected);
      const choices = Array.isArray(field['oneOf']) ? field['oneOf'] : undefined;
      assert.deepEqual(
        choices?.map((choice: unknown) => (isJson(choice) ? choice['enum'] : choice)),
        words?.map(word => [word]),
      );
      const form = field['x-schema-form'];
      assert.equal(isJson(form) && form['type'] === 'password', isSecret === true);
    });

    it(`shows the default of ${path}, or an example`, () => {
      const field = fieldAt(path) ?? {};
      const value = plainDefault({ key, option });
      const shown = field['default'] ?? field['placeholder'];
      if (value !== undefined && value !== false) assert.equal(String(shown), String(value));
      const isPlain = kind.json.type !== 'array' && kind.json.type !== 'object';
      if (isPlain) assert.equal(typeof shown, 'string', 'it has a default or a placeholder');
    });

    if (!('tables' in kind)) continue;
    const { entry } = kind;
    const entries = kind.json.type === 'array' ? `${path}[]` : path;
    if (entry !== undefined) {
      it(`describes the entries of ${path} as the plugin does`, () => {
        const { title: itemTitle, description: itemDescription, type } = fieldAt(entries) ?? {};
        assert.deepEqual(
          [itemTitle, itemDescription, type],
          [entry.title, entry.description, entry.kind?.json.type ?? 'object'],
        );
      });
    }
    for (const { options } of kind.tables) knowsTheKeys(entries, options);
  }
  knowsTheKeys('', PLATFORM.options);

  function knowsTheKeys(path: string, options: Table['options']): void {
    it(`knows the same keys as the plugin, and which are needed: ${path === '' ? 'the top level' : path}`, () => {
      const { properties, required = [] } = fieldAt(path) ?? {};
      assert.ok(isJson(properties));
      assert.deepEqual(Object.keys(properties).sort(), Object.keys(options).sort());
      const needed = Object.keys(options).filter(key => options[key]?.presence === 'required');
      assert.deepEqual(required, needed);
    });
  }

  it('has patterns that mean the same with and without the u flag: the form uses both', () => {
    const withoutMessages = JSON.stringify(file, (key, value: unknown) =>
      key === 'validationMessages' ? null : value,
    );
    const patterns = [...withoutMessages.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '']): unknown =>
      JSON.parse(quoted),
    );
    assert.ok(patterns.length >= 5);
    for (const pattern of patterns) {
      assert.ok(typeof pattern === 'string');
      const [plain, unicode] = [new RegExp(pattern), new RegExp(pattern, 'u')];
      for (const sample of [...HOSTS, ...UUIDS, ...SUBNETS])
        assert.equal(plain.test(sample), unicode.test(sample), sample);
    }
  });
});
