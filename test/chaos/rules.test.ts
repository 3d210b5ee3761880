import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { planOf } from '../../chaos/plan.ts';
import type { ChaosPlug } from '../../chaos/plug.ts';
import { Random } from '../../chaos/random.ts';
import { RelayHistory } from '../../chaos/relay-history.ts';
import { CommandRules } from '../../chaos/rules/commands.ts';
import { storedFiles } from '../../chaos/rules/files.ts';
import { LogRules } from '../../chaos/rules/log.ts';
import { checkDelays, checkMemory } from '../../chaos/rules/process.ts';
import type { Tap } from '../../chaos/tapper.ts';
import { set } from '../simulator/client.ts';
import { startPlug } from '../support/simulated-home.ts';

/** A plug whose relay history is kept, as in a chaos run. */
async function chaosPlug(name: string): Promise<ChaosPlug> {
  const relays = new RelayHistory();
  relays.record(0, false, -Infinity);
  const plug = await startPlug({
    model: 'mss310-2.1.17',
    onTurned: rows => rows.forEach(({ channel, onoff }) => relays.record(channel, onoff === 1)),
    set: each => each.turn(0, false),
  });
  return { name, plug, relays, channels: [0], hasBroker: false };
}

const switchOn = (plug: ChaosPlug): Promise<void> =>
  set(plug.plug, 'Appliance.Control.ToggleX', { togglex: { channel: 0, onoff: 1 } });

describe('the rules of a chaos run', () => {
  let lamp: ChaosPlug;
  let fridge: ChaosPlug;
  let rules: CommandRules;
  before(async () => {
    [lamp, fridge] = await Promise.all([chaosPlug('Lamp'), chaosPlug('Fridge')]);
    rules = new CommandRules([lamp, fridge]);
  });
  after(() => Promise.all([lamp, fridge].map(({ plug }) => plug.close())));

  /** A tap "Lamp on" during which this happens. */
  const tapOn = async (status: number, meanwhile: () => Promise<void>): Promise<Tap> => {
    const from = performance.now();
    await meanwhile();
    return { plug: lamp, channel: 0, on: true, from, to: performance.now(), status };
  };

  test('an OK for a command that the plug has carried out is right', async () => {
    const tap = await tapOn(0, () => switchOn(lamp));
    assert.deepEqual(rules.check([tap]), []);
  });

  test('an OK for a command that never arrived is a false one, although the relay has that state', async () => {
    const tap = await tapOn(0, () => Promise.resolve());
    assert.match(rules.check([tap]).join(), /false OK: the tap "Lamp on"/);
  });

  test('an OK for a command that the plug has acknowledged and not carried out is a false one', async () => {
    lamp.plug.turn(0, false);
    lamp.plug.faults.arraySet = 'ignored';
    const ignored = { togglex: [{ channel: 0, onoff: 1 }] };
    const tap = await tapOn(0, () => set(lamp.plug, 'Appliance.Control.ToggleX', ignored));
    assert.match(rules.check([tap]).join(), /false OK/);
  });

  test('a command to another plug is found, and one that belongs to no tap', async () => {
    const tap = await tapOn(-70402, () => switchOn(fridge));
    assert.match(rules.check([tap]).join(), /Fridge got a command "on" .*, without a tap/);
  });

  test('a busy machine is no blocked event loop, a long calculation is', () => {
    const delay = { is: 'delay', at: 0, delayMs: 300 } as const;
    assert.deepEqual(checkDelays([{ ...delay, cpuMs: 90, waitedMs: 210 }]), []);
    assert.deepEqual(checkDelays([{ ...delay, cpuMs: 20, waitedMs: 0 }]), []);
    assert.equal(checkDelays([{ ...delay, cpuMs: 250, waitedMs: 40 }]).length, 1);
  });

  test('memory may vary, and not grow', () => {
    const memory = (used: number) => ({ is: 'memory', at: 0, rss: 0, used: used * 2 ** 20 }) as const;
    assert.deepEqual(checkMemory([memory(40), memory(46)]), []);
    assert.equal(checkMemory([memory(40), memory(44), memory(49)]).length, 1);
  });

  test('a log that goes on for ever about one plug, a stack and a key are found', () => {
    const logRules = new LogRules([lamp, fridge], ['the key']);
    const line = '[Meross Local] Lamp (127.0.0.1) cannot be reached.\n';
    assert.deepEqual(logRules.check(line.repeat(60)), []);
    assert.match(logRules.check(line.repeat(61)).join(), /61 lines in the log about Lamp/);
    assert.match(logRules.check('    at run (file:///plug.js:12:3)').join(), /a stack/);
    assert.match(logRules.check('[Meross Local] Lamp has the key').join(), /a key/);
    const sign = lamp.plug.requests[0]?.header['sign'];
    assert.match(logRules.check(`[Meross Local] sign ${String(sign)}`).join(), /a signature/);
  });

  test('a seed gives the same plan each time, and another seed another one', () => {
    const plan = (seed: number): string =>
      JSON.stringify(
        planOf({ random: new Random(seed), plugs: [lamp, fridge], lastsMs: 20_000, isSlow: true, phones: 3 }),
        (key, value: unknown) => (['plug', 'other'].includes(key) ? (value as ChaosPlug).name : value),
      );
    assert.equal(plan(7), plan(7));
    assert.notEqual(plan(7), plan(8));
  });
});

describe('the files that a kill leaves', () => {
  let storage: string;
  before(async () => {
    storage = await mkdtemp(join(tmpdir(), 'meross-files-'));
    await mkdir(join(storage, 'meross-local'));
  });
  after(() => rm(storage, { recursive: true, force: true }));
  const write = (name: string, text: string): Promise<void> => writeFile(join(storage, 'meross-local', name), text);

  test('may have a history that ends in the middle of a line, and the draft of a write', async () => {
    await write('plug.history', '[1735689600,60.5,1]\n[17356');
    await write('plug.json.0123456789ab.new', '{"energy"');
    const { histories, findings } = await storedFiles(storage);
    assert.deepEqual(findings, []);
    assert.deepEqual(histories, [{ uuid: 'plug', lines: ['[1735689600,60.5,1]'] }]);
  });

  test('may not have half a file, a broken line or a file in quarantine', async () => {
    await write('plug.json', '{"energy"');
    await write('other.history', '[17356\n[1735689600]\n');
    await write('third.json.damaged-2025-01-01T00-00-00Z', '');
    const { findings } = await storedFiles(storage);
    assert.equal(findings.length, 3, findings.join('\n'));
  });
});
