import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { UnsupportedError, WrongKeyError } from '../../../src/errors.ts';
import { BrokerProbeError, DEAD_BROKER } from '../../../src/setup/broker-address.ts';
import type { BrokerTrial } from '../../../src/setup/broker-probe.ts';
import { ProvisioningError } from '../../../src/setup/provisioning-error.ts';
import { planRekey, type RekeySettings, type SendWithKey } from '../../../src/setup/rekey-plan.ts';
import { rekey, type RekeyOptions, type RekeyOutcome } from '../../../src/setup/rekey.ts';
import type { RekeyRecord } from '../../../src/setup/rekey-record.ts';
import type { StepReport } from '../../../src/setup/step-report.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { behave, commandsOf, MAC, plugInUse, senderTo, UUID } from './plug-in-use.ts';

const OLD = 'CANARYold00112233445566778899aab';
const NEW = 'CANARYnew00112233445566778899aab';
const BROKER = { host: '192.168.1.10', port: 8883 };

/** A plug in use, and what happens around it. */
class RekeyFixture {
  readonly clock = new FakeClock();
  readonly stop = new AbortController();
  readonly plug = plugInUse(OLD, this.clock);
  readonly send = senderTo(this.plug, this.clock, this.stop.signal);
  readonly records: RekeyRecord[] = [];
  readonly reports: StepReport[] = [];
  readonly trials: BrokerTrial[] = [];
  /** What was on record when each order was carried out. */
  readonly onRecord: (RekeyRecord | undefined)[] = [];
  write: RekeyOptions['write'] = record => {
    this.records.push(record);
    return Promise.resolve();
  };
  tryBroker: RekeyOptions['tryBroker'] = trial => {
    this.trials.push(trial);
    return Promise.resolve('it lets the plug in and answers it');
  };

  async advanceUntilDone<T>(work: Promise<T>): Promise<T> {
    const progress = { isOver: false };
    const end = (): void => {
      progress.isOver = true;
    };
    work.then(end, end);
    for (let seconds = 0; !progress.isOver && seconds < 300; seconds += 1) await this.clock.advance(1000);
    return work;
  }

  begin(settings: RekeySettings): Promise<RekeyOutcome> {
    const sendWithKey: SendWithKey = (key, request, target) => {
      if (request.method === 'SET') this.onRecord.push(this.records.at(-1));
      return this.send(key, request, target);
    };
    const work = async (): Promise<RekeyOutcome> => {
      const plan = await planRekey(sendWithKey, OLD, settings);
      return rekey({
        plan,
        settings,
        currentKey: OLD,
        sendWithKey,
        address: '192.168.1.20',
        tryBroker: trial => this.tryBroker(trial),
        write: record => this.write(record),
        onStep: report => void this.reports.push(report),
        clock: this.clock,
        signal: this.stop.signal,
      });
    };
    const outcome = work();
    outcome.catch(() => undefined);
    return outcome;
  }

  run(settings: RekeySettings): Promise<RekeyOutcome> {
    return this.advanceUntilDone(this.begin(settings));
  }

  async failure(settings: RekeySettings): Promise<ProvisioningError> {
    const error: unknown = await this.run(settings).then(
      () => assert.fail('it succeeded'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ProvisioningError, inspect(error));
    assert.equal(this.reports.at(-1)?.state, 'failed');
    assert.doesNotMatch(error.message, /undefined|\[object|\.\.|  /);
    return error;
  }

  get steps(): readonly string[] {
    return this.records.map(({ step }) => step);
  }
}

const dryRun = (fixture: RekeyFixture, settings: RekeySettings, key = OLD): ReturnType<typeof planRekey> =>
  fixture.advanceUntilDone(planRekey(fixture.send, key, settings));

test('a dry run says what would change, and sends no order', async () => {
  const fixture = new RekeyFixture();
  const plan = await dryRun(fixture, { key: NEW, broker: BROKER, userId: '0' });
  assert.deepEqual(plan.changes, [
    'key: a new one instead of the current one',
    'broker: 192.168.1.10:8883 instead of mqtt-eu.meross.com:443 (and mqtt-eu-2.meross.com:443)',
    'user id: 0 instead of 1234567',
  ]);
  assert.ok(plan.warnings.some(text => text.includes('pairing mode')));
  assert.deepEqual(commandsOf(fixture.plug), []);
  assert.doesNotMatch(inspect(plan, { depth: 9 }), /CANARY/);
});

test('what is not asked for stays as it is', async () => {
  const fixture = new RekeyFixture();
  await fixture.run({ key: NEW });
  const expected = {
    host: 'mqtt-eu.meross.com',
    port: 443,
    secondHost: 'mqtt-eu-2.meross.com',
    secondPort: 443,
    redirect: 1,
  };
  assert.deepEqual(commandsOf(fixture.plug), [
    { key: OLD, payload: { key: { userId: '1234567', key: NEW, gateway: expected } } },
  ]);
});

test('nothing to do is nothing done', async () => {
  const fixture = new RekeyFixture();
  assert.equal((await fixture.run({ key: OLD })).state, 'done');
  assert.deepEqual([commandsOf(fixture.plug), fixture.records, fixture.reports], [[], [], []]);
});

test('a plug gets a new key and a new broker, which was tried first in its name', async () => {
  const fixture = new RekeyFixture();
  const outcome = await fixture.run({ key: NEW, broker: BROKER });
  assert.deepEqual(outcome, { state: 'done', key: 'new', isOnline: true, isRecorded: true });
  assert.deepEqual([fixture.plug.core.account.key, fixture.plug.core.account.gateway?.host], [NEW, BROKER.host]);
  assert.deepEqual(fixture.trials, [{ ...BROKER, uuid: UUID, macAddress: MAC, key: NEW, userId: '1234567' }]);
  assert.deepEqual(fixture.steps, ['about to set', 'reading back', 'done']);
  assert.ok(fixture.clock.now() < 10_000);
  assert.equal(fixture.clock.pending, 0);
});

test('before anything is sent, both keys and both brokers are on record', async () => {
  const fixture = new RekeyFixture();
  await fixture.run({ key: NEW, broker: BROKER });
  const [record] = fixture.onRecord;
  assert.equal(record?.step, 'about to set');
  assert.deepEqual([record.before.key, record.wanted.key], [OLD, NEW]);
  assert.deepEqual([record.before.gateway?.host, record.wanted.gateway?.host], ['mqtt-eu.meross.com', BROKER.host]);
  assert.deepEqual([record.uuid, record.address, record.format], [UUID, '192.168.1.20', 'meross-rekey/1']);
});

test('where the record cannot be written, nothing is sent', async () => {
  const fixture = new RekeyFixture();
  fixture.write = () => Promise.reject(new Error(`ENOSPC while writing ${NEW}`));
  const error = await fixture.failure({ key: NEW });
  assert.deepEqual([error.step, error.left, commandsOf(fixture.plug)], ['key', 'nothing', []]);
  assert.doesNotMatch(inspect(error), /CANARY/);
});

test('a disk that fills up later does not stop it, for both keys are on record; the outcome says so', async () => {
  const fixture = new RekeyFixture();
  const { write } = fixture;
  fixture.write = record => (record.step === 'about to set' ? write(record) : Promise.reject(new Error('ENOSPC')));
  assert.deepEqual(await fixture.run({ key: NEW }), { state: 'done', key: 'new', isOnline: true, isRecorded: false });
});

test('a broker that would not do stops it before the plug is touched', async () => {
  const fixture = new RekeyFixture();
  fixture.tryBroker = () => Promise.reject(new BrokerProbeError('No broker at 192.168.1.10:8883. Is it running?'));
  const error = await fixture.failure({ key: NEW, broker: BROKER });
  assert.deepEqual([error.step, error.left, commandsOf(fixture.plug), fixture.records], ['broker', 'nothing', [], []]);
  assert.match(error.message, /No broker at.*Nothing on the plug was changed/);
});

test('the broker that the plug uses now is not tried, nor a dead address', async () => {
  for (const settings of [{ key: NEW }, { broker: DEAD_BROKER }]) {
    const fixture = new RekeyFixture();
    await fixture.run(settings);
    assert.deepEqual(fixture.trials, []);
    assert.ok(fixture.reports.some(({ step, state }) => step === 'broker' && state === 'skipped'));
  }
});

for (const behaviour of ['is silent after doing it', 'hangs up after doing it'] as const) {
  test(`a plug that ${behaviour} is asked which key it has, and it counts as done`, async () => {
    const fixture = new RekeyFixture();
    behave(fixture.plug, behaviour);
    assert.equal((await fixture.run({ key: NEW, broker: BROKER })).state, 'done');
    assert.equal(commandsOf(fixture.plug).length, 1);
  });
}

test('a plug that needs a restart is said to after a minute; a second run finds it done', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'takes it at its next start');
  const outcome = await fixture.run({ key: NEW, broker: BROKER });
  assert.deepEqual([outcome.state, outcome.key], ['waits for a power cycle', 'old']);
  assert.ok(fixture.clock.now() > 50_000 && fixture.clock.now() < 75_000);
  assert.equal(fixture.records.at(-1)?.step, 'waits for a power cycle');
  assert.equal(commandsOf(fixture.plug).length, 1);
  fixture.plug.restart();
  const plan = await dryRun(fixture, { key: NEW, broker: BROKER });
  assert.deepEqual([plan.hasNewKey, plan.changes], [true, []]);
  assert.equal((await fixture.run({ key: NEW, broker: BROKER })).state, 'done');
});

test('a plug that has its new key at once, and its broker from its next start, is said to have the key', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'takes the key, and the broker at its next start');
  const outcome = await fixture.run({ key: NEW, broker: BROKER });
  assert.deepEqual([outcome.state, outcome.key], ['waits for a power cycle', 'new']);
  const readBack = fixture.reports.find(({ step, state }) => step === 'read back' && state === 'done');
  assert.match(JSON.stringify(readBack), /old broker until its next start/);
});

test('a new key that the broker does not know yet is something to think of before; without a broker it is not', async () => {
  const fixture = new RekeyFixture();
  const warning = /broker needs the new key/;
  assert.match((await dryRun(fixture, { key: NEW })).warnings.join('\n'), warning);
  for (const settings of [{ key: NEW, broker: DEAD_BROKER }, { broker: BROKER }]) {
    assert.doesNotMatch((await dryRun(fixture, settings)).warnings.join('\n'), warning);
  }
});

test('a plug that has the new key already, and not the broker, gets that; nothing would put the old key back', async () => {
  const fixture = new RekeyFixture();
  fixture.plug.core.assignAccount({ ...fixture.plug.core.account, key: NEW }, 'at once');
  behave(fixture.plug, 'takes the key, and another broker');
  const error = await fixture.failure({ key: NEW, broker: BROKER });
  assert.equal(error.left, 'the old settings again');
  assert.equal(fixture.plug.core.account.key, NEW);
  assert.ok(fixture.records.every(({ before }) => before.key === NEW));
});

test('a plug that does not come online at a broker that works has it all the same, and the outcome says so', async () => {
  const fixture = new RekeyFixture();
  fixture.plug.core.onlineStatus = 2;
  const outcome = await fixture.run({ key: NEW, broker: BROKER });
  assert.deepEqual([outcome.state, outcome.isOnline], ['done', false]);
  assert.ok(fixture.clock.now() > 50_000);
});

test('a refusal changes nothing', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'refuses');
  const error = await fixture.failure({ key: NEW });
  assert.deepEqual([error.left, fixture.plug.core.account.key, fixture.steps.at(-1)], ['nothing', OLD, 'not done']);
  assert.match(error.message, /error 5000.*not accept another key over the network/);
});

test('a plug that is gone when it is to receive a command has not received it', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'is gone already');
  const error = await fixture.failure({ key: NEW });
  assert.deepEqual([error.left, fixture.steps.at(-1)], ['nothing', 'not done']);
});

test('a plug that ignores the order gets its old settings written again, so that no restart brings half of it', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'is silent');
  const error = await fixture.failure({ key: NEW, broker: BROKER });
  assert.deepEqual([error.step, error.left], ['roll back', 'the old settings again']);
  assert.deepEqual(
    commandsOf(fixture.plug).map(({ key }) => key),
    [OLD, OLD],
  );
  assert.equal(fixture.plug.core.account.key, OLD);
  assert.deepEqual(fixture.steps.slice(-2), ['about to roll back', 'rolled back']);
});

test('a plug that took something else than it was sent gets its old settings back, signed with the key that it has', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'takes the key, and another broker');
  const error = await fixture.failure({ key: NEW, broker: BROKER });
  assert.deepEqual([error.step, error.left], ['roll back', 'the old settings again']);
  assert.deepEqual(
    commandsOf(fixture.plug).map(({ key }) => key),
    [OLD, NEW],
  );
  assert.deepEqual(
    [fixture.plug.core.account.key, fixture.plug.core.account.gateway?.host],
    [OLD, 'mqtt-eu.meross.com'],
  );
});

test('a plug that vanishes has one of two keys, and both are on record', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'vanishes');
  const error = await fixture.failure({ key: NEW, broker: BROKER });
  assert.equal(error.left, 'the old key or the new one');
  assert.match(error.message, /Both are in the record file/);
  assert.equal(fixture.records.at(-1)?.step, 'unknown');
  for (const { before, wanted } of fixture.records) assert.deepEqual([before.key, wanted.key], [OLD, NEW]);
});

test('whoever interrupts it sees that both keys are on record, and nothing goes on', async () => {
  const fixture = new RekeyFixture();
  behave(fixture.plug, 'is silent');
  const outcome = fixture.begin({ key: NEW });
  await fixture.clock.advance(2000);
  fixture.stop.abort(new Error('Ctrl-C'));
  await assert.rejects(fixture.advanceUntilDone(outcome), { step: 'read back', left: 'the old key or the new one' });
  const requestCount = fixture.plug.requests.length;
  await fixture.clock.advance(100_000);
  assert.deepEqual([fixture.plug.requests.length, fixture.clock.pending], [requestCount, 0]);
});

test('whatever the plug does with the order, its key is in the record that was written before', async () => {
  for (const behaviour of [
    'takes it',
    'takes it at its next start',
    'refuses',
    'is silent',
    'is silent after doing it',
    'hangs up after doing it',
    'takes the key, and another broker',
    'vanishes',
    'is gone already',
  ] as const) {
    const fixture = new RekeyFixture();
    behave(fixture.plug, behaviour);
    const outcome: unknown = await fixture.run({ key: NEW, broker: BROKER }).catch((error: unknown) => error);
    const last = fixture.records.at(-1);
    assert.ok([last?.before.key, last?.wanted.key].includes(fixture.plug.core.account.key), behaviour);
    assert.ok(fixture.onRecord.length >= 1);
    assert.ok(fixture.onRecord.every(record => record !== undefined));
    assert.doesNotMatch(inspect([outcome, fixture.reports], { depth: 12, showHidden: true }), /CANARY/, behaviour);
  }
});

test('with neither key the plug is left alone; nor one that takes no key, or does not tell its broker', async () => {
  const fixture = new RekeyFixture();
  await assert.rejects(dryRun(fixture, { key: NEW }, 'quite another'), WrongKeyError);
  fixture.plug.core.assignAccount({ ...fixture.plug.core.account, gateway: undefined }, 'at once');
  await assert.rejects(dryRun(fixture, { key: NEW }), UnsupportedError);
  const plan = await dryRun(fixture, { key: NEW, broker: BROKER });
  assert.ok(plan.warnings.some(text => text.includes('cannot be restored')));
  fixture.plug.update({ abilities: [] });
  await assert.rejects(dryRun(fixture, { key: NEW, broker: BROKER }), UnsupportedError);
  assert.deepEqual(commandsOf(fixture.plug), []);
});

test('what cannot be is refused before anything is sent to the plug', async () => {
  for (const settings of [
    { key: '' },
    { key: 'x'.repeat(33) },
    { broker: { host: '8.8.8.8', port: 1 } },
    { userId: '-1' },
  ]) {
    const fixture = new RekeyFixture();
    await assert.rejects(fixture.run(settings), RangeError);
    assert.deepEqual([commandsOf(fixture.plug), fixture.records], [[], []]);
  }
});
