import { Alarms } from './alarms.ts';
import type { Faults } from './faults.ts';
import { isObject, type JsonObject, listAt, numberAt, objectAt } from './json.ts';
import { Meter } from './meter.ts';
import type { PlugModel } from './model.ts';
import { PlugClock } from './plug-clock.ts';
import { Relays, type ToggleRow } from './relays.ts';
import { Rules } from './rules.ts';

/** What one particular plug is, apart from its model. */
export interface Identity {
  readonly uuid: string;
  readonly key: string;
}

const encryptionAbilities = ['Appliance.Encrypt.Suite', 'Appliance.Encrypt.ECDHE'];

/** What an update changes. */
export interface Firmware {
  readonly firmwareVersion: string;
  /** Namespace → parameters, such as `{ maxCmdNum: 5 }` of Multiple. */
  readonly abilities: ReadonlyMap<string, JsonObject>;
}

/** The inside of a plug: everything that lasts between two requests. Knows nothing of sockets. */
export class PlugCore {
  readonly model: PlugModel;
  readonly identity: Identity;
  readonly faults: Faults;
  readonly clock: PlugClock;
  readonly relays: Relays;
  readonly meter: Meter;
  readonly rules: Rules;
  /** What the plug will do by itself. */
  readonly alarms: Alarms;
  /** Told as `innerIp`. */
  address: string;
  /** What runs on it now; an update replaces it. */
  firmware: Firmware;
  /** 1 when the status light is off ("do not disturb"). */
  dndMode = 0;
  /** `{ timezone, timeRule }` in the order of the recorded `time`, without a current timestamp. */
  time: JsonObject;
  /** Whether power has been cut since the start; then today is in ConsumptionX from its first minute. */
  wasCut = false;
  readonly #loads = new Map<number, number>();
  #powered = true;

  /** @param now the true time in milliseconds since 1970 */
  constructor(model: PlugModel, identity: Identity, address: string, faults: Faults, now: () => number) {
    this.model = model;
    this.identity = identity;
    this.address = address;
    this.firmware = model;
    this.faults = faults;
    this.clock = new PlugClock(now, faults);
    this.time = objectAt(this.#system, 'time');
    this.relays = new Relays(recordedRows(model), {
      seconds: () => this.clock.seconds,
      masterFollows: () => faults.masterFollows,
      beforeChange: () => {
        this.meter.settle();
      },
      afterChange: (channel, on) => {
        // A plug without power counts nothing down.
        if (this.#powered) this.rules.switched(channel, on);
      },
    });
    this.alarms = new Alarms(now);
    const rules = { timers: recordedRules(model, 'timer'), triggers: recordedRules(model, 'trigger') };
    this.rules = new Rules(rules, {
      alarms: this.alarms,
      weekday: () => (this.clock.known ? this.meter.weekdayAt(this.clock.seconds) : undefined),
      turn: (channel, on) => {
        this.relays.turn(channel, on);
      },
    });
    this.meter = new Meter({
      now,
      seconds: () => (this.clock.known ? this.clock.seconds : undefined),
      offsetAt: seconds => this.#offsetAt(seconds),
      watts: () => (this.#powered ? this.watts() : undefined),
      freezes: () => faults.midnightFreeze,
    });
  }

  /** The uuid it gives as its own. */
  get uuid(): string {
    return this.faults.otherUuid ?? this.identity.uuid;
  }

  /** Whether the LAN side wants AES bodies. */
  get encrypts(): boolean {
    const { encryption } = this.faults;
    return encryption === 'required' || (encryption === 'as recorded' && this.model.lanEncryption);
  }

  /** What it says that it can. A plug that requires encryption lists that too. */
  get abilities(): ReadonlyMap<string, JsonObject> {
    const { abilities } = this.firmware;
    if (this.faults.encryption !== 'required') return abilities;
    return new Map([...abilities, ...encryptionAbilities.map(name => [name, {}] as const)]);
  }

  /** Last 12 characters of the uuid in pairs, which is how Meross makes them. */
  get macAddress(): string {
    return (this.uuid.slice(-12).match(/..?/g) ?? []).join(':');
  }

  /** What System.All says of a plug of this model, as recorded. */
  get recordedAll(): JsonObject {
    return objectAt(this.model.state.get('Appliance.System.All') ?? {}, 'all');
  }

  /** Watts that flow through an outlet, or through all of them. */
  watts(channel?: number): number {
    if (!this.#powered) return 0;
    const through = channel === undefined ? this.relays.outlets : [channel];
    return through.reduce((sum, outlet) => sum + (this.relays.isOn(outlet) ? (this.#loads.get(outlet) ?? 0) : 0), 0);
  }

  /** What is plugged into an outlet, in watts. */
  setLoad(channel: number, watts: number): void {
    this.meter.settle();
    this.#loads.set(channel, watts);
  }

  /** Nothing flows any more; the relays stay as they are, for they are mechanical. */
  cutPower(): void {
    this.meter.settle();
    this.alarms.cancelAll();
    this.#powered = false;
    this.wasCut = true;
  }

  /** Power is back. */
  restorePower(knowsTime: boolean): void {
    this.meter.settle();
    this.#powered = true;
    this.clock.powerUp(knowsTime);
  }

  get #system(): JsonObject {
    return objectAt(this.recordedAll, 'system');
  }

  // The last rule that has begun counts: [from, seconds east of UTC, whether summer time].
  #offsetAt(seconds: number): number {
    let offset = 0;
    for (const rule of listAt(this.time, 'timeRule')) {
      const [from, east] = pairOf(rule);
      if (typeof from === 'number' && typeof east === 'number' && from <= seconds) offset = east;
    }
    return offset;
  }
}

function recordedRows(model: PlugModel): readonly ToggleRow[] {
  const all = objectAt(model.state.get('Appliance.System.All') ?? {}, 'all');
  const rows = listAt(objectAt(all, 'digest'), 'togglex').filter(isObject);
  const first = objectAt(objectAt(all, 'control'), 'toggle');
  return model.channels.map(channel => {
    const row = rows.find(candidate => candidate['channel'] === channel) ?? first;
    return { channel, onoff: numberAt(row, 'onoff') === 1 ? 1 : 0, lmTime: numberAt(row, 'lmTime') ?? 0 };
  });
}

// Only the first generation was recorded with rules.
function recordedRules(model: PlugModel, key: 'timer' | 'trigger'): readonly JsonObject[] {
  const all = objectAt(model.state.get('Appliance.System.All') ?? {}, 'all');
  return listAt(objectAt(all, 'control'), key).filter(isObject);
}

function pairOf(rule: unknown): readonly unknown[] {
  return Array.isArray(rule) ? rule : [];
}
