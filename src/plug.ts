import type { Logging } from 'homebridge';
import type { Clock } from './clock.ts';
import type { DeviceConfig } from './config.ts';
import type { Target } from './device/connect.ts';
import type { MerossDevice } from './device/device.ts';
import type { Habits } from './device/habits.ts';
import { PlugLink } from './device/link.ts';
import { isPlug, type PlugInfo } from './device/plug-info.ts';
import { LockedError, MalformedError, RefusedError } from './errors.ts';
import { capabilities } from './features/index.ts';
import type { PlugAccessory } from './homekit/accessory.ts';
import type { Roster } from './homekit/roster.ts';
import { Reporter } from './reporter.ts';
import { TIMES } from './settings.ts';
import { HttpTransport } from './transport/http.ts';
import { formatAddress, PLAIN } from './transport/transport.ts';
import type { Subject } from './trouble.ts';

export interface PlugOptions {
  readonly config: DeviceConfig;
  readonly pollSeconds: number;
  /** The how-manieth of all plugs, and of how many: they are spread over the poll period. */
  readonly index: number;
  readonly count: number;
  readonly roster: Roster;
  readonly clock: Clock;
  readonly log: Logging;
  /** The plug has said who it is. @returns another entry of the config that is this plug and comes first, if any */
  readonly onIdentified: (plug: Plug) => Plug | undefined;
  /** Whether any entry of the config wants the plug with this uuid never to be switched. */
  readonly isLocked: (uuid: string) => boolean;
}

/** One plug of the config: keeps it connected, shows it in HomeKit, and tells people what happens to it. */
export class Plug {
  readonly address: string;
  readonly #options: PlugOptions;
  readonly #link: PlugLink;
  readonly #reporter: Reporter;
  #accessory: PlugAccessory | undefined;
  #manner = PLAIN;
  #habits: Habits = {};
  #provenUuid: string | undefined;

  constructor(options: PlugOptions) {
    const { config, clock, pollSeconds, index, count, log } = options;
    this.#options = options;
    this.address = formatAddress(config);
    this.#reporter = new Reporter({
      log,
      clock,
      subject: () => this.#subject(),
    });
    this.#link = new PlugLink({
      transport: target => this.#transport(target),
      uuid: config.uuid,
      features: capabilities,
      clock,
      pollMs: pollSeconds * 1000,
      phase: index / count,
      habits: info => this.#habitsOf(info),
      onHabits: habits => {
        this.#habits = habits;
        this.#remember();
      },
      debug: text => {
        log.debug(`${this.address}: ${text}`);
      },
      onDevice: device => {
        this.#show(device);
      },
      onEnd: () => {
        this.#accessory?.detach();
      },
      onFailure: error => {
        this.#reporter.trouble(error);
      },
    });
  }

  get config(): DeviceConfig {
    return this.#options.config;
  }

  /** The uuid that the user wrote, or with which a plug has answered here in this run. */
  get provenUuid(): string | undefined {
    return this.config.uuid ?? this.#provenUuid;
  }

  /** The same, or the uuid of the plug that answered here last. */
  get likelyUuid(): string | undefined {
    return this.provenUuid ?? this.#accessory?.context?.info.uuid;
  }

  /** Shows what is remembered of the plug, and connects to it in the background. */
  start(): void {
    const { roster, index } = this.#options;
    const remembered = roster.find({ uuid: this.config.uuid, address: this.address });
    if (remembered?.context) {
      this.#manner = remembered.context.manner;
      this.#build(remembered, remembered.context.info);
    }
    void this.#link.run(index * TIMES.staggerMs);
  }

  /** Lets go of the plug, for another entry of the config is it too, and comes first. */
  standBack(first: Plug): void {
    this.#reporter.warn(
      `${this.config.path} (${this.address}) is the same plug as ${first.config.path} (${first.address}).\n` +
        `Remove one of the two; only ${first.config.path} is used.`,
    );
    this.#accessory = undefined;
    void this.close();
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

  /** @throws {MalformedError} a plug that we know says that it has nothing to switch */
  #show(device: MerossDevice): void {
    const { config, roster, onIdentified } = this.#options;
    const { info } = device;
    this.#provenUuid = info.uuid;
    const first = onIdentified(this);
    if (first) {
      this.standBack(first);
      return;
    }
    const known = roster.of(info.uuid);
    if (!isPlug(info)) {
      if (known) throw new MalformedError('it lists no outlet, though it is known to have some');
      this.#reporter.warn(
        `${config.path} (${this.address}) is a ${info.model}, which has nothing that this version can switch.\n` +
          'Remove it from "devices"; it is ignored.',
      );
      void this.close();
      return;
    }
    const accessory = known ?? roster.create(info, config.name);
    this.#build(accessory, info);
    roster.publish(accessory);
    this.#remember(info);
    accessory.attach(device);
    device.onReading(reading => {
      if (reading.kind !== 'reachable') return;
      if (reading.reachable) this.#reporter.well(info);
      else this.#reporter.trouble(reading.why);
    });
  }

  #build(accessory: PlugAccessory, info: PlugInfo): void {
    const { config, isLocked, log } = this.#options;
    this.#accessory = accessory;
    accessory.build({
      info,
      look: { ...config, locked: config.locked || isLocked(info.uuid) },
      capabilities,
      onFailedWrite: error => {
        this.#link.retryNow();
        // That a plug is away is told when it goes; these are about what it will not do.
        if (error instanceof LockedError || error instanceof RefusedError) this.#reporter.refusal(error);
        else log.debug(`${this.address}: not switched: ${String(error)}`);
      },
    });
  }

  #habitsOf({ uuid, firmwareVersion }: PlugInfo): Habits {
    const { context } = this.#options.roster.of(uuid) ?? {};
    this.#habits = context?.info.firmwareVersion === firmwareVersion ? context.habits : {};
    return this.#habits;
  }

  /** Keeps over a restart what the plug is, where it answered, and what was learned of it. */
  #remember(info?: PlugInfo): void {
    const { roster } = this.#options;
    const context = this.#accessory?.context;
    const what = info ?? context?.info;
    // Not before it is proven whose address this is.
    if (!this.#accessory || !what || what.uuid !== this.#provenUuid) return;
    this.#accessory.remember({
      info: what,
      address: this.address,
      isDisplaced: false,
      manner: this.#manner,
      habits: this.#habits,
      renamed: context?.renamed ?? {},
    });
    roster.displace(this.address, this.#accessory);
  }

  #subject(): Subject {
    const { name = this.#accessory?.accessory.displayName ?? this.address, path } = this.config;
    return { name, address: this.address, path };
  }
}
