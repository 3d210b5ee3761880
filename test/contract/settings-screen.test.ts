import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { PLATFORM } from '../../src/config/schema.ts';
import { everyOption, fieldAt, isJson, plainDefault, schemaFile as file, type Json } from './config-tables.ts';

/*
 * The `layout` of `config.schema.json`: what Homebridge's settings screen shows, and what it then writes. Seen in
 * homebridge-config-ui-x 5.10.0 and 5.28.0: a checkbox writes `false` as soon as it is shown, and a field that a
 * condition hides loses its value.
 */

assert.ok(isJson(file) && isJson(file['schema']));
const { layout, schema, headerDisplay, footerDisplay } = file;

/** Every block in a value, from the outside to the inside. */
function* blocks(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const entry of value) yield* blocks(entry);
  else if (isJson(value)) {
    yield value;
    for (const inner of Object.values(value)) yield* blocks(inner);
  }
}

/** Every text in a layout's `items`, and every `key`: the paths of the fields. */
function* paths(items: unknown): Generator<string> {
  for (const item of Array.isArray(items) ? items : []) {
    if (typeof item === 'string') yield item;
    if (!isJson(item)) continue;
    if (typeof item['key'] === 'string') yield item['key'];
    yield* paths(item['items']);
  }
}

/** The result of a layout item's condition for a config; `true` if it has none. */
function isShown(item: Json, model: Json, arrayIndices: readonly number[]): boolean {
  const { condition } = item;
  if (!isJson(condition)) return true;
  const body = String(condition['functionBody']);
  // Newer forms put a question mark before each dot, older ones take it as it is.
  const results = [body, body.replaceAll('.', '?.')].map(code => {
    const result: unknown = runInNewContext(`((model, arrayIndices) => { ${code} })(model, arrayIndices)`, {
      model,
      arrayIndices,
    });
    return Boolean(result);
  });
  assert.equal(results[0], results[1], body);
  return results[0] === true;
}

function itemWithKey(key: string): Json {
  const item = [...blocks(layout)].find(block => block['key'] === key);
  assert.ok(item, key);
  return item;
}

/** The help texts that hang on a list, each with what makes it show. */
const helps = [...blocks(layout)].filter(({ type }) => type === 'help');

const shown = [...everyOption()];

describe('the settings screen', () => {
  it('has every setting once', () => {
    const expected = shown.flatMap(({ path, option: { kind } }) => {
      if (kind.json.type === 'object') return [];
      const isPlainList = kind.json.type === 'array' && 'tables' in kind && kind.tables.length === 0;
      return isPlainList ? [path, `${path}[]`] : [path];
    });
    assert.deepEqual([...paths(layout)].sort(), expected.sort());
  });

  it('writes nothing that nobody chose, but the name', () => {
    const withDefault = [...blocks(schema)].filter(block => 'default' in block);
    assert.deepEqual(
      withDefault.map(block => block['default']),
      [PLATFORM.options.name.default],
    );
  });

  const choices = shown.filter(({ option }) => option.kind.json.type === 'boolean' || option.kind.json.words);

  for (const { path, key, option } of choices) {
    it(`lets ${path} be left alone, and says what holds then`, () => {
      const { type, titleMap } = itemWithKey(path);
      assert.equal(type, 'select');
      assert.ok(Array.isArray(titleMap));
      const [first, ...others] = Array.from<unknown>(titleMap);
      const offered = others.map(choice => (isJson(choice) ? choice['value'] : undefined));
      assert.deepEqual(offered, option.kind.json.words ?? [true, false]);
      const meant = others.find(choice => isJson(choice) && choice['value'] === plainDefault({ key, option }));
      const name = isJson(meant) ? String(meant['name']) : '';
      // The name of a language keeps its capital.
      const inSentence = path === 'language' ? name : name.toLowerCase();
      const whatHolds = path === 'broker.enabled' ? 'on only with a URL' : inSentence;
      const expected = option.presence === 'inherited' ? 'as for all plugs' : whatHolds;
      assert.deepEqual(first, { name: `Default (${expected})`, value: null });
    });
  }

  it('has no other checkbox, which would write "false" when nobody touched it', () => {
    const booleans = [...new Set(paths(layout))].filter(path => fieldAt(path)?.['type'] === 'boolean');
    assert.deepEqual(
      booleans.filter(path => !choices.some(known => known.path === path)),
      [],
    );
  });

  it('explains every wrong text in words, not with a pattern, and in red', () => {
    const patterned = [...blocks(schema)].filter(block => 'title' in block && 'pattern' in block);
    assert.ok(patterned.length > 5);
    for (const field of patterned) {
      const form = field['x-schema-form'];
      const messages = isJson(form) ? form['validationMessages'] : undefined;
      assert.ok(isJson(messages), String(field['title']));
      assert.match(String(messages['pattern']), /^<span class="text-danger">[^<>]+\.<\/span>$/);
    }
  });

  it('shows a refused address, and says that a public one is refused and why', () => {
    const form = fieldAt('devices[].host')?.['x-schema-form'];
    const messages = isJson(form) ? form['validationMessages'] : undefined;
    const message = isJson(messages) ? String(messages['pattern']) : '';
    // The form writes what was typed in place of this.
    assert.match(message, /\{\{currentValue\}\} is not an address in your network/);
    assert.match(message, /192\.168\.1\.20.*without http:\/\/.*Public addresses are refused because/);
  });
});

describe('the first minute with the settings screen', () => {
  const DOCS = 'https://github\\.com/[^/]+/homebridge-meross-local/blob/HEAD/docs';

  it('marks the key and the address as needed, and nothing else', () => {
    const marked = [...blocks(layout)].filter(({ required }) => required === true);
    assert.deepEqual(
      marked.map(({ key }) => key),
      ['key'],
    );
    assert.deepEqual(fieldAt('devices[]')?.['required'], ['host']);
  });

  it('says where the key and the address come from, with a link', () => {
    for (const [path, name, page] of [
      ['key', 'Your plug is in the Meross app\\?', 'meross-app'],
      ['devices[].host', '<code>meross-local discover</code>', 'cli'],
    ] as const) {
      const description = String(itemWithKey(path)['description']);
      assert.match(description, new RegExp(`<a href="${DOCS}/${page}\\.md" target="_blank"[^>]*>${name}</a>`));
    }
  });

  it('names `discover` above the form, and `doctor` below it', () => {
    assert.match(String(headerDisplay), new RegExp(`\\[\`meross-local discover\`\\]\\(${DOCS}/cli\\.md\\)`));
    assert.match(String(footerDisplay), new RegExp(`\\[\`meross-local doctor ADDRESS\`\\]\\(${DOCS}/cli\\.md\\)`));
  });

  it('adds to what the documentation says of an option, and changes none of it', () => {
    const longer = [...blocks(layout)].filter(item => typeof item['key'] === 'string' && 'description' in item);
    assert.ok(longer.length >= 2);
    for (const { key, description } of longer) {
      assert.ok(String(description).startsWith(`${String(fieldAt(String(key))?.['description'])} `), String(key));
    }
  });
});

describe('an entry of a list', () => {
  /** The title of a row, as the form makes it from a template. */
  function titleOf(key: string, value: Json): string {
    const { items } = itemWithKey(key);
    const row: unknown = Array.isArray(items) ? items[0] : undefined;
    assert.ok(isJson(row));
    // One line until it is opened: a phone shows every plug, and an empty row has no field with a red star.
    assert.deepEqual([row['expandable'], row['expanded']], [true, false]);
    const [, before = '', expression = ''] = /^([^{}]*)\{\{(.+)\}\}$/.exec(String(row['title'])) ?? [];
    // Homebridge UI 5.10.0 stumbles over `?` and `&&`: it then shows no title, and the row cannot be opened.
    assert.doesNotMatch(expression.replaceAll(/'[^']*'/g, "''"), /[^\w\s.'|]/);
    return before + String(runInNewContext(expression, { value }));
  }

  it('is one line, with the name of the plug or its address', () => {
    assert.equal(titleOf('devices', { host: '192.168.1.20', name: 'TV corner' }), 'TV corner');
    assert.equal(titleOf('devices', { host: '192.168.1.20' }), '192.168.1.20');
    assert.equal(titleOf('devices', {}), 'New plug: open to fill in');
  });

  it('is one line, with the name of the outlet or its channel', () => {
    assert.equal(titleOf('devices[].outlets', { channel: 1, name: 'TV' }), 'Outlet TV');
    assert.equal(titleOf('devices[].outlets', { channel: 3 }), 'Outlet 3');
    assert.equal(titleOf('devices[].outlets', {}), 'Outlet (open to fill in)');
  });
});

describe('a field that the settings screen hides', () => {
  const own = { url: 'mqtts://192.168.1.5', username: 'u', password: 'p', ca: '/ca.crt' };
  const ofOwn = ['broker.username', 'broker.password', 'broker.ca'];
  const ofOurs = ['broker.port', 'broker.addresses'];
  const metered = [
    ...['inUseWatts', 'appliance.runsAboveWatts', 'appliance.finishedAfterMinutes'],
    ...['sensor.aboveWatts', 'sensor.kind'],
    ...['limits.overloadWatts', 'limits.overloadSeconds', 'limits.standbyWatts', 'limits.standbyMinutes'],
  ];

  function shown(keys: readonly string[], model: Json): readonly string[] {
    return keys.filter(key => isShown(itemWithKey(key), model, [0]));
  }

  it('is one of another broker than yours', () => {
    for (const model of [{}, { broker: {} }, { broker: { enabled: true } }]) {
      assert.deepEqual(shown([...ofOwn, ...ofOurs], model), ofOurs);
    }
    assert.deepEqual(shown([...ofOwn, ...ofOurs], { broker: { url: own.url } }), ofOwn);
  });

  it('is one of the meter when it is not wanted', () => {
    const keys = metered.map(key => `devices[].${key}`);
    for (const model of [{}, { devices: [{}] }, { devices: [{ energy: true }] }]) {
      assert.deepEqual(shown(keys, model), keys);
    }
    assert.deepEqual(shown(keys, { devices: [{ energy: false }] }), []);
  });

  it('never holds a value, for it would be lost', () => {
    const broker = { ...own, enabled: false, port: 8883, addresses: ['192.168.1.10'] };
    assert.deepEqual(shown([...ofOwn, ...ofOurs], { broker }), [...ofOwn, ...ofOurs]);
    for (const key of ofOwn) {
      assert.deepEqual(shown([key], { broker: { [key.replace('broker.', '')]: 'x' } }), [key]);
    }
    const sensors = { appliance: { runsAboveWatts: 10 }, sensor: { kind: 'motion' } };
    const plug = { energy: false, inUseWatts: 0, ...sensors, limits: { overloadWatts: 2000 } };
    const keys = metered.map(key => `devices[].${key}`);
    assert.deepEqual(shown(keys, { devices: [plug] }), keys);
  });
});

describe('a row that was left empty before one that was not', () => {
  // The form leaves a hole there, and refuses to save without a word of its own.
  const holed = <T>(entry: T): readonly T[] => {
    const rows: T[] = [];
    rows[1] = entry;
    return rows;
  };

  function shownHelps(model: Json, row: number): number {
    return helps.filter(help => isShown(help, model, [0, row])).length;
  }

  it('is pointed at, in each of the lists', () => {
    assert.equal(helps.length, 3);
    assert.equal(shownHelps({ devices: [{ outlets: holed({ channel: 2 }) }] }, 0), 1);
    assert.equal(shownHelps({ devices: [{ outlets: [{ name: 'TV' }] }] }, 0), 1);
    assert.equal(shownHelps({ broker: { addresses: holed('192.168.1.10') } }, 0), 1);
    assert.equal(shownHelps({ discovery: { subnets: holed('192.168.1.0/24') } }, 0), 1);
  });

  it('is not pointed at where nothing stands, or everything', () => {
    const full = {
      devices: [{ outlets: [{ channel: 0 }, { channel: 1 }] }],
      broker: { addresses: ['192.168.1.10'] },
      discovery: { subnets: ['192.168.1.0/24'] },
    };
    for (const model of [{}, { devices: [{ host: '10.0.0.1' }], broker: {}, discovery: {} }, full]) {
      for (const row of [0, 1, 2]) assert.equal(shownHelps(model, row), 0);
    }
  });
});
