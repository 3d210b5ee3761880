import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { sign } from '../../src/protocol/signature.ts';
import { KEY, OK, serve, UUID, type PlainServer, type ReceivedRequest } from '../unit/transport/plain-server.ts';
import { cli } from './command-line.ts';

const DEEP = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
const RELAYS = Array.from({ length: 256 }, (_, channel) => ({ channel, onoff: 0, lmTime: 0 }));
const RULES = Array.from({ length: 6000 }, (_, at) => [(at * 7919) % 6000, 0, 0]);

/** A reply of a plug with one member that is far too large. */
interface Overrides {
  readonly ability?: string;
  readonly togglex?: readonly object[];
  readonly timeRule?: readonly (readonly number[])[];
}

function payloadFor(namespace: unknown, { ability = '{}', togglex, timeRule = [] }: Overrides): string {
  if (namespace === 'Appliance.System.Ability') {
    const others = ['Appliance.System.All', 'Appliance.System.Time'].map(name => `"${name}":{}`).join(',');
    return `{"ability":{"Appliance.Control.ToggleX":${ability},${others}}}`;
  }
  const time = { timestamp: systemClock.epochSeconds(), timezone: 'Europe/Paris', timeRule };
  if (namespace === 'Appliance.System.Time') return JSON.stringify({ time });
  const hardware = { type: 'mss310', version: '1.0.0', uuid: UUID, macAddress: '48:e1:e9:a1:b2:c3' };
  const system = { hardware, firmware: { version: '2.1.17' }, time };
  return JSON.stringify({ all: { system, digest: { togglex: togglex ?? [{ channel: 0, onoff: 0 }] } } });
}

function replyTo({ message }: ReceivedRequest, overrides: Overrides): string {
  const { messageId, namespace, method } = message;
  const timestamp = systemClock.epochSeconds();
  const header = {
    ...{ messageId, namespace, method: `${String(method)}ACK`, payloadVersion: 1, timestamp },
    from: `/appliance/${UUID}/publish`,
    sign: sign(String(messageId), KEY, timestamp),
  };
  return `{"header":${JSON.stringify(header)},"payload":${payloadFor(namespace, overrides)}}`;
}

const servePlug = (t: TestContext, overrides: Overrides): Promise<PlainServer> =>
  serve(t, received => void received.socket.end(OK + replyTo(received, overrides)));

const CASES = [
  ['an ability nested 30,000 deep', { ability: DEEP }, /nested more than 32 levels deep/],
  ['256 relays', { togglex: RELAYS }, /digest\.togglex has 256 entries; more than 17 are not read/],
] as const;

for (const [what, overrides, expectedText] of CASES) {
  test(`a plug that answers with ${what} is refused in words by each command`, async t => {
    const { port } = await servePlug(t, overrides);
    const host = `127.0.0.1:${String(port)}`;
    for (const command of ['info', 'on', 'doctor']) {
      const { status, out, err } = await cli([command, host, '--key', KEY, '--timeout', '5']);
      assert.notEqual(status, 0, command);
      // Doctor has words of its own for what answers as no plug does.
      assert.match(out + err, command === 'doctor' ? /makes? no sense|not a Meross device/ : expectedText, command);
      assert.doesNotMatch(out + err, /unexpected/, command);
    }
  });
}

test('raw and record say what is too deep, and end', async t => {
  const { port } = await servePlug(t, { ability: DEEP });
  const host = `127.0.0.1:${String(port)}`;
  const folder = await mkdtemp(join(tmpdir(), 'meross-large-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const argv of [
    ['raw', host, 'GET', 'Appliance.System.Ability'],
    ['record', host, '--out', join(folder, 'trace.json')],
  ]) {
    const { status, out, err } = await cli([...argv, '--key', KEY, '--timeout', '5']);
    assert.notEqual(status, 0, argv.join(' '));
    assert.match(out + err, /nested more than 32 levels deep/, argv.join(' '));
    assert.doesNotMatch(out + err, /unexpected/, argv.join(' '));
  }
});

test('a clock with 6,000 rules is read as none, and that is said', async t => {
  const { port } = await servePlug(t, { timeRule: RULES });
  const { out, err } = await cli(['clock', `127.0.0.1:${String(port)}`, '--key', KEY, '--timeout', '5']);
  assert.match(out + err, /it does not report its time/);
  assert.doesNotMatch(out + err, /unexpected/);
});
