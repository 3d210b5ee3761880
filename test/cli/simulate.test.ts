import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { KeyboardCommands, listenToKeyboard } from '../../src/cli/simulate/keyboard.ts';
import { until } from '../support/until.ts';
import { folder } from '../unit/cli/command-runner.ts';
import { hostAndKey, cli, json, TYPICAL_MODELS, plugFor, start, type RunningCommand } from './command-line.ts';

interface SimulatedEntry {
  readonly host: string;
  readonly uuid: string;
  readonly key: string;
}

async function plugsOf(running: RunningCommand): Promise<readonly SimulatedEntry[]> {
  await until(() => running.out().endsWith('\n'), 10_000, 'they run');
  return JSON.parse(running.out()) as SimulatedEntry[];
}

test('simulated plugs answer the other commands until they are interrupted, and show their faults', async () => {
  const running = start(['simulate', '--model', 'mss310', '--model', 'mss310', '--fault', 'delayMs=5', '--json']);
  const plugs = await plugsOf(running);
  assert.equal(new Set(plugs.map(({ uuid }) => uuid)).size, 2);
  for (const { host, key } of plugs) {
    const { status, out } = await cli(['info', host, '--key', key]);
    assert.equal(status, 0);
    assert.match(out, /MSS310/);
  }
  assert.equal((await running.interrupt()).status, 0);
  assert.equal((await cli(['info', plugs[0]?.host ?? '', '--key', 'k'])).status, 3);
});

test('a simulated plug has used energy today', async () => {
  const running = start(['simulate', '--model', 'mss305', '--model', 'mss310-2.1.17', '--json']);
  for (const { host, key } of await plugsOf(running)) {
    const output = await cli(['energy', host, '--key', key]);
    assert.equal(output.status, 0, output.err);
    assert.match(output.out, /^\S+ +[1-9]\d* Wh.*\n.* with today so far$/m);
  }
  await running.interrupt();
});

test('a simulated plug with a key of the user does not show it', async () => {
  const running = start(['simulate', '--key', 'my-own-secret']);
  await until(() => running.out().includes('mss305'), 10_000, 'it runs');
  const { out, err } = await running.interrupt();
  assert.doesNotMatch(out + err, /my-own-secret/);
});

test('faults and models that there are not are reported with those that there are', async () => {
  for (const [argv, expected] of [
    [['--fault', 'sleepy'], /There are silent, hangUp/],
    [['--fault', 'delayMs=long'], /delayMs=NUMBER/],
    [['--fault', 'garbage=gold'], /html\|binary/],
    [['--fault', 'answersFor=16/8'], /answersFor=SECONDS\/SECONDS/],
    [['--fault', 'answersOnly'], /answersOnly=NAMESPACE/],
    [['--fault', 'silent=all but one'], /silent\[=NAMESPACE/],
    [['--fault', 'clearRefusal=http-404'], /http-400\|http-500/],
    [['--fault', 'silent@soon'], /no fault "silent@soon"/],
    [['--model', 'mss999'], /mss310-2\.1\.17/],
    [['--address', '192.0.2.1'], /local network/],
  ] as const) {
    const { status, err } = await cli(['simulate', ...argv]);
    assert.equal(status, 2);
    assert.match(err, expected);
  }
  assert.match((await cli(['simulate', '--fault', 'list'])).out, /^silent\[=NAMESPACE,…\] +reads the request/);
  assert.ok((json(await cli(['simulate', '--list', '--json'])) as string[]).includes('mss425e-2.1.2'));
});

test('a fault may be one of some namespaces only, and may begin later', async () => {
  const running = start([
    ...['simulate', '--model', 'mss310', '--json', '--fault', 'hangUp=Runtime,System.Time'],
    ...['--fault', 'wrongKey@1'],
  ]);
  const [plug] = await plugsOf(running);
  const ask = async (namespace: string): Promise<number> =>
    (await cli(['raw', plug?.host ?? '', 'GET', namespace, '--key', plug?.key ?? ''])).status;
  assert.equal(await ask('Appliance.System.All'), 0);
  assert.equal(await ask('Appliance.System.Runtime'), 5);
  assert.equal(await ask('Appliance.System.Time'), 5);
  const started = Date.now();
  while ((await ask('Appliance.System.All')) !== 4)
    assert.ok(Date.now() - started < 10_000, 'it has another key by then');
  assert.equal((await running.interrupt()).status, 0);
});

/** A recording without what moves by itself. */
function unchanged(trace: string): string {
  return trace
    .replace(/"(timestamp|UTC)": \d+/g, '"$1": 0')
    .replace(/"(localTime|sysUpTime|sysOnlineTime|sysConnectTime|memory)": "[^"]*"/g, '"$1": ""');
}

test('recordings of several plugs are replayed from their files, and recorded again they are the same: light, watts and hang-ups too', async t => {
  const inFolder = await folder(t);
  const files: string[] = [];
  for (const model of TYPICAL_MODELS) {
    const plug = await plugFor(t, model);
    plug.setLoad(5.3);
    plug.faults.hangUp = namespace => namespace === 'Appliance.Control.ConsumptionConfig';
    if (plug.abilities.has('Appliance.System.DNDMode'))
      assert.equal((await cli(['led', ...hostAndKey(plug), 'off'])).status, 0);
    files.push(inFolder(`${model}.json`));
    assert.equal((await cli(['record', ...hostAndKey(plug), '--out', inFolder(`${model}.json`)])).status, 0);
  }
  const running = start(['simulate', ...files.flatMap(file => ['--model', file]), '--json']);
  const plugs = await plugsOf(running);
  assert.equal(new Set(plugs.map(({ uuid }) => uuid)).size, TYPICAL_MODELS.length);
  for (const [index, { host, key }] of plugs.entries()) {
    const file = files[index] ?? '';
    const again = await cli(['record', host, '--key', key]);
    assert.equal(again.status, 0);
    assert.equal(unchanged(again.out), unchanged(await readFile(file, 'utf8')));
  }
  await running.interrupt();
});

test('a file that is no recording is reported, and what would be one', async t => {
  const inFolder = await folder(t);
  await writeFile(inFolder('config.json'), '{"platforms":[]}');
  await writeFile(inFolder('newer.json'), '{"format":"meross-trace/7"}');
  await writeFile(inFolder('broken.json'), '{"key":"a-secret",}');
  for (const [path, expected] of [
    [inFolder('config.json'), /is not a recording of a plug: expected a JSON object with/],
    [inFolder('newer.json'), /its format is meross-trace\/7, and this version knows meross-trace\/1/],
    [inFolder('broken.json'), /is not valid JSON/],
    [inFolder('nothing.json'), /there is no such file/],
    [inFolder('.'), /it is a folder/],
  ] as const) {
    const { status, err } = await cli(['simulate', '--model', path]);
    assert.equal(status, 2);
    assert.match(err, expected);
    assert.match(err, /"meross-local record HOST --out FILE" has written/);
    assert.doesNotMatch(err, /a-secret/);
  }
});

test('at the keyboard buttons are pressed, plugs pulled out and put back, and loads changed', async t => {
  const lamp = await plugFor(t, 'mss310-2.1.17');
  const strip = await plugFor(t, 'mss425e-2.1.2');
  lamp.turn(0, false);
  for (const channel of [1, 2, 3, 4]) strip.turn(channel, false);
  const commands = new KeyboardCommands([lamp, strip]);
  for (const [line, reply] of [
    ['1', '1  mss310-2.1.17: on'],
    [' Press 2.3 ', '2  mss425e-2.1.2: 1 off, 2 off, 3 on, 4 off'],
    ['2.0', '2  mss425e-2.1.2: 1 off, 2 off, 3 off, 4 off'],
    ['load 1 60.5 W', 'The load is 60.5 W while the outlet is on.'],
    ['unplug 1', '1  mss310-2.1.17: unplugged'],
    ['plug 1', '1  mss310-2.1.17: on'],
    ['', ''],
  ] as const) {
    assert.equal(await commands.run(line), reply, line);
  }
  assert.match((await cli(['info', ...hostAndKey(lamp)])).out, /on +60\.5 W/);
  assert.match(await commands.run('state'), /^1 {2}mss310.*\n2 {2}mss425e/);
});

test('a line that makes no sense is answered with what does', async t => {
  const commands = new KeyboardCommands([await plugFor(t, 'mss310-2.1.17')]);
  for (const [line, expected] of [
    ['\u001b[2J', /^"␛\[2j" is not a command|^"␛\[2J" is not a command/],
    ['constructor 1', /is not a command\. The commands are:\n1, or press 1/],
    ['2', /There is only 1/],
    ['press', /Which plug/],
    ['1.7', /no such outlet/],
    ['load 1', /How many watts/],
  ] as const) {
    assert.match(await commands.run(line), expected, line);
  }
});

test('lines are done one after the other, until nobody listens any more', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  plug.turn(0, false);
  const written: string[] = [];
  const input = new PassThrough();
  const stopListening = listenToKeyboard(input, [plug], text => void written.push(text));
  input.write('1\nunplug 1\nplug 1\n');
  await until(() => written.length === 4, 10_000, 'answered');
  assert.deepEqual(
    written.slice(1).map(text => text.split(': ')[1]),
    ['on', 'unplugged', 'on'],
  );
  stopListening();
  assert.equal(input.destroyed, true);
});
