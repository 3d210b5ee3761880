import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv, type ErrorObject } from 'ajv';
import fc from 'fast-check';
import * as defaults from '../../src/config/defaults.ts';
import { KEYS } from '../../src/config/keys.ts';
import { readConfig, type Problem } from '../../src/config.ts';

/*
 * `config.schema.json` is what Homebridge's settings screen refuses, `readConfig` what the plugin refuses. They must be
 * the same, and at the same place, save for what a schema can't say.
 */

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const file: unknown = JSON.parse(readFileSync(new URL('../../config.schema.json', import.meta.url), 'utf8'));

/** The value at a path of keys in the schema file. */
function at(...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJson(value) ? value[key] : undefined), file);
}

const schema = at('schema');
assert.ok(isJson(schema));
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: false });
for (const keyword of ['x-schema-form', 'placeholder']) ajv.addKeyword(keyword);
const validate = ajv.compile(schema);

/** Problems that a schema can't say, each with the reason. Keep it short. */
const UNSAYABLE: readonly { readonly what: string; readonly is: (problem: Problem) => boolean }[] = [
  {
    what: 'unknown keys: additionalProperties must stay open for _bridge, and the form would drop what it forbids',
    is: ({ message }) => message.startsWith('is not known here; '),
  },
  {
    what: 'a key missing in a plug: needed only if there is none at the top level',
    is: ({ path, message }) => path.endsWith('].key') && message.startsWith('is missing; '),
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
    what: 'the grammar and the range of an IPv6 address: the pattern only knows how local ones begin',
    is: ({ path, message }) => path.endsWith('.host') && /^is "[^"]*:[^"]*:/.test(message),
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

interface Verdicts {
  readonly schema: readonly string[];
  readonly reader: readonly string[];
}

function judge(block: unknown): Verdicts {
  // As it would come from config.json: no undefined, no NaN.
  const json: unknown = JSON.parse(JSON.stringify(block ?? null));
  validate(json);
  const { problems } = readConfig(json);
  const errors = (validate.errors ?? []).filter(error => !isTooStrict(json, error, problems)).map(placeOf);
  const [unsayable, sayable] = [true, false].map(wanted =>
    problems.filter(problem => UNSAYABLE.some(({ is }) => is(problem)) === wanted).map(({ path }) => path),
  );
  const ofSchema = errors.filter(path => unsayable?.includes(path) !== true);
  return { schema: [...new Set(ofSchema)].sort(), reader: [...new Set(sayable)].sort() };
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
  const { schema: ofSchema, reader } = judge(block);
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
  for (const host of HOSTS) yield device({ host });
  for (const uuid of UUIDS) yield device({ uuid });
  for (const url of URLS) yield { ...device({}), broker: { url } };
  for (const subnet of SUBNETS) yield { key: 'k', devices: [], discovery: { subnets: [HOST + '/32', subnet] } };
  for (const value of ANYTHING) {
    for (const key of KEYS.platform) yield { ...device({}), [key]: value };
    for (const key of KEYS.device) yield device({ [key]: value });
    for (const key of KEYS.outlet) yield device({ outlets: [{ channel: 1, [key]: value }] });
    for (const key of KEYS.appliance) yield device({ appliance: { [key]: value } });
    for (const key of KEYS.broker) yield { ...device({}), broker: { [key]: value } };
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
const outlet = block({ channel: number, name: text, hidden: fc.boolean() }, ['channel']);
const plug = block(
  {
    host,
    key: text,
    name: text,
    uuid: fc.constantFrom(...UUIDS),
    type: fc.constantFrom('outlet', 'switch', 'light'),
    outlets: fc.array(outlet, { maxLength: 3 }),
    inUseWatts: number,
    energy: fc.boolean(),
    led: fc.boolean(),
    locked: fc.boolean(),
    autoOffMinutes: number,
    clock: fc.constantFrom('plug', 'auto'),
    appliance: block({ runsAboveWatts: number, finishedAfterMinutes: number }),
    ip: text,
  },
  ['host'],
);
const subnet = fc.oneof(
  fc.constantFrom(...SUBNETS),
  fc.tuple(ipv4, fc.nat(34)).map(([ip, bits]) => `${ip}/${bits.toString()}`),
);
const generated = block({
  name: text,
  key: text,
  devices: fc.array(plug, { maxLength: 3 }),
  pollSeconds: number,
  energySeconds: number,
  clock: fc.constantFrom('plug', 'auto'),
  discovery: fc.oneof(fc.constant(false), block({ subnets: fc.array(subnet, { maxLength: 3 }) })),
  broker: block({ enabled: fc.boolean(), port: number, addresses: fc.array(ipv4, { maxLength: 2 }), username: text }),
  publish: fc.constantFrom('hap', 'matter'),
  _bridge: anything,
});

describe('the settings screen and the plugin refuse the same', () => {
  it('one wrong setting at a time', () => {
    const blocks = [...handMade()];
    blocks.forEach(agree);
    const good = blocks.filter(entry => judge(entry).reader.length === 0).length;
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
    for (const { what, is } of UNSAYABLE) assert.ok(all.some(is), what);
    for (const { what, is } of TOO_STRICT) {
      assert.ok(is('devices[0].host', 'plug.LOCAL') || is('discovery', false), what);
    }
  });

  it('a test that could not fail would be worthless: a bound moved by one is noticed', () => {
    const loose = ajv.compile({
      ...schema,
      properties: { ...properties([]), pollSeconds: { type: 'number', minimum: 0 } },
    });
    assert.ok(loose({ pollSeconds: 0 }) && !validate({ pollSeconds: 0 }));
  });
});

/** The `properties` of a block in the schema: `[]`, `['devices']`, `['devices', 'outlets']` … */
function properties(path: readonly string[]): Json {
  const steps = path.flatMap(key => {
    const isList = at('schema', 'properties', key) ?? at('schema', 'properties', 'devices', 'items', 'properties', key);
    return isJson(isList) && isList['type'] === 'array' ? [key, 'items', 'properties'] : [key, 'properties'];
  });
  const found = at('schema', 'properties', ...steps);
  assert.ok(isJson(found), path.join('.'));
  return found;
}

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
          devices: [other, { host: canary, uuid: canary }, canary],
        };
        assert.ok(!JSON.stringify(readConfig(input).problems).includes(canary));
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

  const blocks: readonly (readonly [readonly string[], readonly string[]])[] = [
    [[], KEYS.platform],
    [['devices'], KEYS.device],
    [['devices', 'outlets'], KEYS.outlet],
    [['devices', 'appliance'], KEYS.appliance],
    [['broker'], KEYS.broker],
  ];
  for (const [path, keys] of blocks) {
    const name = path.join('.') || 'the top level';
    it(`knows the same keys as the plugin: ${name}`, () => {
      assert.deepEqual(Object.keys(path.length === 0 ? properties([]) : properties(path)).sort(), [...keys].sort());
    });

    it(`explains every field: ${name}`, () => {
      for (const [key, field] of Object.entries(properties(path))) {
        assert.ok(isJson(field), key);
        assert.ok(typeof field['title'] === 'string' && typeof field['description'] === 'string', key);
        const needsHint = field['type'] !== 'array' && !isJson(field['properties']);
        assert.ok(!needsHint || 'default' in field || 'placeholder' in field, `${key} has a default or a placeholder`);
      }
    });
  }

  it('shows the defaults that the plugin uses', () => {
    const shown = (path: readonly string[], key: string): unknown => {
      const field = properties(path)[key];
      if (!isJson(field)) return undefined;
      if (field['default'] !== undefined || field['type'] === 'string') return field['default'] ?? field['placeholder'];
      return JSON.parse(String(field['placeholder']));
    };
    const expected: readonly (readonly [readonly string[], string, unknown])[] = [
      [[], 'name', defaults.DEFAULT_NAME],
      [[], 'pollSeconds', defaults.POLL_SECONDS.default],
      [[], 'energySeconds', defaults.ENERGY_SECONDS.default],
      [[], 'clock', defaults.DEFAULT_CLOCK],
      [['devices'], 'clock', defaults.DEFAULT_CLOCK],
      [['broker'], 'port', defaults.BROKER_PORT.default],
      [['broker'], 'enabled', false],
      [['devices'], 'type', defaults.DEFAULT_TYPE],
      [['devices'], 'locked', defaults.DEFAULT_LOCKED],
      [['devices'], 'oldTls', defaults.DEFAULT_OLD_TLS],
      [['devices'], 'led', defaults.DEFAULT_LED],
      [['devices'], 'energy', defaults.DEFAULT_ENERGY],
      [['devices'], 'inUseWatts', defaults.IN_USE_WATTS.default],
      [['devices'], 'autoOffMinutes', defaults.AUTO_OFF_MINUTES.default],
      [['devices', 'appliance'], 'runsAboveWatts', defaults.RUNS_ABOVE_WATTS.default],
      [['devices', 'appliance'], 'finishedAfterMinutes', defaults.FINISHED_AFTER_MINUTES.default],
    ];
    for (const [path, key, value] of expected) assert.equal(shown(path, key), value, key);
  });

  it('has patterns that mean the same with and without the u flag: the form uses both', () => {
    const patterns = [...JSON.stringify(file).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, quoted = '']): unknown => JSON.parse(quoted),
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
