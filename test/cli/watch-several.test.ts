/** `watch` of several plugs: the others are shown whatever happens to one of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import { cli, configFor, plugFor, runProcess, start } from './command-line.ts';

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

test('watch without HOST shows every plug of the config by name, and one that is dead stops none of them', async t => {
  const lamp = await plugFor(t, 'mss310-2.1.17');
  const strip = await plugFor(t, 'mss425e-2.1.2');
  const dead = await plugFor(t, 'mss310-2.1.17');
  await dead.unplug();
  lamp.turn(0, true);
  const config = await configFor(t, [
    { host: dead.host, key: dead.key, name: 'Dead' },
    { host: lamp.host, key: lamp.key, name: 'Lamp' },
    { host: strip.host, key: strip.key, name: 'TV corner' },
  ]);
  const running = start(['watch', '--config', config, '--every', '1']);
  const began = performance.now();
  await until(() => /^Lamp {7}\d\d:\d\d:\d\d {2}.*on$/m.test(running.out()), 10_000, 'the lamp');
  await until(() => /^TV corner {2}\d\d:\d\d:\d\d {2}outlet 4 {2}o/m.test(running.out()), 10_000, 'the strip');
  assert.ok(performance.now() - began < 5000, 'nobody waited for the dead plug');
  lamp.press();
  await until(() => /^Lamp .*off$/m.test(running.out()), 10_000, 'the press');
  await dead.plugIn();
  await until(() => running.err().includes('is back'), 60_000, 'back');
  await until(() => /^Dead /m.test(running.out()), 10_000, 'its state');
  const { status, out, err } = await running.interrupt();
  assert.equal(status, 0, err);
  assert.deepEqual(
    lines(err).map(line => line.replace(/\d\d:\d\d:\d\d/, 'TIME').replace(/:\d+\)/, ':PORT)')),
    [
      'Dead       TIME  Dead (127.0.0.1:PORT) cannot be reached: the connection was refused. Waiting for it.',
      'Dead       TIME  Dead (127.0.0.1:PORT) is back.',
    ],
  );
  for (const line of lines(out)) assert.match(line, /^(?:Lamp|TV corner|Dead) +\d\d:\d\d:\d\d {2}/);
});

test('watch of several plugs prints one document a line, each with the host, uuid and name of its plug', async t => {
  const lamp = await plugFor(t, 'mss310-2.1.17');
  const heater = await plugFor(t, 'mss310-2.1.17');
  const config = await configFor(t, [{ host: lamp.host, key: lamp.key, name: 'Lamp' }]);
  const hosts = ['Lamp', heater.host, lamp.host];
  const running = start(['watch', ...hosts, '--config', config, '--key', lamp.key, '--every', '1', '--json']);
  await until(() => running.out().includes(lamp.uuid) && running.out().includes(heater.uuid), 10_000, 'both');
  await heater.unplug();
  await until(() => running.out().includes('"reachable":false'), 30_000, 'gone');
  const { status, out } = await running.interrupt();
  assert.equal(status, 0);
  const documents = lines(out).map((line): unknown => JSON.parse(line));
  for (const document of documents) {
    assert.ok(typeof document === 'object' && document !== null && 'host' in document && 'port' in document);
    assert.ok('uuid' in document && (document.uuid === lamp.uuid || document.uuid === heater.uuid));
    assert.equal('name' in document ? document.name : undefined, document.uuid === lamp.uuid ? 'Lamp' : undefined);
  }
  const toggles = documents.filter(each => JSON.stringify(each).includes('"toggle"'));
  assert.equal(toggles.length, 2, 'a plug that is named twice is watched once');
});

test('watch of the config ends at once on Ctrl-C, also while a plug is silent', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const silent = await plugFor(t, 'mss310-2.1.17', { set: each => void (each.faults.silent = true) });
  const devices = [plug, silent].map(({ host, key }) => ({ host, key }));
  const config = await configFor(t, devices);
  let interruptedAt = 0;
  const { status } = await runProcess(['watch', '--config', config], {}, async (child, out) => {
    await until(() => out() !== '', 15_000, 'a reading');
    interruptedAt = performance.now();
    child.kill('SIGINT');
  });
  assert.equal(status, 0);
  assert.ok(performance.now() - interruptedAt < 2000);
});

test('watch without HOST and without a config says what to name', async () => {
  const { status, err } = await cli(['watch']);
  assert.equal(status, 2);
  assert.match(err, /^No plug is named, .*\n.*--config FILE.*meross-local watch HOST/);
});
