/** What a broken or hostile page, plug or file can do to the server of the settings page: nothing. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Requests } from '../../../src/homebridge-ui/api.ts';
import { freePort } from '../../support/homebridge.ts';
import { newPlug, onLoopback } from '../../support/new-plug.ts';
import { someUuid } from '../../support/simulated-home.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import { SimulatedNetwork } from '../../../simulator/index.ts';
import { plugFor } from '../../cli/command-line.ts';
import { failureIn, foundBy, openPage, successOf, targetOf } from './page-fixture.ts';

/** Every path, with a body that is right except for what a test changes. */
const BODIES: { readonly [P in keyof Requests]: Record<string, unknown> } = {
  '/find/start': { keys: [], subnets: ['127.0.0.1/32'], port: 1 },
  '/find/stop': {},
  '/plug': { host: '127.0.0.1:1', key: 'k' },
  '/state': { host: '127.0.0.1:1', key: 'k' },
  '/switch': { host: '127.0.0.1:1', key: 'k', channel: 0, on: true },
  '/test': { devices: [{ host: '127.0.0.1:1', key: 'k' }], index: 0 },
  '/energy': { host: '127.0.0.1:1', key: 'k' },
  '/clock': { host: '127.0.0.1:1', key: 'k', timezone: 'Europe/Paris' },
  '/rekey/plan': { host: '127.0.0.1:1', key: 'k', newKey: 'n', broker: '' },
  '/rekey/run': { host: '127.0.0.1:1', key: 'k', newKey: 'n', broker: '' },
  '/push': { port: 1 },
  '/pairing/scan': {},
  '/pairing/run': { by: 'ap', target: '127.0.0.1:1', ssid: 's', password: 'p', key: 'k', subnets: ['127.0.0.1/32'] },
  '/report': { devices: [] },
  '/take-over': {},
  '/take-over/entries': { ids: [] },
};
const PATHS = Object.keys(BODIES) as (keyof Requests)[];

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = { key: [value] };
  return value;
}

const HUGE = 'x'.repeat(1_000_000);
/** Wrong everywhere, whatever the type of the right value is. */
const WRONG_VALUES: readonly unknown[] = [-1, 0.5, 1e308, HUGE, [[]], { length: 1e9 }];
/** Wrong where another type is needed. */
const ODD_VALUES: readonly unknown[] = [null, true, 0, [], {}, nested(500)];
/** What may be left out, and null counts as that. */
const OPTIONAL: readonly string[] = ['uuid', 'port', 'subnets', 'timezone', 'newKey', 'broker'];

const PUBLIC_HOSTS = [
  '8.8.8.8',
  'example.com',
  '[2001:db8::1]',
  '0.0.0.0',
  '100.64.0.1',
  '224.0.0.1',
  '::ffff:8.8.8.8',
  '0x08080808',
  '134744072',
  'http://8.8.8.8/',
  '127.0.0.1@8.8.8.8',
];
const BAD_SUBNETS = [
  '8.8.8.0/24',
  '10.0.0.0/8',
  '192.168.0.0/16',
  '0.0.0.0/0',
  '192.168.1.0',
  'fd00::/64',
  '192.168.255.0/21',
  '',
  7,
];

describe('A hostile page', { concurrency: 4 }, () => {
  test('bodies of another type, and members of another type, are refused with a sentence', async t => {
    const page = await openPage(t);
    let refused = 0;
    for (const path of PATHS) {
      for (const body of [null, 1, 'text', [], true]) {
        await assert.rejects(page.send(path, body), /^InvalidBodyError: The body of the request must be an object\.$/);
      }
      for (const [name, right] of Object.entries(BODIES[path])) {
        const isRight = (value: unknown): boolean =>
          (typeof value === typeof right && Array.isArray(value) === Array.isArray(right)) ||
          (value === null && OPTIONAL.includes(name));
        for (const value of [...WRONG_VALUES, ...ODD_VALUES.filter(odd => !isRight(odd))]) {
          // An entry of the form that cannot be read has nothing to be examined.
          if (path === '/report' && Array.isArray(value)) continue;
          const sent = page.send(path, { ...BODIES[path], [name]: value });
          await assert.rejects(sent, { name: 'InvalidBodyError' }, `${path} ${name}`);
          refused += 1;
        }
      }
    }
    assert.ok(refused > 100);
    assert.doesNotMatch(page.received(), /xxxx|\bat .*\.ts:/);
  });

  test('public addresses are refused wherever an address can be given', async t => {
    const page = await openPage(t);
    for (const host of PUBLIC_HOSTS) {
      for (const path of PATHS) {
        const body = BODIES[path];
        const changed = 'host' in body ? { ...body, host } : 'target' in body ? { ...body, target: host } : undefined;
        if (changed) await assert.rejects(page.send(path, changed), { name: 'InvalidBodyError' }, `${path} ${host}`);
      }
      await assert.rejects(page.send('/test', { devices: [{ host, key: 'k' }], index: 0 }), {
        name: 'InvalidBodyError',
      });
      const { text } = (await page.send('/report', { devices: [{ host, key: 'k' }] })) as { readonly text: string };
      assert.deepEqual((JSON.parse(text) as { readonly plugs: unknown }).plugs, []);
    }
  });

  test('networks that are public or too large are refused', async t => {
    const page = await openPage(t);
    for (const subnet of BAD_SUBNETS) {
      for (const path of ['/find/start', '/pairing/run'] as const) {
        await assert.rejects(page.send(path, { ...BODIES[path], subnets: [subnet] }), { name: 'InvalidBodyError' });
      }
    }
    await assert.rejects(page.send('/find/start', { keys: [], subnets: Array(9).fill('127.0.0.1/32') }), /more than 8/);
    await assert.rejects(
      page.send('/find/start', { keys: Array(257).fill('k'), subnets: ['127.0.0.1/32'] }),
      /more than 256/,
    );
    assert.deepEqual(page.finds, []);
  });

  test('members of a prototype are not read, and change nothing', async t => {
    const page = await openPage(t);
    for (const path of PATHS) {
      const body: unknown = JSON.parse(
        `{"__proto__": ${JSON.stringify(BODIES[path])}, "constructor": {"prototype": {"host": "x"}}}`,
      );
      if (Object.keys(BODIES[path]).some(name => ['host', 'keys', 'devices', 'target', 'ids'].includes(name)))
        await assert.rejects(page.send(path, body), { name: 'InvalidBodyError' }, path);
    }
    assert.equal(Object.hasOwn(Object.prototype, 'host'), false);
  });

  test('an outlet, a channel and an index beyond all bounds are refused', async t => {
    const page = await openPage(t);
    for (const channel of [-1, 256, 0.5, Number.MAX_SAFE_INTEGER]) {
      await assert.rejects(page.send('/switch', { ...BODIES['/switch'], channel }), { name: 'InvalidBodyError' });
    }
    await assert.rejects(page.send('/test', { devices: [], index: 0 }), { name: 'InvalidBodyError' });
    await assert.rejects(page.send('/clock', { ...BODIES['/clock'], timezone: 'Mars/Olympus' }), /must be a time zone/);
  });
});

describe('A hostile plug', { concurrency: 4 }, () => {
  test('replies that are no replies become failures, and the next plug is shown as always', async t => {
    const page = await openPage(t);
    const well = await plugFor(t, 'mss310-6.1.8');
    for (const garbage of ['html', 'binary', 'empty', 'json-array', 'huge'] as const) {
      const plug = await plugFor(t, 'mss310-6.1.8', { faults: { garbage } });
      const { kind } = failureIn(await page.request('/plug', targetOf(plug)));
      assert.ok(['malformed', 'not-meross', 'no-answer', 'unsupported'].includes(kind), `${garbage}: ${kind}`);
    }
    assert.equal(successOf(await page.request('/plug', targetOf(well))).plug.uuid, well.uuid);
  });

  test('a name with HTML in it arrives as a text, and one with control characters not at all', async t => {
    const port = await freePort();
    const name = '<img src=x onerror=alert(1)>';
    const plug = await plugFor(t, 'mss310-6.1.8', { address: '127.0.0.61', port, name });
    const odd = await plugFor(t, 'mss310-6.1.8', { address: '127.0.0.62', port, name: '\u001b[2J\u202eevil' });
    const network = new SimulatedNetwork({ plugs: [plug, odd], address: '127.0.0.63', port: 0, replyPort: 0 });
    t.after(() => network.close());
    await network.start();
    const page = await openPage(t, { probe: { port: network.port, replyPort: 0 } });
    const { search } = await page.request('/find/start', { keys: [plug.key], subnets: ['127.0.0.60/30'], port });
    const found = await foundBy(page, search);
    assert.equal(found.find(({ uuid }) => uuid === plug.uuid)?.name, name);
    assert.equal(found.find(({ uuid }) => uuid === odd.uuid)?.name, undefined);
    assert.doesNotMatch(page.received(), /\u001b|\u202e/);
  });

  test('a plug that sends back the password does not get it to the page', async t => {
    const plug = await newPlug(t, { ...onLoopback, uuid: someUuid(), faults: { networkMissing: true } });
    const page = await openPage(t, { accessPoint: parseAddress(plug.host), arrivalMs: 300 });
    const body = {
      by: 'ap',
      target: plug.host,
      ssid: 'Maison',
      password: 'CANARYwrong',
      key: 'CANARYkey0123456789',
      subnets: ['127.0.0.1/32'],
    } as const;
    assert.equal(failureIn(await page.request('/pairing/run', body)).kind, 'setup');
    assert.doesNotMatch(page.received(), /CANARY/);
  });
});

test('a config that is no JSON, no config or missing has no plugs to take over', async t => {
  const { folder } = await openPage(t);
  const path = join(folder, 'config.json');
  const missing = await openPage(t, { configPath: path });
  assert.deepEqual(await missing.request('/take-over', {}), { plugs: [] });
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"platforms": 7}',
    '{"platforms": [null, {"platform": "Meross", "singleDevices": {}}]}',
  ]) {
    await writeFile(path, text);
    const page = await openPage(t, { configPath: path });
    assert.deepEqual(await page.request('/take-over', {}), { plugs: [] }, text);
    assert.deepEqual(await page.request('/take-over/entries', { ids: [0, 1] }), { entries: [] }, text);
  }
});
