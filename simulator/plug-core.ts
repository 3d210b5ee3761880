import { randomBytes } from 'node:crypto';
import { type Account, noAccount } from './account.ts';
import { Alarms } from './alarms.ts';
import type { CoreOptions, Firmware, PlugObserver } from './core-options.ts';
import type { Faults } from './faults.ts';
import { type JsonObject, objectAt } from './json.ts';
import { Meter } from './meter.ts';
import type { PlugModel } from './plug-model.ts';
import { PlugClock } from './plug-clock.ts';
import {
  recordedAll,
  recordedDndMode,
  recordedLoads,
  recordedRows,
  recordedRules,
  recordedSeconds,
} from './recorded-state.ts';
import { Relays } from './relays.ts';
import { Rules } from './rules.ts';
import { SilencePolicy } from './silence-faults.ts';
import type { Timer } from './sleep.ts';
import { offsetAt } from './time-rule.ts';
import { type PlugMode, Wifi } from './wifi.ts';
import type { WifiJoinRequest } from './wifi-networks.ts';

const encryptionAbilities = ['Appliance.Encrypt.Suite', 'Appliance.Encrypt.ECDHE'];

/** The inside of a plug: everything that lasts between two requests. Does not depend on sockets. */
export class PlugCore {
  readonly model: PlugModel;
  readonly faults: Faults;
  readonly clock: PlugClock;
  readonly relays: Relays;
  readonly meter: Meter;
  readonly rules: Rules;
  readonly wifi: Wifi;
  /** AES key that was agreed on in pairing mode; lost with that mode, and with the power. */
  agreedKey: string | undefined;
  /** Actions that the plug will take by itself. */
  readonly alarms: Alarms;
  /** Whether the plug answers at all. */
  readonly silencePolicy: SilencePolicy;
  /** The timer that the plug waits by; undefined for the timer of this computer. */
  readonly after: Timer | undefined;
  /** How long a scan for networks takes. */
  readonly scanMs: number;
  /** Reported as `innerIp`. */
  address: string;
  /** The running firmware; an update replaces it. */
  firmware: Firmware;
  /** 1 when the status light is off ("do not disturb"). */
  dndMode: number | undefined;
  /** `{ timezone, timeRule }` in the order of the recorded `time`, without a current timestamp. */
  time: JsonObject;
  /** `online.status`: 1 while its broker is connected, 0 not yet, 2 no longer; undefined without a simulated broker. */
  onlineStatus: 0 | 1 | 2 | undefined;
  /** Whether power has been cut since the start; then today is in ConsumptionX from its first minute. */
  wasCut = false;
  readonly #uuid: string;
  readonly #observer: PlugObserver;
  readonly #loads: Map<number, number>;
  #flowIsAsRecorded = true;
  #account: Account;
  #accountAfterReboot: Account | undefined;
  #powered = true;
  #impersonatedUuid: string | undefined;
  #descriptionCount = 0;

  constructor(options: CoreOptions, observer: PlugObserver) {
    const { model, uuid, account, isNew, address, faults, now, after, networks, scanMs, joinMs } = options;
    const { counts = true } = options;
    this.model = model;
    this.#uuid = uuid;
    this.#loads = new Map(recordedLoads(model));
    this.dndMode = recordedDndMode(model);
    this.#account = account;
    this.#observer = observer;
    this.address = address;
    this.firmware = model;
    this.faults = faults;
    this.scanMs = scanMs;
    this.after = after;
    this.clock = new PlugClock(now, faults, recordedSeconds(model));
    this.silencePolicy = new SilencePolicy(now, faults);
    this.time = objectAt(objectAt(this.recordedAll, 'system'), 'time');
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
      afterTurn: rows => {
        this.#flowIsAsRecorded = false;
        if (this.#powered) observer.turned(rows);
      },
    });
    this.alarms = new Alarms(now, after);
    const rules = { timers: recordedRules(model, 'timer'), triggers: recordedRules(model, 'trigger') };
    this.rules = new Rules(rules, {
      alarms: this.alarms,
      weekday: () => (this.clock.isSet ? this.meter.weekdayAt(this.clock.seconds) : undefined),
      localSeconds: () => {
        const { isSet, seconds, milliseconds } = this.clock;
        return isSet ? seconds + milliseconds / 1000 + offsetAt(this.time, seconds) : undefined;
      },
      turn: (channel, on) => {
        this.relays.turn(channel, on);
      },
    });
    this.meter = new Meter({
      now,
      seconds: () => (counts && this.clock.isSet ? this.clock.seconds : undefined),
      offsetAt: seconds => offsetAt(this.time, seconds),
      watts: () => (this.#powered ? this.watts() : undefined),
      freezes: () => faults.midnightFreeze,
    });
    this.wifi = new Wifi(isNew ? 'pairing' : 'home', {
      networks,
      joinMs,
      after,
      faults,
      changed: () => {
        this.agreedKey = undefined;
        // The plug restarts while it joins, and keeps its settings.
        if (this.mode === 'joining') this.clock.powerUp(this.clock.isSet, 0);
        observer.modeChanged();
      },
    });
    if (isNew) this.#eraseSettings();
  }

  /** Whether the plug is in pairing mode, joining, or in use. */
  get mode(): PlugMode {
    return this.wifi.mode;
  }

  get isPowered(): boolean {
    return this.#powered;
  }

  /** Key, user and broker of the plug. */
  get account(): Account {
    return this.#account;
  }

  /** Changes the account, now or at the next power cut. Call `accountChanged` afterwards. */
  assignAccount(account: Account, from: 'at once' | 'after a reboot'): void {
    if (from === 'at once') this.#account = account;
    this.#accountAfterReboot = from === 'at once' ? undefined : account;
  }

  /** The reply to a new account has been sent: the plug may connect to its new broker. */
  accountChanged(): void {
    this.#observer.accountChanged();
  }

  /** Leaves pairing mode for this network; nothing happens without power. */
  join(joinRequest: WifiJoinRequest): void {
    if (this.#powered) this.wifi.join(joinRequest);
  }

  /** The button, held: erases all settings and returns to pairing mode. */
  reset(): void {
    this.#eraseSettings();
    this.wifi.reset();
  }

  /** The uuid that the plug reports. */
  get uuid(): string {
    return (this.faults.stranger ? this.#impersonatedUuid : undefined) ?? this.faults.otherUuid ?? this.#uuid;
  }

  /** The fault `stranger`: reports a made-up uuid from now on. Returns whether it has done so before. */
  impersonate(): 'first' | 'again' {
    const before = this.#impersonatedUuid;
    this.#impersonatedUuid = randomBytes(16).toString('hex');
    return before === undefined ? 'first' : 'again';
  }

  /** Counts the replies to System.All. Returns whether this one differs by the fault `alternates`. */
  nextDescriptionDiffers(): boolean {
    this.#descriptionCount += 1;
    return this.#descriptionCount % 2 === 0;
  }

  /** Whether the LAN side requires AES bodies. */
  get encrypts(): boolean {
    const { encryption } = this.faults;
    return encryption === 'required' || (encryption === 'as recorded' && this.model.lanEncryption);
  }

  /** The abilities that the plug lists. A plug that requires encryption lists that too. */
  get abilities(): ReadonlyMap<string, JsonObject> {
    const { abilities } = this.firmware;
    if (this.faults.encryption !== 'required') return abilities;
    return new Map([...abilities, ...encryptionAbilities.map(name => [name, {}] as const)]);
  }

  /** The last 12 characters of the uuid in pairs, as Meross forms it. */
  get macAddress(): string {
    return (this.uuid.slice(-12).match(/..?/g) ?? []).join(':');
  }

  /** System.All of this model, as recorded. */
  get recordedAll(): JsonObject {
    return recordedAll(this.model);
  }

  /** Power of an outlet, or of all of them, in watts. */
  watts(channel?: number): number {
    if (!this.#powered) return 0;
    const through = channel === undefined ? this.relays.outlets : [channel];
    return through.reduce((sum, outlet) => sum + (this.relays.isOn(outlet) ? (this.#loads.get(outlet) ?? 0) : 0), 0);
  }

  /** Whether nothing has changed the power since the plug was recorded. */
  get flowIsAsRecorded(): boolean {
    return this.#flowIsAsRecorded;
  }

  /** Connects a load to an outlet, in watts. */
  setLoad(channel: number, watts: number): void {
    this.meter.settle();
    const before = this.watts(channel);
    this.#loads.set(channel, watts);
    if (this.watts(channel) !== before) this.#flowIsAsRecorded = false;
  }

  /** Cuts the power. The relays stay as they are, because they are mechanical. */
  cutPower(): void {
    this.meter.settle();
    this.alarms.cancelAll();
    this.wifi.cutPower();
    this.#powered = false;
    this.#flowIsAsRecorded = false;
    this.agreedKey = undefined;
    this.wasCut = true;
  }

  /** Restores the power. In pairing mode the plug cannot get the time. */
  restorePower(knowsTime: boolean): void {
    this.meter.settle();
    this.#powered = true;
    this.silencePolicy.powerUp();
    if (this.mode === 'home') this.clock.powerUp(knowsTime);
    else this.clock.powerUp(false, 0);
    this.rules.timeChanged();
    this.assignAccount(this.#accountAfterReboot ?? this.#account, 'at once');
    this.wifi.restorePower();
  }

  /** A request has ended, with whatever result. */
  requestEnded(): void {
    const left = this.faults.powerCutAfter;
    if (left === undefined) return;
    this.faults.powerCutAfter = left > 1 ? left - 1 : undefined;
    if (left <= 1) this.#observer.powerFails();
  }

  #eraseSettings(): void {
    this.#account = noAccount;
    this.#accountAfterReboot = undefined;
    this.time = { ...this.time, timezone: '', timeRule: [] };
    this.clock.powerUp(false, 0);
    this.rules.replace('timers', []);
    this.rules.replace('triggers', []);
    this.onlineStatus = 0;
  }
}
