import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import * as systemTime from '../../src/protocol/namespaces/system-time.ts';
import { hostAndKey, cli, json, plugFor } from './command-line.ts';

/** A plug with a firmware that lists these beside what it lists. */
async function plugWith(t: TestContext, model: string, abilities: readonly string[]): Promise<SimulatedPlug> {
  const plug = await plugFor(t, model);
  const all = [...plug.abilities.keys(), ...abilities.map(name => `Appliance.Control.${name}`)];
  plug.update({ firmwareVersion: '9.9.9', abilities: Object.fromEntries(all.map(name => [name, {}])) });
  return plug;
}

const outputOf = async (command: string, plug: SimulatedPlug): Promise<string> => {
  const verbose = command === 'doctor' ? ['--verbose'] : [];
  return (await cli([command, ...hostAndKey(plug), ...verbose], { columns: 200 })).out.replace(/\s+/g, ' ');
};

test('a strip that measures each outlet measures for every command', async t => {
  const plug = await plugWith(t, 'mss425e-2.1.2', ['ElectricityX']);
  plug.turn(1, true);
  plug.setLoad(60, 1);
  assert.match(await outputOf('info', plug), /Can power of each outlet.* on 60\.0 W/);
  assert.match(await outputOf('energy', plug), /outlet 1 60\.0 W/);
  const doctor = await outputOf('doctor', plug);
  assert.match(doctor, /has a meter.*It measures 60\.0 W at \d+\.\d V \(channel 1\)/);
});

test('the one meter of a strip is that of all outlets together, for every command', async t => {
  const plug = await plugWith(t, 'mss425e-2.1.2', ['Electricity', 'ConsumptionX']);
  plug.turn(1, true);
  plug.setLoad(115, 1);
  assert.match(await outputOf('info', plug), /Can power of all outlets together.* all outlets – 115 W/);
  assert.match(await outputOf('energy', plug), /all outlets 115 W/);
  assert.match(await outputOf('doctor', plug), /has a meter.*115 W.*sum of all outlets\. HomeKit cannot show it/);
});

test('rules of a zone that are hours old are old for every command', async t => {
  const plug = await plugFor(t, 'mss310-2.1.17');
  const time = { timezone: 'Asia/Tokyo', timeRule: [[0, 18_000, 0]] as const };
  await cli(['raw', ...hostAndKey(plug), 'SET', 'Appliance.System.Time', JSON.stringify(systemTime.set(time).payload)]);
  for (const command of ['clock', 'info', 'doctor']) {
    assert.match(
      await outputOf(command, plug),
      /(?:rules for (?:that|its time) zone|time zone rules) are old.*4 h behind/,
      command,
    );
  }
});

test('a plug that lists timers and hangs up on the query for them is said to refuse', async t => {
  const plug = await plugFor(t, 'mss305');
  plug.faults.hangUp = namespace => namespace === 'Appliance.Digest.TimerX';
  const { status, err } = await cli(['timers', ...hostAndKey(plug)]);
  assert.equal(status, 5);
  assert.match(err, /abilities list timers, but this plug refuses/);
  assert.match(await outputOf('info', plug), /Lists, but refuses .*timers/);
  const result = json(await cli(['info', ...hostAndKey(plug), '--json']));
  assert.ok(typeof result === 'object' && result !== null && 'can' in result && Array.isArray(result.can));
  assert.equal(result.can.includes('timers'), false);
});
