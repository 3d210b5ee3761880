import type { EnergyOfPlug, PlugDetails, PlugTarget, Requests } from '../../../src/homebridge-ui/api.ts';
import type { Scenario, ScenarioPlug } from './scenario.ts';

/** Sends an event of the server to the page. */
export type Send = (name: 'find' | 'step', data: unknown) => void;

type Handlers = {
  readonly [Path in keyof Requests]: (
    body: Requests[Path]['body'],
  ) => Requests[Path]['reply'] | Promise<Requests[Path]['reply']>;
};

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** The server of the page and the plugs behind it. It shares only the types of api.ts with the real one. */
export class FakeHome {
  readonly #scenario: Scenario;
  readonly #send: Send;
  readonly #on = new Map<string, boolean>();
  readonly #clockSet = new Set<string>();
  #search = 0;

  constructor(scenario: Scenario, send: Send) {
    this.#scenario = scenario;
    this.#send = send;
  }

  readonly handlers: Handlers = {
    '/find/start': ({ keys }) => {
      this.#search += 1;
      void this.#find(this.#search, keys);
      return { search: this.#search, subnets: ['192.168.1.0/24'], total: 254 };
    },
    '/find/stop': () => {
      this.#send('find', { search: this.#search, kind: 'end', reason: 'stopped' });
      this.#search += 1;
      return { stopped: true };
    },
    '/plug': target => this.#ask(target, plug => ({ plug: this.#details(plug) })),
    '/state': target =>
      this.#ask(target, plug => {
        const { uuid, outlets, watts } = this.#details(plug);
        return { uuid, outlets, ...(watts === undefined ? {} : { watts }) };
      }),
    '/switch': body =>
      this.#ask(body, ({ uuid }) => {
        this.#on.set(`${uuid} ${body.channel}`, body.on);
        return { on: body.on };
      }),
    '/test': ({ devices, index }) => {
      const { host = '' } = devices[index] ?? {};
      const result = this.#scenario.tests?.[host];
      const isMended = result?.fixes.some(({ kind }) => kind === 'set clock') === true && this.#clockSet.has(host);
      if (result === undefined || isMended)
        return { isHealthy: true, verdict: 'All is well.', todo: '', findings: [], fixes: [] };
      const findings = [{ layer: 'reach', verdict: 'ok' as const, says: 'It replies in 12 ms.' }];
      return { isHealthy: false, verdict: `Something is wrong at ${host}.`, todo: 'Mend it.', findings, ...result };
    },
    '/energy': target => this.#ask(target, () => ({ energy: ENERGY })),
    '/clock': target => {
      this.#clockSet.add(target.host);
      return { timezone: 'Europe/Berlin' };
    },
    '/rekey/plan': () => ({
      plan: this.#scenario.rekey ?? { changes: [], warnings: [], command: 'meross-local rekey' },
    }),
    '/rekey/run': () => this.#steps({ done: true }),
    '/push': ({ port = 8883 }) => ({ addresses: ['192.168.1.10'], port, isListening: false }),
    '/pairing/scan': () =>
      this.#scenario.pairing ?? {
        bluetooth: { isAvailable: false, why: 'This computer has no Bluetooth.' },
        command: 'meross-local provision --ap',
      },
    '/pairing/run': () =>
      this.#steps({ plug: { host: '192.168.1.77', uuid: 'f'.repeat(32), key: 'fits' as const, model: 'mss310' } }),
    '/report': () => ({ fileName: 'meross-report.json', text: '{ "report": 1 }' }),
    '/take-over': () => ({ plugs: (this.#scenario.takeOver ?? []).map(({ entry: _, ...plug }) => plug) }),
    '/take-over/entries': ({ ids }) => ({
      entries: (this.#scenario.takeOver ?? []).filter(({ id }) => ids.includes(id)).map(({ entry }) => entry),
    }),
  };

  async #find(search: number, keys: readonly string[]): Promise<void> {
    const { plugs, stepMs = 5 } = this.#scenario;
    for (const [at, { host, uuid, key, model = 'mss310', name }] of plugs.entries()) {
      await pause(stepMs);
      if (search !== this.#search) return;
      this.#send('find', { search, kind: 'progress', asked: Math.round((254 * (at + 1)) / plugs.length), total: 254 });
      const keyIndex = keys.indexOf(key);
      const result = keyIndex < 0 ? { key: 'refused' } : { key: 'fits', keyIndex };
      // As the server does: at once, and again with what it is.
      this.#send('find', {
        search,
        kind: 'found',
        plug: { host, uuid, ...result, ...(keyIndex < 0 ? { model, name } : {}) },
      });
      if (keyIndex < 0) continue;
      await pause(stepMs);
      if (search !== this.#search) return;
      this.#send('find', { search, kind: 'found', plug: { host, uuid, model, name, ...result } });
    }
    await pause(stepMs);
    if (search === this.#search) this.#send('find', { search, kind: 'end', reason: 'done' });
  }

  #ask<Reply>({ host, key, uuid }: PlugTarget, reply: (plug: ScenarioPlug) => Reply) {
    const plug = this.#scenario.plugs.find(each => each.host === host);
    if (plug === undefined || plug.isUnreachable === true) {
      return { failure: { kind: 'unreachable', happened: `Nothing replies at ${host}.`, advice: 'Is it plugged in?' } };
    }
    if (plug.key !== key) {
      return {
        failure: { kind: 'wrong-key', happened: 'The plug does not accept the key.', advice: 'Enter its key.' },
      };
    }
    if (uuid !== undefined && uuid !== plug.uuid) {
      return { failure: { kind: 'other-plug', happened: 'Another plug replies.', advice: 'Correct the address.' } };
    }
    return reply(plug);
  }

  #details(plug: ScenarioPlug): PlugDetails {
    const { host, uuid, model = 'mss310', outlets: count = 1, outletNames = [], watts, isOn = false } = plug;
    const channels = count === 1 ? [0] : Array.from({ length: count }, (_, at) => at + 1);
    return {
      ...{ host, uuid, model, hardwareVersion: '6.0.0', firmwareVersion: '6.3.22' },
      isPlug: plug.isPlug ?? true,
      outlets: channels.map((channel, at) => ({
        channel,
        on: this.#on.get(`${uuid} ${channel}`) ?? isOn,
        ...(outletNames[at] === undefined ? {} : { name: outletNames[at] }),
        ...(watts === undefined ? {} : { watts: watts / count }),
      })),
      hasMaster: count > 1,
      ...(watts === undefined ? {} : { watts }),
      signalPercent: 72,
      isEncrypted: true,
      clock: {
        state: plug.clock ?? 'right',
        aheadSeconds: plug.clock === 'off' ? -7200 : 0,
        timezone: 'Europe/Berlin',
      },
      broker: 'meross',
      options: {
        ...{ energy: true, led: true, autoOffMinutes: true, appliance: true, clock: true, inUseWatts: true },
        outlets: true,
        ...plug.unsupported,
      },
      roundTripMs: 12,
    };
  }

  async #steps<Reply>(reply: Reply): Promise<Reply> {
    for (const state of ['started', 'done']) {
      this.#send('step', { text: 'Sending the settings', state });
      await pause(10);
    }
    return reply;
  }
}

/** Two weeks, and the hours of the last day. */
const ENERGY: EnergyOfPlug = {
  days: Array.from({ length: 14 }, (_, at) => ({ date: `2026-11-${String(at + 15)}`, wattHours: 500 + 90 * at })),
  hours: Array.from({ length: 24 }, (_, at) => ({
    channel: 0,
    endsAt: Date.UTC(2026, 10, 28, at) / 1000 + 3600,
    wattHours: 10 * at,
  })),
  months: [
    { month: '2026-10', wattHours: 12_340, missingDays: 2 },
    { month: '2026-11', wattHours: 15_190, missingDays: 0 },
  ],
  timezone: 'UTC',
};
