import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { Call } from '../../../src/cli/call.ts';
import { reportRekeyed } from '../../../src/cli/setup/rekey-outcome.ts';
import { systemClock } from '../../../src/clock.ts';
import type { RekeyOutcome } from '../../../src/setup/rekey.ts';
import { gatewayOf } from '../../../src/setup/broker-address.ts';
import { planRekey } from '../../../src/setup/rekey-plan.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { plugInUse, senderTo, UUID } from '../setup/plug-in-use.ts';
import { fileWith } from '../../cli/provision-fixture.ts';

const [OLD, NEW] = ['the-old-key', 'the-new-key'];
const BROKER = { host: '192.168.1.10', port: 8883 };
const ADDRESS = { host: '192.168.1.20', port: 80 };

/** The printed outcome, and the config after it. */
async function report(
  t: TestContext,
  outcome: Pick<RekeyOutcome, 'state' | 'key'>,
  options: Readonly<Record<string, unknown>> = {},
) {
  const clock = new FakeClock();
  const send = senderTo(plugInUse(OLD, clock), clock, new AbortController().signal);
  const chosen = { key: NEW, broker: BROKER };
  const planning = planRekey(send, OLD, chosen);
  await clock.advance(1000);
  const config = JSON.stringify({
    platforms: [{ platform: 'MerossLocal', devices: [{ host: ADDRESS.host, key: OLD }] }],
  });
  const configPath = await fileWith(t, config);
  const written: string[] = [];
  const sink = { write: (text: string) => void written.push(text), isTerminal: false, columns: () => 80 };
  const io = { out: sink, err: sink, env: {}, isInteractive: false, clock: systemClock };
  const call = new Call({ ...io, signal: new AbortController().signal }, { args: {}, options });
  const job = {
    plan: { ...(await planning), gateway: gatewayOf(BROKER) },
    ...{
      currentKey: OLD,
      chosen: { settings: chosen, isFresh: true },
      sendWithKey: send,
      open: undefined,
      configPath,
    },
    namedPlug: { address: ADDRESS, label: 'Heater', config: undefined, configuredKey: undefined },
    record: 'record.json',
  };
  await reportRekeyed(call, job, {
    outcome: { ...outcome, isOnline: true, isRecorded: true },
    hasRecord: true,
    steps: [],
  });
  return { text: written.join(''), config: await readFile(configPath, 'utf8') };
}

test('a plug with its new key at once, and its broker from its next start, is reported as that; the config gets the key', async t => {
  const outcome = { state: 'waits for a power cycle', key: 'new' } as const;
  const { text, config } = await report(t, outcome);
  assert.match(
    text,
    /Heater: the plug has the new key; it uses the new broker from its next start\. Unplug it for ten seconds/,
  );
  assert.match(text, /Restart Homebridge[^]*record\.json contains both keys\. Keep it/);
  assert.doesNotMatch(text, /old settings/);
  assert.ok(config.includes(NEW) && config.includes(UUID), config);
  const program = await report(t, outcome, { json: true });
  assert.match(program.text, /"state":"waits for a power cycle","hasNewKey":true/);
});

test('a plug that goes by its old key until its next start keeps it in the config', async t => {
  const outcome = { state: 'waits for a power cycle', key: 'old' } as const;
  const { text, config } = await report(t, outcome);
  assert.match(text, /uses its old settings until its next start/);
  assert.ok(config.includes(OLD) && !config.includes(NEW));
  const program = await report(t, outcome, { json: true });
  assert.match(program.text, /"state":"waits for a power cycle","hasNewKey":false/);
});
