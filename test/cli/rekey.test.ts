/** `rekey`: another key or broker for a plug in use, and never a plug with an unknown key. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { startPlug } from '../support/simulated-home.ts';
import { LocalBroker } from '../simulator/local-broker.ts';
import { scriptedAnswers, fileWith, modeOf } from './provision-fixture.ts';
import { fasterClock } from '../support/faster-clock.ts';
import { cli, json, type Output } from './command-line.ts';

const OLD = 'CANARYold00112233445566778899aab';
const NEW = 'CANARYnew00112233445566778899aab';
/** A minute of asking what the plug has is two seconds. */
const clock = fasterClock(30);

/** A plug in use, and a folder for the record. */
async function plugInUse(t: TestContext) {
  const gateway = { host: '127.0.0.9', port: 8883 };
  const plug = await startPlug({ model: 'mss305', key: OLD, gateway, userId: '1000' });
  t.after(() => plug.close());
  const record = join(dirname(await fileWith(t, '')), 'record.json');
  const argv = ['rekey', plug.host, '--record', record];
  const env = { MEROSS_KEY: OLD };
  return { plug, record, argv, env };
}

const keyCommands = (plug: SimulatedPlug): number =>
  plug.requests.filter(({ namespace, method }) => method === 'SET' && namespace === 'Appliance.Config.Key').length;

/** From now on, connections to a host end up at a port of this computer: a broker at 127.x is none to a plug. */
function redirect(t: TestContext, host: string, port: number): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the socket it was called on
  const original = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
  t.mock.method(Socket.prototype, 'connect', function (this: Socket, ...args: unknown[]) {
    const target = [args[0]].flat()[0];
    const isMeant = typeof target === 'object' && target !== null && 'host' in target && target.host === host;
    if (isMeant) Object.assign(target, { host: '127.0.0.1', port });
    return original.apply(this, args);
  });
}

function result(output: Output): Record<string, unknown> {
  assert.equal(output.status, 0, output.err);
  return json(output) as Record<string, unknown>;
}

const recordIn = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;

describe('rekey', { concurrency: 4 }, () => {
  test('a dry run says what would change, and changes nothing', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    const more = ['--broker', '192.168.1.10', '--dry-run'];
    const people = await cli([...argv, ...more], { env: { ...env, MEROSS_NEW_KEY: NEW } });
    assert.equal(people.status, 0);
    assert.match(
      people.out,
      /key: a new one[^]*broker: 192\.168\.1\.10:8883 instead of 127\.0\.0\.9:8883[^]*Note: The plug's MQTT broker needs the new key too/,
    );
    const program = result(await cli([...argv, ...more, '--json'], { env: { ...env, MEROSS_NEW_KEY: NEW } }));
    assert.deepEqual([program['dryRun'], program['uuid']], [true, plug.uuid]);
    assert.equal(keyCommands(plug), 0);
    await assert.rejects(readFile(record), { code: 'ENOENT' });
    assert.doesNotMatch(people.out + people.err, /CANARY/);
  });

  test('a fresh key is shown, and both keys are in a file for its owner only', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    const output = await cli([...argv, '--fresh-key', '--yes', '--json'], { env });
    const { key, state, record: path } = result(output);
    assert.deepEqual([state, path], ['done', record]);
    assert.match(String(key), /^[0-9a-f]{32}$/);
    assert.equal(plug.key, key);
    assert.equal(await modeOf(record), 0o600);
    const { step, before, wanted } = await recordIn(record);
    assert.equal(step, 'done');
    assert.match(JSON.stringify(before), /CANARYold/);
    assert.ok(JSON.stringify(wanted).includes(String(key)));
  });

  test('keys that were given are nowhere to be seen; what was not asked for stays', async t => {
    const { plug, argv, env } = await plugInUse(t);
    const { status, out, err } = await cli([...argv, '--yes'], { env: { ...env, MEROSS_NEW_KEY: NEW } });
    assert.equal(status, 0, err);
    assert.doesNotMatch(out + err, /CANARY/);
    assert.deepEqual([plug.key, plug.account.userId, plug.account.gateway?.host], [NEW, '1000', '127.0.0.9']);
  });

  test('a broker is tried first as the plug would, and given if it would do', async t => {
    const broker = await LocalBroker.start(t);
    redirect(t, '192.168.1.10', broker.port);
    const { plug, argv, env } = await plugInUse(t);
    const more = ['--broker', '192.168.1.10', '--yes'];
    broker.accepts = () => false;
    const refused = await cli([...argv, ...more], { env });
    assert.equal(refused.status, 1);
    assert.match(refused.err, /broker does not work for this plug: it does not (allow|accept) this plug/);
    assert.equal(keyCommands(plug), 0);
    broker.accepts = () => true;
    broker.replyAs({ uuid: plug.uuid, key: OLD });
    const given = await cli([...argv, ...more], { env, clock });
    assert.equal(given.status, 0, given.err);
    assert.match(given.err, /✓ Broker: it accepts the plug and replies/);
    assert.deepEqual([plug.account.gateway?.host, plug.account.gateway?.port], ['192.168.1.10', 8883]);
    assert.equal(broker.connects.at(-1)?.clientId.startsWith(`fmware:${plug.uuid}_`), true);
  });

  test('where there is no broker, the plug is left alone', async t => {
    redirect(t, '192.168.1.11', 1);
    const { plug, argv, env } = await plugInUse(t);
    const { status, err } = await cli([...argv, '--broker', '192.168.1.11', '--yes'], { env });
    assert.equal(status, 1);
    assert.match(err, /No broker at 192\.168\.1\.11:8883[^]*Nothing on the plug was changed\./);
    assert.equal(keyCommands(plug), 0);
  });

  test('a refusal changes nothing, and is reported as one', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    plug.faults.newKey = 'refused';
    const { status, err } = await cli([...argv, '--fresh-key', '--yes'], { env });
    assert.equal(status, 5);
    assert.match(err, /does not accept another key over the network\. Nothing on the plug was changed\./);
    assert.equal(plug.key, OLD);
    assert.equal((await recordIn(record))['step'], 'not done');
  });

  test('a plug that goes by its new key from its next start is said to; a second run finds it done', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    plug.faults.newKey = 'after a reboot';
    plug.faults.newKeySign = 'old';
    const first = await cli([...argv, '--fresh-key', '--yes'], { env, clock });
    assert.equal(first.status, 0, first.err);
    assert.match(first.out, /until its next start\. Unplug it for ten seconds/);
    assert.equal((await recordIn(record))['step'], 'waits for a power cycle');
    await plug.unplug();
    await plug.plugIn();
    const second = result(await cli([...argv, '--fresh-key', '--yes', '--json'], { env, clock }));
    assert.deepEqual([second['state'], second['key']], ['done', plug.key]);
    assert.notEqual(plug.key, OLD);
  });

  test('a plug that vanishes has one of two keys, both on record; a second run goes on with the same', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    plug.faults.ackLost = namespace => namespace === 'Appliance.Config.Key';
    plug.faults.powerCutAfter = 4;
    const first = await cli([...argv, '--fresh-key', '--yes'], { env, clock });
    assert.notEqual(first.status, 0);
    assert.match(first.err, /Both keys are in .*record\.json\.\n[^]*either its old key or the new one/);
    assert.ok(first.err.includes(record));
    const { wanted } = await recordIn(record);
    plug.faults.powerCutAfter = undefined;
    await plug.plugIn();
    const second = result(await cli([...argv, '--fresh-key', '--yes', '--json'], { env, clock }));
    assert.equal(second['key'], (wanted as { key: string }).key);
    assert.equal(plug.key, second['key']);
  });

  test('where an earlier run did not finish, neither of its keys is lost by another one', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    const bound = (key: string): object => ({ key, userId: '0' });
    const earlier = { format: 'meross-rekey/1', at: 1, step: 'unknown', address: plug.host, uuid: plug.uuid };
    const text = JSON.stringify({ ...earlier, before: bound('first'), wanted: bound(OLD) });
    await writeFile(record, text);
    const output = await cli([...argv, '--yes'], { env: { ...env, MEROSS_KEY: 'first', MEROSS_NEW_KEY: NEW } });
    assert.equal(output.status, 0, output.err);
    assert.equal(plug.key, NEW);
    const copy = (await readdir(dirname(record))).find(name => name.startsWith('record.json.'));
    assert.equal(await readFile(join(dirname(record), copy ?? ''), 'utf8'), text);
  });

  test('a file that is no record, or one about another plug, is left alone', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    const other = {
      ...{ format: 'meross-rekey/1', at: 1, step: 'done', address: '', uuid: 'ff'.repeat(16) },
      ...{ before: { key: 'a' }, wanted: { key: 'b' } },
    };
    for (const text of ['{"platforms":[]}', 'my diary', JSON.stringify(other)]) {
      await writeFile(record, text);
      const { status, err } = await cli([...argv, '--fresh-key', '--yes'], { env });
      assert.equal(status, 2);
      assert.match(err, /--record/);
      assert.equal(await readFile(record, 'utf8'), text);
    }
    assert.equal(keyCommands(plug), 0);
  });

  test('where the record cannot be written, nothing is sent', async t => {
    const { plug, env } = await plugInUse(t);
    const argv = ['rekey', plug.host, '--record', '/nowhere/record.json', '--fresh-key', '--yes'];
    const { status, err } = await cli(argv, { env });
    assert.equal(status, 1);
    assert.match(err, /record file cannot be written, so nothing was sent/);
    assert.equal(keyCommands(plug), 0);
  });

  test('with --config its entry gets the new key, and the old file is kept', async t => {
    const { plug, argv } = await plugInUse(t);
    const devices = [
      { host: '192.168.1.20', name: 'Heater' },
      { host: plug.host, name: 'TV corner', key: OLD },
    ];
    const path = await fileWith(t, JSON.stringify({ platforms: [{ platform: 'MerossLocal', devices }] }, null, 2));
    const [, , ...more] = argv;
    const line = ['rekey', 'TV corner', ...more, '--config', path, '--yes'];
    const { status, out, err } = await cli(line, { env: { MEROSS_NEW_KEY: NEW } });
    assert.equal(status, 0, err);
    const { platforms } = JSON.parse(await readFile(path, 'utf8')) as { platforms: readonly { devices: unknown }[] };
    assert.deepEqual(platforms[0]?.devices, [devices[0], { ...devices[1], key: NEW, uuid: plug.uuid }]);
    const [backup = ''] = /\S+\.bak$/m.exec(out) ?? [];
    assert.ok((await readFile(backup, 'utf8')).includes(OLD));
    assert.doesNotMatch(out + err, /CANARY/);
  });

  test('a plug that is not in the config has the key of its block, as for info', async t => {
    const { plug, argv } = await plugInUse(t);
    const block = { platform: 'MerossLocal', key: OLD, devices: [{ host: '192.168.1.20' }] };
    const path = await fileWith(t, JSON.stringify({ platforms: [block] }));
    const info = await cli(['info', plug.host, '--config', path]);
    assert.equal(info.status, 0, info.err);
    const { status, err } = await cli([...argv, '--config', path, '--yes'], { env: { MEROSS_NEW_KEY: NEW } });
    assert.equal(status, 0, err);
    assert.equal(plug.key, NEW);
  });

  test('--key goes before the key of the config', async t => {
    const { plug, argv } = await plugInUse(t);
    const devices = [{ host: plug.host, key: 'another' }];
    const path = await fileWith(t, JSON.stringify({ platforms: [{ platform: 'MerossLocal', key: 'third', devices }] }));
    const line = [...argv, '--config', path, '--yes', '--key', OLD];
    const { status, err } = await cli(line, { env: { MEROSS_NEW_KEY: NEW } });
    assert.equal(status, 0, err);
    assert.equal(plug.key, NEW);
  });

  test('where the config cannot be written after all, key and record are reported; the next run finds its way', async t => {
    const { plug, argv, record } = await plugInUse(t);
    const text = JSON.stringify({ platforms: [{ platform: 'MerossLocal', devices: [{ host: plug.host, key: OLD }] }] });
    const path = await fileWith(t, text);
    const line = [...argv, '--config', path, '--fresh-key', '--yes'];
    plug.faults.ackLost = namespace => {
      if (namespace === 'Appliance.Config.Key') writeFileSync(path, '{');
      return false;
    };
    const failed = await cli([...line, '--json'], { clock });
    assert.equal(failed.status, 1, failed.err);
    const result = json(failed) as Record<string, unknown>;
    assert.deepEqual(
      [result['uuid'], result['host'], result['port'], result['key'], result['record'], result['state']],
      [
        plug.uuid,
        ...plug.host.split(':').map((part, at) => (at === 1 ? Number(part) : part)),
        plug.key,
        record,
        'done',
      ],
    );
    assert.deepEqual(result['device'], { host: plug.host, uuid: plug.uuid, key: plug.key });
    assert.match(JSON.stringify(result['error']), /"code":"config".*not valid JSON.*"status":1/);
    assert.match(failed.err, /^\{"error":\{"code":"config"/m);
    assert.equal(await readFile(path, 'utf8'), '{');

    await writeFile(path, text);
    const people = await cli(line, { clock });
    assert.equal(people.status, 1, people.err);
    assert.ok(people.out.includes(`Its key: ${plug.key}`) && people.out.includes(record));
    assert.ok(people.out.includes(`"uuid": "${plug.uuid}", "key": "${plug.key}"`), people.out);
    assert.match(people.err, /not valid JSON[^]*The plug is done/);

    plug.faults.ackLost = false;
    await writeFile(path, text);
    const next = await cli(line, { clock });
    assert.equal(next.status, 0, next.err);
    assert.ok((await readFile(path, 'utf8')).includes(plug.key));
  });

  test('what waited for a power cycle is closed by the run that finds it done; a fresh key after that is a fresh one', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    plug.faults.newKey = 'after a reboot';
    await cli([...argv, '--fresh-key', '--yes'], { env, clock });
    await plug.unplug();
    await plug.plugIn();
    plug.faults.newKey = 'at once';
    const first = plug.key;
    const found = await cli([...argv, '--fresh-key', '--yes'], { env, clock });
    assert.match(found.out, /done: the plug now uses the new key\.[^]*contains both keys\. Delete it/);
    const { step, before, wanted } = await recordIn(record);
    assert.deepEqual([step, plug.key], ['done', first]);
    assert.match(JSON.stringify([before, wanted]), new RegExp(`CANARYold.*${first}`));
    const again = result(await cli([...argv, '--fresh-key', '--yes', '--json'], { env, clock }));
    assert.deepEqual([again['key'], again['key'] === first], [plug.key, false]);
  });

  test('an unfinished run is not closed by one that looks at something else', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    plug.faults.newKey = 'after a reboot';
    await cli([...argv, '--fresh-key', '--yes'], { env, clock });
    const output = await cli([...argv, '--user-id', '1000', '--yes'], { env, clock });
    assert.match(output.out, /nothing to change: the plug already has these settings/);
    assert.equal((await recordIn(record))['step'], 'waits for a power cycle');
  });

  test('a plug that takes the key, hangs up and restarts is not called one that was not changed', async t => {
    const { plug, argv, env, record } = await plugInUse(t);
    plug.faults.encryption = 'required';
    plug.faults.ackLost = namespace => {
      if (namespace === 'Appliance.Config.Key') void plug.unplug();
      return namespace === 'Appliance.Config.Key';
    };
    const onErr = (text: string): void => {
      if (text.includes('Reading the settings of the plug back')) void plug.plugIn();
    };
    const output = await cli([...argv, '--fresh-key', '--yes'], { env, clock, onErr });
    assert.equal(output.status, 0, output.err);
    assert.match(output.out, /done: the plug now uses the new key/);
    assert.notEqual(plug.key, OLD);
    assert.equal((await recordIn(record))['step'], 'done');
  });

  test('what cannot be, or was not said, is reported before anything is sent to the plug', async t => {
    const { plug, argv, env } = await plugInUse(t);
    for (const [more, says, extra] of [
      [['--yes'], /nothing to change/],
      [['--yes', '--broker', '8.8.8.8'], /local network/],
      [['--yes', '--user-id', 'x'], /digits/],
      [['--yes'], /blanks/, { MEROSS_NEW_KEY: 'two words' }],
      [['--yes', '--fresh-key'], /exclude each other/, { MEROSS_NEW_KEY: NEW }],
    ] as const satisfies readonly (readonly [readonly string[], RegExp, Record<string, string>?])[]) {
      const { status, err } = await cli([...argv, ...more], { env: { ...env, ...extra } });
      assert.equal(status, 2, err);
      assert.match(err, says);
      assert.doesNotMatch(err, /two words|CANARY/);
    }
    assert.equal(plug.requests.length, 0);
    const unasked = await cli([...argv, '--fresh-key'], { env });
    assert.deepEqual([unasked.status, keyCommands(plug)], [2, 0]);
  });

  test('with another key than that of the plug, it is left alone', async t => {
    const { plug, argv } = await plugInUse(t);
    const { status } = await cli([...argv, '--fresh-key', '--yes'], { env: { MEROSS_KEY: 'neither' } });
    assert.deepEqual([status, keyCommands(plug)], [4, 0]);
  });

  test('at a terminal it is asked what shall change, and whether it shall', async t => {
    const { plug, argv, env } = await plugInUse(t);
    const no = await cli(argv, { env, questions: scriptedAnswers('Its key: one that I type', NEW, false).questions });
    assert.deepEqual([no.status, keyCommands(plug)], [130, 0]);
    const yes = await cli(argv, { env, questions: scriptedAnswers('Its key: one that I type', NEW, true).questions });
    assert.deepEqual([yes.status, plug.key], [0, NEW]);
    const again = await cli(argv, { env, questions: scriptedAnswers('Its key: one that I type', NEW).questions });
    assert.equal(again.status, 0, again.err);
    assert.match(again.out, /nothing to change: the plug already has these settings/);
  });
});
