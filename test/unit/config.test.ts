import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEVICE } from '../../src/config/device-table.ts';
import { defaultsOf } from '../../src/config/option.ts';
import { PLATFORM } from '../../src/config/schema.ts';
import { discoveredDevice, readConfig, type Config, type DeviceConfig } from '../../src/config.ts';

const KEY = 'canary-5f4dcc3b5aa765d61d8327de';
const HOST = '192.168.1.20';
const UUID = '1901234567890123456789012345678z';

/** Of options that this file does not name: what their tables say. */
const OTHERS: object = defaultsOf(PLATFORM.options);
const OTHERS_OF_A_PLUG = defaultsOf(DEVICE.options);

/** The problems of a block as `path message` lines. */
function problems(input: unknown): string[] {
  return readConfig(input).problems.map(({ path, message }) => `${path} ${message}`);
}

function usable(input: unknown): Config {
  const { config } = readConfig(input);
  assert.ok(config, 'the block is usable');
  return config;
}

/** One plug with these settings, and the platform's key. */
function withDevice(device: unknown): unknown {
  return { platform: 'MerossLocal', key: KEY, devices: [device] };
}

function onlyDevice(input: unknown): DeviceConfig {
  const [device, ...others] = usable(input).devices;
  assert.ok(device && others.length === 0, 'one plug runs');
  return device;
}

function onlyProblem(input: unknown, path: string, ...phrases: readonly string[]): void {
  const { problems: found } = readConfig(input);
  assert.deepEqual(
    found.map(problem => problem.path),
    [path],
    JSON.stringify(found),
  );
  for (const phrase of phrases)
    assert.ok(found[0]?.message.includes(phrase), `${phrase} — in: ${found[0]?.message ?? ''}`);
}

describe('a config that is right', () => {
  it('needs a key and an address, and the rest is filled in', () => {
    assert.deepEqual(readConfig({ platform: 'MerossLocal', key: KEY, devices: [{ host: HOST }] }), {
      config: {
        name: 'Meross Local',
        ...OTHERS,
        devices: [
          {
            ...OTHERS_OF_A_PLUG,
            path: 'devices[0]',
            host: HOST,
            port: 80,
            key: KEY,
            locked: false,
            type: 'outlet',
            outlets: [],
            inUseWatts: 2,
            energy: true,
            led: false,
            autoOffMinutes: 0,
            clock: 'plug',
            publish: 'hap',
            oldTls: false,
          },
        ],
        key: KEY,
        pollSeconds: 5,
        energySeconds: 10,
        clock: 'plug',
        discovery: false,
        broker: { enabled: false, port: 8883, addresses: [] },
        publish: 'hap',
      },
      problems: [],
      leftOut: [],
      written: new Set(['key', 'devices', 'devices[0].host']),
    });
  });

  it('may say everything that the documentation shows', () => {
    const device = {
      host: '192.168.1.21:8080',
      name: ' TV corner ',
      key: 'another',
      uuid: UUID.toUpperCase(),
      type: 'light',
      outlets: [
        { channel: 1, name: 'TV' },
        { channel: 3, hidden: true },
      ],
      inUseWatts: 2.5,
      energy: false,
      led: true,
      locked: true,
      autoOffMinutes: 10080,
      appliance: { runsAboveWatts: 0.1, finishedAfterMinutes: 1440 },
      sensor: { aboveWatts: 0.1, kind: 'motion' },
      limits: { overloadWatts: 4000, overloadSeconds: 3, standbyMinutes: 1440 },
      clock: 'plug',
      publish: 'hap',
      oldTls: true,
    };
    const broker = {
      enabled: true,
      port: 1,
      addresses: ['192.168.1.10', '::1'],
      url: 'mqtts://nas.local:8883',
      username: 'homebridge',
      password: 'of the broker',
      ca: '/etc/ca.crt',
    };
    const reading = readConfig({
      platform: 'MerossLocal',
      name: 'Plugs',
      _bridge: { username: '0E:00:00:00:00:01' },
      devices: [device],
      pollSeconds: 1.5,
      energySeconds: 3600,
      clock: 'auto',
      discovery: { subnets: ['192.168.1.0/24', '10.0.0.0/22'] },
      broker,
      publish: 'matter',
    });
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(reading.config, {
      ...OTHERS,
      name: 'Plugs',
      devices: [
        {
          ...OTHERS_OF_A_PLUG,
          ...device,
          path: 'devices[0]',
          host: '192.168.1.21',
          port: 8080,
          name: 'TV corner',
          uuid: UUID,
          outlets: [
            { channel: 1, name: 'TV', hidden: false },
            { channel: 3, hidden: true },
          ],
        },
      ],
      pollSeconds: 1.5,
      energySeconds: 3600,
      clock: 'auto',
      discovery: { subnets: ['192.168.1.0/24', '10.0.0.0/22'] },
      broker,
      publish: 'matter',
    });
    for (const path of [
      'devices[0].led',
      'broker',
      'broker.port',
      'discovery.subnets',
      'devices[0].outlets[1].hidden',
    ]) {
      assert.ok(reading.written.has(path), path);
    }
    assert.ok(!reading.written.has('_bridge'));
  });

  it('may hold keys with an underscore anywhere, and absent values', () => {
    assert.deepEqual(
      problems({ key: KEY, _x: 1, devices: [{ host: HOST, _note: 'cellar', uuid: undefined, locked: undefined }] }),
      [],
    );
  });

  it('is not changed by being read', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
      return Object.freeze(value);
    };
    assert.doesNotThrow(() => readConfig(freeze({ key: KEY, devices: [{ host: HOST, outlets: [{ channel: '1' }] }] })));
  });
});

describe('a plug that was found on the network', () => {
  it('has the settings of one of which only the address, the key and the uuid are written', () => {
    const written = { host: HOST, key: KEY, uuid: UUID };
    for (const clock of ['plug', 'auto'] as const) {
      const { path: _, ...settings } = onlyDevice({ clock, devices: [written] });
      const { path: __, ...found } = discoveredDevice({ ...written, port: 80 }, { clock, publish: 'hap' });
      assert.deepEqual(found, settings);
    }
  });
});

describe('a block that cannot be used at all', () => {
  for (const input of [undefined, null, 'MerossLocal', 7, [], true, () => 1, Symbol('x'), 10n]) {
    it(`is reported, and no accessory is touched: ${typeof input}`, () => {
      const { config, problems: found } = readConfig(input);
      assert.equal(config, undefined);
      assert.equal(found[0]?.path, 'config');
    });
  }

  it('has devices that are no list; other problems are reported all the same', () => {
    const { config, problems: found } = readConfig({ devices: { host: HOST }, pollSeconds: 0 });
    assert.equal(config, undefined);
    assert.deepEqual(
      found.map(({ path }) => path),
      ['devices', 'pollSeconds'],
    );
    assert.match(found[0]?.message ?? '', /is a block in \{ \}; a list such as .*accessories stay/);
  });
});

describe('a config without plugs', () => {
  for (const block of [{ platform: 'MerossLocal' }, { key: KEY, devices: [] }, { discovery: false }]) {
    it(`is usable, and the log shows what to write: ${JSON.stringify(Object.keys(block))}`, () => {
      assert.deepEqual(usable(block).devices, []);
      onlyProblem(block, 'devices', '"devices": [\n', '"host": "192.168.1.20"');
    });
  }

  it('is nothing to talk about when plugs are searched for', () => {
    assert.deepEqual(problems({ key: KEY, discovery: { subnets: ['192.168.1.0/24'] } }), []);
  });
});

describe('one bad plug never stops the others', () => {
  const cases: readonly (readonly [string, unknown, string, ...string[]])[] = [
    ['a public address', { host: '8.8.8.8' }, '.host', '"8.8.8.8"', 'never sends a packet to the internet'],
    ['no address', {}, '.host', 'is missing', '192.168.1.20'],
    ['an address that is no text', { host: 192 }, '.host', '192 (number)'],
    ['a key that is no text', { host: '10.0.0.2', key: 12345 }, '.key', 'a number', 'in quotes'],
    ['a uuid that is none', { host: '10.0.0.2', uuid: 'abc' }, '.uuid', '"abc" (text)', '32 digits and letters'],
    [
      'a lock not understood',
      { host: '10.0.0.2', locked: 'true' },
      '.locked',
      'write true without quotes',
      'To be safe, this plug is left out',
    ],
    ['no block at all', '10.0.0.2', '', '"10.0.0.2" (text)', '{ "host": "192.168.1.20" }'],
    ['null', null, '', 'null (nothing)'],
  ];
  for (const [name, bad, path, ...phrases] of cases) {
    it(`${name} is refused and the other plugs run`, () => {
      const block = { key: KEY, devices: [bad, { host: HOST }] };
      onlyProblem(block, `devices[0]${path}`, ...phrases, 'left out until then; the others run');
      assert.equal(onlyDevice(block).path, 'devices[1]');
      assert.equal(readConfig(block).leftOut[0]?.path, 'devices[0]');
    });
  }

  it('what can be read of a plug that is left out is kept, without its key', () => {
    const { leftOut } = readConfig(withDevice({ host: `${HOST}:81`, key: 'k', uuid: UUID, locked: 1, name: 'x' }));
    assert.deepEqual(leftOut, [{ path: 'devices[0]', host: HOST, port: 81, uuid: UUID, name: 'x' }]);
  });

  it('all problems are reported at once', () => {
    const found = readConfig({
      nmae: 'x',
      pollSeconds: '5',
      devices: [
        { host: '8.8.8.8', led: 1 },
        { host: HOST, outlets: [{ channel: 'one' }] },
      ],
      publish: 'homekit',
    }).problems;
    assert.deepEqual(
      found.map(({ path }) => path).sort(),
      [
        ...['devices[0].host', 'devices[0].key', 'devices[0].led', 'devices[1].key', 'devices[1].outlets[0].channel'],
        ...['nmae', 'pollSeconds', 'publish'],
      ].sort(),
    );
  });
});

describe('a setting that is wrong but harmless leaves its plug running with the default', () => {
  const cases: readonly (readonly [object, string, ...string[]])[] = [
    [{ type: 'lamp' }, '.type', '"lamp" (text)', 'one of "outlet", "switch", "light"', 'default, "outlet", is used'],
    [{ type: 'Outlet' }, '.type', 'one of "outlet"'],
    [{ name: '  ' }, '.name', '1 to 64 characters', 'named after its model'],
    [{ name: 'x'.repeat(65) }, '.name', '1 to 64 characters', '…'],
    [{ led: 'false' }, '.led', 'write false without quotes', 'default, false, is used'],
    [{ energy: null }, '.energy', 'null (nothing)', 'true or false'],
    [{ inUseWatts: -1 }, '.inUseWatts', '-1 (number)', 'a number from 0 to 4000'],
    [{ inUseWatts: NaN }, '.inUseWatts', 'NaN'],
    [{ inUseWatts: Infinity }, '.inUseWatts', 'Infinity'],
    [{ inUseWatts: '5' }, '.inUseWatts', '"5" (text)', 'write 5 without quotes'],
    [{ inUseWatts: '5000' }, '.inUseWatts', 'a number from 0 to 4000'],
    [{ autoOffMinutes: 1.5 }, '.autoOffMinutes', 'a whole number from 0 to 10080'],
    [{ autoOffMinutes: 10081 }, '.autoOffMinutes', 'a whole number from 0 to 10080'],
    [{ appliance: true }, '.appliance', 'is true', '"runsAboveWatts": 10'],
    [{ appliance: { runsAboveWatts: 0 } }, '.appliance.runsAboveWatts', 'from 0.1 to 4000', 'default, 10, is used'],
    [{ appliance: { finishedAfterMinutes: [] } }, '.appliance.finishedAfterMinutes', 'a list', 'from 0.1 to 1440'],
    [{ sensor: 10 }, '.sensor', 'is 10', '"aboveWatts": 10'],
    [{ sensor: { aboveWatts: 4001 } }, '.sensor.aboveWatts', 'from 0.1 to 4000', 'default, 10, is used'],
    [
      { sensor: { kind: 'light' } },
      '.sensor.kind',
      '"occupancy", "contact", "motion"',
      'default, "occupancy", is used',
    ],
    [{ limits: 2000 }, '.limits', 'is 2000', '"overloadWatts": 2000'],
    [{ limits: { overloadWatts: 0 } }, '.limits.overloadWatts', 'from 0.1 to 4000', 'an overload is not ended'],
    [
      { limits: { overloadWatts: 9, overloadSeconds: 2 } },
      '.limits.overloadSeconds',
      'from 3 to',
      'default, 10, is used',
    ],
    [{ limits: { standbyWatts: '5' } }, '.limits.standbyWatts', 'write 5 without quotes', 'standby is not ended'],
    [
      { limits: { overloadWatts: 9, standbyWatts: 9 } },
      '.limits.standbyWatts',
      'is 9 (number); a number below "overloadWatts", 9, is needed',
      'standby is not ended',
    ],
    [
      { locked: true, limits: { standbyWatts: 5 } },
      '.limits.standbyWatts',
      'this plug is locked, so it must not be switched off in standby; remove "standbyWatts" or "locked"',
      'standby is not ended',
    ],
    [{ outlets: { channel: 1 } }, '.outlets', 'a block in { }', '"channel": 1'],
    [{ outlets: [1] }, '.outlets[0]', '1 (number)', '"channel": 1'],
    [{ outlets: [{ name: 'TV' }] }, '.outlets[0].channel', 'is missing', 'a whole number from 0 to 63 is needed'],
    [{ outlets: [{ channel: 'one' }] }, '.outlets[0].channel', '"one" (text)', 'a whole number from 0 to 63 is needed'],
    [{ outlets: [{ channel: 64 }] }, '.outlets[0].channel', '64 (number)'],
    [{ outlets: [{ channel: 1, hidden: 0 }] }, '.outlets[0].hidden', 'true or false'],
    [{ outlets: [{ channel: 1, name: '' }] }, '.outlets[0].name', 'an empty text'],
    [{ outlets: [{ channel: 2 }, { channel: 2 }] }, '.outlets[1].channel', 'devices[0].outlets[0] already names'],
    [{ clock: true }, '.clock', 'one of "plug", "auto"', 'default, "plug", is used'],
    [{ ledd: true }, '.ledd', 'did you mean "led"?', 'ignored'],
  ];
  for (const [settings, path, ...phrases] of cases) {
    it(`${path} ${JSON.stringify(settings).slice(0, 60)}`, () => {
      const block = withDevice({ host: HOST, ...settings });
      onlyProblem(block, `devices[0]${path}`, ...phrases);
      const { host, type, led, inUseWatts, autoOffMinutes } = onlyDevice(block);
      assert.deepEqual(
        { host, type, led, inUseWatts, autoOffMinutes },
        { host: HOST, type: 'outlet', led: false, inUseWatts: 2, autoOffMinutes: 0 },
      );
    });
  }

  it('an outlet without a channel is reported, and the others count', () => {
    const block = withDevice({ host: HOST, outlets: [{ hidden: true }, { channel: 2 }] });
    onlyProblem(block, 'devices[0].outlets[0].channel', 'is missing');
    assert.deepEqual(onlyDevice(block).outlets, [{ channel: 2, hidden: false }]);
  });

  it('a bad outlet is ignored, the others count', () => {
    const device = onlyDevice(withDevice({ host: HOST, outlets: [{ channel: -1 }, { channel: 0, name: 'All' }] }));
    assert.deepEqual(device.outlets, [{ channel: 0, name: 'All', hidden: false }]);
  });
});

describe('a wrong setting at the top level is replaced by its default', () => {
  const cases: readonly (readonly [object, string, ...string[]])[] = [
    [{ name: 7 }, 'name', '7 (number)'],
    [{ pollSeconds: 0.5 }, 'pollSeconds', 'a number from 1 to 3600', 'default, 5, is used'],
    [{ pollSeconds: 3601 }, 'pollSeconds', '3601'],
    [{ energySeconds: '10' }, 'energySeconds', 'write 10 without quotes'],
    [{ clock: 'on' }, 'clock', 'one of "plug", "auto"', 'default, "plug", is used'],
    [{ publish: 'homekit' }, 'publish', 'one of "hap", "matter"'],
    [{ broker: true }, 'broker', '"enabled": true'],
    [{ broker: { enabled: 'yes' } }, 'broker.enabled', 'true or false'],
    [{ broker: { port: 65536 } }, 'broker.port', 'a whole number from 1 to 65535'],
    [{ broker: { url: 'mqtts://broker.example.com' } }, 'broker.url', 'the internet'],
    [{ broker: { url: 'mqtts://me:secret@192.168.1.5' } }, 'broker.url', 'into "username" and "password"'],
    [{ broker: { addresses: ['8.8.8.8'] } }, 'broker.addresses[0]', 'an address of this computer'],
    [{ broker: { prot: 1 } }, 'broker.prot', 'did you mean "port"?'],
    [{ discovery: true }, 'discovery', '{ "subnets": ["192.168.1.0/24"] }'],
    [{ discovery: {} }, 'discovery.subnets', 'is missing'],
    [{ discovery: { subnets: [] } }, 'discovery.subnets', 'at least one network'],
    [{ discovery: { subnets: '192.168.1.0/24' } }, 'discovery.subnets', 'a list such as'],
    [{ discovery: { subnets: ['8.8.8.0/24'] } }, 'discovery.subnets[0]', 'only a private network'],
    [{ discovery: { subnets: ['10.0.0.0/8'] } }, 'discovery.subnets[0]', 'at most 1024 addresses', '/22'],
    [{ discovery: { subnets: ['192.168.1.0'] } }, 'discovery.subnets[0]', 'a network such as'],
    [{ discovery: { subnets: ['192.168.1.0/33'] } }, 'discovery.subnets[0]', 'a network such as'],
    [{ discovery: { subnets: ['fd00::/120'] } }, 'discovery.subnets[0]', 'a network such as'],
    [{ discovery: { subnets: [24] } }, 'discovery.subnets[0]', '24 (number)', 'a network such as'],
  ];
  const plain = usable(withDevice({ host: HOST }));
  for (const [settings, path, ...phrases] of cases) {
    it(`${path} ${JSON.stringify(settings)}`, () => {
      const block = { key: KEY, devices: [{ host: HOST }], ...settings };
      onlyProblem(block, path, ...phrases);
      assert.deepEqual(usable(block), plain);
    });
  }

  it('a bad network is not searched, the others are', () => {
    const config = usable({ discovery: { subnets: ['0.0.0.0/0', '192.168.4.0/22'] } });
    assert.deepEqual(config.discovery, { subnets: ['192.168.4.0/22'] });
  });
});

describe('who keeps the clock right', () => {
  const clocks = (block: object): unknown => usable({ key: KEY, ...block }).devices.map(({ clock }) => clock);

  it('is said once for all plugs, and a plug can have it otherwise', () => {
    const devices = [{ host: HOST }, { host: '192.168.1.21', clock: 'plug' }, { host: '192.168.1.22', clock: 'auto' }];
    assert.deepEqual(clocks({ clock: 'auto', devices }), ['auto', 'plug', 'auto']);
    assert.deepEqual(clocks({ devices }), ['plug', 'plug', 'auto']);
    assert.deepEqual(problems({ key: KEY, clock: 'auto', devices }), []);
  });

  it('is as for all plugs where a plug says nonsense', () => {
    const block = { clock: 'auto', devices: [{ host: HOST, clock: 'on' }] };
    onlyProblem({ key: KEY, ...block }, 'devices[0].clock', 'the default, "auto", is used');
    assert.deepEqual(clocks(block), ['auto']);
  });

  it('is as for all plugs where a plug was found on the network', () => {
    const found = { host: HOST, port: 80, key: KEY, uuid: UUID };
    for (const clock of ['plug', 'auto'] as const) {
      assert.equal(discoveredDevice(found, { clock, publish: 'hap' }).clock, clock);
    }
  });
});

describe('over which protocol a plug is published', () => {
  const protocols = (block: object): unknown => usable({ key: KEY, ...block }).devices.map(({ publish }) => publish);

  it('is HomeKit unless the user writes otherwise, for all plugs or for one', () => {
    const devices = [
      { host: HOST },
      { host: '192.168.1.21', publish: 'hap' },
      { host: '192.168.1.22', publish: 'matter' },
    ];
    assert.deepEqual(protocols({ devices }), ['hap', 'hap', 'matter']);
    assert.deepEqual(protocols({ publish: 'matter', devices }), ['matter', 'hap', 'matter']);
  });

  it('is as for all plugs where a plug was found on the network', () => {
    const found = { host: HOST, port: 80, key: KEY, uuid: UUID };
    assert.equal(discoveredDevice(found, { clock: 'plug', publish: 'matter' }).publish, 'matter');
  });
});

describe('a key', () => {
  it('that is missing everywhere is asked for, and how to write an empty one', () => {
    onlyProblem({ devices: [{ host: HOST }] }, 'devices[0].key', 'is missing', '"key": ""', 'left out');
  });

  it('may be empty if written out, for all plugs or for one', () => {
    assert.equal(onlyDevice({ key: '', devices: [{ host: HOST }] }).key, '');
    assert.equal(onlyDevice({ key: KEY, devices: [{ host: HOST, key: '' }] }).key, '');
  });

  it('of a plug goes before the key of all', () => {
    assert.equal(onlyDevice({ key: KEY, devices: [{ host: HOST, key: 'own' }] }).key, 'own');
  });

  it('at the top level that is no text is reported once, and plugs with a key of their own run', () => {
    const block = { key: 42, devices: [{ host: HOST }, { host: '192.168.1.21', key: 'own' }] };
    onlyProblem(block, 'key', 'a number', 'in quotes');
    assert.equal(onlyDevice(block).host, '192.168.1.21');
  });

  it('never shows in a message, wherever it was written', () => {
    const blocks = [
      { key: [KEY], devices: [{ host: HOST }] },
      {
        key: KEY,
        name: [],
        devices: [{ host: KEY }, { host: `http://${KEY}@192.168.1.20/` }, { host: HOST, uuid: KEY }],
      },
      { key: KEY, devices: [{ host: HOST, type: `x${KEY}`, name: KEY.repeat(5), outlets: [{ channel: KEY }] }] },
      { key: KEY, pollSeconds: KEY, publish: KEY, broker: KEY, discovery: { subnets: [KEY] } },
      { userKey: KEY, devices: [{ host: HOST, password: KEY, token: { secret: KEY }, key: { key: KEY } }, KEY] },
      { password: KEY, devices: KEY },
      { devices: [{ host: `http://admin:${KEY}@192.168.1.20/config` }] },
    ];
    for (const block of blocks) {
      const found = problems(block);
      assert.ok(found.length > 0);
      assert.ok(!found.join('\n').includes(KEY), found.join('\n'));
    }
  });

  const pasted: readonly (readonly [string, object, object, path: string])[] = [
    ['the name of an option', { [KEY]: 1 }, {}, '["(hidden)"]'],
    ["the name of a plug's option", {}, { [KEY]: 1 }, 'devices[0]["(hidden)"]'],
    ['a part of the name of an option', {}, { [`key: ${KEY},`]: 1 }, 'devices[0]["(hidden)"]'],
    [
      'the name of an option of an outlet',
      {},
      { outlets: [{ channel: 1, [KEY]: 1 }] },
      'devices[0].outlets[0]["(hidden)"]',
    ],
    ['the name of the plugin', { name: KEY }, {}, 'name'],
    ['the name of a plug', {}, { name: KEY }, 'devices[0].name'],
    ['the name of a plug, with a blank', {}, { name: ` ${KEY}` }, 'devices[0].name'],
    ['a part of the name of a plug', {}, { name: `Lamp ${KEY}` }, 'devices[0].name'],
    ['the name of a plug, in capitals', {}, { name: KEY.toUpperCase() }, 'devices[0].name'],
    [
      'a part of the name of an outlet',
      {},
      { outlets: [{ channel: 1, name: `TV (${KEY})` }] },
      'devices[0].outlets[0].name',
    ],
    ['the name of an outlet', {}, { outlets: [{ channel: 1, name: KEY }] }, 'devices[0].outlets[0].name'],
    ['the address', {}, { host: KEY }, 'devices[0].host'],
    ['the address in a URL', {}, { host: `http://${KEY}/config` }, 'devices[0].host'],
    ['the type', {}, { type: KEY }, 'devices[0].type'],
    ['the certificate', { broker: { ca: KEY } }, {}, 'broker.ca'],
  ];
  for (const [place, top, device, path] of pasted) {
    it(`in the place of ${place} is reported, and shown nowhere`, () => {
      const block = { key: KEY, devices: [{ host: HOST, ...device }, { host: '192.168.1.21' }], ...top };
      onlyProblem(block, path);
      const { config, ...reading } = readConfig(block);
      const shown = JSON.stringify([reading, [...reading.written]]);
      for (let at = 0; at + 8 <= KEY.length; at++) assert.ok(!shown.includes(KEY.slice(at, at + 8)), shown);
      const { key: _, devices, ...settings } = config ?? { devices: [] };
      const used = JSON.stringify([settings, devices.map(({ key: __, ...others }) => others)]);
      assert.ok(!used.includes(KEY), used);
    });
  }

  it('is known by its looks where an option should be, without being the key of anything', () => {
    for (const name of ['5f4dcc3b5aa765d61d8327deb882cf99', 'aGVsbG8gd29ybGQ2NDEyMw==']) {
      onlyProblem({ key: 'k', devices: [{ host: HOST, [name]: 1 }] }, 'devices[0]["(hidden)"]', 'looks like a key');
    }
  });

  it('is no name, whatever was copied along with the key', () => {
    for (const key of [`\u201c${KEY}\u201d`, `${KEY}\u200b`, `\u00ab${KEY}\u00bb `, `\u2018${KEY}`]) {
      for (const name of [KEY, `Lamp ${KEY}`, KEY.toUpperCase()]) {
        const reading = readConfig({ key, devices: [{ host: HOST, name }] });
        assert.ok(!JSON.stringify(reading.problems).toLowerCase().includes(KEY));
        assert.ok(reading.problems.some(({ path }) => path === 'devices[0].name'));
        assert.notEqual(reading.config?.devices[0]?.name, name);
      }
    }
  });

  it('is not shown in the place of a uuid, in capitals or not', () => {
    const key = '5f4dcc3b5aa765d61d8327deb882cf99';
    for (const uuid of [key, key.toUpperCase(), `${key.toUpperCase()}0`]) {
      const found = problems({ key, devices: [{ host: HOST, uuid }] });
      assert.ok(found.length > 0);
      assert.ok(!found.join('\n').toLowerCase().includes(key), found.join('\n'));
    }
  });

  it('is not shown where it stands nowhere else', () => {
    for (const key of [
      '5f4dcc3b5aa765d61d8327deb882cf99',
      '5F4DCC3B5AA765D61D8327DEB882CF99',
      'a8Bc3DeF5gHiJkLmN0pQrStU',
    ]) {
      const places = [
        { [`key: ${key}`]: 1, devices: [{ host: HOST }] },
        { key: 'k', devices: [key] },
        { key: 'k', devices: [{ host: `http://${key}/config` }] },
        { key: 'k', devices: [{ host: HOST, type: key }] },
        { key: 'k', devices: [{ host: HOST, uuid: `${key}+` }] },
      ];
      for (const place of places) {
        const found = problems(place).join('\n');
        assert.ok(found !== '' && !found.toLowerCase().includes(key.toLowerCase()), found);
      }
    }
    for (const key of ['abcdefabcdefabcdefabcdefabcdefab', 'qWertzuiopAsdfghjklYxcvbnmQwertz']) {
      onlyProblem({ key: 'k', devices: [{ host: HOST, [key]: 1 }] }, 'devices[0]["(hidden)"]', 'looks like a key');
    }
  });

  it('is not seen in usual names, hosts and paths', () => {
    const broker = {
      url: 'mqtts://mosquitto-1.example.lan:8883',
      ca: '/etc/ssl/certs/2024-06/meross-broker-ca-2048.crt',
    };
    const device = {
      host: 'meross-smart-plug-48e1e9a1b2c3.lan',
      name: 'Christmas tree 2 (garden, left) 2024',
      uuid: UUID,
    };
    assert.deepEqual(problems({ key: KEY, devices: [device], broker }), []);
    onlyProblem({ key: KEY, devices: [{ host: HOST, autoOffMinuets: 5 }] }, 'devices[0].autoOffMinuets');
  });

  it('that is a number is not shown in another place either', () => {
    const found = problems({ key: 9876543210, devices: [{ host: HOST, key: 'k', type: 9876543210, '9876543210': 1 }] });
    assert.equal(found.length, 3);
    assert.ok(!found.join('\n').includes('9876543210'), found.join('\n'));
  });

  it('that is short masks no word that it happens to be', () => {
    onlyProblem({ key: 'lamp', devices: [{ host: HOST, name: 'lamp', nmae: 1 }] }, 'devices[0].nmae', '"name"');
    const block = { key: 'lamp', devices: [{ host: HOST, name: 'lamp' }] };
    assert.equal(onlyDevice(block).name, 'lamp');
  });

  it('that is also the user of the broker, or a part of a path, is no mistake', () => {
    const broker = {
      url: 'mqtts://mosquitto.lan',
      username: 'mosquitto',
      password: 'mosquitto',
      ca: '/etc/mosquitto/ca.crt',
    };
    assert.deepEqual(problems({ key: KEY, devices: [{ host: HOST }], broker }), []);
  });

  const odd: readonly (readonly [key: string, oddity: string])[] = [
    [`${KEY} `, 'ends with a space'],
    [` ${KEY}`, 'begins with a space'],
    [`${KEY}\u00a0`, 'ends with a space'],
    [`${KEY}\u200b`, 'ends with a space'],
    [`${KEY}\n`, 'ends with a line break'],
    [`${KEY}\r\n`, 'ends with a line break'],
    [`\t${KEY}`, 'begins with a tab'],
    [`"${KEY}"`, 'begins and ends with a quotation mark'],
    [`${KEY}'`, 'ends with a quotation mark'],
    [`\u201c${KEY}\u201d`, 'begins and ends with a quotation mark'],
    [`"${KEY} `, 'begins with a quotation mark and ends with a space'],
  ];
  for (const [key, oddity] of odd) {
    it(`that ${oddity} is reported, and used as written: ${JSON.stringify(key.replace(KEY, 'k'))}`, () => {
      const ofAll = { key, devices: [{ host: HOST }] };
      const ofOne = { devices: [{ host: HOST, key }] };
      onlyProblem(ofAll, 'key', oddity, 'It is used as written');
      onlyProblem(ofOne, 'devices[0].key', oddity, 'It is used as written');
      for (const block of [ofAll, ofOne]) {
        assert.equal(onlyDevice(block).key, key);
        assert.ok(!problems(block).join('').includes(KEY));
      }
    });
  }

  it('with blanks and quotation marks in its middle is as good as any', () => {
    assert.deepEqual(problems({ key: 'my "own" key', devices: [{ host: HOST }] }), []);
  });

  it('is described by its length', () => {
    onlyProblem({ key: KEY, devices: [{ host: HOST, uuid: KEY }] }, 'devices[0].uuid', 'a text of 31 characters');
  });
});

describe('an address', () => {
  const good: readonly (readonly [string, string, number])[] = [
    ['192.168.1.20', '192.168.1.20', 80],
    [' 192.168.1.20:1 ', '192.168.1.20', 1],
    ['127.0.0.1:65535', '127.0.0.1', 65535],
    ['[fe80::1%eth0]:8080', 'fe80::1%eth0', 8080],
    ['[FD00::1]', 'fd00::1', 80],
    ['::1', '::1', 80],
    ['fd00::abcd', 'fd00::abcd', 80],
    ['fd00::20', 'fd00::20', 80],
    ['fd00:1:2:3:4:5:6:80', 'fd00:1:2:3:4:5:6:80', 80],
    ['::ffff:192.168.1.20', '::ffff:192.168.1.20', 80],
    ['plug', 'plug', 80],
    ['TV.local:8080', 'tv.local', 8080],
    ['localhost:40000', 'localhost', 40000],
  ];
  for (const [text, host, port] of good) {
    it(`may be ${text}`, () => {
      const device = onlyDevice(withDevice({ host: text }));
      assert.deepEqual([device.host, device.port], [host, port]);
      assert.deepEqual(problems(withDevice({ host: text })), []);
    });
  }

  const bad: readonly (readonly [string, string])[] = [
    ['', "the plug's address is needed"],
    ['   ', "the plug's address is needed"],
    ['http://192.168.1.20/config', 'write "192.168.1.20"'],
    ['http://192.168.1.20:8080', 'write "192.168.1.20:8080"'],
    ['HTTPS://plug.local/', 'write "plug.local"'],
    ['192.168.1.20/24', 'write "192.168.1.20"'],
    ['http://8.8.8.8/', 'such as "192.168.1.20"'],
    ['http://192.168.1/', 'such as "192.168.1.20"'],
    ['me@192.168.1.20', 'write "192.168.1.20"'],
    ['8.8.8.8', 'public address'],
    ['8.8.8.8:80', 'public address'],
    ['100.64.0.1', 'public address'],
    ['0.0.0.0', 'public address'],
    ['[2001:4860:4860::8888]', 'public address'],
    ['2001:db8::1', 'public address'],
    ['::ffff:8.8.8.8', 'public address'],
    ['192.168.1', 'four numbers from 0 to 255'],
    ['192.168.1.256', 'four numbers from 0 to 255'],
    ['192.168.1.20.', 'four numbers from 0 to 255'],
    ['010.0.0.1', 'without leading zeros'],
    ['0x0a.0.0.1', 'four numbers'],
    ['3232235796', 'four numbers'],
    ['0xC0A80114', 'four numbers'],
    ['192.168.1.20:0', 'from 1 to 65535'],
    ['192.168.1.20:65536', 'from 1 to 65535'],
    ['192.168.1.20:', 'from 1 to 65535'],
    ['192.168.1.20:080', 'from 1 to 65535'],
    ['192.168.1.20:http', 'from 1 to 65535'],
    ['192.168.1.20:80:80', '[fe80::1]:80'],
    ['1:2:3:4:5:6:7:8:80', '[fe80::1]:80'],
    ['fd00::1:80', 'write "[fd00::1]:80" if 80 is the port, and "[fd00::1:80]" if not'],
    ['[192.168.1.20]', 'only an IPv6 address is written in [ ]'],
    ['[fe80::1]:0', 'from 1 to 65535'],
    ['meross.com', "internet's DNS"],
    ['iotx-eu.meross.com:443', "internet's DNS"],
    ['plug.box', "internet's DNS"],
    ['my plug', 'letters, digits, hyphens and dots'],
    ['plug!', 'letters, digits, hyphens and dots'],
    [`${'a'.repeat(250)}.local`, 'at most 253 characters'],
  ];
  for (const [text, phrase] of bad) {
    it(`may not be ${JSON.stringify(text.slice(0, 40))}`, () => {
      onlyProblem(withDevice({ host: text }), 'devices[0].host', phrase);
      assert.deepEqual(usable(withDevice({ host: text })).devices, []);
    });
  }
});

describe('the same plug twice', () => {
  const cases: readonly (readonly [string, object, object, string])[] = [
    ['address', { host: HOST }, { host: HOST }, 'host'],
    ['address and port', { host: HOST }, { host: `${HOST}:80` }, 'host'],
    ['name in capitals', { host: 'plug.local' }, { host: 'PLUG.local' }, 'host'],
    ['IPv6 address in another spelling', { host: 'fd00::1' }, { host: '[FD00:0:0::1]' }, 'host'],
    ['uuid', { host: HOST, uuid: UUID }, { host: '192.168.1.21', uuid: UUID.toUpperCase() }, 'uuid'],
  ];
  for (const [name, first, second, key] of cases) {
    it(`runs once: same ${name}`, () => {
      const block = { key: KEY, devices: [first, second] };
      onlyProblem(block, `devices[1].${key}`, 'devices[0] already names this plug', 'left out');
      assert.equal(onlyDevice(block).path, 'devices[0]');
    });
  }

  it('is two plugs if the ports differ, as with simulated plugs', () => {
    assert.equal(usable({ key: KEY, devices: [{ host: '127.0.0.1:1' }, { host: '127.0.0.1:2' }] }).devices.length, 2);
  });

  it('does not get round a lock that is not understood', () => {
    const { config } = readConfig({ key: KEY, devices: [{ host: HOST, locked: 'yes' }, { host: HOST }] });
    assert.deepEqual(config?.devices, []);
  });
});

describe('an unknown key', () => {
  const cases: readonly (readonly [object, object, string, string])[] = [
    [{ plugs: [] }, {}, 'plugs', 'did you mean "devices"?'],
    [{ devcies: [] }, {}, 'devcies', 'did you mean "devices"?'],
    [{ interval: 5 }, {}, 'interval', 'did you mean "pollSeconds"?'],
    [{ polling: 5 }, {}, 'polling', 'did you mean "pollSeconds"?'],
    [{ PollSeconds: 5 }, {}, 'PollSeconds', 'did you mean "pollSeconds"?'],
    [{ host: HOST }, {}, 'host', 'it belongs in an entry of "devices"'],
    [{ ip: HOST }, {}, 'ip', 'did you mean "host", in an entry of "devices"?'],
    [{ username: 'me' }, {}, 'username', 'no Meross account is needed'],
    [{ 'odd\nname': 1 }, {}, '["odd\\nname"]', 'known are name, key, devices'],
    [{}, { ip: HOST }, 'devices[0].ip', 'did you mean "host"?'],
    [{}, { address: HOST }, 'devices[0].address', 'did you mean "host"?'],
    [{}, { hots: HOST }, 'devices[0].hots', 'did you mean "host"?'],
    [{}, { mac: '48:e1:e9:00:00:01' }, 'devices[0].mac', 'is known by its uuid'],
    [{}, { port: 80 }, 'devices[0].port', '"host": "192.168.1.20:80"'],
    [{}, { 'auto-off': 5 }, 'devices[0].auto-off', 'did you mean "autoOffMinutes"?'],
    [{}, { id: UUID }, 'devices[0].id', 'did you mean "uuid"?'],
    [{}, { pollSeconds: 5 }, 'devices[0].pollSeconds', 'it belongs at the top level'],
    [{}, { constructor: 1 }, 'devices[0].constructor', 'known are host, key'],
    [{}, { outlets: [{ channel: 1, id: 2 }] }, 'devices[0].outlets[0].id', 'did you mean "channel"?'],
  ];
  for (const [top, device, path, phrase] of cases) {
    it(`is reported and ignored: ${path}`, () => {
      const block = { key: KEY, devices: [{ host: HOST, ...device }], ...top };
      onlyProblem(block, path, phrase);
      assert.equal(onlyDevice(block).host, HOST);
    });
  }

  it('cannot smuggle settings in', () => {
    const block: unknown = JSON.parse(`{"key":"k","devices":[{"host":"${HOST}","__proto__":{"locked":true}}]}`);
    assert.equal(onlyDevice(block).locked, false);
  });
});

describe('a message', () => {
  it('is fit for one line of a log: cut, and nothing invisible in it', () => {
    const [line] = problems(withDevice({ host: HOST, type: `a\u0007\u001b[31m\n\u202e\u2028${'x'.repeat(500)}` }));
    assert.ok(line !== undefined && line.length < 300, line);
    assert.ok(!/[\p{Cc}\p{Cf}\p{Zl}]/u.test(line), line);
    assert.match(line, /\\n\\u\{202e\}.*…"/);
  });
});
