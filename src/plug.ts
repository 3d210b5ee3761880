import type { Logging } from 'homebridge';
import type { Clock } from './clock.ts';
import type { DeviceConfig } from './config.ts';
import type { MerossDevice } from './device/device.ts';
import type { Target } from './device/connect.ts';
import { PlugLink } from './device/link.ts';
import { isPlug, type PlugInfo } from './device/plug-info.ts';
import { LockedError, NoAnswerError, RefusedError, type MerossError } from './errors.ts';
import { capabilities } from './features/index.ts';
import type { PlugAccessory } from './homekit/accessory.ts';
import type { Roster } from './homekit/roster.ts';
import { TIMES } from './settings.ts';
import { HttpTransport } from './transport/http.ts';
import { formatAddress, PLAIN } from './transport/transport.ts';
import { duration, explain, type Subject } from './trouble.ts';

export interface PlugOptions {
  readonly config: DeviceConfig;
  readonly pollSeconds: number;
  /** The how-manieth of all plugs, and of how many: they are spread over the poll period. */
  readonly index: number;
  readonly count: number;
  readonly roster: Roster;
  readonly clock: Clock;
  readonly log: Logging;
  /** Claims a uuid for this plug; returns the path of the one that has claimed it before, if any. */
  readonly claim: (uuid: string, path: string) => string | undefined;
  /** It is known now which plug this is. */
  readonly onIdentified: () => void;
}

/** One plug of the config: keeps it connected, shows it in HomeKit, and tells people what happens to it. */
export class Plug {
  readonly #options: PlugOptions;
  readonly #address: string;
  readonly #link: PlugLink;
  #accessory: PlugAccessory | undefined;
  #manner = PLAIN;
  readonly #refusals = new Set<string>();
  /** The kind of trouble that people were told of last, and since when it lasts. */
  #trouble: { readonly cause: string; readonly since: number } | undefined;

  constructor(options: PlugOptions) {
    const { config, clock, pollSeconds, index, count } = options;
    this.#options = options;
    this.#address = formatAddress(config);
    this.#link = new PlugLink({
      transport: target => this.#transport(target),
      uuid: config.uuid,
      features: capabilities,
      clock,
      pollMs: pollSeconds * 1000,
      phase: index / count,
      onDevice: device => {
        this.#onDevice(device);
      },
      onFailure: error => {
        this.#tell(error);
      },
    });
  }

  /** The plug's uuid, as far as it is known: from the config, from the last run, or from its own answer. */
  get uuid(): string | undefined {
    return this.#options.config.uuid ?? this.#accessory?.context?.info.uuid;
  }

  /** Shows what is remembered of the plug, and connects to it in the background. */
  start(): void {
    const { config, roster, index } = this.#options;
    const remembered = roster.find({ ...(config.uuid && { uuid: config.uuid }), address: this.#address });
    if (remembered?.context) {
      this.#manner = remembered.context.manner;
      this.#build(remembered, remembered.context.info);
    }
    void this.#link.run(index * TIMES.staggerMs);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #transport(target: Target | undefined): HttpTransport {
    const { config, clock } = this.#options;
    return new HttpTransport({
      address: config,
      key: config.key,
      clock,
      ...target,
      manner: this.#manner,
      onManner: manner => {
        this.#manner = manner;
        this.#remember();
      },
    });
  }

  #onDevice(device: MerossDevice): void {
    const { config, roster, log, claim, onIdentified } = this.#options;
    const { info } = device;
    const { uuid, model, firmwareVersion } = info;
    const other = claim(uuid, config.path);
    if (other !== undefined) {
      log.warn(
        `${config.path} (${this.#address}) is the same plug as ${other} (${model}, uuid ${uuid}).\nRemove one of the two; only ${other} is used.`,
      );
      this.#ignore();
    } else if (!isPlug(info)) {
      log.warn(
        `${config.path} (${this.#address}) is a ${model}, which is not a plug or has nothing that this version can switch.\nRemove it from "devices"; it is ignored.`,
      );
      this.#ignore();
    } else {
      const accessory = roster.of(info, config.name);
      this.#build(accessory, info);
      roster.publish(accessory);
      this.#remember(info);
      accessory.attach(device);
      device.onReading(reading => {
        if (reading.kind !== 'reachable') return;
        if (reading.reachable) this.#isBack();
        else this.#tell(reading.why);
      });
      if (this.#trouble) this.#isBack();
      else log.success(`${this.#subject().name} is ready: ${model}, firmware ${firmwareVersion}, at ${this.#address}.`);
    }
    onIdentified();
  }

  #build(accessory: PlugAccessory, info: PlugInfo): void {
    this.#accessory = accessory;
    accessory.build({
      info,
      look: this.#options.config,
      capabilities,
      onFailedWrite: error => {
        this.#link.retryNow();
        // That a plug is away is told once, when it goes; these are about this one write.
        if (error instanceof LockedError || error instanceof RefusedError) this.#tellOnce(error);
      },
    });
  }

  /** Keeps over a restart what the plug is and where it answered. */
  #remember(info = this.#accessory?.context?.info): void {
    if (!info || !this.#accessory) return;
    const renamed = this.#accessory.context?.renamed ?? {};
    this.#accessory.remember({ info, address: this.#address, manner: this.#manner, renamed });
    this.#options.roster.vacate(this.#address, this.#accessory);
  }

  #ignore(): void {
    void this.#link.close();
  }

  #isBack(): void {
    if (!this.#trouble) return;
    const away = duration(this.#options.clock.now() - this.#trouble.since);
    this.#trouble = undefined;
    this.#options.log.success(`${this.#subject().name} (${this.#address}) is back after ${away}.`);
  }

  /** Tells people once per cause; the rest is for those who debug. */
  #tell(error: MerossError): void {
    const { log, clock } = this.#options;
    const cause = error instanceof NoAnswerError && error.hungUp ? 'hung up' : error.name;
    if (this.#trouble?.cause === cause) {
      log.debug(`${this.#address}: ${error.message}`);
      return;
    }
    this.#trouble = { cause, since: this.#trouble?.since ?? clock.now() };
    log.warn(explain(error, this.#subject()));
  }

  /** About a write that this plug will never carry out. */
  #tellOnce(error: MerossError): void {
    if (this.#refusals.has(error.name)) return;
    this.#refusals.add(error.name);
    this.#options.log.warn(explain(error, this.#subject()));
  }

  #subject(): Subject {
    const { config } = this.#options;
    const name = config.name ?? this.#accessory?.accessory.displayName ?? this.#address;
    return { name, address: this.#address, path: config.path };
  }
}
