/** Plugs of `homebridge-meross` that can be taken over from its block in Homebridge's config. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../../src/config.ts';
import { merossBlockPlugs, takenOverEntry, type MerossBlockPlug } from '../../../src/takeover/meross-block.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const OWN_KEY = 'fedcba9876543210fedcba9876543210';
const UUIDS = [
  '2401010000000000003448e1e9000001',
  '2401010000000000003448e1e9000002',
  '2401010000000000003448e1e9000003',
] as const;

/** As the settings page of that plugin writes it for local control. */
const LOCAL_BLOCK = {
  name: 'Meross',
  userkey: KEY.toUpperCase(),
  connection: 'local',
  refreshRate: 5,
  ignoreHKNative: false,
  singleDevices: [
    {
      name: 'Desk lamp',
      serialNumber: UUIDS[0],
      deviceUrl: '192.168.1.20',
      model: 'MSS310',
      showAs: 'outlet',
      inUsePowerThreshold: 3,
    },
    {
      name: 'Heater',
      serialNumber: UUIDS[1].toUpperCase(),
      deviceUrl: ' 192.168.1.21 ',
      model: 'MSS-110',
      userkey: OWN_KEY,
      connection: 'local',
    },
  ],
  multiDevices: [
    { name: 'Strip', serialNumber: UUIDS[2], deviceUrl: '192.168.1.22', model: 'MSS425E', hideChannels: '0,2, 3' },
  ],
  lightDevices: [{ name: 'Bulb', serialNumber: UUIDS[2], deviceUrl: '192.168.1.23', model: 'MSL120' }],
  garageDevices: [{ name: 'Door', serialNumber: UUIDS[2], deviceUrl: '192.168.1.24', model: 'MSG100' }],
  platform: 'Meross',
};
const inConfig = (...platforms: readonly unknown[]): unknown => ({
  bridge: { name: 'Homebridge' },
  accessories: [],
  platforms,
});

/** The plug of a config with one. */
function onlyPlug(document: unknown): MerossBlockPlug {
  const [plug, ...others] = merossBlockPlugs(document);
  if (plug === undefined || others.length > 0) throw new Error('not one plug');
  return plug;
}

describe('A block of homebridge-meross', () => {
  test('its local plugs are taken over with address, uuid, name, key and outlets', () => {
    const plugs = merossBlockPlugs(inConfig({ platform: 'config' }, LOCAL_BLOCK));
    assert.deepEqual(
      plugs.map(({ id, model, problems }) => ({ id, model, problems })),
      [
        { id: 0, model: 'MSS310', problems: [] },
        { id: 1, model: 'MSS110', problems: [] },
        { id: 2, model: 'MSS425E', problems: [] },
      ],
    );
    assert.deepEqual(plugs.map(takenOverEntry), [
      { host: '192.168.1.20', name: 'Desk lamp', uuid: UUIDS[0], key: KEY, inUseWatts: 3 },
      { host: '192.168.1.21', name: 'Heater', uuid: UUIDS[1], key: OWN_KEY },
      {
        host: '192.168.1.22',
        name: 'Strip',
        uuid: UUIDS[2],
        key: KEY,
        outlets: [
          { channel: 2, hidden: true },
          { channel: 3, hidden: true },
        ],
      },
    ]);
  });

  test('the entries are a config of this plugin without a problem', () => {
    const devices = merossBlockPlugs(inConfig(LOCAL_BLOCK)).map(takenOverEntry);
    const { config, problems } = readConfig({ platform: 'MerossLocal', name: 'Meross Local', devices });
    assert.deepEqual([problems, config?.devices.length], [[], 3]);
  });

  test('a plug of the cloud account is offered without an address and a key; devices without a name as well', () => {
    const plug = onlyPlug(
      inConfig({
        platform: 'Meross',
        username: 'me@example.com',
        password: 'hunter22',
        singleDevices: [{ serialNumber: UUIDS[0] }],
      }),
    );
    assert.deepEqual(plug.problems, ['no address', 'no key']);
    assert.deepEqual(takenOverEntry(plug), { uuid: UUIDS[0] });
  });

  test('hidden devices are left out; several blocks count on', () => {
    const hidden = { name: 'Hidden', serialNumber: UUIDS[0], deviceUrl: '192.168.1.9', ignoreDevice: true };
    const shown = { ...hidden, name: 'Shown', ignoreDevice: 'false' };
    const plugs = merossBlockPlugs(
      inConfig(
        { ...LOCAL_BLOCK, singleDevices: [hidden, shown] },
        { platform: 'homebridge-meross.Meross', userkey: KEY, multiDevices: [shown] },
      ),
    );
    assert.deepEqual(
      plugs.map(({ id, name }) => [id, name]),
      [
        [0, 'Shown'],
        [1, 'Strip'],
        [2, 'Shown'],
      ],
    );
  });

  test('a public address is a problem and is in no entry', () => {
    for (const deviceUrl of ['8.8.8.8', 'http://192.168.1.20', 'plug.example.com', '192.168.1.300']) {
      const plug = onlyPlug(
        inConfig({ platform: 'Meross', userkey: KEY, singleDevices: [{ ...LOCAL_BLOCK.singleDevices[0], deviceUrl }] }),
      );
      assert.deepEqual(plug.problems, ['bad address'], deviceUrl);
      assert.equal('host' in takenOverEntry(plug), false);
    }
  });

  test('a key in the place of the name or of the serial number is shown nowhere', () => {
    const plug = onlyPlug(
      inConfig({
        platform: 'Meross',
        userkey: KEY,
        singleDevices: [{ name: ` ${KEY}`, serialNumber: 'x', deviceUrl: '192.168.1.20', model: KEY }],
      }),
    );
    assert.deepEqual([plug.name, plug.model, plug.uuid], [undefined, undefined, undefined]);
  });

  test('names are clean and short, numbers in bounds', () => {
    const device = {
      name: `\u001b[31m<b>Lamp</b>\u202e${'x'.repeat(100)}`,
      inUsePowerThreshold: '9999',
      hideChannels: '1,1,99,-3,abc',
      deviceUrl: '192.168.1.20',
      serialNumber: `${UUIDS[0].slice(0, 16)}-${UUIDS[0].slice(16)}`,
    };
    const plug = onlyPlug(inConfig({ platform: 'Meross', userkey: 'short', multiDevices: [device] }));
    assert.match(plug.name ?? '', /^\[31m<b>Lamp<\/b> x+$/);
    assert.equal(plug.name?.length, 64);
    assert.deepEqual(
      [plug.inUseWatts, plug.hiddenChannels, plug.uuid, plug.key],
      [undefined, [1, 3], UUIDS[0], undefined],
    );
  });

  test('everything else has no plugs', () => {
    const odd = [
      undefined,
      null,
      7,
      'text',
      [],
      {},
      { platforms: {} },
      inConfig(null, [], 'Meross', { platform: ['Meross'] }),
      inConfig({ platform: 'Meross' }),
    ];
    const lists = [null, {}, 'x', [null, 7, [], 'x']].map(singleDevices =>
      inConfig({ platform: 'Meross', singleDevices, multiDevices: 5 }),
    );
    for (const document of [...odd, ...lists])
      assert.deepEqual(merossBlockPlugs(document), [], JSON.stringify(document));
    const polluted: unknown = JSON.parse(
      '{"platforms":[{"platform":"Meross","singleDevices":[{"__proto__":{"deviceUrl":"192.168.1.20"}}]}]}',
    );
    assert.equal(merossBlockPlugs(polluted)[0]?.address, undefined);
    assert.equal(merossBlockPlugs(inConfig({ platform: 'Meross', singleDevices: Array(10_000).fill({}) })).length, 500);
  });
});
